"""Every widget by itself, in the states it has, for the gallery."""

from __future__ import annotations

from typing import Any

from screens.input.editing import Editing
from screens.input.keyboard import Keyboard
from screens.input.layouts import Layout
from screens.look import Look
from screens.theme import INK
from screens.widgets.button import Button
from screens.widgets.card import Tile, card, entry_row, fact_row, phone_row, tag_row, titled
from screens.widgets.choice import Choice, Option, beside
from screens.widgets.field import Entry, FieldBlock
from screens.widgets.header import Header, header_button
from screens.widgets.notice import notice
from screens.widgets.picture import CardPicture, QrCode, SlotPicture
from screens.widgets.piece import Column, Piece
from screens.widgets.step_bar import StepBar
from screens.widgets.tag import Badge, Tag
from screens.widgets.text import Text
from tests.screens.visits import ADDRESS

STEPS = (("读卡", "done"), ("填写", "now"), ("材料", "ahead"), ("核对", "ahead"), ("签名", "ahead"))
RARE = "老年人优待证 䶮㛃𠮷𬭊㙓䲟 1.20 元\nخىزمەت قىلىش ئورنى 12345 号窗口\nཞབས་ཞུ་བྱེད་ས།"


def _nothing(*_: Any) -> None:
    """What these widgets do when touched."""


def pieces(look: Look) -> dict[str, Piece]:
    """Each widget under its name, made for ``look``."""
    theme = look.theme

    def button(words: str, *, pressed: bool = False, enabled: bool = True, **more: Any) -> Button:
        made = Button(look, "one", words, _nothing, **more)
        made.enable(enabled)
        if pressed:
            made.show_pressed(True)
        return made

    def entry(text: str, **state: Any) -> Entry:
        made = Entry(look, "one", _nothing, prompt="点这里填")
        made.show(Editing.at_end(text), **state)
        return made

    wrong = FieldBlock(look, "手机号", entry("138", wrong=True))
    wrong.say("手机号要 11 位，现在是 3 位")
    chosen = Choice(look, "one", [("yes", "是"), ("no", "不是")], _nothing)
    chosen.show("yes")
    ticked = Option(look, "one", "我读完了，同意上面的承诺", _nothing, box=True)
    ticked.choose(True)
    steps = StepBar(look)
    steps.show(STEPS)
    header = Header(
        look, "老年人优待证", [header_button(look, "one", "帮助", _nothing), header_button(look, "two", "退出", _nothing, icon="cross")]
    )
    keys = Keyboard(look, _nothing, _nothing)
    keys.offer(Layout.LETTERS)
    digits = Keyboard(look, _nothing, _nothing)
    digits.offer(next(layout for layout in Layout if layout is not Layout.LETTERS))
    tile = Tile(look, "one", titled(look, "办身份证", "6 件，现在能办 5 件"), _nothing, arrow=True)
    grey = Tile(look, "two", titled(look, "提取公积金", "扫描台坏了，现在办不了", enabled=False), _nothing, enabled=False)
    return {
        "button": beside(look, [button("上一步"), button("按下", pressed=True), button("不能点", enabled=False)]),
        "button-primary": beside(
            look,
            [
                button("下一步", kind="primary"),
                button("按下", kind="primary", pressed=True),
                button("不能点", kind="primary", enabled=False),
            ],
        ),
        "card": card(look, [entry_row(look, "身份证", "读卡后自动查", Tag(look, "必须有", "plain")), fact_row(look, "多久", "当场办结")]),
        "card-phones": card(look, [phone_row(look, "办事问政务热线，一天 24 小时", "12345")]),
        "tile": Column(look, [tile, grey], gap=theme.gap),
        "tags": tag_row(look, [("不用跑", "good"), ("必须有", "plain"), ("待补交", "warning"), ("没打出来", "bad")]),
        "badge": beside(look, [Badge(look, "老", True), Badge(look, "车", False)]),
        "field": Column(
            look, [FieldBlock(look, "住址", entry(ADDRESS)), FieldBlock(look, "手机号", entry("138", active=True), "11 位数字"), wrong]
        ),
        "field-empty": FieldBlock(look, "备注（可以不填）", entry("")),
        "choice": Column(look, [chosen, ticked], gap=theme.gap),
        "step-bar": steps,
        "notices": Column(
            look,
            [
                notice(look, ["现在能办"], "good"),
                notice(look, ["正在读卡…"], "plain"),
                notice(look, ["纸快用完了"], "warning"),
                notice(look, ["请填写手机号", "请选择领取方式"], "bad"),
            ],
            gap=theme.gap,
        ),
        "header": header,
        "keyboard-letters": keys,
        "keyboard-digits": digits,
        "picture-card": CardPicture(look),
        "picture-slot": SlotPicture(look),
        "qr-code": QrCode(look, "https://example.invalid/K7M2Q9XA", theme.mm(60)),
        "text-of-every-script": Text(look, RARE, theme.title, INK),
    }
