"""The parts of a matter around its form: whose it is, what it rests on, what has to be handed in, who may act, how the result comes."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from config.matter_model import Model


class LimitUnit(StrEnum):
    """时限单位."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"
    INSTANT = "instant"


class MaterialRole(StrEnum):
    """主件 must be there; 副件 may be deferred where the matter says so; optional may be missing."""

    MAIN = "main"
    SECONDARY = "secondary"
    OPTIONAL = "optional"


class Capture(StrEnum):
    """How a material comes in at the terminal."""

    CARD = "card"
    """the identity card that was read: nothing more to hand in"""
    PORTRAIT = "portrait"
    """a photo taken by the face camera"""
    SCAN = "scan"
    """pages under the document camera"""
    SHARED = "shared"
    """looked up by the department in another department's data: nothing to hand in"""
    FORM = "form"
    """the form itself, confirmed and signed here (申请书)"""


class FaceOtherwise(StrEnum):
    """How somebody shows who they are where faces are not compared."""

    SMS_CODE = "sms_code"
    """a code sent to their telephone, while the hub can be reached"""
    WINDOW = "window"
    """submit now, be looked at in person at a window at a booked time; where the paper is handed out at once, the whole matter at a window"""


class MaterialKind(StrEnum):
    """材料类型."""

    CERTIFICATE = "certificate"
    APPLICATION = "application"
    OTHER = "other"


class MaterialSource(StrEnum):
    """来源渠道."""

    APPLICANT = "applicant"
    GOVERNMENT = "government"
    AGENCY = "agency"
    OTHER = "other"


class LateConsequence(StrEnum):
    """What happens when a deferred material does not arrive in time (local rule)."""

    DEEMED_WITHDRAWN = "deemed_withdrawn"
    ACCEPTANCE_REVOKED = "acceptance_revoked"


class ApplicantType(StrEnum):
    """服务对象."""

    PERSON = "person"
    ENTERPRISE = "enterprise"
    INSTITUTION = "institution"
    SOCIAL_ORGANISATION = "social_organisation"
    UNINCORPORATED = "unincorporated"
    STATE_ORGAN = "state_organ"
    OTHER = "other"


class IdentifyWay(StrEnum):
    """How a person shows who they are (浙江省保障“最多跑一次”改革规定 第9条). All but the chips read here are checked later by staff."""

    ID_CARD = "id_card"
    SOCIAL_SECURITY_CARD = "social_security_card"
    RESIDENCE_PERMIT = "residence_permit"
    PERMANENT_RESIDENCE = "permanent_residence"
    HOUSEHOLD_BOOK = "household_book"
    DRIVING_LICENCE = "driving_licence"
    SENIOR_CARD = "senior_card"
    PASSPORT = "passport"


class DeliveryWay(StrEnum):
    """结果送达方式."""

    PRINT_HERE = "print_here"
    COLLECT = "collect"
    COURIER = "courier"
    ELECTRONIC = "electronic"


class Codes(Model, frozen=True, kw_only=True):
    """``basic`` 基本编码 (12 digits); ``implementation`` 实施编码 (31: authority's credit code, level, 12 digits)."""

    basic: str
    implementation: str
    local: str = ""
    """地方基本编码"""
    handling_item: str = ""
    """业务办理项编码"""


class Authority(Model, frozen=True, kw_only=True):
    """实施主体: who decides, with its unified social credit code and the phone citizens call."""

    name: str
    short_name: str
    code: str
    phone: str
    supervise_phone: str = ""
    """监督投诉电话"""
    entrusting: str = ""
    """委托部门"""


class LegalBasis(Model, frozen=True, kw_only=True):
    """设定依据."""

    law: str
    article: str = ""
    text: str = ""


class Limit(Model, frozen=True, kw_only=True):
    """办结时限."""

    unit: LimitUnit
    value: int = 0
    note: str = ""


class Fee(Model, frozen=True, kw_only=True):
    """收费项目: ``amount`` in fen; ``when`` tells for whom, ``relief`` who pays less."""

    name: str
    amount: int
    basis: str
    when: str = "true"
    relief: str = ""


class Guide(Model, frozen=True, kw_only=True):
    """What a citizen reads before starting.

    ``who`` in one line; ``needs`` names things that would stop someone later (本人名下的银行卡号), read after the words 还要有.
    """

    who: str
    needs: list[str] = []
    minutes: int = 5


class Eligibility(Model, frozen=True, kw_only=True):
    """A condition that must hold after the card was read. ``otherwise`` tells the citizen why not and what to do."""

    rule: str
    otherwise: str


