"""The process that sets papers: the same papers, nothing left of it, and a new one when it died."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.paper_data import ReceiptData
from kiosk.papers import PaperError, Papers
from kiosk.papers_process import PapersProcess, PapersProcessError

SLIP = ReceiptData(
    receipt_no="JB0147-261121-0047-6",
    query_code="ABCDEFGH",
    received_at=datetime(2026, 11, 21, 14, 47, tzinfo=UTC),
    terminal_id="JB0147",
    hall="合成市政务服务中心",
    matter_name="老年人优待证申领",
    authority_short="区民政局",
    authority_phone="12349",
    hotline="12345",
    surname_masked="合＊＊",
    materials=(),
)


@pytest.fixture
def papers() -> Iterator[PapersProcess]:
    process = PapersProcess()
    yield process
    process.end()


def children() -> set[str]:
    return set(" ".join(path.read_text() for path in Path("/proc/self/task").glob("*/children")).split())


def test_it_sets_the_same_paper_as_the_terminal_itself_would(papers: PapersProcess) -> None:
    assert papers.png(SLIP.template, SLIP.values()) == Papers().png(SLIP.template, SLIP.values())


def test_nothing_of_it_is_left_when_the_visit_is_over(papers: PapersProcess) -> None:
    before = children()
    papers.start()
    papers.png(SLIP.template, SLIP.values())
    assert len(children() - before) == 1
    papers.end()
    assert children() == before


def test_killed_in_between_it_is_told_at_most_once_and_a_new_one_does_the_work(papers: PapersProcess) -> None:
    before = children()
    papers.png(SLIP.template, SLIP.values())
    [worker] = children() - before
    os.kill(int(worker), signal.SIGKILL)
    with suppress(PapersProcessError):
        papers.png(SLIP.template, SLIP.values())
    assert papers.png(SLIP.template, SLIP.values())


def test_a_paper_that_cannot_be_set_is_told_as_such_and_the_next_one_is_set(papers: PapersProcess) -> None:
    with pytest.raises(PaperError):
        papers.png("no-such-template", {})
    assert papers.png(SLIP.template, SLIP.values())
