import asyncio
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from app.analysis.threshold import level_of
from app.demo.casino import NotPossible
from app.demo.faults import Kind
from app.model.check import Check
from app.model.metric import base_name
from app.model.probe import Reading
from app.model.rule import Threshold
from app.model.state import ErrorClass
from app.model.target import ElementClass
from app.model.verdict import Level
from tests.demo.running import Running, running
from tests.probes.runs import failed_once, run_once


async def bad(checks: Iterable[Check]) -> list[Check]:
    """Run checks, a few at a time, and return those with a series beyond a limit."""
    few = asyncio.Semaphore(6)

    async def is_bad(check: Check) -> bool:
        async with few:
            return bool(beyond(check, await run_once(check.probe, seconds=check.timeout)))

    chosen = list(checks)
    found = await asyncio.gather(*(is_bad(check) for check in chosen))
    return [check for check, wrong in zip(chosen, found, strict=True) if wrong]


def beyond(check: Check, reading: Reading) -> list[str]:
    """Return the series of a reading that a threshold of the check calls bad."""
    return [
        f"{check.id} {name}={value}"
        for rule in check.rules
        if isinstance(rule, Threshold)
        for name, value in reading.values.items()
        if base_name(name) == rule.metric and level_of(rule, value) is not Level.GOOD
    ]


async def test_the_casino_is_complete_and_green(tmp_path: Path) -> None:
    """Every check of the inventory answers and lies within its limits, and each class has six or more."""
    async with running(tmp_path) as demo:
        element = {target.id: target.element for target in demo.inventory.targets}
        classes = Counter(element[check.target] for check in demo.inventory.checks)
        # A second look, for this machine may be busy with other things for a moment.
        found = await bad(await bad(demo.inventory.checks))
    assert [check.id for check in found] == []
    assert set(classes) == set(ElementClass)
    assert min(classes.values()) >= 6
    assert 40 <= len(demo.inventory.checks) <= 70


async def test_the_inventory_shows_what_the_product_can(tmp_path: Path) -> None:
    """All probe kinds, a baseline, dependencies, owners and runbooks are in it; names fit the wall."""
    async with running(tmp_path) as demo:
        inventory = demo.inventory
    kinds = {type(check.probe).__struct_config__.tag for check in inventory.checks}
    assert kinds >= {"http", "tcp", "dns", "local", "node_exporter", "postgres", "redis", "log"}
    assert any(rule.metric == "response_time" and not isinstance(rule, Threshold)
               for check in inventory.checks for rule in check.rules)  # fmt: skip
    assert [t.id for t in inventory.targets if t.depends_on == ("edge-1",)]
    assert all(target.owner for target in inventory.targets)
    assert all(len(check.short) <= 18 for check in inventory.checks)
    assert max(check.detection_bound for check in inventory.checks) < 9


async def test_each_service_is_watched(tmp_path: Path) -> None:
    """No service stands there that no check asks."""
    async with running(tmp_path) as demo:
        watched = {target.id for target in demo.inventory.targets}
        assert set(demo.casino.services) <= watched


async def test_an_outage_in_front_takes_those_behind_along(tmp_path: Path) -> None:
    """When edge-1 is refused, the provider behind it is unreachable too; both come back."""
    async with running(tmp_path) as demo:
        behind = demo.check("onyxreel/launch")
        await demo.fault("edge-1", Kind.REFUSE)
        assert (await failed_once(behind.probe)).error is ErrorClass.REFUSED
        await demo.casino.clear("edge-1")
        await run_once(behind.probe)
        await run_once(demo.check("edge-1/tcp").probe)


async def test_wrong_wishes_are_explained(tmp_path: Path) -> None:
    """A service that does not exist, or cannot do that, is refused with what is possible."""
    async with running(tmp_path) as demo:
        with pytest.raises(NotPossible, match="kestrin-live"):
            await demo.fault("nobody", Kind.HANG)
        with pytest.raises(NotPossible, match="it can do: log-errors"):
            await demo.fault("jobs-1", Kind.HANG)


async def test_names_are_understood_as_people_say_them(tmp_path: Path) -> None:
    """Kestrin Live is kestrin-live; clearing without a name clears all."""
    async with running(tmp_path) as demo:
        await demo.fault("Kestrin Live", Kind.ERROR_500)
        await demo.fault("cache-1", Kind.SLOW)
        assert sorted(await demo.casino.clear()) == ["cache-1", "kestrin-live"]
        assert await demo.casino.clear() == []


@pytest.mark.alone
async def test_numbers_move_gently(tmp_path: Path) -> None:
    """Response times of a service differ from run to run, and stay around the usual."""
    async with running(tmp_path) as demo:
        times = await response_times(demo, "papermoor/launch", 5)
    assert len(set(times)) == 5
    assert all(0.03 < seconds < 0.4 for seconds in times)


async def response_times(demo: Running, name: str, runs: int) -> list[float]:
    """Return the response times of some runs at a time."""
    readings = await asyncio.gather(*(run_once(demo.check(name).probe) for _ in range(runs)))
    return [reading.values["response_time"] for reading in readings]


async def test_a_parent_is_known_to_fail_before_its_children(tmp_path: Path) -> None:
    """The service in front is looked at so often that its outage is certain no later than those behind it."""
    async with running(tmp_path) as demo:
        parent = demo.check("edge-1/tcp")
        behind = {target.id for target in demo.inventory.targets if target.depends_on == ("edge-1",)}
        children = [check for check in demo.inventory.checks if check.target in behind]
    slowest = parent.interval + (parent.attempts - 1) * parent.retry_interval
    assert len(children) >= 5
    assert slowest <= min((child.attempts - 1) * child.retry_interval for child in children)
