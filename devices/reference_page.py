"""Builds ``docs/devices.md``, the reference page of every adapter, from the ``REFERENCES`` that stand beside the code.

``python -m devices.reference_page`` prints it, adapters of installed packages included; ``--built-in`` leaves those out, as the committed
page does.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from types import ModuleType

from devices.address import BUILT_IN, ENTRY_POINTS
from devices.reference import Reference

HEAD = """# 设备参考

由代码生成（`make reference`），不要手改；每一节与接设备的程序写在一起，测试保证两者一致。

设备的地址写在设置文件的 `[devices]` 里，一台设备一个，如 `id_reader = "sam+serial:///dev/ttyUSB0"`。
选项接在问号后面，用 `&` 隔开，如 `?baud=9600&timeout=2`；写错的选项会被指出来。
路径尽量用重启以后不变的名字（`/dev/serial/by-id/…`、`/dev/v4l/by-id/…`）；`kiosk doctor` 会列出接着但没有配置的设备和它们的地址。

状态的词见 [operations.md](operations.md)；下面写的是各种设备特有的意思和做法，没有列出的状态按那里的办。
"""


def references(*, built_in_only: bool = False) -> tuple[Reference, ...]:
    """Of every adapter, ours in the order of ``BUILT_IN``, then those of installed packages by scheme. Raises ImportError."""
    found: dict[str, Reference] = {}
    for where in BUILT_IN.values():
        found.update((reference.scheme, reference) for reference in _of(where.partition(":")[0]))
    if not built_in_only:
        for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name):
            found.update((reference.scheme, reference) for reference in _of(point.module) if reference.scheme not in BUILT_IN)
    order = [*(scheme for scheme in BUILT_IN if scheme in found), *(scheme for scheme in found if scheme not in BUILT_IN)]
    return tuple(found[scheme] for scheme in order)


def unexplained() -> tuple[str, ...]:
    """The schemes of our own that nothing explains to a technician."""
    explained = {reference.scheme for reference in references(built_in_only=True)}
    return tuple(scheme for scheme in BUILT_IN if scheme not in explained)


def page(chosen: Iterable[Reference]) -> str:
    """The page in Markdown."""
    listed = tuple(chosen)
    rows = [["地址", "设备"], *([f"[`{each.scheme}`](#{anchor(each)})", each.title] for each in listed)]
    return "\n".join([HEAD, *table(rows), "", *(section(each) for each in listed)])


def section(reference: Reference) -> str:
    """One adapter."""
    lines = [f"## {heading(reference)}", "", f"地址：`{reference.example}`", ""]
    lines += [f"**接线**：{reference.wiring}", "", f"**型号**：{reference.models}", ""]
    if reference.options:
        lines += [
            *table([["选项", "意思、可写的值、不写时的值"], *([f"`{name}`", meaning] for name, meaning in reference.options.items())]),
            "",
        ]
    else:
        lines += ["没有选项。", ""]
    lines += [*table([["状态", "意思和做法"], *([f"`{state}`", meaning] for state, meaning in reference.states.items())]), ""]
    return "\n".join(lines)


def heading(reference: Reference) -> str:
    """The heading of an adapter's section."""
    return f"{reference.title} {reference.scheme}"


def anchor(reference: Reference) -> str:
    """Where the heading can be linked to: as GitHub and GitLab make it, small letters and hyphens, without punctuation."""
    kept = (character for character in heading(reference).lower() if character.isalnum() or character in " -_")
    return "".join(kept).replace(" ", "-")


def table(rows: Iterable[Iterable[str]]) -> list[str]:
    """A Markdown table; the first row is its head."""
    lines = ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows]
    lines.insert(1, "|---" * (lines[0].count(" | ") + 1) + "|")
    return lines


def _of(module: str) -> tuple[Reference, ...]:
    """What a module says of its adapters; nothing where it is not part of this installation or says nothing."""
    if find_spec(module) is None:
        return ()
    loaded: ModuleType = import_module(module)
    return tuple(each for each in getattr(loaded, "REFERENCES", ()) if isinstance(each, Reference))


def main() -> int:
    """Print the page."""
    parser = argparse.ArgumentParser(prog="python -m devices.reference_page", description="the reference page of every adapter")
    parser.add_argument("--built-in", action="store_true", help="leave out the adapters of other installed packages")
    arguments = parser.parse_args()
    sys.stdout.write(page(references(built_in_only=arguments.built_in)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
