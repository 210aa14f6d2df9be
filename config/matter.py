"""The typed model of a matter (事项): one YAML file, the only source of its guide, form, rules and papers.

Field names follow the national element set (domain vocabulary: 实施清单 elements). The parts stand in ``matter_parts`` and
``matter_form``; all of them can be imported from here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, field

from config.matter_form import Check, Computed, Field, FieldType, Option, Page
from config.matter_model import Model
from config.matter_parts import (
    Acceptance,
    AgentRules,
    ApplicantType,
    Authority,
    Capture,
    Child,
    Codes,
    Commitment,
    Deferral,
    DeliveryWay,
    Effective,
    Eligibility,
    Exclusion,
    FaceOtherwise,
    Faq,
    Fee,
    Guardian,
    Guide,
    IdentifyWay,
    LateConsequence,
    LegalBasis,
    Limit,
    LimitUnit,
    Material,
    MaterialKind,
    MaterialRole,
    MaterialSource,
    Package,
    Relation,
    Remedies,
    Result,
    ResultKind,
)

__all__ = [
    "Acceptance",
    "AgentRules",
    "ApplicantType",
    "Authority",
    "Capture",
    "CaseType",
    "Check",
    "Child",
    "Codes",
    "Commitment",
    "Computed",
    "Deferral",
    "DeliveryWay",
    "Effective",
    "Eligibility",
    "Exclusion",
    "FaceOtherwise",
    "Faq",
    "Fee",
    "Field",
    "FieldType",
    "Guardian",
    "Guide",
    "HandleScope",
    "IdentifyWay",
    "LateConsequence",
    "LegalBasis",
    "Limit",
    "LimitUnit",
    "Material",
    "MaterialKind",
    "MaterialRole",
    "MaterialSource",
    "Matter",
    "MatterType",
    "Model",
    "Option",
    "Package",
    "Page",
    "Relation",
    "Remedies",
    "Result",
    "ResultKind",
]


class MatterType(StrEnum):
    """事项类型, the national codes."""

    LICENCE = "01"
    PENALTY = "02"
    COERCION = "03"
    LEVY = "04"
    PAYMENT = "05"
    INSPECTION = "06"
    CONFIRMATION = "07"
    REWARD = "08"
    RULING = "09"
    OTHER_POWER = "10"
    PUBLIC_SERVICE = "20"


class CaseType(StrEnum):
    """办件类型: 即办件 is decided at once, 承诺件 within the promised limit."""

    INSTANT = "instant"
    COMMITTED = "committed"


class HandleScope(StrEnum):
    """通办范围."""

    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    CROSS_PROVINCE = "cross_province"
    NATION = "nation"


class Matter(Model, frozen=True, kw_only=True):
    """One matter as an administrator wrote it."""

    schema: Literal[1]
    codes: Codes
    name: str
    short_name: str
    aliases: list[str] = []
    sayings: list[str] = []
    """白话: what people call it, or say when they need it (开店, 没犯过罪)"""
    themes: list[str]
    life_events: list[str] = []
    popular: bool = False
    version: str
    effective: Effective | None = None
    matter_type: MatterType
    case_type: CaseType
    applicant_types: list[ApplicantType] = field(default_factory=lambda: [ApplicantType.PERSON])
    secret: bool = False
    """涉密: never on a terminal"""
    handle_scope: HandleScope = HandleScope.CITY
    authority: Authority
    joint_departments: list[str] = []
    legal_basis: list[LegalBasis]
    statutory_limit: Limit
    promised_limit: Limit
    acceptance: Acceptance | None = None
    max_visits: int = 0
    visit_reason: str = ""
    fees: list[Fee] = []
    quota_note: str = ""
    kiosk_enabled: bool = True
    large_text: bool = False
    guide: Guide
    identification: list[IdentifyWay] = field(default_factory=lambda: [IdentifyWay.ID_CARD])
    face_check: bool = False
    """whether the person is compared with the card's photo; refusing it is never a dead end"""
    face_otherwise: Annotated[list[FaceOtherwise], Meta(min_length=1)] = field(default_factory=lambda: list(FaceOtherwise))
    """the ways that take its place: for who does not want it, for a card without a photo that can be opened, for a terminal without a camera"""
    eligibility: list[Eligibility] = []
    exclusions: list[Exclusion] = []
    agent: AgentRules = AgentRules()
    guardian: Guardian | None = None
    materials: list[Material]
    form: list[Page] = []
    computed: list[Computed] = []
    checks: list[Check] = []
    commitments: list[Commitment] = []
    package: Package | None = None
    delivery: list[DeliveryWay]
    results: list[Result] = []
    reliable_signature: bool = False
    """whether law asks for a reliable electronic signature (电子签名法 第13条) in place of the drawn one"""
    devices: list[str]
    services: list[str] = []
    """live services of the hub without which nobody can start"""
    service: str = ""
    """of an instant matter: the live service that answers it"""
    faq: list[Faq] = []
    remedies: Remedies | None = None
    translations: dict[str, dict[str, str]] = {}
    """language -> path of a text (``name``, ``form.family.title``, ``materials.lease.name``) -> the text in it"""

    @property
    def code(self) -> str:
        """实施编码, the matter's identity everywhere."""
        return self.codes.implementation