class Exclusion(Model, frozen=True, kw_only=True):
    """Who cannot do this here (自助终端不受理的情形), asked before anyone fills a form.

    ``ask`` is the question as a person would say it; the answer ``stops_on`` (yes or no) hands the citizen off with ``hand_off``: where to
    go instead, and with what. ``when`` skips a question that does not concern this person.
    """

    id: str
    ask: str
    hand_off: str
    stops_on: bool = True
    when: str = "true"


class Deferral(Model, frozen=True, kw_only=True):
    """容缺: may be handed in later."""

    working_days: int
    consequence: LateConsequence = LateConsequence.DEEMED_WITHDRAWN


class Material(Model, frozen=True, kw_only=True):
    """申请材料."""

    id: str
    name: str
    role: MaterialRole
    capture: Capture
    legal_basis: str
    kind: MaterialKind = MaterialKind.CERTIFICATE
    source: MaterialSource = MaterialSource.APPLICANT
    note: str = ""
    """one line on the guide: how it is handed in"""
    instructions: str = ""
    """one line on the scan screen: what to put down"""
    when: str = "true"
    deferrable: Deferral | None = None
    shared_by: str = ""
    """for ``shared``: whose data is looked up; for ``scan``: where the department looks first, so that it may be left out (免交)"""
    replaced_by: str = ""
    """the id of an informed commitment that takes this proof's place"""
    max_pages: int = 20
    copies: int = 1
    accept_standard: str = ""
    """受理标准: what the picture must show"""
    sample: str = ""
    """the name of a sample picture in the bundle"""


class Commitment(Model, frozen=True, kw_only=True):
    """告知承诺: a promise that replaces a proof. Never pre-ticked; ``text`` is shown whole and read aloud on request."""

    id: str
    title: str
    text: str
    when: str = "true"


class Relation(Model, frozen=True, kw_only=True):
    """与本人的关系: ``value`` is what is kept, ``label`` what people read."""

    value: str
    label: str


class AgentRules(Model, frozen=True, kw_only=True):
    """代办: whether somebody may act for another person, what they bring, and from which relation."""

    allowed: bool = False
    relations: list[str | Relation] = []
    """empty: anyone with an authorisation. A label alone is its own value, as all were once."""
    materials: list[Material] = []
    """what an agent adds (委托书)"""
    otherwise: str = ""
    """for matters that must be done in person: what an agent can do instead"""

    @property
    def coded(self) -> list[Relation]:
        """The relations, each with what is kept of it."""
        return [Relation(value=item, label=item) if isinstance(item, str) else item for item in self.relations]

    def relation(self, value: str) -> str:
        """What people read for a value; the value itself where the matter does not know it (any more)."""
        return next((item.label for item in self.coded if item.value == value), value)


class Guardian(Model, frozen=True, kw_only=True):
    """监护人: applicants under ``below`` years need a guardian's own card and consent (PIPL 31 for those under 14)."""

    below: int
    consent: str


class Acceptance(Model, frozen=True, kw_only=True):
    """受理时间: ``from_day`` to ``to_day`` of each month (1 to 31), both included; ``note`` says what to do outside."""

    from_day: int = 1
    to_day: int = 31
    note: str = ""


class ResultKind(StrEnum):
    """审批结果类型."""

    CERTIFICATE = "certificate"
    """出证"""
    DECISION = "decision"
    """审批办结"""
    OTHER = "other"


class Result(Model, frozen=True, kw_only=True):
    """审批结果: its kind, and its name and validity as printed."""

    name: str
    validity: str = ""
    kind: ResultKind = ResultKind.CERTIFICATE


class Faq(Model, frozen=True, kw_only=True):
    """常见问题."""

    question: str
    answer: str


class Remedies(Model, frozen=True, kw_only=True):
    """行政复议 and 行政诉讼, printed on every refusal."""

    reconsideration: str
    litigation: str


class Child(Model, frozen=True, kw_only=True):
    """One matter within a package. ``after`` names children that must be decided first; an ``optional`` one may be left out."""

    id: str
    name: str
    code: str
    """its own 实施编码"""
    authority: str
    after: list[str] = []
    optional: bool = False
    when: str = "true"


class Package(Model, frozen=True, kw_only=True):
    """一件事: several matters with one form and one set of materials. Children succeed or fail on their own."""

    lead: str
    """牵头部门"""
    children: list[Child]
    partial: str
    """what the citizen is told when only some could be done"""


class Effective(Model, frozen=True, kw_only=True):
    """计划生效/取消日期: the first day and the last day, both included."""

    start: date | None = None
    end: date | None = None
