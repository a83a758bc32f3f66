"""The board: everything a screen needs, as the engine publishes it."""

import enum

from app.model.clock import Moment
from app.model.deadman import Pulse
from app.model.incident import Incident
from app.model.past import Deploy
from app.model.phrase import NOTHING, Phrase
from app.model.probe import ErrorGroup, Phase
from app.model.quantity import Unit
from app.model.rule import Severity
from app.model.state import ErrorClass, State
from app.model.suppression_view import MaintenanceView, SilenceView
from app.model.target import ElementClass, PlayerWords, Redundancy
from app.model.value import Value


class SeriesView(Value, frozen=True, kw_only=True):
    """The newest point of one series of a check."""

    name: str
    title: str
    unit: Unit
    value: float | None = None
    warning: float | None = None
    critical: float | None = None
    below: bool = False
    low: float | None = None  # the usual band
    high: float | None = None


class CheckView(Value, frozen=True, kw_only=True):
    """A check as it is shown."""

    id: str
    target: str
    target_name: str
    name: str
    short: str
    element: ElementClass
    kind: str  # probe kind
    address: str
    state: State  # computed anew; stale is UNKNOWN with ``stale`` set
    since: Moment | None = None  # when it came into this state
    last: Moment | None = None  # end of the newest sample
    interval: float
    attempt: int = 0  # while soft: bad results so far
    attempts: int = 1
    soft: bool = False  # not yet confirmed; no plate, no count
    recovering: bool = False
    flapping: bool = False  # good and bad in turn
    stale: bool = False
    was: State | None = None  # for stale: the state before
    error: ErrorClass | None = None
    sentence: Phrase = NOTHING  # the reason of the state
    series: tuple[SeriesView, ...] = ()
    availability: float | None = (
        None  # good share of the judged time since the history begins; None: no proof
    )
    availability_unknown: float = 0.0  # share of the time without proof, not counted in availability
    availability_maintenance: float = 0.0  # share of the time in maintenance, not counted either
    incident: str = ""  # id of the open incident
    owner: str = ""  # who has it
    blocked_by: str = ""  # target whose failure explains this
    maintenance: str = ""  # the window that it is in: neither good nor bad, and of no tone
    silenced: Phrase = NOTHING  # why nobody is told of its incident
    detection_bound: float = 0.0  # seconds within which a fault is raised
    interval_late: float = 0.0  # seconds the newest run started late
    enabled: bool = True
    runbook: str = ""
    players: PlayerWords | None = None  # the inventory's own words for players
    needs: tuple[str | Redundancy, ...] = ()  # what its target depends on: ids of targets, and groups of them
    errors: tuple[ErrorGroup, ...] = ()  # the latest messages of a check that reads errors, newest first


class LimitLine(Value, frozen=True, kw_only=True):
    """A limit of a rule in the unit of a metric, whose series a chart may draw it in."""

    metric: str
    rule: str
    level: Severity
    value: float
    below: bool = False  # smaller is worse


class CheckDetail(Value, frozen=True, kw_only=True):
    """What the detail of one check shows beyond its view."""

    view: CheckView
    phases: tuple[Phase, ...] = ()
    facts: dict[str, str] = {}
    errors: tuple[ErrorGroup, ...] = ()
    detail: str = ""
    rules: tuple[Phrase, ...] = ()  # each rule's newest verdict with its reason
    lines: tuple[LimitLine, ...] = ()
    owner: str = ""  # owning team of the target
    labels: dict[str, str] = {}
    runbook_steps: tuple[str, ...] = ()


class Rank(enum.StrEnum):
    """The verdict over everything, worst first."""

    ENGINE_LOST = "engine-lost"
    BLIND = "blind"
    NEED_SOMEONE = "need-someone"
    BROKEN = "broken"  # engine or sound not working
    ALL_TAKEN = "all-taken"
    WARNINGS = "warnings"
    UNKNOWNS = "unknowns"
    WAITING = "waiting"
    GOOD = "good"
    EMPTY = "empty"  # nothing is watched


class Glyph(enum.StrEnum):
    """The shapes of tokens.json."""

    OK = "ok"
    WARNING = "warning"
    CRITICAL = "critical"
    UNKNOWN = "unknown"
    MAINTENANCE = "maintenance"
    PENDING = "pending"
    GOOD = "good"
    DEAD = "dead"


class Tone(enum.StrEnum):
    """Audible alarms; a tone loops until taken or recovered."""

    CRITICAL = "critical"
    WARNING = "warning"


