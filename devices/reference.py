"""What a technician must know to connect a device, beside the code that speaks to it: each adapter module holds one ``Reference`` a scheme.

``docs/devices.md`` is built from these, and an adapter refuses every option its reference does not name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from devices.address import Address


@dataclass(frozen=True, slots=True)
class Reference:
    """One scheme of addresses, in plain Chinese for technicians.

    ``options``: name -> meaning, allowed values and default. ``states``: a state as staff read it (``noDevice``, ``online, paper low``) ->
    what it means and what to do. ``models``: what is known to speak this protocol, and where that is known from.
    """

    scheme: str
    title: str
    example: str
    wiring: str
    models: str
    options: Mapping[str, str]
    states: Mapping[str, str]

    def check(self, address: Address) -> None:
        """Refuse options that are not named here. Raises AddressError naming all of them."""
        address.only(*self.options)
