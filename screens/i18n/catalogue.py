"""Catalogues: one ``.po`` a language, read as it is when somebody first chooses the language (40 ms), so nothing has to be compiled.

``python -m screens.i18n.collect`` brings them up to date with the source.
"""

from __future__ import annotations

import gettext
import logging
from functools import cache
from io import BytesIO
from pathlib import Path

DOMAIN = "kiosk"
FOLDER = Path(__file__).parent

log = logging.getLogger(__name__)


def path(language: str) -> Path:
    """Where the catalogue of ``language`` is."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


@cache
def translations(language: str) -> gettext.NullTranslations:
    """What ``language`` has. A catalogue that is missing or broken says nothing: then everything is Chinese, and the log says why."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path(language).open("rb") as file:
            catalogue = read_po(file, locale=None, domain=DOMAIN, abort_invalid=True)
    except (OSError, PoFileError, UnicodeDecodeError) as error:
        log.error("the catalogue of %s cannot be used, its texts stay Chinese: %s", language, error)
        return gettext.NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
