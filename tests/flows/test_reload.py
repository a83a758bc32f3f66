"""An edited inventory is taken up while the engine runs; what stays in it loses nothing."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.flows.alone import BOUND, Alone, alone, door_lines, inventory_text
from tests.flows.program import check_of
from tests.flows.servers import Door, Hook, doors, hook
from tests.plugins.evidence import Evidence

TAKEN_UP = 6.0  # seconds from saving a file to its effect: two looks that agree, and reading in a process


@pytest.fixture
def gates() -> Iterator[list[Door]]:
    """Give three services."""
    with doors(3) as made:
        yield made


@pytest.fixture
def receiver() -> Iterator[Hook]:
    """Give a receiver outside."""
    with hook() as made:
        yield made


@pytest.fixture
def engine(tmp_path: Path, gates: list[Door], receiver: Hook) -> Iterator[Alone]:
    """Give an engine that watches the first two services."""
    with alone(tmp_path) as made:
        write(made, receiver, alpha=gates[0], beta=gates[1])
        made.begin()
        made.all_good()
        yield made


def write(engine: Alone, receiver: Hook, *more: str, **targets: Door) -> str:
    """Save an inventory of these services, ``more`` being further lines, and return its text."""
    channel = f"  - {{kind: webhook, id: ops, url: '{receiver.url}'}}"
    lines = [door_lines(name, door) for name, door in targets.items()]
    text = inventory_text([*lines, more], [channel])
    engine.inventory.write_text(text)
    return text


def banner(status: dict[str, Any]) -> dict[str, Any] | None:
    """Return the strip about the inventory."""
    return next((each for each in status["banners"] if each["id"] == "inventory"), None)


def names(status: dict[str, Any]) -> list[str]:
    """Return the checks in their order."""
    return [check["id"] for check in status["checks"]]


def broken(engine: Alone, door: Door) -> dict[str, Any]:
    """Take a service away and return the status with its incident."""
    door.shut()
    return engine.until("the incident", lambda now: now if now["incidents"] else None, BOUND + 2)


def test_checks_come_and_go_and_the_others_lose_nothing(
    engine: Alone, gates: list[Door], receiver: Hook
) -> None:
    """A check that stays keeps its state, since, samples, incident and owner while others come and go."""
    broken(engine, gates[0])
    assert engine.run("ack", "alpha", "--who", "Mira K.").returncode == 0
    before = engine.until("the owner", lambda now: now if now["incidents"][0]["owner"] else None, 5)
    write(engine, receiver, gamma=gates[2], alpha=gates[0])
    after = engine.until(
        "the new inventory", lambda now: now if names(now) == ["gamma/tcp", "alpha/tcp"] else None, TAKEN_UP
    )
    kept = {key: check_of(before, "alpha/tcp")[key] for key in ("state", "since", "incident", "owner")}
    assert kept == {key: check_of(after, "alpha/tcp")[key] for key in kept}
    assert kept["owner"] == "Mira K."
    assert check_of(after, "alpha/tcp")["age"] < 1.5
    assert after["incidents"][0]["began"] == before["incidents"][0]["began"]
    engine.until("the new check", lambda now: check_of(now, "gamma/tcp")["state"] == "OK", 3)
    silent_since = time.monotonic() + 0.3
    time.sleep(1.5)
    assert not [knock for knock in gates[1].knocks if knock > silent_since], "a removed check still runs"
    assert receiver.kinds == ["problem"]
    gates[0].open()
    assert engine.all_good()["summary"]["counts"]["ok"] == 2


@pytest.mark.fault("N29")
def test_a_bad_edit_is_named_and_the_last_good_inventory_goes_on(
    engine: Alone, gates: list[Door], receiver: Hook, evidence: Evidence
) -> None:
    """A bad edit raises a banner with file, line and count and stops nothing; mending it ends the banner."""
    good = engine.inventory.read_text()
    since = check_of(engine.all_good(), "alpha/tcp")["since"]
    bad = good.replace("kind: tcp", "kind: tpc", 1).replace("class: network", "class: netwerk", 1)
    engine.inventory.write_text(bad)
    began = time.monotonic()
    status = engine.until("the banner", lambda now: now if banner(now) else None, TAKEN_UP)
    seconds = round(time.monotonic() - began, 2)
    strip = banner(status)
    assert strip is not None
    line = next(number for number, text in enumerate(bad.splitlines(), 1) if "netwerk" in text)
    assert f"First: {engine.inventory.name}:{line}:" in strip["text"]
    assert "(2)" in strip["text"]
    assert check_of(status, "alpha/tcp")["since"] == since
    broken(engine, gates[1])
    gates[1].open()
    assert names(engine.all_good()) == ["alpha/tcp", "beta/tcp"]

    engine.kill()
    engine.begin()  # a start with the bad file on disk
    again = engine.until("the banner again", lambda now: now if banner(now) else None, TAKEN_UP)
    assert names(again) == ["alpha/tcp", "beta/tcp"]
    engine.all_good()

    engine.inventory.write_text(good)
    engine.until("the banner's end", lambda now: banner(now) is None, TAKEN_UP)
    assert receiver.kinds == ["problem", "recovery"]
    evidence(seconds=seconds, told=receiver.kinds, banner=strip["text"])


def test_a_removed_check_withdraws_its_incident(engine: Alone, gates: list[Door], receiver: Hook) -> None:
    """Removing a check with an open incident tells those who were told the problem that it is withdrawn."""
    number = broken(engine, gates[0])["incidents"][0]["id"]
    write(engine, receiver, beta=gates[1])
    engine.until("the end of the incident", lambda now: not now["incidents"], TAKEN_UP)
    end = time.monotonic() + 3
    while len(receiver.got) < 2 and time.monotonic() < end:
        time.sleep(0.02)
    assert receiver.about("alpha") == ["problem", "withdrawn"]
    events = [event for event in engine.events() if event["subject"] == number]
    assert "withdrawn" in [event["what"] for event in events]
    assert "closed" not in [event["what"] for event in events]
    time.sleep(1)
    assert receiver.kinds == ["problem", "withdrawn"]
