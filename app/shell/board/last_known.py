"""What the wall showed last, kept in a file: shown hatched, with its age, until an engine speaks.

It is never told to tray, sound or pop-ups: nobody is to be woken by a memory.
"""

import asyncio
import contextlib
from pathlib import Path

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from app.files.whole import write_whole
from app.model.board import Banner, Board, SoundState
from app.model.clock import Clock, Moment, recalled
from app.model.phrase import NOTHING, Phrase, phrase
from app.model.state import State
from app.model.value import Value
from app.shell.board.keeper import as_lost
from app.shell.board.own_banners import OwnBanners
from app.shell.tasks import Tasks

EACH = 60.0  # seconds between two writings
TICK = 1000  # milliseconds between two pictures, for their ages
LARGEST = 64 * 1024 * 1024  # bytes


class Kept(Value, frozen=True, kw_only=True):
    """A board and the wall time at which it was the newest; its own moments are of that day's clocks."""

    at: float
    board: Board


def read(path: Path) -> Kept | None:
    """Return what was kept, or None where there is nothing that can be read."""
    try:
        with path.open("rb") as file:
            return msgspec.msgpack.decode(file.read(LARGEST), type=Kept)
    except (OSError, msgspec.MsgspecError):
        return None


def write(path: Path, kept: Kept) -> None:
    """Keep a board, whole at every moment; a disk that refuses costs no more than this comfort."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, msgspec.msgpack.encode(kept), 0o600)


class LastKnown(QObject):
    """Shows the last known board until a fresh one is shown, and keeps those for the next start."""

    shown = Signal(object, float, bool)  # Board, its age in seconds, True: nothing of it is proved

    def __init__(self, path: Path | None, clock: Clock, own: OwnBanners, tasks: Tasks) -> None:
        super().__init__()
        self._path = path
        self._clock = clock
        self._own = own
        self._tasks = tasks
        self._kept: Kept | None = None
        self._why = NOTHING
        self._newest: Kept | None = None  # of this run
        self._written: Moment | None = None
        self._tick = QTimer(self)
        self._tick.timeout.connect(self._show)

    async def recall(self) -> None:
        """Show what was kept, unless a board of today came first."""
        if self._path is None:
            return
        kept = await asyncio.to_thread(read, self._path)
        if kept is not None and kept.board.checks and self._newest is None:
            self._kept = kept
            self._tick.start(TICK)
            self._show()

    def engine_is(self, why: Phrase) -> None:
        """Say what is known of the engine, in the strip over what is recalled."""
        self._why = why
        self._show()

    def follow(self, board: Board, age: float, lost: bool) -> None:
        """Take note of what is shown now; only what an engine has just said is kept."""
        self.stop()
        if lost or self._path is None:
            return
        now = self._clock.now()
        self._newest = Kept(at=now.wall - age, board=board)
        if self._written is None or now.seconds_since(self._written) >= EACH:
            self._written = now
            self._tasks.start(asyncio.to_thread(write, self._path, self._newest), "keep the board")

    def stop(self) -> None:
        """Show nothing of the past any more."""
        self._kept = None
        self._tick.stop()

    async def flush(self) -> None:
        """Keep the newest board."""
        if self._newest is not None and self._path is not None:
            await asyncio.to_thread(write, self._path, self._newest)

    def _show(self) -> None:
        kept = self._kept
        if kept is None:
            return
        now = self._clock.now()
        age = now.seconds_since(recalled(kept.at, now))
        board = _as_past(kept.board, age, self._why, self._own.present())
        self.shown.emit(board, age, True)


def _as_past(board: Board, age: float, why: Phrase, own: tuple[Banner, ...]) -> Board:
    """Return a board as after a lost link, ``age`` seconds ago; but nothing has gone wrong yet."""
    known = why.template != ""
    text = why if known else phrase("Waiting for the engine")
    past = as_lost(board, age, age, why=text, own=own, sound=SoundState.UNPROVED)
    strip = replace(past.banners[0], state=past.banners[0].state if known else State.UNKNOWN)
    summary = replace(past.summary, headline=phrase("Last known state"), sound_proved=None)
    return replace(past, banners=(strip, *past.banners[1:]), summary=summary)
