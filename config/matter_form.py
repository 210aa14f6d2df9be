"""The form of a matter: pages of one topic, their fields, what is worked out and checked across them.

Rules are CEL over ``card`` (what the ID card said), ``form`` (field id -> value, null while empty), ``agent`` (true when somebody acts for
another person) and ``today`` (ISO date). A value is text for most types, a number for ``number`` and ``money`` (yuan), true or false for
``yes_no`` and ``declaration``, a list of values for ``several``, ``{region, detail}`` for ``address`` and a list of rows (field id -> value)
for ``group`` (a list without rows while there are none). A field that does not apply is null, a group too.
"""

from __future__ import annotations

from enum import StrEnum

from config.matter_model import Model


class FieldType(StrEnum):
    """What a field accepts."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    MONTH = "month"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    CREDIT_CODE = "credit_code"
    """统一社会信用代码, GB 32100"""
    BANK_CARD = "bank_card"
    CHOICE = "choice"
    SEVERAL = "several"
    """any number of the options; ``min`` and ``max`` bound how many"""
    REGION = "region"
    """行政区划, picked level by level; the value is its code, ``levels`` says how deep"""
    ADDRESS = "address"
    """a region and the street, number and room below it"""
    GROUP = "group"
    """the same ``fields`` once for each of several persons or things; ``min`` and ``max`` bound how many"""
    YES_NO = "yes_no"
    PHOTO = "photo"
    """a portrait taken by the face camera"""
    DECLARATION = "declaration"


class Option(Model, frozen=True, kw_only=True):
    """One answer of a choice. ``hint`` explains it in one line; ``when`` hides it where it does not apply."""

    value: str
    label: str
    hint: str = ""
    when: str = "true"


class Field(Model, frozen=True, kw_only=True):
    """One question.

    ``prefill`` names what the card supplies (``card.address``); ``min`` and ``max`` bound numbers, money (yuan), the length of text and
    of what stands below an address's region, or how many of ``several`` and ``group``. ``same_as`` names the value's meaning across matters
    (``contact.phone``): asked once a visit.
    """

    id: str
    label: str
    type: FieldType
    required: bool = True
    required_when: str = ""
    """a rule; where given it takes the place of ``required``"""
    when: str = "true"
    hint: str = ""
    prefill: str = ""
    same_as: str = ""
    read_only: bool = False
    options: list[Option] = []
    fields: list[Field] = []
    """of a group: the fields of one row; no group within a group"""
    add: str = ""
    """of a group: what the button for one more says (再加一位)"""
    levels: int = 3
    """of a region or address: 1 province, 2 city, 3 county, 4 street"""
    streets: list[str] = []
    """of an address: names of streets, towns or estates that stand ready above the keys, those of the picked region first"""
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
