"""What a random history is about: targets and how they may be, and what an inventory says of them."""

from collections.abc import Callable

from app.model.check import Check
from app.model.grouping import REOPEN_WITHIN, Grouping
from app.model.matcher import Matcher
from app.model.notice import DESKTOP
from app.model.probe import Context, Reading
from app.model.routing import Escalation, Route, Routing, Step
from app.model.rule import Composite, Threshold
from app.model.state import ErrorClass
from app.model.value import Value
from probes.none import Nothing
from tests.engine.parts import check
from tests.engine.whole import Service
from tests.histories.virtual_time import VirtualClock

INTERVAL = 5.0
RETRY = 2.0
TIMEOUT = 1.0
ATTEMPTS = 2
SLOW = Threshold(metric="queue", warning=10.0, critical=100.0, recovery=5.0)
PARENTS = {"edge": (), "kestrin": ("edge",), "pay": ("kestrin",), "lone": ()}
NAMES = ("edge/ping", "kestrin/launch", "kestrin/wallet", "pay/in", "lone/api")
OPS, HEAVY = "ops", "heavy"

# Who is told is by turns as simple as it can be, and with all that routes can do.
ROUTES = Routing(
    routes=(
        Route(match=(Matcher(label="target", value="lone"),), channels=(OPS, DESKTOP), repeat=15.0, wait=4.0),
        Route(channels=(OPS, DESKTOP), repeat=30.0, escalate="boss"),
    ),
    escalations=(Escalation(name="boss", steps=(Step(after=12.0, channels=(HEAVY,), repeat=20.0),)),),
)


class Setting(Value, frozen=True, kw_only=True):
    """What an inventory says beyond targets and checks."""

    routing: Routing = Routing()
    grouping: tuple[Grouping, ...] = ()
    reopen_within: float = REOPEN_WITHIN
    together: bool = False  # one more check judges two others


SETTINGS = (
    Setting(),
    Setting(routing=ROUTES, grouping=(Grouping(by=("element",), within=12.0),), reopen_within=6.0),
    Setting(routing=ROUTES, together=True),
    Setting(grouping=(Grouping(by=("element",)),), reopen_within=0.0),
)
WHOLE = "pair/any"  # the check of those that stand together
PAIR = ("kestrin/wallet", "lone/api")


STATES: dict[str, Callable[[Service], None]] = {}


class Happening(Value, frozen=True, kw_only=True):
    """One thing of a history: what happens to which check, and how long after the one before."""

    what: str
    check: int = 0
    after: float = 1.0


def _state(name: str, *, error: ErrorClass | None = None, queue: float = 1.0, takes: float = 0.05) -> None:
    def set_it(service: Service) -> None:
        service.error, service.values, service.takes = error, {"queue": queue}, takes

    STATES[name] = set_it


_state("good")
_state("slow", queue=50.0)
_state("very-slow", queue=500.0)
_state("refused", error=ErrorClass.REFUSED)
_state("hang", takes=3600.0)
_state("no-key", error=ErrorClass.CREDENTIAL)


class NotedService(Service):
    """A target that remembers when it answered well."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__()
        self._clock = clock
        self.good: list[float] = []  # by the clock that never jumps

    async def run(self, ctx: Context) -> Reading:
        """Answer as it is told to."""
        reading = await super().run(ctx)
        if reading.values["queue"] < (SLOW.recovery or 0):
            self.good.append(self._clock.now().mono)
        return reading


def whole(interval: float) -> Check:
    """Return the check of those that stand together."""
    rules = (Composite(any=PAIR),)
    return check(
        WHOLE, Nothing(), interval=interval, retry_interval=RETRY, timeout=TIMEOUT, attempts=1, rules=rules
    )
