"""The documents tell the truth about the commands, and the lists they share are one list."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.commands.cli import COMMANDS

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def _commands(text: str) -> list[str]:
    """Every line of a fenced block and every inline code span, without prompt and comment."""
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    spans = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    lines = [line for block in blocks for line in block.splitlines()] + spans
    return [re.sub(r"^(\$|sudo( -u \w+)?|\.venv/bin/|/opt/kiosk/\.venv/bin/|\s)*", "", line).split("#")[0].strip() for line in lines]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_the_documents_exists(document: Path) -> None:
    unknown = []
    for line in _commands(document.read_text(encoding="utf-8")):
        words = line.split()
        if len(words) < 2:
            continue
        if words[0] == "make" and words[1].islower() and not {w for w in words[1:] if re.fullmatch(r"[a-z]+", w)} <= TARGETS:
            unknown.append(line)
        if words[0] == "kiosk" and re.fullmatch(r"[a-z]+", words[1]) and words[1] not in COMMANDS:
            unknown.append(line)
    assert not unknown


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_links_to_is_there(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_both_readmes_show_the_two_commands_first() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert [c for c in _commands(text) if c in ("make demo", "make test")][:2] == ["make demo", "make test"]


def test_every_direct_dependency_has_its_reason() -> None:
    reasons = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    lines = re.findall(
        r'^    "([A-Za-z0-9._-]+)[^"]*",$',
        (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[project.scripts]")[0],
        re.MULTILINE,
    )
    assert len(lines) > 20
    assert [name for name in lines if f"`{name}`" not in reasons] == []


def test_every_system_package_has_its_reason_and_stands_once() -> None:
    lines = (ROOT / "system-packages.txt").read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in entries if not re.fullmatch(r"[a-z0-9.+-]+ +# \S.*", line)] == []
    names = [line.split()[0] for line in entries]
    assert len(names) == len(set(names))
