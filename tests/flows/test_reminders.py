"""Reminders, escalation and quiet hours of the whole program, at a real receiver."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.model.intent import Acknowledge
from tests.flows.alone import Alone, alone, door_lines, inventory_text
from tests.flows.servers import Door, Hook, doors, hook
from tests.flows.test_webhook import arrived

QUIET = 1.6  # seconds in which two reminders would have come
ROUTES = """routes:
  - {match: element=network target!=quiet, channels: [ops], repeat: 500ms, escalate: boss}
  - {match: target=quiet, channels: [ops], quiet: always}
escalations:
  boss: [{after: 1s, channels: [boss]}]
hours:
  always: {days: mon-sun}
"""


@pytest.fixture
def two() -> Iterator[tuple[Door, ...]]:
    """Give two services that can be taken away."""
    with doors(2) as made:
        yield tuple(made)


@pytest.fixture
def receivers() -> Iterator[tuple[Hook, Hook]]:
    """Give two receivers outside."""
    with hook() as ops, hook() as boss:
        yield ops, boss


@pytest.fixture
def engine(tmp_path: Path, two: tuple[Door, ...], receivers: tuple[Hook, Hook]) -> Iterator[Alone]:
    """Give an engine that tells both of them by routes."""
    with alone(tmp_path) as made:
        channels = [
            f"  - {{kind: webhook, id: {name}, url: '{receiver.url}'}}"
            for name, receiver in zip(("ops", "boss"), receivers, strict=True)
        ]
        lines = [door_lines(name, door) for name, door in zip(("gate", "quiet"), two, strict=True)]
        made.inventory.write_text(inventory_text(lines, channels) + ROUTES)
        made.begin()
        made.all_good()
        yield made


def ids(receiver: Hook, kind: str) -> list[str]:
    """Return the ids of the notices of a kind, each once."""
    return list(dict.fromkeys(str(body["notice"]) for _, body in receiver.got if body["kind"] == kind))


def test_who_does_not_react_is_told_again_and_others_are(
    engine: Alone, two: tuple[Door, ...], receivers: tuple[Hook, Hook]
) -> None:
    """A reminder comes each interval, and a step tells others, until somebody has it; both hear the end."""
    ops, boss = receivers
    two[0].shut()
    two[1].shut()
    arrived(ops, 3, 6.0)
    arrived(boss, 1, 6.0)
    assert ops.about("gate")[:2] == ["problem", "reminder"]
    assert boss.kinds == ["escalation"]
    engine.ask(Acknowledge(what="gate", who="mira"))
    time.sleep(0.6)
    before = len(ops.got)
    time.sleep(QUIET)
    assert len(ops.got) == before
    two[0].open()
    two[1].open()
    engine.all_good()
    arrived(boss, 2, 3.0)
    assert ops.about("gate")[-1] == "recovery"
    assert ops.about("gate").count("problem") == ops.about("gate").count("recovery") == 1
    assert boss.kinds == ["escalation", "recovery"]
    assert ops.about("quiet") == []
    notices = [body["notice"] for _, body in ops.got]
    assert len(set(notices)) == len(notices)


def test_a_killed_engine_reminds_and_repeats_nothing(
    engine: Alone, two: tuple[Door, ...], receivers: tuple[Hook, Hook]
) -> None:
    """After kill -9 reminders go on under new ids; the problem and the step are not told again."""
    ops, boss = receivers
    two[0].shut()
    arrived(boss, 1, 6.0)
    engine.kill()
    before = len(ops.got)
    engine.begin()
    arrived(ops, before + 3, 10.0)
    # What was under way when it was killed may come again, under the same id.
    assert len(ids(ops, "problem")) == 1
    assert len(ids(boss, "escalation")) == 1
    assert len(ids(ops, "reminder")) >= 2
