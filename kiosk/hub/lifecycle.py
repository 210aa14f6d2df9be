"""The states of a case (domain: 行政许可法 第三十二条, 浙江省保障“最多跑一次”改革规定 第十一条) and which step leads where. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from kiosk.words import plain, words

DECISION_DAYS = 5
"""Working days in which the authority says what is missing; silence means accepted (行政许可法 第三十二条)."""


class CaseStatus(StrEnum):
    """Where a case stands. The first three are the terminal's own and never stand in the hub."""

    DRAFT = "draft"
    SUBMITTED_LOCAL = "submitted_local"
    UPLOADING = "uploading"
    RECEIVED = "received"
    CORRECTION_REQUIRED = "correction_required"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    PROVISIONALLY_ACCEPTED = "provisionally_accepted"
    DEEMED_ACCEPTED = "deemed_accepted"
    NOT_ACCEPTED = "not_accepted"
    DEEMED_WITHDRAWN = "deemed_withdrawn"
    ACCEPTANCE_REVOKED = "acceptance_revoked"
    WITHDRAWN = "withdrawn"
    IN_REVIEW = "in_review"
    SUSPENDED = "suspended"
    APPROVED = "approved"
    DENIED = "denied"
    DEEMED_APPROVED = "deemed_approved"
    COMPLETED = "completed"
    DELIVERING = "delivering"
    DELIVERED = "delivered"
    ARCHIVED = "archived"
    PARTLY_COMPLETED = "partly_completed"
    """Only of a package of matters (一件事): some of them have ended, and not all in the same way."""


class Action(StrEnum):
    """A step. The last ones are taken by the clock or by the citizen, the others by a reviewer."""

    ACCEPT = "accept"
    ACCEPT_DEFERRED = "accept_deferred"
    RETURN = "return"
    REFUSE = "refuse"
    REVIEW = "review"
    SUSPEND = "suspend"
    RESUME = "resume"
    APPROVE = "approve"
    DENY = "deny"
    COMPLETE = "complete"
    DELIVER = "deliver"
    HAND_OVER = "hand_over"
    ARCHIVE = "archive"
    WITHDRAW = "withdraw"
    SUPPLEMENT = "supplement"
    COLLECT = "collect"
    DEEM_ACCEPTED = "deem_accepted"
    DEEM_WITHDRAWN = "deem_withdrawn"
    REVOKE_ACCEPTANCE = "revoke_acceptance"
    DEEM_APPROVED = "deem_approved"


_S, _A = CaseStatus, Action
UNDECIDED = frozenset({_S.RECEIVED, _S.CORRECTION_REQUIRED, _S.RETURNED})
ACCEPTED = frozenset({_S.ACCEPTED, _S.DEEMED_ACCEPTED, _S.IN_REVIEW, _S.SUSPENDED})
RUNNING = UNDECIDED | ACCEPTED | {_S.PROVISIONALLY_ACCEPTED}
"""Nothing is decided yet: the citizen may still withdraw."""
WAITING = frozenset({_S.CORRECTION_REQUIRED, _S.RETURNED, _S.PROVISIONALLY_ACCEPTED})
"""It is the citizen's turn."""

ENDED = frozenset(
    {
        _S.COMPLETED,
        _S.DELIVERING,
        _S.DELIVERED,
        _S.ARCHIVED,
        _S.NOT_ACCEPTED,
        _S.DENIED,
        _S.DEEMED_WITHDRAWN,
        _S.ACCEPTANCE_REVOKED,
        _S.WITHDRAWN,
    }
)
"""Nothing more is decided."""
_BEHIND = (
    _S.CORRECTION_REQUIRED,
    _S.RETURNED,
    _S.PROVISIONALLY_ACCEPTED,
    _S.RECEIVED,
    _S.ACCEPTED,
    _S.DEEMED_ACCEPTED,
    _S.SUSPENDED,
    _S.IN_REVIEW,
    _S.DEEMED_APPROVED,
    _S.APPROVED,
)
"""From the state that asks most of somebody, the citizen first, to the one that is nearly done."""

