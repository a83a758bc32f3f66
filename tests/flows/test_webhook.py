"""A receiver outside is told each outage once and its end once, and slows nobody down."""

import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.alone import BOUND, Alone, alone, door_lines, inventory_text, seconds_since
from tests.flows.program import check_of
from tests.flows.servers import Door, Hook, doors, hook
from tests.plugins.evidence import Evidence

QUIET = 2.0  # seconds in which a second telling would have come
INTERVAL = 0.5


@pytest.fixture
def door() -> Iterator[Door]:
    """Give a service that can be taken away."""
    with doors(1) as (made,):
        yield made


@pytest.fixture
def receiver() -> Iterator[Hook]:
    """Give the receiver outside."""
    with hook() as made:
        yield made


@pytest.fixture
def engine(tmp_path: Path, door: Door, receiver: Hook) -> Iterator[Alone]:
    """Give an engine that watches the service and tells the receiver."""
    with alone(tmp_path) as made:
        channel = f"  - {{kind: webhook, id: ops, url: '{receiver.url}'}}"
        made.inventory.write_text(inventory_text([door_lines("gate", door)], [channel]))
        made.begin()
        made.all_good()
        yield made


def arrived(receiver: Hook, number: int, seconds: float) -> float:
    """Wait until so many messages have come; return the seconds it took."""
    began = time.monotonic()
    while len(receiver.got) < number:
        assert time.monotonic() - began < seconds, f"only {receiver.kinds} within {seconds} s"
        time.sleep(0.02)
    return seconds_since(began)


@pytest.mark.fault("N04")
def test_an_outage_and_its_end_are_posted_once_each(
    engine: Alone, door: Door, receiver: Hook, evidence: Evidence
) -> None:
    """One problem is posted within the detection bound, and one recovery after the service is back."""
    status = engine.all_good()
    assert check_of(status, "gate/tcp")["detection_bound"] == pytest.approx(BOUND)
    door.shut()
    told = arrived(receiver, 1, BOUND + 1)
    door.open()
    over = arrived(receiver, 2, BOUND + 1)
    time.sleep(QUIET)
    assert receiver.kinds == ["problem", "recovery"]
    (_, problem), (_, recovery) = receiver.got
    assert problem["level"] == "critical"
    assert problem["incident"] == recovery["incident"]
    assert recovery["closed"] is not None
    evidence(error="refused", seconds=told, over=over, told=receiver.kinds)


@pytest.mark.fault("N30")
def test_a_killed_engine_posts_nothing_twice(
    engine: Alone, door: Door, receiver: Hook, evidence: Evidence
) -> None:
    """Killed during an outage and again before its end, the engine posts one problem and one recovery."""
    door.shut()
    arrived(receiver, 1, BOUND + 1)
    engine.until("the delivery", lambda _: _delivered(engine), 5)
    engine.kill()
    began = time.monotonic()
    engine.begin()
    engine.until("the state again", lambda now: check_of(now, "gate/tcp")["state"] == "CRITICAL", 10)
    back = seconds_since(began)
    time.sleep(QUIET)
    assert receiver.kinds == ["problem"]

    engine.kill()
    door.open()  # it comes back while nobody looks
    engine.begin()
    arrived(receiver, 2, 10)
    time.sleep(QUIET)
    assert receiver.kinds == ["problem", "recovery"]
    assert not engine.all_good()["incidents"]
    evidence(seconds=back, told=receiver.kinds)


def _delivered(engine: Alone) -> bool:
    return any(event["kind"] == "delivery" and event["what"] == "delivered" for event in engine.events())


@pytest.mark.alone
def test_a_hanging_receiver_delays_neither_checks_nor_other_receivers(tmp_path: Path, receiver: Hook) -> None:
    """While one receiver hangs, checks keep their rhythm and another receiver is told in time."""
    with doors(2) as (steady, sick), hook() as other, alone(tmp_path) as engine:
        targets = [door_lines("steady", steady), door_lines("sick", sick)]
        channels = [
            f"  - {{kind: webhook, id: {name}, url: '{each.url}'}}"
            for name, each in (("hangs", receiver), ("works", other))
        ]
        engine.inventory.write_text(inventory_text(targets, channels))
        engine.begin()
        engine.all_good()
        receiver.answering.clear()
        sick.shut()
        arrived(other, 1, BOUND + 1)
        arrived(receiver, 1, 1)
        held = time.monotonic()
        time.sleep(4)
        knocks = [knock for knock in steady.knocks if knock >= held]
        gaps = [after - before for before, after in itertools.pairwise(knocks)]
        assert len(knocks) >= 4 / INTERVAL - 1
        assert sorted(gaps)[len(gaps) // 2] == pytest.approx(INTERVAL, rel=0.05)
        assert max(gaps) < 2 * INTERVAL
        status = engine.status()
        assert status is not None
        assert status["engine"]["skipped"] == 0
        sick.open()
        arrived(other, 2, BOUND + 1)
        assert receiver.kinds == ["problem"], "the recovery waits behind the problem"
        receiver.answering.set()
        arrived(receiver, 2, 5)
        assert receiver.kinds == other.kinds == ["problem", "recovery"]
