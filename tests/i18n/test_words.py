"""Sentences made in ``kiosk`` are Chinese everywhere but on a screen of another language; catalogues are whole and say what the source says."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue import Catalogue
from kiosk.languages import ENGLISH, LANGUAGES, TIBETAN, TRADITIONAL, UYGHUR, traditional
from kiosk.translated import complete, in_language
from kiosk.words import listed, plain, told, words
from screens import i18n
from screens.i18n import _, collect, shown
from screens.i18n.catalogue import DOMAIN, path
from tests.journey.people import SENIOR, matter

SAMPLES = {UYGHUR: ("帮助", "ياردەم"), TIBETAN: ("帮助", "རོགས་རམ།")}
"""A word in the script of each catalogue that waits for its translators, to prove that the script comes through."""


@pytest.fixture(autouse=True)
def source_again() -> Iterator[None]:
    yield
    i18n.use(i18n.SOURCE)


def english(text: str) -> str:
    i18n.use(ENGLISH)
    return shown(text)


def test_a_sentence_is_chinese_until_it_is_shown() -> None:
    sentence = words("{}坏了，{} 件事现在办不了。", words("扫描台"), 2)
    assert (sentence, json.dumps(sentence, ensure_ascii=False)) == ("扫描台坏了，2 件事现在办不了。", '"扫描台坏了，2 件事现在办不了。"')
    assert type(plain(sentence)) is str
    assert english(sentence) == "Out of order: document desk. Services affected: 2."
    assert pickle.loads(pickle.dumps(sentence)).template == sentence.template


def test_what_a_person_typed_is_never_translated() -> None:
    assert english("帮助") == "帮助"
    assert english(words("请填写{}", "帮助")) == "Please enter: 帮助"


def test_sentences_within_texts_of_the_screen_are_translated_too() -> None:
    i18n.use(ENGLISH)
    assert _("最近能办：{}").format(words("打印机")) == "Nearest place: printer"
    assert shown(listed([words("扫描台"), words("摄像头"), words("打印机")])) == "document desk, camera, printer"


def test_a_text_without_translation_is_shown_in_chinese() -> None:
    assert english(words("这句话没有译文")) == "这句话没有译文"


@given(st.text(max_size=30), st.text(max_size=10))
def test_no_translation_breaks_a_sentence(translation: str, value: str) -> None:
    assert isinstance(told(words("请填写{}", value), lambda _: translation), str)


def test_the_catalogues_hold_exactly_what_the_source_says() -> None:
    old = [
        str(file.relative_to(collect.ROOT))
        for file, content in collect.files().items()
        if not file.exists() or file.read_bytes() != content
    ]
    assert old == [], "run python -m screens.i18n.collect"


def test_english_is_complete_and_fills_in_the_same_things() -> None:
    with path(ENGLISH).open("rb") as file:
        messages = [message for message in read_po(file, domain=DOMAIN) if message.id]
    assert len(messages) > 300
    assert [message.id for message in messages if not message.string] == []
    assert [message.id for message in messages if fields(str(message.id)) != fields(str(message.string))] == []


def fields(text: str) -> int:
    return len([name for _, name, _, _ in Formatter().parse(text) if name is not None])


@pytest.mark.parametrize("language", [UYGHUR, TIBETAN])
def test_a_catalogue_is_ready_for_translators(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every text is there to be filled in, and what is filled in comes out in its own script."""
    with path(language).open("rb") as file:
        catalogue = read_po(file, domain=DOMAIN)
    source, wanted = SAMPLES[language]
    message = catalogue.get(source)
    assert message is not None
    message.string = wanted
    filled = tmp_path / "kiosk.po"
    filled.write_bytes(collect.text_of(catalogue))
    monkeypatch.setattr(i18n.catalogue, "path", lambda _: filled)
    i18n.catalogue.translations.cache_clear()
    i18n.use(language)
    assert _(source) == wanted
    i18n.catalogue.translations.cache_clear()


def test_a_broken_catalogue_leaves_chinese_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "kiosk.po"
    broken.write_text('msgid "帮助\nmsgstr\nnonsense "x', encoding="utf-8")
    monkeypatch.setattr(i18n.catalogue, "path", lambda _: broken)
    i18n.catalogue.translations.cache_clear()
    i18n.use(ENGLISH)
    assert _("帮助") == "帮助"
    assert "cannot be used" in caplog.text
    i18n.catalogue.translations.cache_clear()


def test_traditional_characters_go_by_the_phrase() -> None:
    assert traditional("发送头发，里面后面，办件编号") == "發送頭髮，裏面後面，辦件編號"
    i18n.use(TRADITIONAL)
    assert _("帮助") == "幫助"
    assert shown("张三的发") == "张三的发", "what a person typed stays as it was typed"


def test_a_matter_is_told_in_traditional_characters_and_stays_the_same_matter() -> None:
    source = matter(SENIOR)
    turned = in_language(source, TRADITIONAL)
    assert turned.short_name == "老年人優待證"
    assert (turned.code, [page.id for page in turned.form], turned.eligibility[0].rule) == (
        source.code,
        [page.id for page in source.form],
        source.eligibility[0].rule,
    )


def test_a_matter_without_translations_falls_back_to_chinese() -> None:
    source = matter(SENIOR)
    assert in_language(source, UYGHUR).name == source.name
    assert not complete(source, UYGHUR)
    assert complete(source, ENGLISH)


def test_every_text_path_of_every_built_in_matter_leads_somewhere() -> None:
    for each in Catalogue.load().matters:
        translated = in_language(each, ENGLISH)
        assert not re.findall(r"[\u4e00-\u9fff]", translated.name + translated.guide.who + translated.form[0].title)


def test_every_language_has_a_name_of_its_own() -> None:
    assert len({language.name for language in LANGUAGES}) == len(LANGUAGES)
    assert [language.code for language in LANGUAGES if language.rtl] == [UYGHUR]
