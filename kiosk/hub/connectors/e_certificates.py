"""The electronic certificate library (电子证照库)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from kiosk.hub.connectors.connector import Connector, IdNumber, Question, Reply, Short, World


class CertificateQuestion(Question):
    """Does this person hold a valid certificate of this kind."""

    kind: Annotated[str, Field(min_length=2, max_length=60, pattern="^[a-z][a-z0-9_]*$")]
    id_number: IdNumber


class CertificateReply(Reply):
    """``number_tail`` are the last four characters: the whole number stays in the library, which hands ``licence_id`` to the authority."""

    state: Literal["valid", "expired", "revoked", "none"]
    licence_id: Short = ""
    name: Short = ""
    number_tail: Annotated[str, Field(max_length=4)] = ""
    valid_to: date | None = None


def simulated(question: CertificateQuestion, world: World) -> CertificateReply:
    """Everybody has an ID card and a household register; other certificates depend on the number."""
    if question.kind in ("id_card", "household_register"):
        return CertificateReply(
            state="valid",
            licence_id=f"SYN-{question.kind}",
            name="合成证照",
            number_tail=question.id_number[-4:],
            valid_to=date(2040, 1, 1),
        )
    states: tuple[Literal["none", "expired", "valid"], ...] = ("none", "expired", "valid")
    return CertificateReply(state=states[sum(question.id_number.encode()) % 3])


CONNECTOR = Connector("e_certificates", CertificateQuestion, CertificateReply, simulated)