class SoundState(enum.StrEnum):
    """What is known of the loudspeaker."""

    UNPROVED = "unproved"
    WORKING = "working"
    MUTED = "muted"
    BROKEN = "broken"
    NOBODY = "nobody"  # no desktop holds the speaker


class Counts(Value, frozen=True, kw_only=True):
    """Checks by state; soft ones count as what they were before."""

    critical: int = 0
    warning: int = 0
    unknown: int = 0
    maintenance: int = 0
    pending: int = 0
    ok: int = 0

    @property
    def total(self) -> int:
        """All enabled checks."""
        return self.critical + self.warning + self.unknown + self.maintenance + self.pending + self.ok


class Banner(Value, frozen=True, kw_only=True):
    """A strip under the header: something about the program itself."""

    id: str  # inventory, history, sound, engine, overload, undelivered …
    state: State
    text: Phrase
    since: Moment


class Summary(Value, frozen=True, kw_only=True):
    """The one decision that wall, tray and speaker follow (``app.alerts.summary``)."""

    rank: Rank = Rank.WAITING
    glyph: Glyph = Glyph.PENDING
    taken: bool = False  # draw the glyph as taken
    headline: Phrase = NOTHING  # "2 incidents need someone"
    line: Phrase = NOTHING  # the sentence below
    counts: Counts = Counts()
    tone: Tone | None = None  # what must be heard now; None: silence
    sounding: tuple[str, ...] = ()  # ids of the incidents that sound
    sound: SoundState = SoundState.UNPROVED
    muted_until: Moment | None = None
    muted_by: str = ""
    sound_proved: Moment | None = None
    newest: Moment | None = None  # end of the newest and of the oldest current sample
    oldest: Moment | None = None


class EngineHealth(Value, frozen=True, kw_only=True):
    """The engine about itself."""

    pid: int
    build: str
    started: Moment
    checks: int = 0
    running: int = 0
    runs: int = 0
    late: float = 0.0  # worst start lateness of the last minute, seconds
    skipped: int = 0  # runs that could not start in time
    waiting: int = 0  # checks that are due and have no place yet
    tasks: int = 0  # asyncio tasks alive, those that run checks included
    loop_gap: float = 0.0  # worst event-loop gap of the last minute, seconds
    history_saved: bool = True
    restarts: int = 0  # engine starts in this state folder that followed an unclean end
    speaker: str = ""  # session that holds tray and sound
    shell_alive: bool = False
    pulse: Pulse = Pulse()  # our own heartbeat to the outside


class ErrorEntry(Value, frozen=True, kw_only=True):
    """An error of one check with its repeats. ``error`` None: a message that a log check found."""

    check: str
    error: ErrorClass | None = None
    text: Phrase  # our sentence, or the message with its variable parts as <*>
    state: State  # as the check was shown by the newest one
    count: int = 1
    first: Moment
    since: Moment  # when the newest run of them began
    last: Moment
    over: Moment | None = None  # the first good answer since; None: it lasts


class TickerEntry(Value, frozen=True, kw_only=True):
    """One entry of "since you looked"."""

    id: int
    at: Moment
    glyph: Glyph
    text: Phrase
    incident: str = ""  # that it is of: its mark is filled only while that one calls for somebody
    quiet: bool = False  # calls for nobody, whatever became of the incident


class Board(Value, frozen=True, kw_only=True):
    """Everything at one moment, in the inventory's order. Checks keep their place."""

    now: Moment
    title: str = ""
    checks: tuple[CheckView, ...] = ()
    incidents: tuple[Incident, ...] = ()  # open ones, worst and untaken first
    summary: Summary = Summary()
    health: EngineHealth | None = None
    banners: tuple[Banner, ...] = ()
    ticker: tuple[TickerEntry, ...] = ()  # newest first
    stream: tuple[ErrorEntry, ...] = ()  # errors as they came, newest first
    stream_earlier: int = 0  # how many are kept beyond these
    silences: tuple[SilenceView, ...] = ()  # those in force
    maintenance: tuple[MaintenanceView, ...] = ()  # windows that last now
    last_closed: Incident | None = None
    looked: Moment | None = None  # when somebody at a desk last looked at what happened
    walls: str = ""  # changes with the inventory: who shows a wall of it asks anew; empty: there are none
    unseen: int = 0  # entries of the ticker that are newer
    quiet_since: Moment | None = None  # end of the last incident, or the start of the record
    deploys: tuple[Deploy, ...] = ()  # the newest that were marked, oldest first
