"""A template that could reach the network or a file outside its folder is refused, and no message carries what was to be printed."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kiosk.papers import PaperError, Papers
from tests.papers.samples import form, receipt


@pytest.mark.parametrize(
    "source",
    [
        '#import "@preview/cetz:0.3.4": canvas',
        '#let u = "x//"; #import "@preview/cetz:0.3.4"',
        '#import("@preview/cetz:0.3.4")',
        '#let p = "\\u{40}preview/cetz:0.3.4"; #import p',
        '#import "\\u{40}preview/cetz:0.3.4"',
        "#import sys.inputs.data: x",
        "#include sys.inputs.data",
        '#eval("import" + " \\"@preview/cetz:0.3.4\\"")',
        '#plugin("x.wasm")',
        '#import "http://example.com/x.typ"',
    ],
)
def test_packages_and_code_made_at_run_time_are_refused_before_anything_is_set(tmp_path: Path, source: str) -> None:
    (tmp_path / "bad.typ").write_text(source, "utf-8")
    with pytest.raises(PaperError, match=r"bad\.typ"):
        Papers(tmp_path)


def test_a_helper_in_the_same_folder_may_be_imported(tmp_path: Path) -> None:
    (tmp_path / "words.typ").write_text("#let greeting = [你好]", "utf-8")
    (tmp_path / "paper.typ").write_text('#import "words.typ": greeting\n#set page(width: 30mm, height: 10mm)\n#greeting', "utf-8")
    assert len(Papers(tmp_path).png("paper", {})) == 1


@pytest.mark.parametrize("reach", ['#read("../secret.txt")', '#read("/../secret.txt")', '#image("../secret.txt")'])
def test_files_outside_the_folder_are_out_of_reach(tmp_path: Path, reach: str) -> None:
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "paper.typ").write_text(reach, "utf-8")
    with pytest.raises(PaperError):
        Papers(folder).png("paper", {})


def test_data_that_does_not_fit_names_the_template_and_nothing_personal() -> None:
    values = {**form().values(), "applicant": [{"label": "姓名", "wert": "合成测试甲"}]}
    with pytest.raises(PaperError) as caught:
        Papers().pdf("form", values)
    assert "form" in str(caught.value)
    assert "合成" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_an_unknown_template_and_an_empty_folder_say_so(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match="receipt"):
        Papers().png("recipt", {})
    with pytest.raises(FileNotFoundError):
        Papers(tmp_path)


def test_papers_of_several_threads_do_not_mix() -> None:
    papers = Papers()
    numbers = [f"JB0147-261121-{number:04d}-6" for number in range(6)]
    alone = {number: papers.png("receipt", receipt(receipt_no=number).values()) for number in numbers}
    together: dict[str, tuple[bytes, ...]] = {}

    def make(number: str) -> None:
        together[number] = papers.png("receipt", receipt(receipt_no=number).values())

    threads = [threading.Thread(target=make, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert together == alone
    assert len(set(together.values())) == len(numbers)
