"""All that suppresses, as one decision that costs nothing while nothing changes."""

import time
from collections.abc import Sequence
from datetime import UTC

from app.model.alert import AlertKey
from app.model.maintenance import Fixed, Inhibition, Maintenance
from app.model.matcher import Labels, matchers_of
from app.model.own import SIGHT
from app.model.suppression import SuppressionKind
from app.suppress.book import SuppressionBook, previewed
from tests.suppress.making import WALL, alert, at, key, window, wish

PAY: Labels = {"target": "pay", "check": "pay/in", "rule": "up", "level": "critical"}
THINGS: dict[str, Labels] = {"pay/in": {"target": "pay", "check": "pay/in"}}


def book(*windows: Maintenance, inhibit: Sequence[Inhibition] = ()) -> SuppressionBook:
    """Return a book over one check."""
    made = SuppressionBook()
    made.take(windows, inhibit, THINGS, UTC)
    made.tick(at(0))
    return made


def by(it: SuppressionBook, now: float) -> str:
    """Return what suppresses the payment alert."""
    it.tick(at(now))
    found = it.suppression_of(alert(), PAY, at(now))
    return found.by if found is not None else ""


def test_work_explains_more_than_a_silence_and_that_more_than_an_alert() -> None:
    """The strongest reason is shown, and the next one when it ends."""
    rule = Inhibition(source=matchers_of("check=core/up"), target=matchers_of("target=pay"))
    it = book(window(Fixed(start=WALL, end=WALL + 10)), inhibit=[rule])
    it.make(wish(seconds=20.0), "ann", at(0))
    it.see(key("core/up"), {"check": "core/up"})
    assert [by(it, now) for now in (0, 9, 10, 19, 20)] == ["work", "work", "S-1", "S-1", "core/up"]
    it.forget(key("core/up"))
    assert by(it, 21) == ""


def test_of_several_silences_the_longest_is_shown() -> None:
    """For nobody is told before it ends."""
    it = book()
    it.make(wish(seconds=10.0), "ann", at(0))
    it.make(wish(seconds=90.0), "ben", at(0))
    it.make(wish(seconds=20.0), "cid", at(0))
    it.tick(at(0))
    found = it.suppression_of(alert(), PAY, at(1))
    assert found is not None
    assert (found.kind, found.by, found.who, found.reason, found.until) == (
        SuppressionKind.SILENCE, "S-2", "ben", "cable", at(90)
    )  # fmt: skip


def test_who_is_concerned_is_known() -> None:
    """The begin, the change and the end of a silence concern the alerts that it covers, and no others."""
    it = book()
    it.see(key("pay/in"), PAY)
    it.see(key("lobby/up"), {"target": "lobby"})
    it.concerned.clear()
    steps = []
    it.make(wish(seconds=10.0), "ann", at(0))
    it.tick(at(0))
    steps.append(set(it.concerned))
    it.concerned.clear()
    it.make(wish("target=lobby", seconds=10.0, change="S-1"), "ann", at(1))
    it.tick(at(1))
    steps.append(set(it.concerned))
    it.concerned.clear()
    it.tick(at(12))
    steps.append(set(it.concerned))
    pay, lobby = {key("pay/in")}, {key("lobby/up")}
    assert steps == [pay, pay | lobby, lobby]


def test_alarms_about_this_monitor_are_kept_back_by_nothing() -> None:
    """Whoever silences all that has a check would not learn that nothing is seen."""
    it = book()
    it.make(wish('check=~".+"'), "ann", at(0))
    it.tick(at(0))
    assert it.suppression_of(alert(SIGHT.check, SIGHT.rule), {"check": SIGHT.check}, at(1)) is None


def test_a_preview_takes_all_that_can_be_asked() -> None:
    """Checks by what they are, alerts by what is wrong with them too."""
    things: dict[str, Labels] = {"pay/in": {"target": "pay"}, "lobby/up": {"target": "lobby"}}
    alerts: dict[AlertKey, Labels] = {
        key("pay/in", "up"): {"target": "pay", "rule": "up"},
        key("pay/in", "slow"): {"target": "pay", "rule": "slow"},
    }
    assert previewed(matchers_of("target=pay rule=slow"), things, alerts) == (
        ("pay/in",), (key("pay/in", "slow"),)
    )  # fmt: skip
    assert previewed(matchers_of("target=pub"), things, alerts) == ((), ())


def test_a_quiet_second_costs_less_than_five_milliseconds() -> None:
    """A thousand alerts under two hundred silences and windows, while nothing changes."""
    windows = [window(Fixed(start=WALL, end=WALL + 9000), f"target=t-{n}", name=f"w{n}") for n in range(200)]
    it = SuppressionBook()
    it.take(windows, (), {f"t-{n}/up": {"target": f"t-{n}"} for n in range(1000)}, UTC)
    for number in range(200):
        it.make(
            wish(f'target=~"t-{number}.*" level=critical', seconds=9000.0, when_clear=300.0), "ann", at(0)
        )
    for number in range(1000):
        it.see(key(f"t-{number}/up"), {"target": f"t-{number}", "level": "critical"})
    it.tick(at(0))
    it.concerned.clear()
    spent = []
    for second in range(1, 8):
        began = time.perf_counter()
        it.tick(at(float(second)))
        spent.append(time.perf_counter() - began)
        assert not it.concerned
    assert min(spent) < 0.005
