import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.model.channel import AlertmanagerChannel
from app.model.incident import Incident
from app.model.notice import NoticeKind
from app.model.probe import Secret
from app.model.target import Target
from app.model.verdict import Level
from app.notify.alertmanager import labels
from tests.notify.channel_parts import TARGET, delivering_to, now, present, told_to
from tests.notify.test_deliver import Outcomes
from tests.probes.servers import found, free_port, running

PASSWORD = "am-s3cret-pass"
BCRYPT = "$2b$04$abcdefghijklmnopqrstuuWbOX.3tHgLFBxIHmV9BmfJEGljujq0K"
CONFIG = "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n"


def started(folder: Path, web: str = "", port: int = 0) -> Any:
    """Run a real Alertmanager with nobody to tell; gives its port."""
    folder.mkdir()
    (folder / "config.yml").write_text(CONFIG)
    (folder / "web.yml").write_text(web or "{}\n")
    port = port or free_port()
    command = [
        found("prometheus-alertmanager"),
        f"--config.file={folder / 'config.yml'}",
        f"--storage.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        f"--web.config.file={folder / 'web.yml'}",
        "--cluster.listen-address=",
    ]
    return running(command, port, folder)


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[int]:
    """Give the port of a real Alertmanager."""
    with started(tmp_path / "am") as port:
        yield port


async def alerts(port: int, login: tuple[str, str] | None = None) -> list[dict[str, Any]]:
    """Return what an Alertmanager holds as firing."""
    async with httpx.AsyncClient(trust_env=False, auth=login) as client:
        answer = await client.get(f"http://127.0.0.1:{port}/api/v2/alerts")
        found: list[dict[str, Any]] = answer.raise_for_status().json()
        return found


