import time

import msgspec
import pytest
from msgspec.structs import replace

from app.engine.agenda import Agenda
from app.engine.core import Core
from app.model.alert import AlertKey
from app.model.check import Inventory
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.matcher import matchers_of
from app.model.notice import Telling
from app.model.ports import ChannelPolicy
from app.model.routing import Route, Routing
from app.notify import plan
from tests.alerts.making import at, incident

NAMES = tuple(f"c{number}" for number in range(10))
ROUTING = Routing(
    routes=(
        Route(match=matchers_of('target=~"psp-.*"'), channels=NAMES[:2], goes_on=True),
        Route(channels=NAMES, repeat=7200.0),
    )
)


class StillClock:
    """Shows what it is told to."""

    def __init__(self) -> None:
        self.moment = at(100.0)

    def now(self) -> Moment:
        return self.moment


def told(number: int) -> Incident:
    """Return an open incident of which every channel was told."""
    name = f"target-{number}"
    made = incident(f"I-{number}", target=name, told=NAMES)
    tellings = tuple(Telling(channel=each, at=at(50.0), level=made.level) for each in NAMES)
    return replace(made, tellings=tellings, alerts=(AlertKey(check=f"{name}/up", rule="up"),))


def made(count: int) -> tuple[Agenda, StillClock, Core]:
    clock = StillClock()
    core = Core(clock=clock)
    core.books.inventory = Inventory(routing=ROUTING, fingerprint="a")
    core.books.incidents.restore([told(number) for number in range(count)])
    agenda = Agenda(core, plan)
    agenda.channels = lambda: tuple(ChannelPolicy(id=name) for name in NAMES)
    return agenda, clock, core


def test_a_thousand_incidents_cost_next_to_nothing_while_nothing_is_due() -> None:
    """A round over 1,000 open incidents and 10 channels takes 10 ms at most, once it has seen them."""
    agenda, clock, core = made(1000)
    for _ in range(20):
        assert list(agenda.due(clock.moment, ())) == []
    core.books.incidents.open()
    taken = []
    for number in range(7):
        began = time.thread_time()
        assert list(agenda.due(clock.moment.later(number / 10), ())) == []
        taken.append(time.thread_time() - began)
    assert sorted(taken)[3] < 0.01


def test_what_is_due_comes_in_its_time_and_in_turns() -> None:
    """All reminders come once their interval is over, fifty incidents a round, so that none is slow."""
    agenda, clock, _ = made(250)
    for _ in range(5):
        list(agenda.due(clock.moment, ()))
    clock.moment = at(50.0 + 7200.0)
    rounds = [len(list(agenda.due(clock.moment, ()))) for _ in range(6)]
    assert rounds == [50, 50, 50, 50, 50, 0]


@pytest.mark.parametrize("change", ["channels", "routing"])
def test_other_channels_or_routes_are_seen_at_once(change: str) -> None:
    """What was set up anew is looked at with the next round, whatever was due when."""
    agenda, clock, core = made(1)
    assert list(agenda.due(clock.moment, ())) == []
    if change == "channels":
        agenda.channels = lambda: tuple(ChannelPolicy(id=name) for name in (*NAMES, "desktop"))
    else:
        routing = msgspec.structs.replace(ROUTING, routes=(Route(channels=NAMES, repeat=10.0),))
        core.books.inventory = Inventory(routing=routing, fingerprint="b")
    ((_, found),) = list(agenda.due(clock.moment, ()))
    assert len(found.notices) == (1 if change == "channels" else 10)


def test_an_incident_that_waits_is_left_alone() -> None:
    """Of what may be put down to a parent nothing is told in the meantime."""
    agenda, clock, _ = made(1)
    clock.moment = at(10_000.0)
    assert list(agenda.due(clock.moment, {"I-0"})) == []
    assert len(list(agenda.due(clock.moment, ()))) == 1


def test_what_waits_for_a_result_keeps_nobody_else_waiting() -> None:
    """Incidents that are asked about again and again let all others have their turn."""
    agenda, clock, core = made(150)
    core.books.unseen = {f"I-{number}" for number in range(150)}
    seen: set[str] = set()
    for number in range(8):
        clock.moment = at(10_000.0 + number / 2)
        list(agenda.due(clock.moment, ()))
    core.books.unseen = set()
    for number in range(8):
        seen |= {incident.id for incident, _ in agenda.due(at(10_010.0 + number / 2), ())}
    assert len(seen) == 150
