"""What librime is told: learning off, every way of spelling that people use, and nothing of what they type. Standard library alone."""

from __future__ import annotations

from pathlib import Path

SCHEMA = "luna_pinyin_simp"
EXACT, FUZZY = "kiosk_exact", "kiosk_fuzzy"
SCHEMA_TEXT = """# Written by the terminal. Learning is off: what a citizen types must leave no trace for the next one.
__include: luna_pinyin_simp.schema:/
schema: {{schema_id: {name}, name: {name}, version: "1", dependencies: [stroke]}}
__patch:
  translator/prism: {name}
  translator/enable_user_dict: false
  engine/processors: [recognizer, speller, selector, navigator, express_editor]
  engine/segmentors: [matcher, abc_segmentor, fallback_segmentor]
  engine/translators: [reverse_lookup_translator, script_translator]
  speller/algebra: [{algebra}]
"""
FORMS = (
    "abbrev/^([a-z]).+$/$1/",
    "abbrev/^([zcs]h).+$/$1/",
    "derive/^([nl])ve$/$1ue/",
    "derive/^([jqxy])u/$1v/",
    "derive/([aeiou])ng$/$1gn/",
    "derive/ong$/on/",
)
CONFUSED = (
    "derive/^([zcs])h/$1/",
    "derive/^([zcs])([^h])/$1h$2/",
    "derive/^n/l/",
    "derive/^l/n/",
    "derive/([ei])n$/$1ng/",
    "derive/([ei])ng$/$1n/",
)
"""What dialects do not tell apart: z and zh, n and l, in and ing."""
SCHEMAS = f"""patch:
  schema_list: [{{schema: {EXACT}}}, {{schema: {FUZZY}}}]
"""
FILES = {
    f"{EXACT}.schema.yaml": SCHEMA_TEXT.format(name=EXACT, algebra=", ".join(f'"{rule}"' for rule in FORMS)),
    f"{FUZZY}.schema.yaml": SCHEMA_TEXT.format(name=FUZZY, algebra=", ".join(f'"{rule}"' for rule in (*CONFUSED, *FORMS))),
    "default.custom.yaml": SCHEMAS,
}


def prepare(user: Path) -> None:
    """Write the settings that switch learning off and fuzzy pinyin on into ``user``; unchanged files stay as they are."""
    user.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        path = user / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
