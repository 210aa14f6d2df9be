"""What a file must not be able to do: expand, hide a key, exhaust memory, or say something else than it seems to say."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.problem import MatterError
from config.yaml_source import read_yaml
from tests.config.broken import SENIOR_TEXT, write


def rules_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(MatterError) as caught:
        read_yaml(write(folder, text))
    return [problem.rule for problem in caught.value.problems]


def test_a_bomb_is_refused_at_its_first_alias(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9))
    found = rules_of(tmp_path, bomb)
    assert "alias" in found
    assert "anchor" in found


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused(tmp_path: Path, opening: str) -> None:
    assert "not-yaml" in rules_of(tmp_path, opening * 5000)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    assert rules_of(tmp_path, SENIOR_TEXT + "# " + "x" * 300_000) == ["too-large"]


def test_a_duplicate_key_is_refused_at_its_second_place(tmp_path: Path) -> None:
    with pytest.raises(MatterError) as caught:
        read_yaml(write(tmp_path, "a:\n  name: 甲\n  other: 1\n  name: 乙\n"))
    (problem,) = caught.value.problems
    assert (problem.rule, problem.line, problem.column) == ("duplicate-key", 4, 3)
    assert "第 2 行" in problem.message


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a: !!python/object/apply:os.system ['true']\n", "tag"),
        ("a: !secret x\n", "tag"),
        ("a: 1\n---\nb: 2\n", "several-documents"),
        ("? [a, b]\n: 1\n", "key"),
        ("a: b: c\n", "not-yaml"),
        ("a: \x07\n", "not-yaml"),
        ("<<: {a: 1}\n<<: {b: 1}\n", "duplicate-key"),
    ],
)
def test_surprises_are_refused(tmp_path: Path, text: str, rule: str) -> None:
    assert rules_of(tmp_path, text) == [rule]


def test_a_file_in_another_encoding_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "gb.yaml"
    path.write_bytes("schema: 1\nname: 老年人优待证\n".encode("gb18030"))
    with pytest.raises(MatterError) as caught:
        read_yaml(path)
    (problem,) = caught.value.problems
    assert (problem.rule, problem.line) == ("not-utf8", 2)


def test_words_and_times_and_dates_stay_what_was_written(tmp_path: Path) -> None:
    text = "- no\n- on\n- 12:30\n- 2026-01-01\n- 0o7\n- 1_000\n- .inf\n- '7'\n- 7\n- 7.5\n- true\n- ~\n"
    wanted = ["no", "on", "12:30", "2026-01-01", "0o7", "1_000", ".inf", "7", 7, 7.5, True, None]
    assert read_yaml(write(tmp_path, text)).data == wanted


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet=st.sampled_from("abc:-[]{}&*!|>'\"#%@`?,~ \n\t\x00\ufeff名1.") | st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_read_or_refused_with_a_place(tmp_path: Path, text: str) -> None:
    path = tmp_path / "any.yaml"
    path.write_text(text, "utf-8")
    try:
        places = list(read_yaml(path).values.values()) or [(1, 1)]
    except MatterError as error:
        places = [(problem.line, problem.column) for problem in error.problems]
    assert places
    assert all(line >= 1 and column >= 1 for line, column in places)
