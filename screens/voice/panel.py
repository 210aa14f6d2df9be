"""语音: have the page read, stop, once more, slower, louder; and voice mode for the whole visit."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.voice import LOUDEST, QUIETEST, SPEEDS
from kiosk.words import words
from screens.frame import Buttons
from screens.i18n import _
from screens.overlay import Dialog
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.card import card
from screens.widgets.choice import Option, beside
from screens.widgets.piece import Column, Piece
from screens.widgets.text import Text


class VoicePanel(Dialog):
    """Volume and speed hold for this visit only."""

    name = words("语音")

    def make_bar(self) -> Buttons:
        return [(self.close_button(_("继续办理"), kind="primary"), 1)]

    def key(self) -> object:
        voice = self.session.voice
        return self.session.display.voice, voice.volume, voice.speed, bool(voice.trouble)

    def compose(self) -> list[Piece]:
        look, theme, voice = self.look, self.look.theme, self.session.voice
        always = Option(look, "voice.always", _("每一页都念给我听"), self._always, box=True)
        always.choose(self.session.display.voice)
        now = [
            self._button("voice.read", _("念这一页"), self._read, primary=True),
            self._button("voice.repeat", _("再念一遍"), voice.repeat),
            self._button("voice.stop", _("别念了"), voice.stop),
        ]
        slower = self._button("voice.slower", _("慢一点"), voice.slower, enabled=voice.speed > 0)
        faster = self._button("voice.faster", _("快一点"), voice.faster, enabled=voice.speed < len(SPEEDS) - 1)
        softer = self._button("voice.softer", _("小声点"), voice.softer, enabled=voice.volume > QUIETEST)
        louder = self._button("voice.louder", _("大声点"), voice.louder, enabled=voice.volume < LOUDEST)
        rows: list[Piece] = [
            Column(look, [beside(look, now), always], gap=theme.gap, padding=(0, theme.mm(5))),
            Column(
                look,
                [
                    Text(look, _("音量 {}%，语速第 {} 档，一共 {} 档").format(voice.volume, voice.speed + 1, len(SPEEDS)), theme.body),
                    beside(look, [slower, faster]),
                    beside(look, [softer, louder]),
                ],
                gap=theme.gap,
                padding=(0, theme.mm(5)),
            ),
        ]
        privacy = Text(look, _("身份证号和银行卡号不会念出来。音量和语速办完后恢复原样。"), theme.body, MUTED)
        said = [Text(look, _("这台机器现在放不出声音，请看屏幕，或者打帮助里的电话。"), theme.body)] if voice.trouble else []
        return [self.title(_("要念给您听吗？")), *said, card(look, rows), privacy]

    def _button(self, control_id: str, said: str, act: Callable[[], None], *, primary: bool = False, enabled: bool = True) -> Button:
        def tapped() -> None:
            act()
            self.session.changed()

        look = self.look
        made = Button(
            look, control_id, said, tapped, kind="primary" if primary else "button", style=look.theme.strong, height=look.theme.search
        )
        made.enable(enabled)
        return made

    def _read(self) -> None:
        """The page below, not this one."""
        self.session.voice.ask()
        self.session.close_overlay()

    def _always(self) -> None:
        self.session.set_display(voice=not self.session.display.voice)
