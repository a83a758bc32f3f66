"""What travels over the link. Both ends are the same build; a frame is decoded strictly."""

from typing import Literal

from app.model.board import Board, CheckDetail
from app.model.channel_view import ChannelView
from app.model.clock import Moment
from app.model.event import Event
from app.model.figures import Figures
from app.model.foreseen import Foreseen
from app.model.incident import Incident
from app.model.intent import Intent, Merge, Split
from app.model.matcher import Matcher
from app.model.notice import Notice
from app.model.packed import PackedPast
from app.model.past import ChartMark, SpanFigures
from app.model.replay import Replay
from app.model.routing import PopUps
from app.model.rule import Rule
from app.model.stored import Stored
from app.model.suppression_view import MaintenanceView, Preview, SilenceView
from app.model.target import ElementClass
from app.model.value import Value
from app.model.wall import WallView
from app.model.why import Why

Role = Literal["wall", "desk", "command"]


class Hello(Value, frozen=True, kw_only=True, tag="hello"):
    """The first frame of a client. ``session`` is the same for a shell's whole life, over reconnections.

    A wall may look only. ``speaker``: it can notify and sound. ``resumed``: it had a board before.
    ``fell``: how the window before this one fell, if it did.
    """

    build: str
    role: Role
    who: str
    session: str
    speaker: bool = False
    resumed: bool = False
    watch: bool = False  # send boards, points and notices
    follow: bool = False  # send events
    fell: str = ""


class Welcome(Value, frozen=True, kw_only=True, tag="welcome"):
    """The engine's first frame."""

    build: str
    pid: int
    now: Moment


class Refused(Value, frozen=True, kw_only=True, tag="refused"):
    """The engine will not talk to this client; the connection ends."""

    reason: str


class Beat(Value, frozen=True, kw_only=True, tag="beat"):
    """A sign of life, each second, both ways. The shell's has passed its Qt loop and its asyncio loop."""

    at: Moment


class Point(Value, frozen=True, kw_only=True, array_like=True):
    """One point of a series; ``value`` None is a gap."""

    check: str
    series: str
    at: float  # wall seconds
    value: float | None
    low: float | None = None  # the usual band then
    high: float | None = None


class BoardPush(Value, frozen=True, kw_only=True, tag="board"):
    """The newest board, whole or changed: ``board.checks`` then holds the changed checks only.

    ``more``: it is but a part of the checks and points, and the rest follows at once.
    """

    board: Board
    whole: bool
    removed: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    more: bool = False


class NoticePush(Value, frozen=True, kw_only=True, tag="notice"):
    """A notice for the holder of the speaker; answered by a ``Report``."""

    notice: Notice
    pop_ups: PopUps = PopUps.NOT_OVER_WALLS


class EventPush(Value, frozen=True, kw_only=True, tag="event"):
    """Events, for who follows."""

    events: tuple[Event, ...]


class SpeakerPush(Value, frozen=True, kw_only=True, tag="speaker"):
    """Whether this client holds the speaker; ``test`` asks for a test tone."""

    holds: bool
    test: bool = False


class AskStatus(Value, frozen=True, kw_only=True, tag="ask-status"):
    """The whole board."""


class AskDetail(Value, frozen=True, kw_only=True, tag="ask-detail"):
    """The detail of one check."""

    check: str


class AskHistory(Value, frozen=True, kw_only=True, tag="ask-history"):
    """Points of series since a wall time, oldest first, at most ``limit`` a series (extremes kept)."""

    wanted: tuple[tuple[str, str], ...]  # (check, series)
    since: float
    limit: int = 2000


class AskPast(Value, frozen=True, kw_only=True, tag="ask-past"):
    """The same as ``AskHistory`` in packed numbers, for a wall that has many charts to fill."""

    wanted: tuple[tuple[str, str], ...]  # (check, series)
    since: float
    limit: int = 2000


class AskSpan(Value, frozen=True, kw_only=True, tag="ask-span"):
    """Points of series between wall times, oldest first, and the numbers of each series over that span.

    ``step``: seconds that the asker cannot tell apart. Where roll-ups are that fine they are given: a point
    is the average of its stretch, ``low`` and ``high`` its extremes, a gap is a stretch without a value.
    """

    wanted: tuple[tuple[str, str], ...]  # (check, series)
    since: float
    until: float
    step: float = 0.0
    limit: int = 2000


class AskMarks(Value, frozen=True, kw_only=True, tag="ask-marks"):
    """What happened to a check between wall times, for its charts."""

    check: str
    since: float
    until: float


