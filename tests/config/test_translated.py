"""A matter in another language: whole where it was translated, as written where it was not, and nothing else changed."""

from __future__ import annotations

from msgspec.structs import replace

from config.load import load_matter
from config.translated import shown_texts, translated
from tests.config.test_corpus import GOOD

PACKAGE = load_matter(GOOD / "package_with_english.yaml")


def test_every_text_citizens_read_is_there_in_english_and_codes_stay() -> None:
    english = translated(PACKAGE, "en")
    assert (english.name, english.form[0].title, english.faq[0].answer) == ("Opening a shop", "What is the shop called?", "None")
    assert english.package is not None
    assert [child.name for child in english.package.children] == ["Registration", "Fire safety check"]
    assert not any("\u4e00" <= character <= "\u9fff" for text in shown_texts(english).values() for character in text)
    assert (english.codes, english.form[0].id, english.delivery) == (PACKAGE.codes, PACKAGE.form[0].id, PACKAGE.delivery)


def test_a_missing_or_empty_translation_leaves_what_was_written() -> None:
    partly = replace(PACKAGE, translations={"en": {"name": "Opening a shop", "short_name": " ", "no.such.text": "x"}})
    english = translated(partly, "en")
    assert (english.name, english.short_name) == ("Opening a shop", PACKAGE.short_name)
    assert translated(PACKAGE, "bo") is PACKAGE


def test_options_go_by_their_value_and_lists_by_number() -> None:
    base = load_matter(GOOD / "base.yaml")
    paths = shown_texts(base)
    assert paths["form.reading.fields.lives.options.here.label"] == "本区"
    assert paths["agent.relations.0"] == "家人"
    assert paths["exclusions.lost.hand_off"].startswith("挂失")
    assert not any(path.startswith(("codes", "legal_basis", "authority.code")) for path in paths)
