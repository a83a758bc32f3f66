from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.model.alert import AlertEvent, AlertPhase
from app.model.board import Glyph, Rank
from app.model.notice import NoticeKind
from app.model.rule import FLAPPING, NO_DATA, Threshold
from app.model.state import State
from app.model.verdict import Level
from tests.alerts.making import check, target
from tests.alerts.pipeline import ENDS, Core, Happening, fired

RESULTS = ("good", "slow", "very-slow", "hang", "refused", "late", "silence")
WISHES = ("acknowledge", "mute", "blind", "remove")
TARGETS = (
    target("edge", "Edge"),
    target("kestrin", "Kestrin Live", "edge"),
    target("pay", "Paygrove", "kestrin"),
)
SLOW = Threshold(metric="response_time", warning=0.4, critical=2.0, recovery=0.3)

happenings = st.builds(
    Happening,
    check=st.integers(0, 3),
    what=st.sampled_from(RESULTS * 3 + ("good", "hang") * 3 + WISHES),
    after=st.sampled_from((0.5, 3.0, 10.0, 45.0)),
)
histories = st.lists(happenings, max_size=45)
# Good and bad in turn, now and then calm for a while.
in_turn = st.lists(
    st.builds(
        Happening,
        check=st.sampled_from((1, 1, 1, 2)),
        what=st.sampled_from(("good", "hang") * 8 + ("slow", "very-slow", "late", "silence")),
        after=st.sampled_from((0.5, 2.0, 4.0)),
    )
    | st.sampled_from(
        [Happening(check=1, what=what, after=2.0) for what in ("good", "hang")] * 3
        + [Happening(check=0, what="hang", after=1.0), Happening(check=0, what="good", after=1.0)]
    ),
    min_size=20,
    max_size=60,
)
# Mostly good, and quick enough that results stay fresh.
calm = st.lists(
    st.builds(
        Happening,
        check=st.integers(0, 3),
        what=st.sampled_from(("good",) * 12 + RESULTS),
        after=st.sampled_from((0.5, 2.0, 4.0)),
    ),
    min_size=8,
    max_size=45,
)
thorough = settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
brisk = settings(thorough, max_examples=100)


def core(attempts: int = 2, recover_hold: float = 0.0) -> Core:
    names = ("edge/ping", "kestrin/launch", "kestrin/wallet", "pay/in")
    checks = [check(name, SLOW, attempts=attempts, recover_hold=recover_hold) for name in names]
    return Core(TARGETS, checks)


@thorough
@given(histories | in_turn, st.integers(1, 3), st.sampled_from((0.0, 12.0)), st.integers(0, 90))
def test_told_problems_and_ends_pair_up(
    history: list[Happening], attempts: int, recover_hold: float, cut: int
) -> None:
    """Per channel, the end of an incident is told if and only if its problem was, and each once."""
    run = core(attempts, recover_hold)
    run.run(history[:cut])
    run.restart()
    run.run(history[cut:])
    told = [notice for notice in run.notices if notice.told]
    problems = Counter((n.incident, n.channel) for n in told if n.kind is NoticeKind.PROBLEM)
    ends = Counter((n.incident, n.channel) for n in told if n.kind in ENDS)
    assert all(count == 1 for count in (*problems.values(), *ends.values()))
    still = {(incident.id, name) for incident in run.incidents.open() for name in incident.told}
    assert set(ends) | still == set(problems)
    assert not set(ends) & still
    assert len({notice.id for notice in run.notices}) == len(run.notices)


@thorough
@given(histories, st.integers(2, 3))
def test_nothing_is_told_of_what_was_never_confirmed(history: list[Happening], attempts: int) -> None:
    """No incident is opened and nobody is told anything unless an alert fired."""
    run = core(attempts)
    for happening in history:
        run.take(happening)
        assert fired(run.changes) or not (run.notices or run.incidents.open())


