"""Everything that keeps a visit from passing a place, all at once, in words that say what to do. Pure."""

from __future__ import annotations

from datetime import date

from config.matter import Check, IdentifyWay, MaterialRole, Page
from config.rules import holds
from kiosk import asks, fields, proving
from kiosk.fields import Problem
from kiosk.giving import GUARDIAN_CONSENT
from kiosk.visit import Place, Step, Visit
from kiosk.words import words

ADULT = 18


def problems(visit: Visit, place: Place, today: date) -> tuple[Problem, ...]:
    """Everything that keeps the visit from passing ``place``, all at once."""
    match place.step:
        case Step.PRECHECK:
            return () if place.item in visit.answers else (Problem("", words("请选“是”或“不是”")),)
        case Step.AGENT:
            return () if visit.acting else (Problem("", words("请选一下：给自己办，还是替别人办")),)
        case Step.IDENTIFY:
            return () if visit.present or visit.way else (Problem("", words("请先读身份证")),)
        case Step.DECLARE | Step.FORM | Step.DELIVERY:
            return _page_problems(visit, place, today)
        case Step.PRINCIPAL:
            return _principal_problems(visit, place, today)
        case Step.GUARDIAN:
            return _guardian_problems(visit, today)
        case Step.CONSENT | Step.FACE | Step.PROVE | Step.SMS_CODE | Step.SLOT:
            return proving.problems(visit, place.step)
        case Step.PACKAGE:
            return _package_problems(visit, today)
        case Step.PROMISE:
            return _promise_problems(visit, place.item, today)
        case Step.MATERIALS:
            return tuple(
                Problem(item.id, words("{}还没有拍", item.name))
                for item in asks.captured(visit, today)
                if item.role is not MaterialRole.OPTIONAL
                and not asks.exempt(visit, item)
                and not asks.supply(visit, item).sheets
                and not asks.supply(visit, item).deferred
            )
        case Step.COMMITMENT:
            return () if visit.committed else (Problem("", words("同意承诺才能以后补交；也可以返回，现在就拍")),)
        case _:
            return ()


def _page_problems(visit: Visit, place: Place, today: date) -> tuple[Problem, ...]:
    page = asks.page_at(visit, place)
    if page is None:
        return ()
    known = asks.facts(visit, today)

    def applies(rule: str) -> bool:
        return asks.applies(rule, visit, known)

    shown = asks.visible(page, visit, today)
    found = [problem for item in shown for problem in fields.problems(item, visit.entries, applies)]
    if place.step is Step.FORM:
        found += _cross_checks(visit, page, today, found)
    if place.step is Step.DECLARE and not found and place.item == IdentifyWay.PASSPORT:
        birth = fields.parse(next(item for item in shown if item.id == "identity.birth"), visit.entries.get("identity.birth", ""))
        if not isinstance(birth, str) or not (today.year - 130 <= int(birth[:4]) and birth <= today.isoformat()):
            found.append(Problem("identity.birth", words("出生日期对不上，请照着护照再核一遍")))
    found += [
        Problem(item.id, words("身份证号里的出生日期对不上，请再核一遍")) for item in shown if _unborn(item.id, visit, today) and not found
    ]
    return tuple(found)


def _unborn(field_id: str, visit: Visit, today: date) -> bool:
    """Whether a citizen's number names a day of birth still to come, or more than 130 years ago."""
    number = visit.entries.get(field_id, "").replace(" ", "")
    if field_id not in ("identity.number", "principal.number") or len(number) != 18 or visit.way is IdentifyWay.PASSPORT:
        return False
    born = number[6:14]
    return not f"{today.year - 130}0101" <= born <= today.strftime("%Y%m%d")


def _cross_checks(visit: Visit, page: Page, today: date, found: list[Problem]) -> list[Problem]:
    wrong = {problem.field.partition(".")[0] for problem in found}
    known, ids = asks.facts(visit, today), {item.id for item in asks.visible(page, visit, today)}
    more = []
    for rule in visit.matter.checks:
        here = [name for name in rule.fields if name in ids]
        if here and not wrong.intersection(rule.fields) and _answered(known, rule) and not holds(rule.rule, known):
            more.append(Problem(here[-1], rule.otherwise))
    return more


def _answered(known: dict[str, object], rule: Check) -> bool:
    """Whether every field the rule speaks of has a value; before that there is nothing to compare."""
    form = known["form"]
    assert isinstance(form, dict)
    return all(form.get(name) is not None for name in rule.fields)


def _principal_problems(visit: Visit, place: Place, today: date) -> tuple[Problem, ...]:
    found = _page_problems(visit, place, today)
    number = visit.entries.get("principal.number", "").replace(" ", "").upper()
    if not found and visit.agent is not None and number == visit.agent.number:
        return (Problem("principal.number", words("这里填被代办人的身份证号，不是您自己的")),)
    return found


def _guardian_problems(visit: Visit, today: date) -> tuple[Problem, ...]:
    found, who, child = [], asks.guardian(visit), visit.applicant
    if who is None:
        found.append(Problem("guardian", words("请把监护人的身份证放在读卡区")))
    elif child is not None and who.number == child.number:
        found.append(Problem("guardian", words("这是孩子自己的证件，请放监护人的身份证")))
    elif who.age_on(today) < ADULT:
        found.append(Problem("guardian", words("监护人要年满 18 周岁，请放监护人的身份证")))
    elif who.expired_on(today):
        found.append(Problem("guardian", words("监护人的证件过期了，请换一位监护人，或到窗口办")))
    if not visit.consented(GUARDIAN_CONSENT):
        found.append(Problem(GUARDIAN_CONSENT, words("监护人读完后，请点一下“同意”前面的方框")))
    return tuple(found)


def _package_problems(visit: Visit, today: date) -> tuple[Problem, ...]:
    if not asks.children(visit, today):
        return (Problem("", words("一件也没选，请至少选一件")),)
    return tuple(
        Problem(item.id, words("要办“{}”，得先办“{}”：请一起选上，或者都不选", item.name, before.name))
        for item, before in asks.missing_before(visit, today)
    )


def _promise_problems(visit: Visit, commitment_id: str, today: date) -> tuple[Problem, ...]:
    promise = next((item for item in asks.commitments(visit, today) if item.id == commitment_id), None)
    decided = visit.promises.get(commitment_id)
    if promise is None or decided:
        return ()
    proofs = asks.replaces(visit.matter, promise)
    if decided is None:
        return (Problem("", words("请选一下：承诺，还是交证明") if proofs else words("读完后，请点一下“同意”前面的方框")),)
    return () if proofs else (Problem("", words("不同意承诺，这件事在这里办不了；可以到窗口问一问")),)
