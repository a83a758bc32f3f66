"""Pop-ups against a service of the test's own on a private bus."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.desktop import notification, service
from app.desktop.notification import Notifier, PopUp, Urgency
from tests.app_desktop.conftest import Service, plain, running_bus

KESTREL = PopUp(
    incident="I-1",
    title="Kestrin Live hangs",
    lines=("No answer in 2 s", "Nobody has it yet"),
    urgency=Urgency.CRITICAL,
    acknowledge=True,
)


class Listener:
    def __init__(self) -> None:
        self.taken: asyncio.Queue[str] = asyncio.Queue()
        self.opened: asyncio.Queue[str] = asyncio.Queue()
        self.late: asyncio.Queue[PopUp] = asyncio.Queue()

    def notifier(self, environment: dict[str, str]) -> Notifier:
        made = Notifier(
            environment,
            on_acknowledge=self.taken.put_nowait,
            on_open=self.opened.put_nowait,
            on_late=self.late.put_nowait,
        )
        made.start()
        return made


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
async def shown(bus: dict[str, str]) -> AsyncIterator[Service]:
    made = Service(["actions", "body", "body-markup"])
    await made.start(bus)
    yield made
    await made.stop()


async def test_a_critical_pop_up_has_its_urgency_and_its_buttons(
    bus: dict[str, str], shown: Service, listener: Listener
) -> None:
    """A critical pop-up carries urgency 2 as a byte, the default action and Acknowledge."""
    notifier = listener.notifier(bus)
    assert (await notifier.tell(KESTREL)).ok
    name, replaces, _icon, title, body, actions, hints, expires = shown.shown[0]
    assert (name, replaces, title, expires) == ("Nocwall", 0, "Kestrin Live hangs", 0)
    assert body == "No answer in 2 s\nNobody has it yet"
    assert actions == ["default", "Open the wall", "ack", "Acknowledge"]
    assert plain(hints)["urgency"] == 2
    assert hints["urgency"].signature == "y"
    await notifier.stop()


async def test_pop_ups_of_one_incident_replace_each_other(
    bus: dict[str, str], shown: Service, listener: Listener
) -> None:
    """The second pop-up of an incident takes the place of the first; another incident has its own."""
    notifier = listener.notifier(bus)
    await notifier.tell(KESTREL)
    await notifier.tell(KESTREL)
    await notifier.tell(PopUp(incident="I-2", title="Paygrove is slow"))
    assert [body[1] for body in shown.shown] == [0, 41, 0]
    await notifier.close("I-1")
    assert shown.closed == [41]
    await notifier.stop()


async def test_buttons_reach_the_incident(bus: dict[str, str], shown: Service, listener: Listener) -> None:
    """Pressing Acknowledge or the pop-up itself names the incident; foreign ids are not ours."""
    notifier = listener.notifier(bus)
    await notifier.tell(KESTREL)
    await shown.signal("ActionInvoked", "us", [999, "ack"])
    await shown.signal("ActionInvoked", "us", [41, "ack"])
    await shown.signal("ActionInvoked", "us", [41, "default"])
    async with asyncio.timeout(3):
        assert await listener.taken.get() == "I-1"
        assert await listener.opened.get() == "I-1"
    assert listener.taken.empty()
    await notifier.stop()


async def test_hostile_text_stays_text(bus: dict[str, str], shown: Service, listener: Listener) -> None:
    """Markup, line breaks and endless words of a target are shown literally and cut."""
    notifier = listener.notifier(bus)
    await notifier.tell(PopUp(incident="I-3", title="a\nb\x1b[31m", lines=("<b>&</b>\r\nx", "y" * 900)))
    _name, _id, _icon, title, body, *_rest = shown.shown[0]
    assert title == "a b[31m"
    first, second = body.split("\n")
    assert first == "&lt;b&gt;&amp;&lt;/b&gt; x"
    assert len(second) == notification.LINE_LIMIT
    await notifier.stop()


async def test_a_service_without_buttons_or_markup_gets_neither(
    bus: dict[str, str], listener: Listener
) -> None:
    """What a service cannot do is left out, and text goes as it is where nothing reads markup."""
    poor = Service(["body"])
    await poor.start(bus)
    notifier = listener.notifier(bus)
    await notifier.tell(PopUp(incident="I-4", title="t", lines=("a < b",), acknowledge=True))
    assert poor.shown[0][4] == "a < b"
    assert poor.shown[0][5] == []
    await notifier.stop()
    await poor.stop()


async def test_a_missing_service_is_told_and_picked_up_when_it_comes(
    bus: dict[str, str], listener: Listener
) -> None:
    """Without a service the outcome is failed; when it comes, what is still open is shown and told."""
    notifier = listener.notifier(bus)
    outcome = await notifier.tell(KESTREL)
    assert not outcome.ok
    assert "no such service" in outcome.detail
    await notifier.tell(PopUp(incident="I-9", title="over before anybody saw it"))
    await notifier.close("I-9")
    come = Service(["actions"])
    await come.start(bus)
    async with asyncio.timeout(5):
        assert await listener.late.get() == KESTREL
    assert [body[3] for body in come.shown] == ["Kestrin Live hangs"]
    await notifier.stop()
    await come.stop()


async def test_a_restarted_service_shows_the_next_pop_up_anew(
    bus: dict[str, str], shown: Service, listener: Listener
) -> None:
    """Ids of a former service are forgotten, for a new one would not know them."""
    notifier = listener.notifier(bus)
    await notifier.tell(KESTREL)
    await shown.stop()
    again = Service(["actions"])
    await again.start(bus)
    async with asyncio.timeout(5):
        while notifier._shown:  # noqa: ASYNC110 - the name's new owner is no event of ours
            await asyncio.sleep(0.01)
    assert (await notifier.tell(KESTREL)).ok
    assert again.shown[0][1] == 0
    await notifier.stop()
    await again.stop()
    await shown.start(bus)


async def test_a_service_that_never_answers_costs_seconds_only(
    bus: dict[str, str], listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hung service is a failed pop-up within its deadline, also for those who wait behind it."""
    monkeypatch.setattr(notification, "DEADLINE", 0.3)
    hung = Service([], mute=True)
    await hung.start(bus)
    notifier = listener.notifier(bus)
    async with asyncio.timeout(1.5):
        outcomes = await asyncio.gather(*(notifier.tell(KESTREL) for _ in range(3)))
    assert not any(outcome.ok for outcome in outcomes)
    await notifier.stop()
    await hung.stop()


