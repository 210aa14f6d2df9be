"""Every screen in every state on the reference display: large enough to touch, far enough apart, nothing cut, nothing on top of something
else, readable, in reach.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.screens.measures import faults
from tests.screens.session_snapshot import Snapshot
from tests.screens.snapshots import TOUCHES, known

if TYPE_CHECKING:
    from tests.screens.glass import Glass

MOMENTS = known()


@pytest.fixture(scope="module")
def shared(look: Any) -> Iterator[Glass]:
    """One stage for all moments: screens are kept, as in the product."""
    from tests.screens.glass import Glass

    made = Glass(look, Snapshot())
    yield made
    made.close()


@pytest.mark.parametrize("name", MOMENTS)
def test_on_the_reference_display_nothing_is_wrong(shared: Glass, name: str) -> None:
    frame = shared.show(MOMENTS[name])
    for control_id in TOUCHES.get(name, ()):
        shared.tap(control_id)
    assert faults(frame) == []