class AskEvents(Value, frozen=True, kw_only=True, tag="ask-events"):
    """Events with an id above ``after``, oldest first; ``newest``: the newest where there are more."""

    after: int = 0
    limit: int = 1000
    newest: bool = False


class AskSilences(Value, frozen=True, kw_only=True, tag="ask-silences"):
    """The silences that are in force or to come; ``over``: also those that ended lately."""

    over: bool = False


class AskMaintenance(Value, frozen=True, kw_only=True, tag="ask-maintenance"):
    """All maintenance windows, those of the inventory too."""


class AskPreview(Value, frozen=True, kw_only=True, tag="ask-preview"):
    """What a silence or a window with these matchers would hide now."""

    matchers: tuple[Matcher, ...]


class AskForeseen(Value, frozen=True, kw_only=True, tag="ask-foreseen"):
    """What a merge or a split would come to now; nothing is done."""

    wish: Merge | Split


class AskChannels(Value, frozen=True, kw_only=True, tag="ask-channels"):
    """The outside channels and what is known of them."""


class AskReplay(Value, frozen=True, kw_only=True, tag="ask-replay"):
    """What changed rules would have done over the record, beside the present ones; answered by a child.

    ``checks``: ids of checks or targets; empty: those that have a rule of the same name. A rule takes the
    place of the one of its name, or is added.
    """

    since: float  # wall seconds
    checks: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    attempts: int | None = None
    recover_hold: float | None = None


class AskIncidents(Value, frozen=True, kw_only=True, tag="ask-incidents"):
    """The open incidents, or the ``closed`` ones, newest first, that were not over at ``since``.

    ``what``: an incident's id, a target or a check; empty for all. Old ones may come without their timelines.
    """

    closed: bool = False
    since: float = 0.0  # wall seconds
    limit: int = 500
    what: str = ""


class AskFigures(Value, frozen=True, kw_only=True, tag="ask-figures"):
    """How long it takes to notice, to react and to repair, of incidents that began at ``since`` or later."""

    since: float = 0.0  # wall seconds
    label: str = ""  # "region=eu": of targets with this label
    element: ElementClass | None = None


class AskBooks(Value, frozen=True, kw_only=True, tag="ask-books"):
    """The open books as they stand in the store, to be compared with the event log."""


class AskWalls(Value, frozen=True, kw_only=True, tag="ask-walls"):
    """The walls of the inventory, with the checks of each page."""


class AskWhy(Value, frozen=True, kw_only=True, tag="ask-why"):
    """The whole decision about one check."""

    check: str


Question = (
    AskStatus
    | AskDetail
    | AskHistory
    | AskPast
    | AskSpan
    | AskMarks
    | AskEvents
    | AskSilences
    | AskMaintenance
    | AskPreview
    | AskForeseen
    | AskChannels
    | AskReplay
    | AskIncidents
    | AskFigures
    | AskWhy
    | AskWalls
    | AskBooks
)


class Ask(Value, frozen=True, kw_only=True, tag="ask"):
    """A question or an intent with its id."""

    id: int
    question: Question | None = None
    intent: Intent | None = None


class Answer(Value, frozen=True, kw_only=True, tag="answer"):
    """The answer to an ``Ask``; of the fields only the one that fits is given. ``error`` says why not."""

    id: int
    error: str = ""
    text: str = ""  # an intent's outcome in a sentence
    board: Board | None = None
    detail: CheckDetail | None = None
    points: tuple[Point, ...] = ()
    pasts: tuple[PackedPast, ...] = ()
    spans: tuple[SpanFigures, ...] = ()
    marks: tuple[ChartMark, ...] = ()
    events: tuple[Event, ...] = ()
    silences: tuple[SilenceView, ...] = ()
    maintenance: tuple[MaintenanceView, ...] = ()
    preview: Preview | None = None
    foreseen: Foreseen | None = None
    back: tuple[Merge | Split, ...] = ()  # what takes a merge or a split back that was done
    channels: tuple[ChannelView, ...] = ()
    replay: Replay | None = None
    why: Why | None = None
    walls: tuple[WallView, ...] = ()
    books: Stored | None = None
    incidents: tuple[Incident, ...] = ()
    figures: Figures | None = None


class Leave(Value, frozen=True, kw_only=True, tag="leave"):
    """The client goes on purpose; a connection that ends without it has vanished unasked."""


class Sender(Value, frozen=True, kw_only=True):
    """Who is at the other end of a connection, as the engine knows it."""

    session: str
    who: str
    role: Role
    uid: int = -1
    resumed: bool = False  # it was connected before, to this engine or to one before it


FromClient = Hello | Beat | Ask | Leave
FromEngine = Welcome | Refused | Beat | BoardPush | NoticePush | EventPush | SpeakerPush | Answer
