"""The outside systems citizens' live questions go to: one file each, with what its simulated counterpart answers.

A counterpart is an HTTP service at the address that ``[services]`` in ``hub.toml`` gives: POST takes the question, GET says it is up.
"""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.hub.connectors import (
    acceptance_platform,
    appointments,
    courier,
    data_sharing,
    departments,
    e_certificates,
    payment,
    sms_codes,
)
from kiosk.hub.connectors.connector import Connector

CONNECTORS: Mapping[str, Connector] = {
    each.name: each
    for each in (
        acceptance_platform.CONNECTOR,
        data_sharing.CONNECTOR,
        e_certificates.CONNECTOR,
        departments.CONNECTOR,
        sms_codes.CONNECTOR,
        payment.CONNECTOR,
        courier.CONNECTOR,
        appointments.CONNECTOR,
    )
}
"""All of them, by name."""
