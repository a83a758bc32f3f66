"""Marks of charts: what people say that was done, and what happened to a check."""

from app.model.event import EventKind
from app.model.intent import Acknowledge, PlaceMark
from app.model.message import AskMarks
from app.model.past import MarkKind
from app.model.state import ErrorClass, State
from tests.engine.test_engine import open_ids, state
from tests.engine.whole import SHELL, MemoryStore, Rig, rig


async def marked(it: Rig, check: str = "pay/deposit") -> list[tuple[MarkKind, str]]:
    """Return kinds and words of the marks of a check."""
    answer = await it.engine.answer(AskMarks(check=check, since=0.0, until=1e12), SHELL)
    return [(mark.kind, mark.text.plain()) for mark in answer.marks]


async def test_a_mark_is_stored_shown_and_logged() -> None:
    """What somebody marks is in the record before the answer, on the board, in the log and in the charts."""
    store = MemoryStore()
    async with rig(store=store) as it:
        await it.apply(it.check("pay/deposit"), it.check("api/ping"))
        answer = await it.submit(PlaceMark(text="deploy 4.2", who="bo", targets=("pay",), ago=60.0))
        assert answer.text == "marked 'deploy 4.2' for pay"
        assert [each.text for each in store.deploys] == ["deploy 4.2"]
        assert [e.text.plain() for e in store.log if e.kind is EventKind.MARK] == ["deploy 4.2"]
        await it.link.until(lambda: it.link.board is not None and len(it.link.board.deploys) == 1)
        assert await marked(it) == [(MarkKind.DEPLOYED, "deploy 4.2")]
        assert await marked(it, "api/ping") == []
    async with rig(store=store) as it:
        await it.apply(it.check("pay/deposit"))
        assert await marked(it) == [(MarkKind.DEPLOYED, "deploy 4.2")]


async def test_a_mark_for_nobody_is_refused() -> None:
    """A mark without words, or for a target that is not there, is not made."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"))
        assert "needs a text" in (await it.submit(PlaceMark(text=" ", who="bo"))).error
        assert "'nowhere'" in (await it.submit(PlaceMark(text="x", who="bo", targets=("nowhere",)))).error
        assert await marked(it) == []


async def test_incidents_are_marked_in_charts() -> None:
    """Begin, taking and end of an incident stand in the charts of its checks."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"))
        await it.link.until(lambda: state(it, "pay/deposit") is State.OK)
        it.service("pay/deposit").error = ErrorClass.TIMEOUT_READ
        await it.link.until(lambda: len(open_ids(it)) == 1)
        await it.submit(Acknowledge(what="I-1", who="bo"))
        it.service("pay/deposit").error = None
        await it.link.until(lambda: not open_ids(it))
        kinds = [kind for kind, _ in await marked(it)]
        assert kinds == [MarkKind.BEGAN, MarkKind.TAKEN, MarkKind.ENDED]
