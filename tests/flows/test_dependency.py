"""An edge that is down is told once; what stands behind it is shown, and told only if it is bad by itself."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.flows.alone import Alone, alone, door_lines, inventory_text
from tests.flows.program import check_of
from tests.flows.servers import Door, Hook, doors, hook

CHILDREN = ("lobby", "wallet")
LONGEST = 6.0
QUIET = 2.0


@pytest.fixture
def gates() -> Iterator[list[Door]]:
    """Give the edge and the two services behind it."""
    with doors(3) as made:
        yield made


@pytest.fixture
def receiver() -> Iterator[Hook]:
    """Give a receiver outside."""
    with hook() as made:
        yield made


@pytest.fixture
def engine(tmp_path: Path, gates: list[Door], receiver: Hook) -> Iterator[Alone]:
    """Give an engine that watches all three."""
    edge, *behind = gates
    targets = [door_lines("edge", edge)]  # all with the same times, as an inventory has them by default
    targets += [
        door_lines(name, door, more="depends_on: [edge]") for name, door in zip(CHILDREN, behind, strict=True)
    ]
    with alone(tmp_path) as made:
        channel = f"  - {{kind: webhook, id: ops, url: '{receiver.url}'}}"
        made.inventory.write_text(inventory_text(targets, [channel]))
        made.begin()
        made.all_good()
        yield made


def all_down(status: dict[str, Any]) -> dict[str, Any] | None:
    """Return the status once each of the three has its confirmed incident."""
    return status if len(status["incidents"]) == 3 else None


def withheld(engine: Alone) -> dict[str, str]:
    """Return why notices were withheld, by the target of their incident."""
    events = engine.events()
    targets = {event["subject"]: event["data"]["target"] for event in events if "target" in event["data"]}
    return {
        targets[event["data"]["incident"]]: event["reason"]
        for event in events
        if event["kind"] == "notice" and event["what"] == "withheld"
    }


def test_an_edge_that_is_down_is_one_notice(engine: Alone, gates: list[Door], receiver: Hook) -> None:
    """Only the edge is told; behind it only what is still bad after the edge's return is told, and then."""
    edge, lobby, wallet = gates
    for gate in gates:
        gate.shut()
    status = engine.until("three incidents", all_down, LONGEST)
    for child in CHILDREN:
        view = check_of(status, f"{child}/tcp")
        assert (view["state"], view["blocked_by"]) == ("CRITICAL", "Edge")
    assert withheld(engine) == dict.fromkeys(CHILDREN, "parent-down")
    time.sleep(QUIET)
    assert [(body["target"], body["kind"]) for _, body in receiver.got] == [("edge", "problem")]

    lobby.open()
    edge.open()  # the wallet stays away
    engine.until("the wallet's own outage", lambda _: receiver.about("wallet"), LONGEST)
    wallet.open()
    engine.all_good()
    time.sleep(QUIET)
    told = [(body["target"], body["kind"]) for _, body in receiver.got]
    assert told == [
        ("edge", "problem"),
        ("edge", "recovery"),
        ("wallet", "problem"),
        ("wallet", "recovery"),
    ]
    assert withheld(engine)["lobby"] == "never-told"


def test_what_comes_back_with_its_edge_is_never_told(
    engine: Alone, gates: list[Door], receiver: Hook
) -> None:
    """When the edge and all behind it return together, nobody hears of the services behind it."""
    for gate in gates:
        gate.shut()
    engine.until("three incidents", all_down, LONGEST)
    for gate in gates:
        gate.open()
    engine.all_good()
    time.sleep(QUIET)
    assert [(body["target"], body["kind"]) for _, body in receiver.got] == [
        ("edge", "problem"),
        ("edge", "recovery"),
    ]
