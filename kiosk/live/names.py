"""Which of the hub's connectors stands behind each live service that a matter may need (``config/limits.toml``). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from config.matter import CaseType, Matter

CONNECTORS: Mapping[str, str] = MappingProxyType(
    {
        "data_sharing": "data_sharing",
        "e_certificate": "e_certificates",
        "payment": "payment",
        "courier": "courier",
        "sms": "sms_codes",
        "residence_permit": "acceptance_platform",
        "social_insurance": "departments",
        "property_records": "departments",
        "name_check": "acceptance_platform",
    }
)
"""Service -> connector of the hub."""

DOCUMENTS: Mapping[str, str] = MappingProxyType({"social_insurance": "insurance_certificate", "property_records": "property_record"})
"""Service -> what the departments' connector calls the sealed document that it issues at once."""


def issues_document(matter: Matter) -> bool:
    """Whether the matter ends with a sealed paper in the citizen's hand, issued by its department while they wait."""
    return matter.case_type is CaseType.INSTANT and matter.service in DOCUMENTS