async def test_without_a_bus_the_state_is_clear(listener: Listener) -> None:
    """No session bus at all is a failed outcome with that sentence, at once."""
    notifier = listener.notifier({})
    outcome = await notifier.tell(KESTREL)
    assert (outcome.ok, outcome.detail) == (False, "no session bus")
    await notifier.stop()


async def test_a_bus_that_comes_back_is_found_again(
    tmp_path: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The end of the bus is a failed pop-up; on a new bus at the same address the pop-up is shown."""
    monkeypatch.setattr(service, "AGAIN", 0.1)
    async with running_bus(tmp_path) as environment:
        first = Service(["actions"])
        await first.start(environment)
        notifier = listener.notifier(environment)
        assert (await notifier.tell(KESTREL)).ok
    assert not (await notifier.tell(KESTREL)).ok
    path = environment["DBUS_SESSION_BUS_ADDRESS"].partition(",")[0]
    async with running_bus(tmp_path) as again:
        assert again["DBUS_SESSION_BUS_ADDRESS"].partition(",")[0] == path
        second = Service(["actions"])
        await second.start(again)
        await second.until_shown(1)
        await notifier.stop()
        await second.stop()


ON_DEMAND = """
import asyncio, os
from tests.app_desktop.conftest import Service

async def serve():
    service = Service(["actions"])
    await service.start(dict(os.environ))
    await service.until_shown(1)
    await asyncio.sleep(0.2)
    await service.signal("ActionInvoked", "us", [41, "ack"])
    await asyncio.sleep(0.2)

asyncio.run(serve())
"""


async def test_a_service_that_the_bus_starts_on_demand_has_working_buttons(
    tmp_path: Path, listener: Listener
) -> None:
    """The first pop-up starts the service, and its button is not forgotten with the news of the start."""
    script = tmp_path / "service.py"
    script.write_text(ON_DEMAND)
    root = Path(__file__).parents[2]
    (tmp_path / "service.service").write_text(
        "[D-BUS Service]\nName=org.freedesktop.Notifications\n"
        f"Exec=/usr/bin/env PYTHONPATH={root} {sys.executable} {script}\n"
    )
    async with running_bus(tmp_path, tmp_path) as environment:
        notifier = listener.notifier(environment)
        assert (await notifier.tell(KESTREL)).ok
        async with asyncio.timeout(5):
            assert await listener.taken.get() == "I-1"
        await notifier.stop()
