"""The table of rules in the documentation is the list lint works by."""

from __future__ import annotations

import pytest

from config.findings import Severity, findings
from config.findings_table import PAGE, with_table


def test_the_page_holds_every_rule_as_lint_knows_it() -> None:
    page = PAGE.read_text("utf-8")
    assert page == with_table(page)
    assert all(f"| `{name}` |" in page for name in findings())


def test_a_page_without_its_marks_is_not_written_over() -> None:
    with pytest.raises(ValueError, match="no place"):
        with_table("# Matters\n")


def test_what_policy_demands_names_its_document() -> None:
    """The rules the issue takes from policy and law; where a rule is only ours, nothing is claimed."""
    named = {
        "no-code": "敦政办发〔2018〕306号",
        "catch-all-material": "敦政办发〔2018〕306号",
        "deferral-on-instant": "敦政办发〔2018〕306号",
        "secret-enabled": "敦政办发〔2018〕306号",
        "promised-over-half": "白云区",
        "credit-code": "GB 32100",
        "remedies": "行政许可法第三十八条",
        "holidays-missing": "行政许可法第八十二条",
    }
    assert all(source in findings()[rule].source for rule, source in named.items())
    assert findings()["promised-over-half"].severity is Severity.WARNING
