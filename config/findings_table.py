"""The rules of lint as a table for administrators: ``python -m config.findings_table`` writes it into ``docs/matters.md``."""

from __future__ import annotations

from pathlib import Path

from config.findings import Severity, findings

PAGE = Path(__file__).parents[1] / "docs" / "matters.md"
BEGIN, END = "<!-- rules: written by config.findings_table -->", "<!-- end of rules -->"


def table() -> str:
    """Every rule with what it demands, its severity and where it comes from, as Markdown."""
    rows = ["| rule | demands | | from |", "|---|---|---|---|"]
    for name, rule in findings().items():
        mark = "warning" if rule.severity is Severity.WARNING else "error"
        rows.append(f"| `{name}` | {rule.demands} | {mark} | {rule.source or '本产品'} |")
    return "\n".join(rows)


def with_table(page: str) -> str:
    """``page`` with the table between its two marks. Raises ValueError where the marks are missing."""
    before, begin, rest = page.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page has no place for the table")
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8")