STEPS: Mapping[Action, tuple[frozenset[CaseStatus], CaseStatus]] = {
    _A.ACCEPT: (UNDECIDED | {_S.PROVISIONALLY_ACCEPTED}, _S.ACCEPTED),
    _A.ACCEPT_DEFERRED: (UNDECIDED, _S.PROVISIONALLY_ACCEPTED),
    _A.RETURN: (frozenset({_S.RECEIVED}), _S.CORRECTION_REQUIRED),
    _A.REFUSE: (UNDECIDED, _S.NOT_ACCEPTED),
    _A.REVIEW: (frozenset({_S.ACCEPTED, _S.DEEMED_ACCEPTED}), _S.IN_REVIEW),
    _A.SUSPEND: (ACCEPTED - {_S.SUSPENDED}, _S.SUSPENDED),
    _A.RESUME: (frozenset({_S.SUSPENDED}), _S.IN_REVIEW),
    _A.APPROVE: (ACCEPTED - {_S.SUSPENDED}, _S.APPROVED),
    _A.DENY: (ACCEPTED - {_S.SUSPENDED}, _S.DENIED),
    _A.COMPLETE: ((ACCEPTED - {_S.SUSPENDED}) | {_S.APPROVED, _S.DENIED, _S.DEEMED_APPROVED}, _S.COMPLETED),
    _A.DELIVER: (frozenset({_S.COMPLETED}), _S.DELIVERING),
    _A.HAND_OVER: (frozenset({_S.COMPLETED, _S.DELIVERING}), _S.DELIVERED),
    _A.ARCHIVE: (
        frozenset({_S.COMPLETED, _S.DELIVERED, _S.NOT_ACCEPTED, _S.DEEMED_WITHDRAWN, _S.ACCEPTANCE_REVOKED, _S.WITHDRAWN, _S.DENIED}),
        _S.ARCHIVED,
    ),
    _A.WITHDRAW: (RUNNING, _S.WITHDRAWN),
    _A.SUPPLEMENT: (frozenset({_S.CORRECTION_REQUIRED, _S.RETURNED}), _S.RECEIVED),
    _A.COLLECT: (frozenset({_S.COMPLETED, _S.DELIVERING}), _S.DELIVERED),
    _A.DEEM_ACCEPTED: (frozenset({_S.RECEIVED}), _S.DEEMED_ACCEPTED),
    _A.DEEM_WITHDRAWN: (WAITING, _S.DEEMED_WITHDRAWN),
    _A.REVOKE_ACCEPTANCE: (frozenset({_S.PROVISIONALLY_ACCEPTED}), _S.ACCEPTANCE_REVOKED),
    _A.DEEM_APPROVED: (ACCEPTED, _S.DEEMED_APPROVED),
}

PUBLIC: Mapping[CaseStatus, str] = {
    _S.RECEIVED: words("材料已收到，部门还没有受理"),
    _S.CORRECTION_REQUIRED: words("需要补正材料"),
    _S.RETURNED: words("已退回，需要补正材料"),
    _S.ACCEPTED: words("已受理"),
    _S.PROVISIONALLY_ACCEPTED: words("已容缺受理，请按期补交材料"),
    _S.DEEMED_ACCEPTED: words("部门没有在期限内提出意见，已视为受理"),
    _S.NOT_ACCEPTED: words("不予受理"),
    _S.DEEMED_WITHDRAWN: words("逾期没有补齐材料，已视为撤回"),
    _S.ACCEPTANCE_REVOKED: words("逾期没有补齐材料，受理已撤销"),
    _S.WITHDRAWN: words("已撤回"),
    _S.IN_REVIEW: words("正在审查"),
    _S.SUSPENDED: words("正在进行特别程序，时间不计入期限"),
    _S.APPROVED: words("已准予"),
    _S.DENIED: words("已作出不予决定"),
    _S.DEEMED_APPROVED: words("部门没有在期限内决定，已视为准予"),
    _S.COMPLETED: words("已办结"),
    _S.DELIVERING: words("结果正在送达"),
    _S.DELIVERED: words("结果已送达"),
    _S.ARCHIVED: words("已归档"),
    _S.PARTLY_COMPLETED: words("有的事项已经办结，其他事项请看各自的进度"),
}
"""The one plain sentence a number alone shows; a terminal knows it in its other languages."""


def public_text(status: CaseStatus) -> str:
    """``PUBLIC`` as it goes into an answer."""
    return plain(PUBLIC[status])


class StepError(Exception):
    """The step does not fit the case; the message is a plain sentence for staff."""


def together(statuses: Collection[CaseStatus]) -> CaseStatus:
    """Where a package of matters stands whose matters stand there (at least one): they succeed and fail on their own."""
    found = set(statuses)
    if len(found) == 1:
        return found.pop()
    if found & ENDED:
        return CaseStatus.PARTLY_COMPLETED
    return next(status for status in _BEHIND if status in found)


def after(status: CaseStatus, action: Action) -> CaseStatus:
    """The state a step leads to. Raises StepError where the step is not possible."""
    allowed, reached = STEPS[action]
    if status not in allowed:
        raise StepError(f"a case that is {status} cannot be taken to {reached}")
    return reached
