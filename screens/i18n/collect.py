"""Collect every text for citizens from the source into ``kiosk.pot`` and bring each language's catalogue up to date.

``python -m screens.i18n.collect``; ``--check`` only says whether something is out of date.
"""

from __future__ import annotations

import argparse
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from config.limits import limits
from config.themes import load_life_events, load_themes
from kiosk.languages import ENGLISH, TIBETAN, UYGHUR
from screens.i18n.catalogue import DOMAIN, FOLDER, path

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = (ENGLISH, UYGHUR, TIBETAN)
KEYWORDS = {"_": None, "words": None}
SOURCES = ("screens", "kiosk")
WIDTH = 120


def collect() -> Catalog:
    """Every text, in the order of files, with its places."""
    made = Catalog(domain=DOMAIN, project="kiosk", version="0.1.0", charset="utf-8", fuzzy=False)
    for folder in SOURCES:
        for file, line, message, comments, context in extract_from_dir(
            ROOT / folder, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=("TRANSLATORS:",), strip_comment_tags=True
        ):
            if any("\u4e00" <= character <= "\u9fff" or character in "、，。；：（）" for character in str(message)):
                made.add(message, locations=[(f"{folder}/{file}", line)], auto_comments=comments, context=context)
    for file, themes in (("themes.yaml", load_themes()), ("life_events.yaml", load_life_events())):
        for theme in themes:
            made.add(theme.title, locations=[(f"config/defaults/{file}", 1)])
    for title in limits().services.values():
        made.add(title, locations=[("config/limits.toml", 1)])
    return made


def updated(language: str, template: Catalog) -> Catalog:
    """The catalogue of ``language`` with exactly the texts of ``template``; what was translated stays, nothing is guessed."""
    known = Catalog(locale=None, domain=DOMAIN, charset="utf-8", fuzzy=False)
    if path(language).exists():
        with path(language).open("rb") as file:
            known = read_po(file, domain=DOMAIN)
    made = Catalog(domain=DOMAIN, project="kiosk", version="0.1.0", charset="utf-8", fuzzy=False, header_comment=f"# {language}")
    for message in template:
        if message.id:
            before = known.get(message.id)
            made.add(
                message.id,
                before.string if before else "",
                locations=message.locations,
                auto_comments=message.auto_comments,
                user_comments=before.user_comments if before else (),
                flags=message.flags,
            )
    return made


def text_of(catalogue: Catalog) -> bytes:
    """As it stands in a file: without line numbers, so that a changed line elsewhere changes no catalogue."""
    out = BytesIO()
    write_po(out, catalogue, width=WIDTH, omit_header=True, include_lineno=False)
    head = b'msgid ""\nmsgstr ""\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
    return head + out.getvalue()


def files() -> dict[Path, bytes]:
    """Every file with what should stand in it."""
    template = collect()
    wanted = {FOLDER / f"{DOMAIN}.pot": text_of(template)}
    return wanted | {path(language): text_of(updated(language, template)) for language in LANGUAGES}


def main() -> int:
    """Write what is out of date, or with ``--check`` only name it."""
    parser = argparse.ArgumentParser(prog="python -m screens.i18n.collect")
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    old = [(file, content) for file, content in files().items() if not file.exists() or file.read_bytes() != content]
    for file, content in old:
        sys.stdout.write(f"{file.relative_to(ROOT)}\n")
        if not check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    return int(check and bool(old))


if __name__ == "__main__":
    sys.exit(main())
