"""What judging costs: processor time for 10,000 checks, and bytes and time of a learned baseline."""

import random
import time
import tracemalloc

from app.alerts.book import AlertBook
from app.alerts.nodata import hold, no_data
from app.analysis.baseline import Band
from app.analysis.judge import judge
from app.analysis.state import check_state
from app.analysis.window import Window
from app.incidents.book import IncidentBook
from app.model.quantity import Unit
from app.model.rule import UP, Baseline, Threshold
from app.model.verdict import Level, Verdict
from tests.alerts.making import at, check, sample
from tests.bench import silencing
from tests.bench.report import Figure

CHECKS = 10_000
ROUNDS = 8
POINTS = 20_000


def judging(rules: tuple[Threshold | Baseline, ...]) -> float:
    """Return processor microseconds a sample: window, judge, alerts, state, no-data."""
    checks = [check(f"t{i}/c", *rules) for i in range(CHECKS)]
    windows = [Window(each) for each in checks]
    alerts, incidents = AlertBook(), IncidentBook()
    noise = random.Random(1)
    spent = 0.0
    for turn in range(ROUNDS):
        samples = [
            sample(turn * 10.0, check=each.id, response_time=0.08 + noise.random() / 50) for each in checks
        ]
        now = at(turn * 10.0)
        began = time.process_time()
        for each, window, found in zip(checks, windows, samples, strict=True):
            window.add(found)
            verdicts = judge(each, window, alerts.levels(each.id), now)
            for verdict in verdicts:
                change = alerts.step(verdict, attempts=3, recover_hold=0.0, now=now)
                if change is not None:
                    incidents.apply(change, now)
            bad = any(verdict.level in (Level.WARNING, Level.CRITICAL) for verdict in verdicts)
            incidents.fresh(each.id, bad, now)
            shown = check_state(each, window, verdicts, alerts.of(each.id), now)
            verdict = no_data(
                each.id, shown.state, now, soft=shown.soft, hold=hold(10.0), inhibited=False, now=now
            )
            alerts.step(verdict, attempts=1, recover_hold=0.0, now=now)
        if turn:
            spent += time.process_time() - began
    return spent / (CHECKS * (ROUNDS - 1)) * 1e6


def learning() -> tuple[float, int]:
    """Return processor microseconds a point that is learned, and bytes of one full band."""
    noise = random.Random(2)
    values = [0.1 + noise.random() / 20 for _ in range(POINTS)]
    tracemalloc.start()
    band = Band(Baseline(metric="response_time"), 60.0, Unit.SECONDS)
    for i in range(200):
        band.add(values[i], i * 60.0)
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    began = time.process_time()
    for i, value in enumerate(values):
        band.add(value, (200 + i) * 60.0)
    return (time.process_time() - began) / POINTS * 1e6, size


def inactive() -> float:
    """Return the bytes that an alert holds in the books once it has fired and is over."""
    checks = [check(f"t{i}/c") for i in range(CHECKS)]
    alerts, incidents = AlertBook(), IncidentBook()
    incidents.targets({}, checks)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for turn, level in enumerate((Level.CRITICAL, Level.GOOD)):
        for each in checks:
            found = Verdict(check=each.id, rule=UP, level=level, at=at(turn * 10.0))
            change = alerts.step(found, attempts=1, recover_hold=0.0, now=at(turn * 10.0))
            assert change is not None
            incidents.apply(change, at(turn * 10.0))
    left = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return left / CHECKS


def measure(_seconds: float) -> list[Figure]:
    """Judge with no rule but "up", with limits, learn a baseline, and keep alerts silent."""
    static = (Threshold(metric="response_time", warning=0.4, critical=2.0, recovery=0.3),)
    up_only, limited = judging(()), judging(static)
    learned, size = learning()
    return [
        Figure("a sample with no rule but up, CPU", up_only, "us"),
        Figure("a sample with limits, CPU", limited, "us"),
        Figure("10,000 checks a second judged and stepped, share of a core", limited / 100, "", 0.10),
        Figure("an alert that is over, in the books", inactive(), "bytes", 1024.0),
        Figure("a learned point of a baseline, CPU", learned, "us", 15.0),
        Figure("a baseline, hot", size, "bytes", 2048.0),
        *silencing.measure(),
    ]
