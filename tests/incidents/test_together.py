"""Random histories of alerts and of what people do with their incidents."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.incidents.book import IncidentBook
from app.incidents.hands import Mistaken
from app.incidents.timeline import LIMIT
from app.model.alert import Alert, AlertEvent, AlertKey, AlertPhase
from app.model.grouping import Grouping
from app.model.incident import Incident, IncidentChange, IncidentEvent
from app.model.matcher import Matcher
from app.model.target import ElementClass, Weight
from app.model.verdict import Level
from tests.alerts.making import alert, at, check, step, target

NAMES = ("edge", "kestrin", "orbit", "pay", "vault")
CHECKS = (*(f"{name}/launch" for name in NAMES), "kestrin/wallet")
ABOVE: dict[str, tuple[str, ...]] = {"kestrin": ("edge",), "pay": ("vault",)}
TARGETS = {
    name: replace(
        target(name, name.title(), *ABOVE.get(name, ())), runbook_steps=("Look", "Act"), weight=Weight.HIGH
    )
    for name, above in (
        ("edge", ()),
        ("kestrin", ("edge",)),
        ("orbit", ()),
        ("pay", ("vault",)),
        ("vault", ()),
    )
}
POLICIES: tuple[tuple[Grouping, ...], ...] = (
    (),
    (Grouping(by=("element",)),),
    (Grouping(by=("element", "error"), within=5.0),),
    (Grouping(match=(Matcher(label="target", operator="=~", value="k.*|o.*"),), by=("label:region",)),),
)
CHANNELS = ("ops", "pager", "chat")
ENDS = (IncidentEvent.CLOSED, IncidentEvent.WITHDRAWN)
PROBLEMS = (IncidentEvent.OPENED, IncidentEvent.WORSENED, IncidentEvent.UNBLOCKED, IncidentEvent.REOPENED)


class Run:
    """A book with alerts beside it, and channels that are told as a planner would."""

    def __init__(self, policy: tuple[Grouping, ...], reopen: float) -> None:
        self.policy, self.reopen = policy, reopen
        self.alerts: dict[AlertKey, Alert] = {}
        self.now = 1.0
        self.problems: Counter[tuple[str, str]] = Counter()
        self.ends: Counter[tuple[str, str]] = Counter()
        self.known: set[tuple[str, str]] = set()  # told by a problem, or taken over by a split
        self.stored: dict[str, Incident] = {}
        self.book = self.made(1)

    def made(self, number: int) -> IncidentBook:
        book = IncidentBook(number)
        book.group(self.policy, self.reopen)
        book.targets(TARGETS, [check(name) for name in CHECKS])
        return book

    def restart(self) -> None:
        over = [each for each in self.stored.values() if each.closed is not None]
        open_ones = [each for each in self.stored.values() if each.closed is None]
        number = self.book.next_number
        self.book = self.made(number)
        copy = msgspec.convert(msgspec.to_builtins(open_ones), list[Incident])
        self.book.restore(copy, self.alerts.values(), over)
        self.book.targets(TARGETS, [check(name) for name in CHECKS])

    def alert_step(self, key: AlertKey, event: AlertEvent, level: Level) -> None:
        before = self.alerts.get(key)
        if event in (AlertEvent.CLEARED, AlertEvent.WITHDRAWN):
            if before is None:
                return
            del self.alerts[key]
            after = replace(before, phase=AlertPhase.INACTIVE)
        else:
            event = AlertEvent.FIRED if before is None else event
            resting = event is AlertEvent.RECOVERING
            phase = AlertPhase.RECOVERING if resting else AlertPhase.FIRING
            after = alert(key.check, key.rule, level=level, phase=phase, when=self.now)
            self.alerts[key] = after
        self.take(self.book.apply(step(event, after, self.now), at(self.now)))

    def take(self, changes: tuple[IncidentChange, ...]) -> None:
        for change in changes:
            incident = change.after
            if change.event is IncidentEvent.SPLIT and change.before is None:
                self.known |= {(incident.id, name) for name in incident.told}
            if change.event in PROBLEMS and not incident.blocked_by and not incident.taken:
                self.tell(incident)
            if change.event in ENDS:
                self.ends.update((incident.id, name) for name in incident.told)
                self.book.record(incident.id, untold=incident.told)
            self.keep(incident.id)
        for each in self.book.open():
            self.keep(each.id)

    def tell(self, incident: Incident) -> None:
        wanted = CHANNELS if incident.level is Level.CRITICAL else CHANNELS[:2]
        present = self.book.find(incident.id)
        assert present is not None
        fresh = [name for name in wanted if name not in present.told]
        self.problems.update((incident.id, name) for name in fresh)
        self.book.record(incident.id, told=fresh)

    def keep(self, identity: str) -> None:
        found = self.book.find(identity)
        assert found is not None
        self.stored[identity] = found

    def person(self, what: str, number: int, other: int) -> None:
        open_ones = [each.id for each in self.book.open()]
        mine = open_ones[number % len(open_ones)] if open_ones else "I-0"
        theirs = open_ones[other % len(open_ones)] if open_ones else "I-0"
        hands, now = self.book.hands, at(self.now)
        part = (NAMES[other % 5], CHECKS[other % 6])[number % 2]
        acts: dict[str, Callable[[], Any]] = {
            "ack": lambda: hands.acknowledge(
                mine, "Mira", "", now, sticky=bool(other % 2), seconds=other % 4
            ),
            "release": lambda: hands.release(mine, "Mira", now),
            "assign": lambda: hands.assign(mine, "Jo", "Mira", now),
            "comment": lambda: hands.comment(mine, "looking", "Mira", now),
            "tick": lambda: hands.tick(mine, "1", "Mira", now, done=bool(other % 2)),
            "fixed": lambda: hands.fixed(mine, "", "Mira", now),
            "seen": lambda: hands.seen(mine, "Mira", now),
            "merge": lambda: hands.merge(mine, (theirs,), "Mira", now),
            "split": lambda: hands.split(mine, (part,), "Mira", now),
        }
        with suppress(Mistaken):
            self.take(acts[what]())

    def check(self) -> None:
        held = Counter(key for each in self.book.open() for key in each.alerts)
        assert held == Counter(self.alerts.keys())
        for each in self.book.open():
            assert each.alerts
            assert each.closed is None
            assert each.target in each.hit
            assert 1 <= each.severity <= 4
            assert {key.check.partition("/")[0] for key in each.alerts} <= set(each.hit)
            assert each.blocked_by != each.id
            assert each.explains == sum(other.blocked_by == each.id for other in self.book.open())
        for each in self.stored.values():
            times = [entry.at.mono for entry in each.timeline]
            assert times == sorted(times)
            assert len(times) <= LIMIT
        for pair, ends in self.ends.items():
            assert ends <= self.problems[pair] + (pair in self.known)


PEOPLE = ("ack", "release", "assign", "comment", "tick", "fixed", "seen", "merge", "merge", "split", "split")
ALERTS = (
    AlertEvent.FIRED,
    AlertEvent.FIRED,
    AlertEvent.FIRED,
    AlertEvent.CLEARED,
    AlertEvent.RECOVERING,
    AlertEvent.WITHDRAWN,
)
moves = st.tuples(
    st.just("alert"),
    st.sampled_from(CHECKS),
    st.sampled_from(("up", "up", "response_time")),
    st.sampled_from(ALERTS),
    st.sampled_from((Level.WARNING, Level.CRITICAL)),
)
people = st.tuples(st.sampled_from(PEOPLE), st.integers(0, 9), st.integers(0, 9))
waits = st.tuples(st.just("wait"), st.sampled_from((1.0, 4.0, 30.0)))
fresh = st.tuples(st.just("fresh"), st.sampled_from(CHECKS))
restart = st.tuples(st.just("restart"))
often: list[st.SearchStrategy[Any]] = [*[moves] * 9, *[people] * 5, waits, fresh, fresh, restart]
happening = st.sampled_from(range(len(often))).flatmap(often.__getitem__)


def play(run: Run, history: list[tuple[Any, ...]]) -> None:
    for each in history:
        run.now += 1.0
        match each:
            case ("alert", name, rule, event, level):
                run.alert_step(AlertKey(check=name, rule=rule), event, level)
            case ("wait", seconds):
                run.now += seconds
                run.take(run.book.hands.expire(at(run.now)))
                waiting = [i for i in run.book.open() if i.ack_until and i.ack_until.mono <= at(run.now).mono]
                assert not waiting
            case ("restart",):
                run.restart()
            case ("fresh", name):
                bad = any(key.check == name for key in run.alerts)
                run.take(run.book.fresh(name, bad, at(run.now)))
            case (what, number, other):
                run.person(what, number, other)
        run.check()


@settings(max_examples=150, deadline=None)
@given(
    history=st.integers(5, 40).flatmap(lambda size: st.lists(happening, min_size=size, max_size=size)),
    policy=st.sampled_from(POLICIES),
    reopen=st.sampled_from((0.0, 20.0)),
)
def test_whatever_people_do_alerts_keep_their_incident_and_ends_pair(
    history: list[tuple[Any, ...]], policy: tuple[Grouping, ...], reopen: float
) -> None:
    """Each open alert is in one open incident, and at the end each told problem has had exactly one end."""
    run = Run(policy, reopen)
    play(run, history)
    for key in tuple(run.alerts):
        run.now += 1.0
        run.alert_step(key, AlertEvent.CLEARED, Level.CRITICAL)
        run.check()
    assert run.book.open() == ()
    assert all(not each.told for each in run.stored.values())
    expected = run.problems + Counter(dict.fromkeys(run.known, 1))
    assert run.ends == expected
    assert all(each.element in ElementClass for each in run.stored.values())
