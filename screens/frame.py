"""What every screen shares: header, step bar, one title, content that scrolls, the bar at the bottom, the keyboard above it.

A screen is made once and kept. ``refresh`` brings it up to date; what it shows is built anew only when ``key`` differs, and
``clear`` drops it all when a visit is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk import step_bar
from screens.i18n import _
from screens.input.keyboard import Keyboard
from screens.look import Look
from screens.widgets import controls
from screens.widgets.action_bar import ActionBar
from screens.widgets.button import Button
from screens.widgets.foot import Foot
from screens.widgets.header import Band, Header, header_button
from screens.widgets.notice import news, notice
from screens.widgets.piece import Column, Group, Piece, Space
from screens.widgets.scroll import Scroll
from screens.widgets.step_bar import StepBar
from screens.widgets.text import Text

if TYPE_CHECKING:
    from kiosk.session import Session

NOTHING_SHOWN = object()
"""Unlike any key."""

Buttons = Sequence[tuple[Piece, float]]


class Frame(Group):
    """Base of all screens. Subclasses say what is in it."""

    steps_shown = True
    says_busy = True
    """Whether its content tells what is going on; where only its buttons do, the content stays as it is meanwhile."""

    def __init__(self, look: Look, session: Session) -> None:
        super().__init__(look)
        theme = look.theme
        self.session = session
        self.header = self.make_header()
        self.steps = StepBar(look)
        self.body = Column(look, gap=theme.gap, padding=(theme.margin, theme.mm(8)))
        self.scroll = Scroll(look, self.body)
        self.foot = Foot(look)
        self.keyboard: Keyboard | None = None
        self.bar = self.make_action_bar()
        if theme.low:
            self.bar.hold(self.header.give_up())
        self._key: object = NOTHING_SHOWN
        self._spot: object = NOTHING_SHOWN
        self._noticed = ""
        self.fill([self.scroll, self.header, self.steps, self.foot, self.bar])

    # What a screen is made of ---------------------------------------------------------------------------------------

    def make_header(self) -> Band:
        """The header; its title is the matter's short name."""
        return Header(self.look, "", self.header_buttons())

    def header_buttons(self) -> list[Piece]:
        """Help and the way out."""
        return [self.help_button(), header_button(self.look, "frame.leave", _("退出"), self.session.leave, icon="cross")]

    def help_button(self) -> Button:
        """帮助 is one tap away on every screen."""
        return header_button(self.look, "frame.help", _("帮助"), self.session.help)

    def make_bar(self) -> Buttons:
        """One way back at the left, one way on at the right."""
        return [(self.back_button(), 33), (self.next_button(_("下一步")), 67)]

    def make_action_bar(self) -> ActionBar:
        """The bar at the bottom."""
        return ActionBar(self.look, self.make_bar())

    def back_button(self, words: str = "") -> Button:
        """The way back; it never loses what was entered."""
        return Button(self.look, "bar.back", words or _("上一步"), self.session.back)

    def next_button(self, words: str) -> Button:
        """The one primary action."""
        return Button(self.look, "bar.primary", words, self.session.next, kind="primary")

    def key(self) -> object:
        """What the content depends on: it is built anew when this differs."""
        return ""

    def compose(self) -> list[Piece]:
        """The content, from top to bottom."""
        return []

    def compose_foot(self) -> list[Piece]:
        """What stands above the bar and never scrolls away: nobody goes on without having had it before their eyes."""
        return []

    def update(self) -> None:
        """Bring what is already there up to date."""

    # How it works ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the session as it is now."""
        visit = self.session.visit
        if visit and isinstance(self.header, Header):
            self.header.title.show(visit.matter.short_name)
        if visit and self.steps_shown:
            self.steps.show(step_bar.bar(visit, self.session.today))
        key = (self.key(), self.session.problems, self.session.notice, self.says_busy and self.session.busy)
        if key != self._key:
            self._key = key
            self.body.fill(self.compose())
            self.foot.fill(self.compose_foot())
            spot = (visit and visit.place, self.session.problems)
            said = self.session.notice if self.session.notice != self._noticed else ""
            self._noticed = self.session.notice
            if spot != self._spot or said:
                self._spot = spot
                self.scroll.offset = 0
        self.update()
        self.arrange()

    def clear(self) -> None:
        """Drop everything shown: it may be about a person."""
        self._key = self._spot = NOTHING_SHOWN
        self.body.fill([])
        self.foot.fill([])
        self.scroll.offset = 0

    def poll(self) -> None:
        """Show the newest live picture, where there is one; called many times a second."""

    def shown(self) -> None:
        """The screen has just come up."""

    def left(self) -> None:
        """The screen is no longer there."""

    def carry(self) -> object:
        """What was entered here and stands nowhere else, to be taken over by the same screen in another mode; ``None`` for nothing."""
        return None

    def take(self, _carried: object) -> None:
        """Take over what the same screen carried from another mode."""

    def fit(self) -> None:
        """Fill the whole display."""
        self.place(0, 0, self.look.theme.width, self.look.theme.height)

    def arrange(self) -> None:
        width, height, theme = int(self.width), int(self.height), self.look.theme
        if not width:
            return
        top = height - self.header.height_for(width)
        self.header.place(0, top, width, height - top)
        left, right, bottom = 0, width, 0
        if self.bar.empty:
            self.bar.place(0, 0, 0, 0)
        elif self.bar.side:
            left, right = (theme.side, width) if theme.mirrored else (0, width - theme.side)
            self.bar.place(0 if theme.mirrored else right, 0, theme.side, top)
        else:
            bottom = self.bar.height_for(width)
            self.bar.place(0, 0, width, bottom)
        room = right - left
        foot = self.foot.height_for(room)
        self.foot.place(left, bottom, room if foot else 0, foot)
        bottom += foot
        keys = self.keyboard.height_for(room) if self.keyboard else 0
        steps = self.steps.height_for(room) if self.steps_shown and not (keys and self.bar.side) else 0
        if steps:
            top -= theme.mm(4) + steps
        self.steps.place(left + theme.mm(6), top, room - 2 * theme.mm(6) if steps else 0, steps)
        if self.keyboard:
            self.keyboard.place(left, bottom, room, keys)
            bottom += keys
        self.scroll.lead = 0
        self.scroll.place(left, bottom, room, top - bottom)
        if theme.low and not keys:
            self._lower(height // 2)

    def _lower(self, middle: int) -> None:
        """Let the content begin so low that what can be touched first lies in the lower half of the display."""
        first = max((control.to_window(*control.pos)[1] + control.height for control in controls.walk(self.body)), default=0)
        lead = round(first) - self.scroll.offset - middle
        if lead > 0:
            self.scroll.lead = lead
            self.scroll.arrange()

    # Pieces that many screens use -----------------------------------------------------------------------------------

    def title(self, words: str) -> Piece:
        """The one title that says what to do."""
        look = self.look
        return Column(look, [Space(look, look.theme.tight), Text(look, words, look.theme.title), Space(look, look.theme.tight)])

    def messages(self) -> list[Piece]:
        """What went wrong, what to do, what is going on: on top of the content."""
        session, found = self.session, []
        if session.problems:
            found.append(notice(self.look, [problem.say for problem in session.problems], "bad"))
        if session.notice:
            found.append(notice(self.look, [session.notice], news(session.notice)))
        if session.busy:
            found.append(notice(self.look, [session.busy], "plain"))
        return list(found)
