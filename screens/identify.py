"""Put the card down: a picture of where, one sentence of what is going on, and the other ways for who has no card."""

from __future__ import annotations

from functools import partial

from config.matter import IdentifyWay
from kiosk.hand_off import NO_DOCUMENT
from kiosk.journey import Acting
from kiosk.own_pages import BY_SCAN, DOCUMENTS
from screens.frame import Buttons, Frame
from screens.i18n import _
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.picture import CardPicture
from screens.widgets.piece import Piece, grid
from screens.widgets.text import Text


class Identify(Frame):
    """The card is read by itself once it lies there. Typing a number proves nothing, and is called so."""

    def make_bar(self) -> Buttons:
        words, style = _("都没带，打印单子去窗口"), self.look.theme.strong
        none = Button(self.look, "identify.none", words, partial(self.session.answers.hand_off, NO_DOCUMENT), style=style)
        return [(self.back_button(), 33), (none, 67)]

    def key(self) -> object:
        visit = self.session.visit
        return (visit.matter.code, visit.acting, self._slot, self.session.presence.can_photograph) if visit else ""

    @property
    def _slot(self) -> bool:
        return self.session.presence.has_slot

    def _ways(self) -> list[IdentifyWay]:
        visit = self.session.visit
        return visit.matter.identification if visit else []

    def compose(self) -> list[Piece]:
        look, theme, visit = self.look, self.look.theme, self.session.visit
        if visit is None:
            return []
        title = _("把您自己的身份证平放在读卡区") if visit.acting is Acting.AGENT else _("把身份证平放在读卡区")
        pieces: list[Piece] = [self.title(title), *self.messages(), CardPicture(look)]
        pieces.append(Text(look, _("读到就会自动到下一步，读的时候别拿开"), theme.body, MUTED))
        pieces += [Text(look, line, theme.body, MUTED) for line in self._also_read()]
        scans = [way for way in self._ways() if way in BY_SCAN]
        if scans and not self.session.presence.can_photograph:
            pieces.append(Text(look, _("扫描台坏了，别的证件现在拍不了。没带身份证的，请打印单子去窗口"), theme.label))
        elif scans:
            pieces.append(Text(look, _("没带身份证？下面的证件拍下来，工作人员以后核验"), theme.label))
            buttons: list[Piece] = [
                Button(
                    look,
                    f"identify.{way}",
                    DOCUMENTS[way],
                    partial(self.session.answers.choose_way, way),
                    style=theme.strong,
                    height=theme.search,
                )
                for way in scans
            ]
            pieces.append(grid(look, buttons, 2, theme.near))
        return pieces

    def _also_read(self) -> list[str]:
        """The other cards with a chip that this matter and this terminal take."""
        ways, lines = self._ways(), []
        if IdentifyWay.SOCIAL_SECURITY_CARD in ways and self._slot:
            lines.append(_("社会保障卡也行：芯片朝上，插进插卡口"))
        if IdentifyWay.RESIDENCE_PERMIT in ways:
            lines.append(_("港澳台居民居住证也行，和身份证一样放"))
        if IdentifyWay.PERMANENT_RESIDENCE in ways:
            lines.append(_("外国人永久居留身份证也行，一样放"))
        return lines
