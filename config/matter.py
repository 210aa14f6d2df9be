"""The typed model of a matter (事项): one YAML file, the only source of its guide, form, rules and papers.

Field names follow the national element set (domain vocabulary: 实施清单 elements). Rules are CEL expressions over
``card`` (what the ID card said), ``form`` (field id -> value, null while empty) and ``today`` (ISO date).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from msgspec import Struct


class MatterType(StrEnum):
    """事项类型."""

    LICENCE = "01"
    CONFIRMATION = "07"
    OTHER_POWER = "10"
    PUBLIC_SERVICE = "20"


class CaseType(StrEnum):
    """办件类型: 即办件 is decided at once, 承诺件 within the promised limit."""

    INSTANT = "instant"
    COMMITTED = "committed"


class LimitUnit(StrEnum):
    """时限单位."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
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


class FieldType(StrEnum):
    """What a field accepts."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    MONTH = "month"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    BANK_CARD = "bank_card"
    CHOICE = "choice"
    YES_NO = "yes_no"
    DECLARATION = "declaration"


class LateConsequence(StrEnum):
    """What happens when a deferred material does not arrive in time (local rule)."""

    DEEMED_WITHDRAWN = "deemed_withdrawn"
    ACCEPTANCE_REVOKED = "acceptance_revoked"


class Model(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Base of all parts: immutable, unknown keys refused."""


class Codes(Model, frozen=True, kw_only=True):
    """``basic`` 基本编码 (12 digits); ``implementation`` 实施编码 (31: authority's credit code, level, 12 digits)."""

    basic: str
    implementation: str


class Authority(Model, frozen=True, kw_only=True):
    """实施主体: who decides, with its unified social credit code and the phone citizens call."""

    name: str
    short_name: str
    code: str
    phone: str


class LegalBasis(Model, frozen=True, kw_only=True):
    """设定依据."""

    law: str
    article: str = ""
    text: str = ""


class Limit(Model, frozen=True, kw_only=True):
    """办结时限."""

    unit: LimitUnit
    value: int = 0


class Fee(Model, frozen=True, kw_only=True):
    """收费项目: ``amount`` in fen."""

    name: str
    amount: int
    basis: str


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
    note: str = ""
    """one line on the guide: how it is handed in"""
    instructions: str = ""
    """one line on the scan screen: what to put down"""
    when: str = "true"
    deferrable: Deferral | None = None
    shared_by: str = ""
    """for ``shared``: whose data is looked up"""
    max_pages: int = 20


class Option(Model, frozen=True, kw_only=True):
    """One answer of a choice."""

    value: str
    label: str


class Field(Model, frozen=True, kw_only=True):
    """One question.

    ``prefill`` names what the card supplies (``card.address``); ``min`` and ``max`` bound numbers, money (yuan) or the length of text.
    """

    id: str
    label: str
    type: FieldType
    required: bool = True
    when: str = "true"
    hint: str = ""
    prefill: str = ""
    read_only: bool = False
    options: list[Option] = []
    min: float | None = None
    max: float | None = None
    unit: str = ""
    read_back: bool = False
    """money only: shown again in capitals (大写) before signing"""


class Page(Model, frozen=True, kw_only=True):
    """One topic, one screen."""

    id: str
    title: str
    """what the screen asks, as a person would: 您结婚了吗？"""
    heading: str = ""
    """what review and papers call the topic (家庭情况); the title where empty"""
    fields: list[Field]
    when: str = "true"

    @property
    def topic(self) -> str:
        """The name of the topic at review and on papers."""
        return self.heading or self.title


class Computed(Model, frozen=True, kw_only=True):
    """A value worked out from card and form, shown at review and submitted."""

    id: str
    label: str
    value: str


class Check(Model, frozen=True, kw_only=True):
    """A rule over several fields. ``fields`` are marked, ``otherwise`` says what to do."""

    rule: str
    fields: list[str]
    otherwise: str


class DeliveryWay(StrEnum):
    """结果送达方式."""

    PRINT_HERE = "print_here"
    COLLECT = "collect"
    COURIER = "courier"
    ELECTRONIC = "electronic"


class Matter(Model, frozen=True, kw_only=True):
    """One matter as an administrator wrote it."""

    schema: Literal[1]
    codes: Codes
    name: str
    short_name: str
    aliases: list[str] = []
    themes: list[str]
    popular: bool = False
    version: str
    matter_type: MatterType
    case_type: CaseType
    authority: Authority
    legal_basis: list[LegalBasis]
    statutory_limit: Limit
    promised_limit: Limit
    max_visits: int = 0
    visit_reason: str = ""
    fees: list[Fee] = []
    kiosk_enabled: bool = True
    large_text: bool = False
    guide: Guide
    eligibility: list[Eligibility] = []
    materials: list[Material]
    form: list[Page] = []
    computed: list[Computed] = []
    checks: list[Check] = []
    delivery: list[DeliveryWay]
    devices: list[str]

    @property
    def code(self) -> str:
        """实施编码, the matter's identity everywhere."""
        return self.codes.implementation
