"""Signed signs of life at a desk that really listens."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.clock import Moment
from app.model.deadman import Whole
from app.model.surroundings import Listen
from app.transport.beats.peers import PeerBook
from app.transport.beats.request import Refused
from app.transport.beats.signed import decoded, encoded
from tests.engine.parts import HandClock
from tests.transport.beats.desks import TOKEN, Desk, asked, place, request
from tests.transport.beats.signs import SECRET, inbound, posted, sign


@asynccontextmanager
async def listening(listen: Listen, clock: HandClock, path: Path | None = None) -> AsyncIterator[Desk]:
    it = Desk(clock, path)
    it.tokens.known["walls"] = SECRET
    it.desk.expect(listen, [inbound()])
    run = asyncio.ensure_future(it.desk.run())
    try:
        await it.until_open()
        yield it
    finally:
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)
        await it.desk.close()


def status(answer: bytes) -> int:
    return int(answer.split()[1])


async def test_a_signed_sign_is_taken_once(tmp_path: Path) -> None:
    """The same bytes again, a lower counter, and both after a restart are refused, with a reason."""
    clock, listen = HandClock(), place()
    wall = clock.now().wall
    first = posted(encoded(sign(counter=7, unix=wall)))
    async with listening(listen, clock, tmp_path / "heartbeats.msgpack") as it:
        assert status(await asked(listen.port, first)) == 204
        assert it.awakened == ["wall-b/peer"]
        answer = await asked(listen.port, first)
        assert status(answer) == 409
        assert b"it was heard before" in answer
        refusal = it.desk.peers.refusal("wall-b")
        assert refusal is not None
        assert "heard before" in refusal.why.plain()
        assert status(await asked(listen.port, posted(encoded(sign(counter=6, unix=wall))))) == 409
    async with listening(listen, clock, tmp_path / "heartbeats.msgpack") as it:
        heard = it.desk.peers.last("wall-b")
        assert heard is not None
        assert heard.sign.counter == 7
        assert status(await asked(listen.port, first)) == 409
        assert status(await asked(listen.port, posted(encoded(sign(counter=8, unix=wall))))) == 204
        assert it.desk.peers.refusal("wall-b") is None


@pytest.mark.parametrize(("apart", "taken"), [(-61, False), (-59, True), (59, True), (61, False)])
async def test_clocks_may_differ_by_a_minute(apart: float, taken: bool) -> None:
    """A sign whose time is more than 60 s off, either way, is refused and shown with how much it is."""
    clock, listen = HandClock(), place()
    async with listening(listen, clock) as it:
        body = encoded(sign(counter=1, unix=clock.now().wall + apart))
        answer = await asked(listen.port, posted(body))
        assert status(answer) == (204 if taken else 409)
        refusal = it.desk.peers.refusal("wall-b")
        assert taken if refusal is None else "1 min" in refusal.why.plain()


async def test_what_is_not_signed_by_the_secret_is_nobodys() -> None:
    """Wrong secrets, other names, changed bodies, plain tokens and other methods change nothing."""
    clock, listen = HandClock(), place()
    body = encoded(sign(counter=1, unix=clock.now().wall))
    whole = posted(body)
    refused = {
        posted(body, secret="another secret of some length"): 401,
        posted(body, name="wall-c"): 401,
        whole.replace(b'"state":"good"', b'"state":"blin"'): 401,
        whole.replace(b"sha256=", b"sha512="): 401,
        request(name="wall-b", token=TOKEN): 401,  # a heartbeat is no sign of life
        whole.replace(b"/peer/", b"/beat/"): 401,
        posted(b"", method="GET"): 405,
        posted(b"{}"): 400,
        posted(b"[" * 2000): 400,
        posted(encoded(sign("wall-a", counter=1, unix=clock.now().wall))): 409,
    }
    async with listening(listen, clock) as it:
        for data, expected in refused.items():
            assert status(await asked(listen.port, data)) == expected, data
        assert it.desk.peers.last("wall-b") is None
        assert it.awakened == []
        assert status(await asked(listen.port, posted(b"x" * 5000))) == 413
        assert status(await asked(listen.port, whole)) == 204


async def test_a_change_of_state_awakens_the_check() -> None:
    """Good and good again is no news; blind is."""
    clock, listen = HandClock(), place()
    wall = clock.now().wall
    async with listening(listen, clock) as it:
        for counter, state in enumerate((Whole.GOOD, Whole.GOOD, Whole.BLIND), 1):
            await asked(listen.port, posted(encoded(sign(counter=counter, unix=wall, state=state))))
        assert it.awakened == ["wall-b/peer"] * 2


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_sign_or_refused(data: bytes) -> None:
    """Whatever a body holds, reading it ends in a sign of life or in an answer."""
    with pytest.raises(Refused):
        decoded(data)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(-100, 100)), max_size=20))
def test_counters_that_were_accepted_rise(beats: list[tuple[int, int]]) -> None:
    """In any order of signs those that are accepted have rising counters and near clocks."""
    now = Moment(wall=1e9, mono=1.0)
    book, taken = PeerBook(None, now), []
    for counter, apart in beats:
        try:
            book.take("b", sign("b", counter=counter, unix=now.wall + apart), now)
        except Refused:
            continue
        taken.append((counter, apart))
    counters = [counter for counter, _ in taken]
    assert counters == sorted(set(counters))
    assert all(abs(apart) <= 60 for _, apart in taken)


def test_a_damaged_record_is_an_empty_one(tmp_path: Path) -> None:
    """A file that is no record, or far too large, costs what it held and nothing else."""
    now = Moment(wall=1e9, mono=1.0)
    for data in (b"junk", msgspec.msgpack.encode({"b": 1}), b"\0" * 2_000_000):
        (tmp_path / "peers.msgpack").write_bytes(data)
        assert PeerBook(tmp_path / "peers.msgpack", now).last("b") is None
