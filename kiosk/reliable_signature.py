"""可靠的电子签名 for matters that law asks it of (电子签名法 第13条).

A drawing on a touchscreen is not one: the signer alone must hold and control what makes the signature, and any later change of it or of what
was signed must show. Such a signature comes from a certificate the citizen holds, by way of an adapter of the hall's provider. Where a terminal
has none, such a matter leads to a window, and the guide says so before anything is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.words import words


class SignatureProblem(StrEnum):
    """Why there is no signature. What people cause is a result, not an exception."""

    DECLINED = "declined"
    NO_CERTIFICATE = "no_certificate"
    NOT_THE_APPLICANT = "not_the_applicant"
    UNAVAILABLE = "unavailable"


SENTENCES = {
    SignatureProblem.DECLINED: words("您没有确认签名。您填的都还在，可以再签一次"),
    SignatureProblem.NO_CERTIFICATE: words("没有找到您的电子签名证书，请到窗口办理"),
    SignatureProblem.NOT_THE_APPLICANT: words("证书不是您本人的，请换自己的证书再签"),
    SignatureProblem.UNAVAILABLE: words("电子签名服务现在没有回应。您填的都还在，请过一会儿再签，或到窗口办理"),
}
"""What a citizen reads."""


@dataclass(frozen=True, slots=True)
class ReliableSignature:
    """A signature over the digest: ``certificate`` (DER) names who signed, ``algorithm`` how."""

    algorithm: str
    signature: bytes
    certificate: bytes


class ReliableSigner(Protocol):
    """One provider. ``sign`` blocks until the citizen has confirmed on their own device, and is called from a worker thread."""

    def sign(self, digest: bytes, person_number: str) -> ReliableSignature | SignatureProblem:
        """Have the person with this number sign a SHA-256 digest."""
        ...
