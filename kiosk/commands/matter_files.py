"""The actions of ``kiosk matters`` that compare and make matter files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from config.load import examine, examine_files, matter_files
from config.matter import Matter
from config.problem import Severity
from config.themes import load_themes
from kiosk.commands.matter_output import print_json, problem_row


def _diff(arguments: argparse.Namespace) -> int:
    from kiosk.matter_diff import catalogue_differences

    sides: list[list[Matter]] = []
    for path in (arguments.before, arguments.after):
        found = [(file, *examine(file)) for file in (matter_files(path) if path.is_dir() else [path])]
        unreadable = [problem for _file, matter, _source, problems in found if matter is None for problem in problems]
        if unreadable:
            print("\n".join(str(problem) for problem in unreadable), file=sys.stderr)
            return 3
        sides.append([matter for _file, matter, _source, _problems in found if matter is not None])
    changes = catalogue_differences(*sides)
    if arguments.json:
        print_json({"matters": [{"name": name, "changes": sentences} for name, sentences in changes.items()]})
    else:
        for name, sentences in changes.items():
            print(name)
            for sentence in sentences:
                print(f"  {sentence}")
        if not changes:
            print("没有不同", file=sys.stderr)
    return 0


def _new(arguments: argparse.Namespace) -> int:
    from kiosk.matter_new import NewMatterError, new_matter

    try:
        text = new_matter(arguments.code, arguments.template, arguments.name)
    except (NewMatterError, UnicodeDecodeError) as error:
        print(error, file=sys.stderr)
        return 3
    if arguments.out is not None:
        _write_new(arguments.out, text)
    if arguments.json:
        print_json({"code": arguments.code, "template": arguments.template, "file": str(arguments.out or ""), "text": text})
    elif arguments.out is None:
        sys.stdout.write(text)
    else:
        print(f"{arguments.out} 写好了；逐项改好，再运行 kiosk matters lint {arguments.out}", file=sys.stderr)
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from kiosk.matter_import import TableError, read_table

    try:
        drafts, wrong = read_table(arguments.file)
    except TableError as error:
        print(f"{arguments.file}：{error}", file=sys.stderr)
        return 3
    arguments.out.mkdir(parents=True, exist_ok=True)
    paths = []
    for draft in drafts:
        paths.append(arguments.out / draft.file_name)
        _write_new(paths[-1], draft.yaml())
    _matters, problems = examine_files(paths, load_themes(arguments.out))
    if arguments.json:
        rows = [
            {
                "file": str(path),
                "name": draft.data.get("name", ""),
                "notes": draft.notes,
                "missing": [problem_row(problem) for problem in problems if problem.file == path],
            }
            for path, draft in zip(paths, drafts, strict=True)
        ]
        print_json({"matters": rows, "table": wrong})
    else:
        for line in wrong:
            print(line)
        for path, draft in zip(paths, drafts, strict=True):
            print(f"{path}  {draft.data.get('name', '')}")
            for note in draft.notes:
                print(f"  没有导入：{note}")
            for problem in problems:
                if problem.file == path:
                    print(f"  还要补：第 {problem.line} 行 {problem.message}")
        print(f"{len(paths)} 个事项", file=sys.stderr)
    return 1 if wrong or any(draft.notes for draft in drafts) or any(each.severity is Severity.ERROR for each in problems) else 0


def _write_new(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8") as file:
        file.write(text)


ACTIONS: Mapping[str, Callable[[argparse.Namespace], int]] = {"diff": _diff, "new": _new, "import": _import}
