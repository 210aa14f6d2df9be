"""sqlite-utils without numpy: it would load numpy, where that is installed, only to store numbers of its types, which nobody here has.

That is 0.2 s and 20 MB of every process that opens a database.
"""

from __future__ import annotations

import sys

_ABSENT = "numpy" not in sys.modules
if _ABSENT:
    sys.modules["numpy"] = None  # type: ignore[assignment]  # what import takes for a package that is not there
try:
    from sqlite_utils import Database
finally:
    if _ABSENT:
        del sys.modules["numpy"]

__all__ = ["Database"]
