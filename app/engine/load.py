"""Whether this machine keeps up with its checks. A book: it is told what was measured."""

from app.model.clock import Moment
from app.model.phrase import NOTHING, Phrase, phrase
from app.model.quantity import Unit, quantity
from app.model.value import Value

RECENT = 10.0  # seconds over which trouble is looked for
CALM = 5.0  # seconds without it after which it is over
_STALLED = 1.0  # seconds of standstill within RECENT: results do not come when they should
_STALLED_CALM = 0.2
_LATE = 2.0  # seconds that a start may be late
_LATE_CALM = 1.0
_LASTING = 15.0  # seconds until it is an alarm; the end of a sleep, or a busy moment, is none
_STARTING = 30.0  # seconds after the start in which everything on a machine may be slow


class Pace(Value, frozen=True, kw_only=True):
    """What was measured; all in seconds but ``waiting``."""

    stalled: float = 0.0  # standstill of the loop within RECENT
    stalled_lately: float = 0.0  # the same within CALM
    late: float = 0.0  # worst lateness of a start within RECENT
    late_lately: float = 0.0  # the same within CALM
    overdue: float = 0.0  # how long the first check without a free place has been waiting
    waiting: int = 0  # checks that wait for one


class Load:
    """Two troubles: we stand still (``slow``), and there are no free places (``crowded``).

    While slow no measured time is worth anything. While crowded those runs that find a place measure as ever:
    a thousand targets that hang take all places, and must not become unknown for that.
    """

    def __init__(self, started: Moment) -> None:
        self._started = started
        self._since: Moment | None = None
        self._pace = Pace()
        self.slow = False
        self.crowded = False

    def look(self, pace: Pace, now: Moment) -> None:
        """Take what was measured until now."""
        self._pace = pace
        if self.slow:
            self.slow = pace.stalled_lately > _STALLED_CALM
        else:
            self.slow = pace.stalled > _STALLED
        limit = _LATE_CALM if self.crowded else _LATE
        late = pace.late_lately if self.crowded else pace.late
        self.crowded = max(late, pace.overdue) > limit
        if not self.overloaded:
            self._since = None
        elif self._since is None:
            self._since = now

    @property
    def overloaded(self) -> bool:
        """Whether the absence of results is our own fault."""
        return self.slow or self.crowded

    def is_alarm(self, now: Moment) -> bool:
        """Whether it has lasted long enough that somebody has to know."""
        if self._since is None or now.seconds_since(self._started) < _STARTING:
            return False
        return now.seconds_since(self._since) >= _LASTING

    @property
    def why(self) -> Phrase:
        """What is wrong, in words."""
        if self.crowded and self._pace.waiting:
            return phrase("{count} checks cannot start in time", count=str(self._pace.waiting))
        if self.crowded:
            late = quantity(max(self._pace.late, self._pace.late_lately), Unit.SECONDS)
            return phrase("Checks start up to {time} late", time=late)
        if self.slow:
            return phrase("This monitor stands still for moments; response times are not measured")
        return NOTHING
