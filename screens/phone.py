"""用手机传: a QR for one phone and five minutes; what came is looked at here before it counts."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from kiosk.live.phone import Stage, Upload, opened_in
from kiosk.words import words
from screens.i18n import _
from screens.overlay import Dialog
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.notice import notice
from screens.widgets.picture import QrCode, Still
from screens.widgets.piece import Panel, Piece, grid
from screens.widgets.text import Text

if TYPE_CHECKING:
    from kiosk.journey import Sheet

CODE_MM = 100


class Phone(Dialog):
    """The way back removes what is still at the hub."""

    name = words("用手机传")

    def key(self) -> object:
        return self._state, self._minutes

    @property
    def _state(self) -> Upload | None:
        return self.session.live.phone.state

    @property
    def _minutes(self) -> int:
        state = self._state
        return max(0, ceil((state.until - self.session.scheduler.monotonic()) / 60)) if state else 0

    def make_bar(self) -> list[tuple[Piece, float]]:
        phone = self.session.live.phone
        self.use = Button(self.look, "phone.use", _("用这些照片"), self._use, kind="primary")
        return [(Button(self.look, "phone.cancel", _("不传了"), phone.cancel), 40), (self.use, 60)]

    def update(self) -> None:
        state = self._state
        failed = state is not None and state.stage is Stage.FAILED
        self.use.say(_("再试一次") if failed else _("用这些照片"))
        self.use.enable(failed or (state is not None and state.stage is Stage.PREVIEW))

    def compose(self) -> list[Piece]:
        state, look, theme = self._state, self.look, self.look.theme
        if state is None:
            return []
        match state.stage:
            case Stage.OPENING:
                return [self.title(_("正在生成二维码…"))]
            case Stage.WAITING:
                code = QrCode(look, opened_in(state.url, self.session.display), theme.mm(CODE_MM if theme.portrait else 60))
                said = (
                    _("手机连上了，已经传来 {} 张").format(state.photos)
                    if state.opened
                    else _("{} 分钟内有效，只能一部手机用").format(self._minutes)
                )
                steps = _("选好照片，点“传好了”，照片就到这里来")
                return [
                    self.title(_("用手机扫一扫")),
                    *([] if state.opened else [Panel(look, code, "card", (theme.inset, theme.mm(6)))]),
                    notice(look, [said], "good" if state.opened else "plain"),
                    Text(look, steps, theme.body, MUTED),
                ]
            case Stage.FETCHING:
                return [self.title(_("正在收照片，共 {} 张").format(state.photos))]
            case Stage.FAILED:
                return [self.title(_("没有传成")), notice(look, [state.sentence], "bad")]
            case Stage.PREVIEW:
                return self._preview(state)

    def _preview(self, state: Upload) -> list[Piece]:
        look, theme = self.look, self.look.theme
        pieces: list[Piece] = [self.title(_("收到 {} 张，看看清不清楚").format(len(state.sheets)))]
        if state.sentence:
            pieces.append(notice(look, [state.sentence], "warning"))
        shown: list[Piece] = [self._picture(sheet) for sheet in state.sheets]
        return [*pieces, grid(look, shown, 3, theme.near), Text(look, _("点“用这些照片”才算数"), theme.body, MUTED)]

    def _picture(self, sheet: Sheet) -> Piece:
        look, inset = self.look, self.look.theme.mm(3)
        return Panel(look, Still(look, sheet.jpeg, look.theme.mm(80)), "card", (inset, inset))

    def _use(self) -> None:
        phone, state = self.session.live.phone, self._state
        if state is not None and state.stage is Stage.FAILED:
            phone.open()
        else:
            phone.accept()
