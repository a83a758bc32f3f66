"""The newest board, put together from pushes, and what to show of it when the link is lost."""

from collections.abc import Iterable

import msgspec

from app.alerts.summary import summarise
from app.alerts.tally import Tally, aged
from app.model.board import Banner, Board, CheckView, SoundState, Summary
from app.model.clock import Moment
from app.model.message import BoardPush
from app.model.phrase import Phrase, phrase
from app.model.ports import Muting
from app.model.state import State


class Checks:
    """The checks of a board in their places; a push costs as much as it changes."""

    def __init__(self, checks: Iterable[CheckView] = ()) -> None:
        self._views = {check.id: check for check in checks}
        self.turns = 0  # so often a check was added, removed, or came into another state

    def take(self, push: BoardPush) -> tuple[CheckView, ...]:
        """Take a push in; changed checks keep their places, new ones stand at the end."""
        if push.whole:
            self._views.clear()
        gone = [self._views.pop(name, None) for name in push.removed]
        turned = push.whole or bool(gone)
        for view in push.board.checks:
            before = self._views.get(view.id)
            turned = turned or before is None or _state(before) != _state(view)
            self._views[view.id] = view
        self.turns += turned
        return tuple(self._views.values())


def merged(board: Board | None, push: BoardPush) -> Board:
    """Return the board after a push; checks keep their places, new ones stand at the end."""
    if push.whole or board is None:
        return push.board
    return msgspec.structs.replace(push.board, checks=Checks(board.checks).take(push))


def _state(view: CheckView) -> tuple[State, bool, bool]:
    return view.state, view.soft, view.stale


class BoardKeeper:
    """Keeps the board and since when it is not proved any more."""

    def __init__(self) -> None:
        self.board: Board | None = None
        self._checks = Checks()
        self._arrived: Moment | None = None
        self._counted: tuple[tuple[CheckView, ...], Tally] | None = None
        self.lost: Moment | None = None  # since when there is no link

    def take(self, push: BoardPush, now: Moment) -> Board:
        """Take a push in and return the whole board."""
        self.board = msgspec.structs.replace(push.board, checks=self._checks.take(push))
        self._arrived = now
        return self.board

    def link_lost(self, now: Moment) -> None:
        """Note the loss; the first one of a row counts."""
        self.lost = self.lost or now

    def link_found(self) -> None:
        """Forget the loss."""
        self.lost = None

    @property
    def turns(self) -> int:
        """Grows with each push that brings more than new numbers."""
        return self._checks.turns

    def age(self, now: Moment) -> float:
        """Seconds since the board arrived."""
        return now.seconds_since(self._arrived) if self._arrived is not None else 0.0

    def shown(self, now: Moment, *, why: Phrase, own: tuple[Banner, ...], sound: SoundState) -> Board | None:
        """Return what every screen, tray and speaker of this desktop is to follow at ``now``.

        With the link it is the engine's own decision. Without it the same decision function is asked with
        the old board. ``why`` says what is known of the engine; ``own`` are banners of this window.
        """
        board = self.board
        if board is None:
            return None
        if self.lost is None:
            return msgspec.structs.replace(board, banners=(*own, *board.banners)) if own else board
        here = board.now.later(self.age(now))
        return as_lost(
            board,
            self.age(now),
            now.seconds_since(self.lost),
            why=why,
            own=own,
            sound=sound,
            checks=self._tally(board, here),
        )

    def _tally(self, board: Board, now: Moment) -> Tally:
        """Return the checks of a lost board, counted once: not one of them is proved, however old it gets."""
        if self._counted is None or self._counted[0] is not board.checks:
            self._counted = (board.checks, aged(board.checks, now))
        return self._counted[1]


def as_lost(
    board: Board,
    age: float,
    lost_for: float,
    *,
    why: Phrase,
    own: tuple[Banner, ...],
    sound: SoundState,
    checks: Tally | None = None,
) -> Board:
    """Return a board that came ``age`` seconds ago and of which nothing is proved any more.

    ``lost_for``: seconds without the engine. ``checks``: where they have been counted already.
    """
    here = board.now.later(age)
    since = here.later(-lost_for)
    tally = aged(board.checks, here) if checks is None else checks
    return msgspec.structs.replace(
        board,
        banners=(_lost_banner(since, why), *own),
        summary=_summary(board, tally, here, since, sound),
    )


def _summary(board: Board, checks: Tally, here: Moment, lost: Moment, sound: SoundState) -> Summary:
    former = board.summary
    muting = None
    if former.muted_until is not None:
        muting = Muting(until=former.muted_until, who=former.muted_by)
    silent = frozenset(incident.id for incident in board.incidents) - frozenset(former.sounding)
    return summarise(
        checks,
        board.incidents,
        now=here,
        sound=sound,
        sound_proved=former.sound_proved,
        muting=muting,
        known=silent,
        engine_lost=lost,
    )


def _lost_banner(since: Moment, why: Phrase) -> Banner:
    text = why if why.template else phrase("No connection to the engine")
    return Banner(id="link", state=State.CRITICAL, text=text, since=since)
