import msgspec

from app.model.channel_view import ChannelState, ChannelView
from app.model.intent import TestChannel
from app.model.message import AskChannels
from app.model.notice import Reason
from app.model.own import channel_of, undelivered
from app.model.ports import ChannelPolicy
from tests.engine.whole import SHELL, MemoryStore, NotingDeliverer, Rig, rig

VIEW = ChannelView(id="ops", kind="webhook", scheme="https", min_severity="warning")
SICK = msgspec.structs.replace(VIEW, state=ChannelState.UNDELIVERED, undelivered=1, why="it answered 410")


def two(it: Rig) -> NotingDeliverer:
    """Let the rig's deliverer have a second channel."""
    deliverer = it.deliverers[0]
    kind: type[NotingDeliverer] = type(
        "Two",
        (NotingDeliverer,),
        {"channels": property(lambda _: (ChannelPolicy(id="ops"), ChannelPolicy(id="mail")))},
    )
    deliverer.__class__ = kind
    return deliverer


def sent(it: Rig) -> list[tuple[str, str]]:
    """Return what the outside channels were told."""
    return [(notice.channel, notice.kind.value) for notice in it.outside]


async def test_a_channel_that_gave_up_is_told_by_all_others() -> None:
    """One alarm goes to the desktop and to the other channel, and so does its end after a delivery."""
    async with rig() as it:
        deliverer = two(it)
        await it.apply(it.check("pay/deposit"))
        deliverer.shown = (SICK,)
        await it.link.until(lambda: it.link.told and len(it.outside) == 1)
        assert sent(it) == [("mail", "problem")]
        await it.link.until(lambda: it.link.board and it.link.board.incidents)
        assert it.link.board is not None
        (incident,) = it.link.board.incidents
        assert incident.title.plain() == "Notices to ops are not delivered"
        assert "410" in incident.cause.plain()
        assert incident.level == "critical"
        assert it.banner("undelivered-ops")
        kept = [each for each in it.store.notices.values() if each.channel == "ops"]
        assert [(each.told, each.reason) for each in kept] == [(False, Reason.ITSELF)]
        deliverer.shown = (
            msgspec.structs.replace(VIEW, state=ChannelState.WORKING, delivered=incident.opened),
        )
        await it.link.until(lambda: len(it.outside) == 2 and len(it.link.told) == 2)
        assert sent(it) == [("mail", "problem"), ("mail", "recovery")]
        await it.link.until(lambda: not it.banner("undelivered-ops"))


async def test_a_long_wait_is_a_warning_first() -> None:
    """What waits for over a minute is a warning; once it is given up the same incident worsens."""
    waits = msgspec.structs.replace(SICK, undelivered=0, waiting=1, waiting_for=61.0)
    async with rig() as it:
        deliverer = two(it)
        await it.apply(it.check("pay/deposit"))
        deliverer.shown = (waits,)
        await it.link.until(lambda: it.link.told)
        assert it.link.told[0].level == "warning"
        deliverer.shown = (SICK,)
        await it.link.until(lambda: len(it.link.told) == 2)
        assert it.kinds(it.link.told) == ["I-1 problem", "I-1 worsened"]


async def test_an_alarm_outlives_a_restart_and_a_channel_does_not() -> None:
    """After a restart nothing is proved, so the alarm stays; a channel that is removed takes it along."""
    store = MemoryStore()
    async with rig(store) as first:
        await first.apply(first.check("pay/deposit"))
        first.deliverers[0].shown = (SICK,)
        await first.link.until(lambda: undelivered("ops") in store.alerts)
    async with rig(store) as it:
        it.deliverers[0].shown = (VIEW,)
        await it.apply(it.check("pay/deposit"))
        await it.link.until(lambda: it.link.board and it.link.board.incidents)
        it.deliverers[0].shown = ()
        await it.link.until(lambda: it.link.board and not it.link.board.incidents)


async def test_channels_are_asked_and_tested_over_the_link() -> None:
    """A question gives the channels; a test of one that is not there is refused with its name."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"))
        it.deliverers[0].shown = (SICK,)
        answer = await it.engine.answer(AskChannels(), SHELL)
        assert answer.channels == (SICK,)
        refused = await it.submit(TestChannel(channel="nobody"))
        assert "nobody" in refused.error


def test_only_such_alarms_belong_to_a_channel() -> None:
    """The channel is read from check and target of its alarm alike."""
    assert channel_of(undelivered("a.b-c").check) == "a.b-c"
    assert channel_of("@channel-ops") == "ops"
    assert channel_of("@sight/references") == channel_of("channel-ops/x") == ""