@thorough
@given(histories | in_turn, st.sampled_from((0.0, 12.0)))
def test_no_data_moves_no_alert_and_only_good_evidence_closes_one(
    history: list[Happening], recover_hold: float
) -> None:
    """A NONE verdict changes no alert; an alert is closed by a good verdict or by withdrawal only."""
    run = core(2, recover_hold)
    run.run(history)
    for verdict, before, change in run.steps:
        if verdict.level is Level.NONE:
            assert change is None
        if change is not None and change.after.phase is AlertPhase.INACTIVE:
            assert verdict.level is Level.GOOD
            assert before is not None
    for change in run.changes:
        if change.after.phase is AlertPhase.INACTIVE:
            assert change.event in (AlertEvent.CLEARED, AlertEvent.PASSED, AlertEvent.WITHDRAWN)


@thorough
@given(histories | in_turn, st.integers(1, 3))
def test_no_state_becomes_ok_without_a_good_result(history: list[Happening], attempts: int) -> None:
    """Whatever happens, a check is shown OK only after a good result, and stays so only if it was."""
    run = core(attempts)
    before = dict.fromkeys(run.checks, State.PENDING)
    for happening in history:
        run.take(happening)
        for state, name in zip((view.state for view in run.views()), run.checks, strict=True):
            mine = name == list(run.checks)[happening.check % len(run.checks)]
            if state is State.OK and before[name] is not State.OK:
                assert mine
                assert happening.what == "good"
            before[name] = state


@thorough
@given(histories | calm | in_turn)
def test_the_summary_is_never_good_without_fresh_proof(history: list[Happening]) -> None:
    """The green tick stands only while every check is OK, fresh, confirmed, and no incident is open."""
    run = core()
    for happening in history:
        run.take(happening)
        summary = run.summary()
        proved = all(
            view.state is State.OK and not view.soft and not view.stale and view.last is not None
            for view in run.views()
        )
        if summary.glyph is Glyph.GOOD or summary.rank is Rank.GOOD:
            assert proved
            assert not run.incidents.open()
        if summary.counts.critical:
            assert summary.glyph is Glyph.CRITICAL
        assert bool(summary.tone) == bool(summary.sounding)
        assert summary.counts.total == len(run.checks)


@thorough
@given(in_turn, st.integers(1, 4), st.sampled_from((0.0, 12.0)))
def test_what_flaps_is_told_once_and_ends_with_proof(
    history: list[Happening], attempts: int, recover_hold: float
) -> None:
    """From its begin to its end flapping is at most one notice a channel; it ends good or confirmed bad."""
    run = core(attempts, recover_hold)
    during: Counter[tuple[str, str]] = Counter()
    for happening in history:
        before = {name for name in run.checks if FLAPPING in run.alerts.of(name)}
        told = len(run.notices)
        run.take(happening)
        after = {name for name in run.checks if FLAPPING in run.alerts.of(name)}
        flapping = {name.partition("/")[0] for name in before & after}
        for notice in run.notices[told:]:
            incident = run.incidents._register.find(notice.incident)
            if incident is not None and incident.target in flapping and notice.told:
                during[notice.incident, notice.channel] += 1
                assert notice.kind is NoticeKind.PROBLEM or incident.worst is Level.CRITICAL
        for name in before - after:
            last = run.windows[name].last
            others = [alert for rule, alert in run.alerts.of(name).items() if rule not in (FLAPPING, NO_DATA)]
            good = last is not None and last.error is None
            assert good or any(alert.phase is not AlertPhase.SOFT for alert in others)
    assert all(count <= 2 for count in during.values())  # a warning may once become critical


@brisk
@given(histories)
def test_the_same_history_gives_the_same_books(history: list[Happening]) -> None:
    """A replay ends in the same alerts, incidents and notices."""
    first, second = core(), core()
    first.run(history)
    second.run(history)
    assert first.alerts.all() == second.alerts.all()
    assert first.incidents.open() == second.incidents.open()
    assert first.notices == second.notices


@thorough
@given(histories | in_turn, st.integers(0, 45))
def test_a_restart_at_any_point_tells_the_same(history: list[Happening], cut: int) -> None:
    """Books that are restored from their stored copies tell what the living ones would have told."""
    living, restarted = core(), core()
    living.run(history)
    restarted.run(history[:cut])
    restarted.restart()
    restarted.run(history[cut:])
    assert restarted.notices == living.notices
    assert restarted.incidents.open() == living.incidents.open()
    assert restarted.alerts.all() == living.alerts.all()
