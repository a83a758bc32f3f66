"""What the stream of errors shows: the newest first, each with what it was and whether it lasts."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from app.model.board import CheckView, ErrorEntry
from app.model.clock import Moment
from app.model.quantity import age
from app.model.state import State
from widgets.sign import GLYPH_OF_STATE, Sign, sign_of_check
from widgets.tr import tr, tr_phrase
from widgets.views.error_groups import error_words
from widgets.views.scene import Scene
from widgets.views.words import clock_time

TIMES = "\N{MULTIPLICATION SIGN}"


class StreamLine(NamedTuple):
    """One error with its repeats."""

    check: str
    sign: Sign
    at: str  # when it came, by the clock
    name: str
    kind: str
    sentence: str
    number: str  # how often
    times: str  # the same, shorter
    now: tuple[str, ...]  # wordings of how long it has lasted, or that it is over
    lasts: bool
    spoken: str


class StreamView(NamedTuple):
    """The whole stream. ``kinds``: what lasts now, by kind, most first."""

    lines: tuple[StreamLine, ...]
    kinds: tuple[tuple[str, int], ...]
    earlier: int
    empty: str

    @property
    def spoken(self) -> str:
        """The stream in words: what lasts."""
        lasting = [line.spoken for line in self.lines if line.lasts]
        return ". ".join(lasting) or (self.lines[0].spoken if self.lines else self.empty)


def stream_view(scene: Scene) -> StreamView:
    """Return the errors of the checks of a scene."""
    views = {view.id: view for view in scene.views}
    entries = [entry for entry in scene.board.stream if entry.check in views]
    lines = tuple(_line(entry, views[entry.check], scene.now, lost=scene.lost) for entry in entries)
    kinds = Counter(line.kind for line in lines if line.lasts)
    started = scene.board.health.started if scene.board.health is not None else None
    empty = tr("No errors now")
    if scene.unproved:
        empty = tr("No fresh proof")
    elif started is not None:
        empty = tr("No error since {time}", time=clock_time(started.wall))
    return StreamView(lines, tuple(kinds.most_common()), _earlier(scene, entries), empty)


def _earlier(scene: Scene, entries: Sequence[ErrorEntry]) -> int:
    """Return how many are not in the board; on a page of some checks nobody knows whose they are."""
    return scene.board.stream_earlier if len(entries) == len(scene.board.stream) else 0


def _line(entry: ErrorEntry, view: CheckView, now: Moment, *, lost: bool) -> StreamLine:
    lasts = entry.over is None and not lost
    kind = error_words(entry.error) if entry.error is not None else tr("In the log")
    sentence, count = tr_phrase(entry.text), tr("{n} times", n=f"{entry.count:,}") if entry.count > 1 else ""
    told = _told(entry, now, lost=lost)
    return StreamLine(
        check=entry.check,
        sign=sign_of_check(view) if lasts and view.error is entry.error else _sign(entry, lasts=lasts),
        at=clock_time(entry.since.wall, seconds=True),
        name=view.name,
        kind=kind,
        sentence=sentence,
        number=count,
        times=f"{entry.count:,}{TIMES}" if entry.count > 1 else "",
        now=(told, tr("over")) if entry.over is not None and entry.error is not None else (told,),
        lasts=lasts,
        spoken=", ".join(part for part in (view.name, kind, sentence, count, told) if part),
    )


def _sign(entry: ErrorEntry, *, lasts: bool) -> Sign:
    """Return the shape of an error: of its severity, an outline when it is over."""
    state = entry.state if entry.state in (State.CRITICAL, State.UNKNOWN) else State.WARNING
    return Sign(GLYPH_OF_STATE[state], taken=not lasts)


def _told(entry: ErrorEntry, now: Moment, *, lost: bool) -> str:
    if entry.over is None:
        return "" if lost else tr("for {age}", age=age(now.seconds_since(entry.since)))
    if entry.error is None:
        return tr("{age} ago", age=age(now.seconds_since(entry.last)))
    length = age(entry.over.seconds_since(entry.since))
    if entry.first.mono < entry.since.mono:  # it came and went, and only how long the last one took is known
        return tr("over, last for {age}", age=length)
    return tr("over after {age}", age=length)