async def until(port: int, enough: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
    """Wait until an Alertmanager holds what is wanted."""
    async with asyncio.timeout(5):
        while not enough(seen := await alerts(port)):  # noqa: ASYNC110 - another program
            await asyncio.sleep(0.05)
    return seen


def channel(*ports: int, **more: Any) -> AlertmanagerChannel:
    """Return a channel to these."""
    urls = tuple(f"http://127.0.0.1:{port}" for port in ports)
    return AlertmanagerChannel(id="am", urls=urls, timeout=2, **({"resend": 1.0} | more))


async def test_an_alert_appears_stays_and_resolves(manager: int) -> None:
    """A real Alertmanager shows the alert, still after it would have lapsed unsent, until the recovery."""
    outcomes, open_ = Outcomes(), [present()]
    async with delivering_to([channel(manager)], outcomes, told=lambda _: open_) as deliverer:
        deliverer.send(told_to("am"), open_[0])
        await outcomes.wait(lambda seen: len(seen) == 1)
        (alert,) = await alerts(manager)
        assert alert["labels"] | {} == {
            "alertname": "Paygrove hangs",
            "severity": "critical",
            "target": "paygrove",
            "element": "payment",
            "check": "deposit",
            "incident": "I-1",
            "monitor": "nocwall",
            "region": "eu-1",
            "data_center": "Graz <b>",
            "target_severity": "of theirs",
            "_9th": "x",
        }
        assert alert["annotations"]["summary"] == "Paygrove hangs"
        assert alert["generatorURL"] == TARGET.runbook
        await asyncio.sleep(4.6)
        (later,) = await alerts(manager)
        assert later["fingerprint"] == alert["fingerprint"]
        assert later["endsAt"] > alert["endsAt"]
        closed = present(closed=now())
        open_.clear()
        deliverer.send(told_to("am", kind=NoticeKind.RECOVERY), closed)
        await until(manager, lambda seen: not seen)
        await outcomes.wait(lambda seen: len(seen) == 2)
    assert [delivery.ok for delivery in outcomes.seen] == [True, True]


async def test_what_is_not_sent_again_lapses(manager: int) -> None:
    """When we are gone, the alert is over there by itself after four times the interval."""
    outcomes = Outcomes()
    async with delivering_to([channel(manager)], outcomes) as deliverer:
        deliverer.send(told_to("am"), present())
        await until(manager, lambda seen: len(seen) == 1)
    await asyncio.sleep(4.1)
    assert await alerts(manager) == []


async def test_what_was_told_before_a_restart_is_kept_alive(manager: int) -> None:
    """A start sends what is open and was told, without any notice; what is changed goes on as well."""
    async with delivering_to([channel(manager)], Outcomes(), told=lambda _: [present()]) as deliverer:
        (alert,) = await until(manager, lambda seen: len(seen) == 1)
        deliverer.update([channel(manager, min_severity="critical")], [TARGET])
        (later,) = await until(manager, lambda seen: seen[0]["endsAt"] > alert["endsAt"])
    assert later["fingerprint"] == alert["fingerprint"]


async def test_a_worse_alert_takes_the_place_of_the_milder_one(manager: int) -> None:
    """There is one alert an incident, although its severity is a label."""
    outcomes = Outcomes()
    async with delivering_to([channel(manager)], outcomes) as deliverer:
        deliverer.send(told_to("am", level=Level.WARNING), present(level=Level.WARNING))
        deliverer.send(told_to("am", kind=NoticeKind.WORSENED), present())
        await outcomes.wait(lambda seen: len(seen) == 2)
        (alert,) = await until(manager, lambda seen: len(seen) == 1)
    assert alert["labels"]["severity"] == "critical"


async def test_one_receiver_of_several_is_enough(manager: int) -> None:
    """Where one of two is away, the other has it and it counts as delivered; where both are, it is not."""
    outcomes, away = Outcomes(), free_port()
    async with delivering_to([channel(away, manager)], outcomes) as deliverer:
        deliverer.send(told_to("am"), present())
        await outcomes.wait(lambda seen: len(seen) == 1)
    assert outcomes.seen[0].ok
    assert len(await alerts(manager)) == 1
    async with delivering_to([channel(away, give_up_after=1)], outcomes) as deliverer:
        deliverer.send(told_to("am", 2), present(2))
        await outcomes.wait(lambda seen: len(seen) == 2)
    assert not outcomes.seen[1].ok
    assert outcomes.seen[1].attempts > 1


async def test_it_signs_in(tmp_path: Path) -> None:
    """A password goes along; without it the answer 401 is final and said."""
    outcomes = Outcomes()
    users = json.dumps({"basic_auth_users": {"nocwall": BCRYPT}})
    with started(tmp_path / "am", users) as port:
        right = channel(port, user="nocwall", password=Secret(secret="am"))
        async with delivering_to([right], outcomes, {"am": PASSWORD}) as deliverer:
            deliverer.send(told_to("am"), present())
            await outcomes.wait(lambda seen: len(seen) == 1)
        async with delivering_to([channel(port)], outcomes) as deliverer:
            deliverer.send(told_to("am", 2), present(2))
            await outcomes.wait(lambda seen: len(seen) == 2)
        assert len(await alerts(port, ("nocwall", PASSWORD))) == 1
    assert [delivery.ok for delivery in outcomes.seen] == [True, False]
    assert "401" in outcomes.seen[1].detail


async def test_a_test_is_over_by_itself(manager: int) -> None:
    """A test shows up as an alert that says so and ends within a minute."""
    async with delivering_to([channel(manager)], Outcomes()) as deliverer:
        delivery = await deliverer.test("am", "Mira")
        assert delivery is not None
        assert delivery.ok
        (alert,) = await alerts(manager)
    assert alert["labels"]["alertname"] == "Test of channel am"
    assert "Mira" in alert["annotations"]["description"]


async def test_resending_that_fails_is_seen(expect_log: Callable[[str], None], tmp_path: Path) -> None:
    """Where what is open cannot be kept alive, the channel says why, until a receiver answers again."""
    expect_log("what is open cannot be sent again")
    open_: list[Incident] = [present()]
    port = free_port()
    async with delivering_to([channel(port)], Outcomes(), told=lambda _: open_) as deliverer:
        async with asyncio.timeout(5):
            while not deliverer.views()[0].why:  # noqa: ASYNC110 - nobody is told
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)
        assert deliverer.views()[0].state == "waiting"
        open_.clear()
        with started(tmp_path / "am", port=port):
            async with asyncio.timeout(5):
                while deliverer.views()[0].state != "working":  # noqa: ASYNC110 - same
                    await asyncio.sleep(0.02)


def test_labels_are_names_that_prometheus_takes() -> None:
    """Whatever a target's labels are called, none is empty, reserved, or in the place of one of ours."""
    odd = Target(
        id="t",
        name="T",
        short="T",
        element=TARGET.element,
        labels={"__name__": "a", "é-x": "b", "": "c", "check": "d", "empty": ""},
    )
    found = labels(present(), odd)
    assert found["_name__"] == "a"
    assert found["target_check"] == "d"
    assert found["check"] == "deposit"
    assert "empty" not in found
    assert all(name and not name.startswith("__") and name.isascii() for name in found)
