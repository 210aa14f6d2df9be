"""An instant matter: the department is asked, the sealed paper is printed, and it is said what to do at every turn."""

from __future__ import annotations

from kiosk.hand_off import ASKED, DEPARTMENT
from kiosk.live.instant import Instant, Phase
from screens.done import Success
from screens.frame import Buttons, Frame
from screens.i18n import _
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.card import card, entry_row, fact_row, place_note
from screens.widgets.notice import notice
from screens.widgets.piece import Column, Piece
from screens.widgets.progress import Progress
from screens.widgets.tag import Tag
from screens.widgets.text import Text


class InstantPaper(Frame):
    """Progress after two seconds, a way out after ten."""

    def make_bar(self) -> Buttons:
        self.left_button = Button(self.look, "bar.back", "", self._left, style=self.look.theme.strong)
        self.right_button = Button(self.look, "bar.primary", "", self._right, kind="primary")
        return [(self.left_button, 40), (self.right_button, 60)]

    @property
    def _state(self) -> Instant | None:
        return self.session.live.instant.state

    @property
    def _waited(self) -> int:
        state = self._state
        return int(state.waited(self.session.scheduler.monotonic())) if state and state.phase is Phase.ASKING else 0

    def key(self) -> object:
        return self._state, self._waited, self.session.alarm, self.session.presence.card_inside

    def compose(self) -> list[Piece]:
        state, visit = self._state, self.session.visit
        if state is None or visit is None:
            return []
        match state.phase:
            case Phase.ASKING:
                return self._asking(state, visit.matter.authority.short_name)
            case Phase.PRINTING:
                return [
                    self.title(_("正在打印，共 {} 页").format(state.pages)),
                    self._stages(visit.matter.authority.short_name, printing=True),
                ]
            case Phase.PRINTED:
                return self._printed(state)
            case Phase.UNPRINTED:
                return [
                    self.title(_("证明出来了，还没打好")),
                    notice(self.look, [state.sentence], "bad"),
                    self._calm(_("证明还在，可以再打")),
                ]
            case Phase.REFUSED:
                title = _("这次没有办成")
            case Phase.FAILED:
                title = _("没有等到答复")
        return [self.title(title), notice(self.look, [state.sentence], "bad"), self._whom()]

    def _asking(self, state: Instant, authority: str) -> list[Piece]:
        look, now = self.look, self.session.scheduler.monotonic()
        pieces: list[Piece] = [self.title(_("正在请{}出证明").format(authority))]
        if state.way_out(now):
            pieces.append(notice(look, [_("部门那边有点慢。可以接着等，也可以改到窗口办，什么都不会丢。")], "warning"))
        part = state.progress(now)
        if part is not None:
            waited = Text(look, _("已经等了 {} 秒").format(self._waited), look.theme.body)
            pieces.append(card(look, [Column(look, [waited, Progress(look, part)], gap=look.theme.mm(4), padding=(0, look.theme.mm(4)))]))
        return [*pieces, self._stages(authority, printing=False)]

    def _stages(self, authority: str, *, printing: bool) -> Piece:
        """What is behind the citizen, what goes on now, and where the paper will come out."""
        look = self.look
        done, now = Tag(look, _("好了"), "good"), Tag(look, _("正在办"), "plain")
        rows = [
            entry_row(look, _("您填的内容"), _("核对过了"), Tag(look, _("好了"), "good")),
            entry_row(look, _("{}出证明").format(authority), _("一般不到 20 秒"), done if printing else now),
            entry_row(look, _("在这里打印"), _("自动打，从 A4 出纸口出来"), now if printing else None),
        ]
        return card(look, rows)

    def _printed(self, state: Instant) -> list[Piece]:
        look, theme = self.look, self.look.theme
        pieces: list[Piece] = []
        if self.session.presence.card_inside:
            pieces.append(notice(look, [self.session.alarm or _("先取走您的身份证")], "bad", centred=True, strong=True))
        said = _("每份 {} 页，打了 {} 份，有部门的电子印章").format(state.pages, state.copies)
        words: list[Piece] = [
            Text(look, _("打印好了，请取走"), theme.title, align="center"),
            Text(look, said, theme.body, MUTED, align="center"),
        ]
        pieces += [Success(look), Column(look, words, gap=theme.mm(3))]
        if state.more_copies():
            more = Button(
                look, "instant.more", _("再打一份"), self.session.live.instant.print_again, style=theme.strong, height=theme.search
            )
            pieces.append(more)
        return pieces

    def _whom(self) -> Piece:
        visit, own = self.session.visit, self.session.settings.terminal
        assert visit is not None
        authority = visit.matter.authority
        rows = [
            fact_row(self.look, _("问部门"), f"{authority.short_name} {authority.phone}", _("其他问题打 {}").format(own.hotline)),
            fact_row(self.look, _("去哪里"), own.hall, place_note(own.window_hours, own.hall_phone)),
        ]
        return card(self.look, rows)

    def _calm(self, words: str) -> Piece:
        return Text(self.look, words, self.look.theme.body, MUTED)

    def update(self) -> None:
        state = self._state
        if state is None:
            return
        now = self.session.scheduler.monotonic()
        left, right = {
            Phase.ASKING: (_("改到窗口办"), _("请稍等…")),
            Phase.PRINTING: ("", _("正在打印…")),
            Phase.PRINTED: (_("再办一件"), _("完成，离开")),
            Phase.UNPRINTED: (_("改到窗口办"), _("再打一次")),
            Phase.REFUSED: (_("上一步"), _("改到窗口办")),
            Phase.FAILED: (_("改到窗口办"), _("再试一次")),
        }[state.phase]
        self.left_button.say(left or _("上一步"))
        self.left_button.enable(bool(left) and (state.phase is not Phase.ASKING or state.way_out(now)))
        self.right_button.say(right)
        self.right_button.enable(not state.working and not (state.over and self.session.presence.card_inside))

    def _left(self) -> None:
        match self._state.phase if self._state else None:
            case Phase.PRINTED:
                self.session.another()
            case Phase.REFUSED:
                self.session.back()
            case _:
                self.session.answers.hand_off(ASKED)

    def _right(self) -> None:
        live, state = self.session.live.instant, self._state
        match state.phase if state else None:
            case Phase.PRINTED:
                self.session.wipe()
            case Phase.UNPRINTED:
                live.print_again()
            case Phase.REFUSED:
                self.session.answers.hand_off(DEPARTMENT)
            case Phase.FAILED:
                live.ask()
            case _:
                pass
