"""Under the camera: the live picture with the page's outline, the pages taken so far, one more page or done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from config.matter import Capture as By
from config.matter import Material
from kiosk import journey
from kiosk.journey import Sheet, Step
from screens.frame import Buttons, Frame
from screens.i18n import _
from screens.look import Look
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.notice import notice
from screens.widgets.picture import Live, Still
from screens.widgets.piece import Panel, Piece, Row, Skin
from screens.widgets.text import Text
from screens.widgets.touchable import Touchable

if TYPE_CHECKING:
    from kiosk.session import Session

SHOWN_PAGES = 4


class Capture(Frame):
    """Serves scans and the portrait. The blue action is to take the page until one is taken."""

    says_busy = False

    def __init__(self, look: Look, session: Session) -> None:
        super().__init__(look, session)
        self.live: Live | None = None
        self._lives: dict[bool, Live] = {}
        self._thumbs: dict[tuple[int, Sheet], Thumb] = {}
        self._bar: object = None

    def make_bar(self) -> Buttons:
        return []

    @property
    def material(self) -> Material | None:
        """The material under the camera."""
        visit = self.session.visit
        return self.session.materials.material if visit and visit.place.step is Step.CAPTURE else None

    def _sheets(self) -> tuple[Sheet, ...]:
        visit, material = self.session.visit, self.material
        return journey.supply(visit, material).sheets if visit and material else ()

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._sheets())

    def key(self) -> object:
        return self.material and self.material.id, self._sheets(), self.session.terminal.services.offline

    def compose(self) -> list[Piece]:
        material = self.material
        if material is None:
            return []
        portrait = material.capture is By.PORTRAIT
        if portrait not in self._lives:
            theme = self.look.theme
            self._lives[portrait] = Live(self.look, theme.tall(262, 150) if portrait else theme.tall(219, 132), portrait=portrait)
        self.live = self._lives[portrait]
        if not portrait:
            return [self.title(self._title(material)), *self._messages(), self.live, self._pages_below(material)]
        sheets = self._sheets()
        shown: Piece = self._photo(sheets[0]) if sheets else self.live
        hint = _("不满意就点“重拍”") if sheets else material.instructions or material.note
        return [
            self.title(self._title(material)),
            *self._messages(),
            shown,
            Text(self.look, hint, self.look.theme.body, MUTED, align="center"),
        ]

    def _messages(self) -> list[Piece]:
        return [notice(self.look, [self.session.notice], "warning")] if self.session.notice else []

    def _title(self, material: Material) -> str:
        if material.capture is By.PORTRAIT:
            return _("照片拍好了，看看行不行") if self.pages else _("脸放进框里，看着镜头")
        if not self.pages:
            return _("放好第 1 页，点“拍这一页”")
        return _("放第 {} 页，或点“扫完了”").format(self.pages + 1)

    def _pages_below(self, material: Material) -> Piece:
        look, theme = self.look, self.look.theme
        if not self.pages:
            words = Text(look, material.instructions or material.note, theme.body, MUTED)
            phone = Button(look, "capture.phone", _("用手机传"), self.session.live.phone.open, style=theme.strong, height=theme.search)
            phone.enable(not self.session.terminal.services.offline)
            return Row(look, [(words, 62), (phone, 38)], gap=theme.gap)
        first = max(0, self.pages - SHOWN_PAGES)
        self._thumbs = {(index, sheet): self._thumb(index, sheet) for index, sheet in enumerate(self._sheets()) if index >= first}
        thumbs: list[tuple[Piece, float]] = [(thumb, 0) for thumb in self._thumbs.values()]
        said = _("{}，已扫 {} 页。\n点一页可以重拍或删除。").format(material.name, self.pages)
        return Row(look, [*thumbs, (Text(look, said, theme.body, MUTED), 1)], gap=theme.gap)

    def _photo(self, sheet: Sheet) -> Piece:
        """The photo that was taken, in place of the live picture."""
        assert self.live
        inset = self.look.theme.mm(4)
        return Panel(self.look, Still(self.look, sheet.jpeg, self.live.room - 2 * inset, most=4), "picture", (inset, inset))

    def _thumb(self, index: int, sheet: Sheet) -> Thumb:
        """The one that stands there already, or a new one: to unpack a page takes half a frame's time."""
        known = self._thumbs.get((index, sheet))
        return known or Thumb(self.look, index, sheet.jpeg, partial(self.session.materials.open_page, index))

    def update(self) -> None:
        material = self.material
        if material is None:
            return
        portrait, session = material.capture is By.PORTRAIT, self.session
        bar = (portrait, bool(self.pages), bool(session.busy))
        if bar == self._bar:
            return
        self._bar = bar
        take = Button(self.look, "bar.primary", _("拍照") if portrait else _("拍这一页"), session.materials.capture, kind="primary")
        take.enable(not session.busy)
        settled = portrait and bool(self.pages)
        done_words = _("就用这张") if portrait else _("扫完了")
        done = Button(self.look, "bar.done", done_words, session.materials.finish, kind="primary" if settled else "button")
        again = Button(self.look, "bar.again", _("重拍"), self._again)
        buttons: list[tuple[Piece, float]] = [(self.back_button(), 24)]
        if settled:
            buttons += [(again, 24), (done, 47)]
        elif self.pages:
            buttons += [(done, 24), (take, 47)]
        else:
            buttons.append((take, 71))
        self.bar.exchange(buttons)

    def _again(self) -> None:
        """Drop the photo; the live picture comes back."""
        self.session.materials.open_page(0)
        self.session.materials.remove_page()

    def poll(self) -> None:
        """Show the newest live picture; called 30 times a second while this screen is up."""
        if self.live and self.live.parent:
            self.live.show(self.session.materials.preview, self.session.materials.trouble or _("正在打开摄像头…"))

    def shown(self) -> None:
        self._bar = None
        self.refresh()

    def left(self) -> None:
        for live in self._lives.values():
            live.drop()

    def clear(self) -> None:
        super().clear()
        self._thumbs = {}
        self.left()
        self._bar = None


class Thumb(Touchable):
    """A page that was taken, small; touching it offers to take it again or to drop it."""

    def __init__(self, look: Look, index: int, jpeg: bytes, on_tap: Callable[[], None]) -> None:
        theme = look.theme
        picture = Still(look, jpeg, theme.mm(40))
        words = Text(look, _("第{}页").format(index + 1), theme.caption, align="center")
        super().__init__(look, f"capture.page.{index + 1}", on_tap, [picture, words])
        self.skin = Skin(self, "page")

    def show_pressed(self, pressed: bool, /) -> None:
        self.skin.show("page.pressed" if pressed else "page")

    def natural_width(self) -> int:
        return self.look.theme.mm(41)

    def height_for(self, _width: int, /) -> int:
        return self.look.theme.mm(58)

    def arrange(self) -> None:
        picture, words = self.pieces
        inset = self.look.theme.mm(2.5)
        line = words.height_for(int(self.width))
        self.skin.fit()
        words.place(int(self.x), int(self.y) + inset // 2, int(self.width), line)
        bottom = int(self.y) + inset // 2 + line
        picture.place(int(self.x) + inset, bottom, int(self.width) - 2 * inset, int(self.top) - inset - bottom)
