"""The slip as text, for a receipt printer whose line is too slow for a picture: the same words as ``config/defaults/papers/receipt.typ``."""

from __future__ import annotations

from devices.printer.text import Align, Code, Labelled, Line, Pair, Part, Rule, unprintable
from kiosk.paper_data import HAND_IN_LATER, ReceiptData, time_text
from kiosk.words import plain


def slip_text(data: ReceiptData) -> tuple[Part, ...]:
    """Everything that stands on the slip, top to bottom. Where the printer has no shape for a character, the slip says so."""
    parts = (*_head(data), *_materials(data), *_foot(data))
    missing = unprintable(parts)
    if missing:
        note = Line(f"有 {missing} 个字打不出，印成〓；系统里是对的")
        parts = (*_head(data), *_materials(data), note, *_foot(data))
    return parts


def _head(data: ReceiptData) -> tuple[Part, ...]:
    return (
        Line("收件凭条", Align.MIDDLE, bold=True, big=True),
        Line("未盖章，不是受理通知书", Align.MIDDLE, bold=True),
        Line("正式受理以部门通知为准", Align.MIDDLE),
        Rule(),
        Line("收件编号", Align.MIDDLE),
        Line(data.receipt_no, Align.MIDDLE, bold=True),
        Rule(),
        Labelled("收件时间", time_text(data.received_at)),
        Labelled("办理事项", data.matter_name),
        *([Labelled("申请人", data.surname_masked)] if data.surname_masked else []),
        Labelled("由谁办理", data.authority_short),
        Labelled("收件地点", data.hall),
        Labelled("终端编号", data.terminal_id),
        Rule(),
    )


def _materials(data: ReceiptData) -> tuple[Part, ...]:
    parts: list[Part] = [Line("材料", bold=True)] if data.materials else []
    parts += [Pair(each.name, each.pages) for each in data.materials]
    for each in data.owed:
        parts += [
            Rule(),
            Line(f"还要补交：{each.name}", bold=True),
            Line(f"最晚 {each.last_day}", bold=True),
            Line(plain(HAND_IN_LATER)),
            Line(each.consequence),
            Rule(),
        ]
    if data.window:
        parts += [Rule(), Line("还要到窗口，看看是不是本人", bold=True), *(Line(plain(line)) for line in data.window), Rule()]
    return tuple(parts)


def _foot(data: ReceiptData) -> tuple[Part, ...]:
    return (
        Pair(data.authority_short, data.authority_phone),
        Pair("其他问题", data.hotline),
        Line("- - - - - 沿线撕下，收好 - - - - -", Align.MIDDLE),
        Line(""),
        Code(data.qr_payload),
        Line("查进度、补材料时出示", Align.MIDDLE),
        Line(data.receipt_no, Align.MIDDLE, bold=True),
        Line(f"查询码 {data.query_code}", Align.MIDDLE),
    )
