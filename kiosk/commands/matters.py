"""``kiosk matters``: what administrators ask of matter files: lint, show, search, diff, new, import."""

from __future__ import annotations

import argparse
import errno
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from config.catalogue import Catalogue
from config.entry import Listed
from config.lint import lint_paths
from config.problem import MatterError, Severity
from config.themes import DEFAULTS
from kiosk import settings
from kiosk.commands import matter_files as matter_files_commands
from kiosk.commands.matter_output import print_json, problem_row
from kiosk.guide_text import citizen_text
from kiosk.guide_view import duration_text, visits_text

HELP = "check, show, search, compare, begin and import matter configs"

_REASONS = {
    errno.ENOENT: "没有这个文件",
    errno.ENOTDIR: "不是文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.EEXIST: "已经有这个文件，不会覆盖",
    errno.EACCES: "没有权限，请换有权限的用户，或改文件权限",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The actions and their arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="lint|show|search|diff|new|import")
    lint = actions.add_parser("lint", help="every problem of matter files at once")
    lint.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders; the built-in matters where none is given")
    show = actions.add_parser("show", help="a matter as the citizen sees it")
    show.add_argument("code", metavar="CODE", help="implementation code (31 characters) or basic code (12 digits)")
    search = actions.add_parser("search", help="matters by name, alias, pinyin, initials; one wrong key is forgiven")
    search.add_argument("text", metavar="TEXT")
    show.add_argument("--out", type=Path, metavar="DIR", help="also write a picture of every screen there (PNG)")
    diff = actions.add_parser("diff", help="what changed, in words: two files, or two folders of matters")
    diff.add_argument("before", type=Path, metavar="A")
    diff.add_argument("after", type=Path, metavar="B")
    new = actions.add_parser("new", help="begin a matter from one that is like it")
    new.add_argument("code", metavar="CODE", help="implementation code, 31 characters")
    new.add_argument(
        "--template", default="senior_card_application", metavar="NAME", help="a built-in matter or a file (default %(default)s)"
    )
    new.add_argument("--name", default="", metavar="TEXT", help="the matter's name")
    new.add_argument("--out", type=Path, metavar="FILE", help="write there, never over another file (default: standard output)")
    table = actions.add_parser("import", help="an element table (实施清单, .xlsx) into matter files, with what is missing")
    table.add_argument("file", type=Path, metavar="FILE.xlsx")
    table.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the YAML goes; never over another file")
    for action in (show, search):
        action.add_argument(
            "--matters", type=Path, metavar="DIR", help="folder of matters; else the terminal settings', else the built-in ones"
        )
        action.add_argument("--settings", type=Path, metavar="FILE", help="terminal settings")
    for action in (lint, show, search, diff, new, table):
        action.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Exit status: 0 fine, 1 problems or nothing found, 3 could not be done."""
    try:
        if arguments.action == "lint":
            return _lint(arguments.paths, as_json=arguments.json)
        if arguments.action in matter_files_commands.ACTIONS:
            return matter_files_commands.ACTIONS[arguments.action](arguments)
        folder = _folder(arguments)
        catalogue = Catalogue.load(folder)
        if arguments.action == "show":
            return _show(catalogue, arguments.code, folder, arguments.out, as_json=arguments.json)
        return _search(catalogue, arguments.text, as_json=arguments.json)
    except (MatterError, settings.SettingsError) as error:
        print(error, file=sys.stderr)
        return 3
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or "系统错误")
        print(f"读不了 {error.filename or '文件'}：{reason}", file=sys.stderr)
        return 3


def _folder(arguments: argparse.Namespace) -> Path | str:
    if arguments.matters is not None:
        return Path(arguments.matters)
    file = settings.settings_file(arguments.settings)
    if arguments.settings is None and not file.exists():
        return ""
    return settings.load(file).matters.folder


def _lint(paths: Sequence[Path], *, as_json: bool) -> int:
    linted = lint_paths(paths or (DEFAULTS / "matters",), today=datetime.now().astimezone().date())
    files, problems = linted.files, linted.problems
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if as_json:
        print_json({"files": len(files), "problems": [problem_row(problem) for problem in problems], "ok": not errors})
    else:
        for problem in problems:
            print(problem)
        print(f"{len(files)} 个文件，{errors} 个错误，{len(problems) - errors} 个提醒", file=sys.stderr)
    return 1 if errors else 0


def _show(catalogue: Catalogue, code: str, folder: Path | str, out: Path | None, *, as_json: bool) -> int:
    matter = catalogue.by_code(code)
    if matter is None:
        print(f"没有编码是 {code} 的事项", file=sys.stderr)
        return 1
    if as_json:
        print_json(msgspec.to_builtins(matter))
    else:
        print("\n".join(citizen_text(matter)))
    if out is not None:
        words = [sys.executable, "-m", "kiosk.commands.matter_pictures", matter.code, str(folder), str(out)]
        drawn = subprocess.run(words, capture_output=True, text=True, check=False)
        if drawn.returncode:
            print(f"画不出来：{drawn.stderr.strip()[-2000:]}", file=sys.stderr)
            return 3
        print(f"{len(list(out.glob('*.png')))} 张图在 {out}", file=sys.stderr)
    return 0


def _search(catalogue: Catalogue, text: str, *, as_json: bool) -> int:
    found = catalogue.search(text)
    if as_json:
        print_json({"text": text, "matters": [_row(matter) for matter in found]})
    else:
        for matter in found:
            print(f"{matter.code}  {matter.name}（{visits_text(matter)}，{duration_text(matter.promised_limit)}）")
    if not found:
        print(f"没找到“{text}”", file=sys.stderr)
    return 0 if found else 1


def _row(matter: Listed) -> dict[str, Any]:
    return {"code": matter.code, "name": matter.name, "short_name": matter.short_name, "department": matter.authority.short_name}
