from functools import partial

import msgspec

from app.model.incident import EntryKind, Incident
from app.model.intent import Acknowledge, Act, Assign, Comment, Fixed, Looked, Merge, Release, Split, Tick
from app.model.message import AskFigures, AskForeseen, AskIncidents
from app.model.notice import NoticeKind
from app.model.state import ErrorClass, State
from app.model.verdict import Level
from tests.engine.test_engine import open_ids, state
from tests.engine.whole import SHELL, MemoryStore, Rig, rig


async def both_fail(it: Rig) -> None:
    """Two targets that fail, each with its incident: I-1 and I-2."""
    await it.apply(it.check("pay/deposit"), it.check("api/ping"))
    await it.link.until(lambda: all(state(it, name) is State.OK for name in ("pay/deposit", "api/ping")))
    for name, number in (("pay/deposit", 1), ("api/ping", 2)):
        it.service(name).error = ErrorClass.TIMEOUT_READ
        await it.link.until(partial(_are_open, it, number))


def _are_open(it: Rig, number: int) -> bool:
    return len(open_ids(it)) == number


def _are_told(it: Rig, number: int) -> bool:
    return len(it.outside) == number


def kinds(it: Rig, identity: str) -> set[EntryKind]:
    return {entry.kind for entry in it.store.incidents[identity].timeline}


async def test_every_wish_is_stored_before_it_is_answered() -> None:
    """What a person does with an incident is in the record when the answer comes."""
    async with rig() as it:
        await both_fail(it)
        for wish, kind in (
            (Acknowledge(what="I-1", who="bo", sticky=True, seconds=600), EntryKind.ACKNOWLEDGED),
            (Assign(what="I-1", to="cy", who="bo"), EntryKind.ASSIGNED),
            (Comment(what="I-1", text="line is down", who="bo"), EntryKind.COMMENT),
            (Act(what="I-1", text="called them", who="bo"), EntryKind.ACTION),
            (Fixed(what="I-1", who="bo"), EntryKind.FIXED),
            (Looked(what="I-1", who="bo"), EntryKind.SEEN),
            (Release(what="I-1", who="bo"), EntryKind.RELEASED),
        ):
            answer = await it.submit(wish)
            assert answer.error == ""
            assert kind in kinds(it, "I-1")
        assert (await it.submit(Tick(what="I-1", step="1", who="bo"))).error.startswith("the runbook of I-1")
        assert (await it.submit(Release(what="I-1", who="bo"))).error == "nobody has 'I-1'"
        assert (await it.submit(Act(what="I-9", text="x", who="bo"))).error.startswith("no open incident")


async def test_merged_and_split_incidents_end_for_who_was_told() -> None:
    """Each problem that was told outside has exactly one end there, whatever people did between."""
    async with rig() as it:
        await both_fail(it)
        await it.link.until(lambda: len(it.outside) == 2)
        wish = Merge(into="I-1", what=("I-2",), who="bo")
        foreseen = (await it.engine.answer(AskForeseen(wish=wish), SHELL)).foreseen
        assert foreseen is not None
        assert foreseen.question.plain() == "Make I-2 part of I-1?"
        assert sorted(open_ids(it)) == ["I-1", "I-2"]
        merged = await it.submit(wish)
        assert merged.text == "I-1 now holds I-2"
        (back,) = merged.back
        assert back == Split(what="I-1", part=("api",), who="")
        refused = await it.engine.answer(AskForeseen(wish=wish), SHELL)
        assert refused.error == "no open incident is called 'I-2'"
        parted = await it.submit(msgspec.structs.replace(back, who="bo"))
        assert parted.text == "I-3 is made of a part of I-1"
        assert it.store.incidents["I-2"].merged_into == "I-1"
        for name in ("pay/deposit", "api/ping"):
            it.service(name).error = None
        await it.link.until(lambda: not open_ids(it))
        await it.link.until(lambda: len(it.outside) == 5)
        ends = sorted(each.incident for each in it.outside if each.kind is NoticeKind.RECOVERY)
        assert ends == ["I-1", "I-2", "I-3"]
        assert not any(each.told for each in it.store.incidents.values())


async def test_an_acknowledgement_for_a_time_ends_by_itself() -> None:
    """When the time is over the incident needs someone again, without anybody's wish."""
    async with rig() as it:
        await both_fail(it)
        answer = await it.submit(Acknowledge(what="I-1", who="bo", seconds=0.6))
        assert answer.text.startswith("bo has I-1 for")
        await it.link.until(lambda: EntryKind.ACK_EXPIRED in kinds(it, "I-1"))
        assert not it.store.incidents["I-1"].taken


async def test_bad_again_soon_goes_on_and_is_told() -> None:
    """The same incident is told again under an id of its own to those who were told its end."""
    async with rig() as it:
        await it.apply(it.check("pay/deposit"))
        for number in (1, 2):
            await it.link.until(lambda: state(it, "pay/deposit") is State.OK)
            it.service("pay/deposit").error = ErrorClass.TIMEOUT_READ
            await it.link.until(partial(_are_told, it, 2 * number - 1))
            it.service("pay/deposit").error = None
            await it.link.until(partial(_are_told, it, 2 * number))
        assert [(each.incident, each.kind) for each in it.outside] == [
            ("I-1", NoticeKind.PROBLEM),
            ("I-1", NoticeKind.RECOVERY),
        ] * 2
        assert len({each.id for each in it.outside}) == 4


async def test_when_somebody_looked_survives_a_restart() -> None:
    """What happened since then is counted, and a later run knows when that was."""
    store = MemoryStore()
    async with rig(store) as first:
        await both_fail(first)
        await first.link.until(lambda: first.link.board and first.link.board.unseen >= 2)
        await first.submit(Looked(who="bo"))
        await first.link.until(lambda: first.link.board and first.link.board.unseen == 0)
    async with rig(store) as second:
        await second.apply(second.check("pay/deposit"))
        await second.link.until(lambda: second.link.board is not None)
        board = second.link.board
        assert board is not None
        assert board.looked is not None
        assert 0 < board.unseen < len(board.ticker)


async def test_incidents_and_figures_can_be_asked() -> None:
    """Open and closed ones are told by name, and the figures count both."""
    async with rig() as it:
        await both_fail(it)
        it.service("api/ping").error = None
        await it.link.until(lambda: open_ids(it) == ["I-1"])
        await it.link.until(lambda: it.store.incidents["I-2"].closed)
        asked = [
            await it.engine.answer(question, SHELL)
            for question in (
                AskIncidents(),
                AskIncidents(closed=True),
                AskIncidents(what="api"),
                AskIncidents(closed=True, what="api/ping"),
            )
        ]
        found = [[each.id for each in answer.incidents] for answer in asked]
        assert found == [["I-1"], ["I-2"], [], ["I-2"]]
        figures = (await it.engine.answer(AskFigures(), SHELL)).figures
        assert figures is not None
        assert (figures.count, figures.closed, figures.unacknowledged) == (2, 1, 2)


def test_a_record_of_an_early_version_is_read() -> None:
    """An incident without the fields that came later is whole, with one target."""
    moment = {"wall": 1.0, "mono": 1.0}
    old = {
        "id": "I-1",
        "target": "pay",
        "element": "payment",
        "title": {"template": "it hangs"},
        "level": Level.CRITICAL.value,
        "alerts": [{"check": "pay/deposit", "rule": "up"}],
        "began": moment,
        "opened": moment,
    }
    found = msgspec.convert(old, Incident)
    assert found.hit == ("pay",)
    assert (found.reopened, found.merged_into, found.sticky, found.fixed) == (0, "", False, None)
