"""The whole decision about a check, asked of an engine in which it was made."""

from app.commands.plain_form import status_form
from app.commands.status import text_lines
from app.commands.why_form import why_form
from app.model.alert import AlertPhase
from app.model.intent import Acknowledge, Mute
from app.model.message import AskStatus, AskWhy
from app.model.state import ErrorClass, State
from app.model.why import Why
from tests.engine.whole import SHELL, MemoryStore, Rig, rig
from widgets.views.support import support_view


async def why(it: Rig, check: str) -> Why:
    """Ask why."""
    answer = await it.engine.answer(AskWhy(check=check), SHELL)
    assert answer.why is not None, answer.error
    return answer.why


def shown(it: Rig, check: str) -> State | None:
    """Return the state that a screen shows."""
    return it.link.checks[check].state if check in it.link.checks else None


async def test_cause_owner_and_mute_are_told_with_who_was_told() -> None:
    """A child that its parent explains says so; who took it and who muted are named at the parent."""
    async with rig() as it:
        it.service("edge/up").error = ErrorClass.REFUSED
        it.service("shop/up").error = ErrorClass.REFUSED
        await it.apply(it.check("edge/up"), it.check("shop/up"), depends_on={"shop": ("edge",)})
        await it.link.until(lambda: shown(it, "edge/up") is shown(it, "shop/up") is State.CRITICAL)
        await it.link.until(lambda: len(it.outside) == 1)
        child, parent = await why(it, "shop/up"), await why(it, "edge/up")
        assert [(each.target, each.down, each.explains) for each in child.parents] == [("edge", True, True)]
        assert [each.kind for each in child.quiet] == ["parent-down"]
        assert {each.channel: each.reason for each in child.channels} == {
            "desktop": "parent-down",
            "ops": "parent-down",
        }
        assert all(not each.told and each.next.template for each in child.channels)
        assert {each.channel: each.told for each in parent.channels} == {"desktop": True, "ops": True}
        assert parent.sounds
        assert not child.sounds
        assert parent.rules[0].phase is AlertPhase.FIRING
        assert parent.next_run is None or parent.next_run.seconds_since(parent.now) < 1.0
        await it.submit(Acknowledge(what="edge", who="Mira K."))
        await it.submit(Mute(seconds=60, who="Ann"))
        await it.engine.shown()
        taken = await why(it, "edge/up")
        assert [(each.kind, each.who) for each in taken.quiet] == [
            ("acknowledged", "Mira K."),
            ("muted", "Ann"),
        ]
        assert not taken.sounds


async def test_what_players_are_told_is_the_same_everywhere() -> None:
    """The status in both forms, why of cause and explained, and the support view say the same of a board."""
    async with rig() as it:
        for name in ("edge/up", "shop/up"):
            it.service(name).error = ErrorClass.REFUSED
        await it.apply(it.check("edge/up"), it.check("shop/up"), depends_on={"shop": ("edge",)})
        await it.link.until(lambda: len(it.outside) == 1)
        await it.link.until(lambda: shown(it, "edge/up") is shown(it, "shop/up") is State.CRITICAL)
        await it.engine.shown()
        board = (await it.engine.answer(AskStatus(), SHELL)).board
        assert board is not None
        told = [each["players"] for each in status_form(board)["incidents"] if each["players"]]
        assert told == ["edge has a fault at the moment. Please try again later. The same is true of shop."]
        assert [line.strip() for line in text_lines(board) if "players" in line] == [
            f"tell players: {told[0]}"
        ]
        assert [each.tell for each in support_view(board, board.now, lost=False).troubles] == told
        for check in ("edge/up", "shop/up"):
            assert why_form(await why(it, check))["players"] == told[0]


async def test_after_a_restart_it_is_still_known_who_was_told() -> None:
    """What was told before the start is told there; nothing is made up of its reason."""
    store = MemoryStore()
    async with rig(store) as it:
        it.service("shop/up").error = ErrorClass.REFUSED
        await it.apply(it.check("shop/up"))
        await it.link.until(lambda: len(it.outside) == 1)
    async with rig(store) as it:
        it.service("shop/up").error = ErrorClass.REFUSED
        await it.apply(it.check("shop/up"))
        await it.link.until(lambda: shown(it, "shop/up") is State.CRITICAL)
        found = await why(it, "shop/up")
        assert {each.channel: (each.told, each.reason) for each in found.channels} == {
            "desktop": (True, ""),
            "ops": (True, ""),
        }


async def test_an_unknown_check_is_said() -> None:
    """A name that no check has is an error in a sentence."""
    async with rig() as it:
        await it.apply(it.check("shop/up"))
        assert "no check is called" in (await it.engine.answer(AskWhy(check="shop/down"), SHELL)).error
