from datetime import UTC

import pytest
from msgspec.structs import replace

from app.model.incident import Incident
from app.model.matcher import matchers_of
from app.model.notice import DESKTOP
from app.model.ports import ChannelPolicy, Circumstances
from app.model.routing import DesktopTimes, Escalation, Hours, Route, Routing, Step, Stretch, Waited
from app.model.verdict import Level
from app.notify import plan
from app.notify.routing import Ways, ways
from tests.alerts.making import at, incident
from tests.notify.told import SILENCE

PAYMENT = {"element": "payment", "target": "psp-a", "level": "critical", "severity": "1"}
PAYMENTS = Route(match=matchers_of("element=payment severity=1"), channels=("pay",), repeat=60.0)
REST = Route(channels=("ops",))
CHANNELS = tuple(ChannelPolicy(id=name) for name in (DESKTOP, "pay", "ops", "boss"))


def routed(routing: Routing, found: Incident | None = None, *hours: str, **labels: str) -> Ways:
    around = Circumstances(
        channels=CHANNELS,
        routing=routing,
        present=frozenset(hours),
        labels=(PAYMENT | labels,),
    )
    return ways(found or incident(), around, at(0.0))


def names(found: Ways) -> set[str]:
    return set(found.by_channel) - {DESKTOP, "sound"}


def test_the_first_route_that_matches_counts() -> None:
    """Routes are asked in their order; one that goes on lets those below it count, too."""
    assert names(routed(Routing(routes=(PAYMENTS, REST)))) == {"pay"}
    assert names(routed(Routing(routes=(PAYMENTS, REST)), element="api")) == {"ops"}
    assert names(routed(Routing(routes=(replace(PAYMENTS, goes_on=True), REST)))) == {"pay", "ops"}
    assert names(routed(Routing(routes=(PAYMENTS,)), element="api")) == set()


def test_all_matchers_must_hold_for_one_alert() -> None:
    """Half of the labels on one alert and half on another are no match."""
    halves = ({"element": "payment", "severity": "2"}, {"element": "api", "severity": "1"})
    around = Circumstances(channels=CHANNELS, routing=Routing(routes=(PAYMENTS,)), labels=halves)
    assert names(ways(incident(), around, at(0.0))) == set()


def test_a_route_may_count_in_its_hours_only() -> None:
    """Outside of its hours a route is passed over, and the next one is asked."""
    routing = Routing(routes=(replace(REST, hours="office", channels=("boss",)), REST))
    assert names(routed(routing, None, "office")) == {"boss"}
    assert names(routed(routing)) == {"ops"}


def test_the_desktop_is_told_of_everything_until_a_route_names_it() -> None:
    """Pop-ups come whatever the routes say, unless one of them names the desktop."""
    assert DESKTOP in routed(Routing(routes=(PAYMENTS,)), element="api").by_channel
    named = Routing(routes=(replace(PAYMENTS, channels=(DESKTOP,)), REST))
    assert DESKTOP not in routed(named, element="api").by_channel
    assert routed(named).by_channel[DESKTOP].repeat == 60.0


def test_the_desktop_has_times_of_its_own() -> None:
    """Its reminders and quiet hours hold where no route says something else; a warning is not reminded of."""
    routing = Routing(desktop=DesktopTimes(repeat=30.0, quiet="nights"))
    way = routed(routing).by_channel[DESKTOP]
    assert (way.repeat, way.quiet) == (30.0, "nights")
    assert routed(routing, incident(level=Level.WARNING)).by_channel[DESKTOP].repeat is None


def test_steps_are_reached_one_after_the_other() -> None:
    """The clock of the incident says which steps were reached, and how far the next one is."""
    ladder = Escalation(
        name="boss", steps=(Step(channels=("ops",)), Step(after=600.0, channels=("boss",), repeat=60.0))
    )
    routing = Routing(routes=(Route(escalate="boss"),), escalations=(ladder,))
    first = routed(routing)
    assert (names(first), first.next_step, first.next_channels) == ({"ops"}, 600.0, ("boss",))
    later = routed(routing, replace(incident(), waited=Waited(seconds=600.0, at=at(0.0))))
    assert names(later) == {"ops", "boss"}
    assert (later.by_channel["boss"].late, later.by_channel["boss"].repeat) == (True, 60.0)
    assert later.next_step is None


CLIMB = Routing(
    routes=(Route(channels=("ops",), repeat=2400.0, escalate="boss"),),
    escalations=(Escalation(name="boss", steps=(Step(after=180.0, channels=("boss",)),)),),
)


@pytest.mark.parametrize(
    ("found", "channel", "kind", "seconds"),
    [
        (incident(told=("ops",)), "ops", "reminder", 2400.0),
        (incident(), "boss", "escalation", 180.0),
        (incident(owner="Mira"), "boss", None, None),
        (replace(incident(), suppressed=replace(SILENCE, until=at(70.0))), "ops", "problem", 70.0),
        (replace(incident(), suppressed=SILENCE), "ops", None, None),
    ],
)
def test_what_time_will_bring_is_known(
    found: Incident, channel: str, kind: str | None, seconds: float | None
) -> None:
    """For each channel one can ask what comes next and when: a reminder, a step, the end of a silence."""
    around = Circumstances(channels=CHANNELS, routing=CLIMB, labels=(PAYMENT,))
    (seen,) = [each for each in plan.outlook(found, around, at(0.0), UTC) if each.channel == channel]
    assert (seen.next.value if seen.next else None) == kind
    assert (seen.next_at.seconds_since(at(0.0)) if seen.next_at else None) == seconds


def test_the_end_of_quiet_hours_is_known() -> None:
    """What is withheld for the hour names the minute at which it will be told."""
    hours = Hours(name="nights", stretches=(Stretch(start=22 * 60, end=7 * 60),))
    routing = Routing(routes=(Route(channels=("ops",), quiet="nights"),), hours=(hours,))
    now = at(0.0)
    night = now.later((23 * 3600 - now.wall) % 86_400)
    around = Circumstances(
        channels=CHANNELS, routing=routing, present=frozenset({"nights"}), labels=(PAYMENT,)
    )
    (seen,) = [each for each in plan.outlook(incident(), around, night, UTC) if each.channel == "ops"]
    assert (seen.due, seen.reason.value) == (False, "quiet-hours")
    assert seen.next_at is not None
    assert seen.next_at.seconds_since(night) == pytest.approx(8 * 3600.0)
