"""Where a visit shows that the person on the card is the one who stands there: the places it takes, and what each still wants. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kiosk.face.proof import FaceState, Proof, ProofWay
from kiosk.fields import Problem
from kiosk.giving import withdraw
from kiosk.live.names import issues_document
from kiosk.privacy import COMPARE_FACE
from kiosk.visit import Consent, Place, Step, Visit
from kiosk.words import words

ADULT_ENOUGH = 14
"""Whoever is younger is not asked for their face at all (个人信息保护法 第三十一条)."""
STEPS = {ProofWay.SMS_CODE: Step.SMS_CODE, ProofWay.WINDOW: Step.SLOT}


def places(visit: Visit) -> tuple[Place, ...]:
    """The places between who somebody is and the form; none where nobody asks, or an earlier matter of this visit has shown it."""
    state = visit.face
    if not visit.matter.face_check or (visit.carried is not None and visit.carried.proof is not None):
        return ()
    asked = (Place(Step.CONSENT),) if state.comparable else ()
    if state.by_face:
        return (*asked, Place(Step.FACE))
    chosen = (Place(STEPS[state.other]),) if state.other in STEPS and not to_window(visit) else ()
    return (*asked, Place(Step.PROVE), *chosen)


def to_window(visit: Visit) -> bool:
    """Whether a window does the whole matter: it would look at the person, and here the paper would be in their hand before it did."""
    return visit.face.other is ProofWay.WINDOW and issues_document(visit.matter)


def problems(visit: Visit, step: Step) -> tuple[Problem, ...]:
    """What keeps the visit from passing one of these places."""
    state = visit.face
    match step:
        case Step.CONSENT:
            return () if state.agreed is not None else (Problem("", words("请选一下：同意，还是换别的办法")),)
        case Step.FACE:
            return () if state.proof else (Problem("", words("请照着圆圈下面的话做；也可以换别的办法")),)
        case Step.PROVE:
            return () if state.other else (Problem("", words("请选一种办法")),)
        case Step.SMS_CODE:
            return () if state.proof else (Problem("", words("请把短信里的验证码填上，再点“核对”")),)
        case _:
            return () if state.proof else (Problem("", words("请选一个去窗口的时间")),)


def needs_card(visit: Visit) -> bool:
    """Whether a person who is known already has to put the card down again: there is no photo to compare with any more."""
    carried = visit.carried
    return visit.matter.face_check and not visit.face.comparable and not (carried and carried.proof)


def lasting(visit: Visit) -> Proof | None:
    """The proof that the next matter of this visit can rest on."""
    proof = visit.face.proof
    return proof if proof is not None and proof.settled else None


def identified(visit: Visit, *, photo: bool, camera: bool, birth: date, today: date) -> Visit:
    """Somebody's card was read: whether there is something to compare their face with, and something to see it by."""
    young = (today.year - birth.year) - ((today.month, today.day) < (birth.month, birth.day)) < ADULT_ENOUGH
    why = "minor" if young else "no_photo" if not photo else "no_camera" if not camera else ""
    return _with(visit, FaceState(why=why))


def agree(visit: Visit, agreed: bool, consent: Consent | None = None) -> Visit:
    """The answer to the separate question; refusing after all takes the consent back."""
    cleared = withdraw(visit, COMPARE_FACE)
    others = (*cleared.consents, consent) if agreed and consent else cleared.consents
    return _with(replace(cleared, consents=others), replace(visit.face, agreed=agreed, other=None, proof=None))


def choose(visit: Visit, way: ProofWay) -> Visit:
    """Another way than the camera."""
    if way is visit.face.other:
        return visit
    return _with(visit, replace(visit.face, other=way, proof=None))


def prove(visit: Visit, proof: Proof) -> Visit:
    """It is shown, or settled how it will be."""
    return _with(visit, replace(visit.face, proof=proof))


def _with(visit: Visit, state: FaceState) -> Visit:
    return replace(visit, face=state, checked="")
