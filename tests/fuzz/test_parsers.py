"""Whatever reads foreign bytes: no exception but its documented one, and bounded time, for any bytes.

``python -m tests.bench.fuzz NAME --seconds 600`` looks longer, guided by coverage where atheris is installed.
"""

import itertools
import sys
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.transport.mail_server import MailServer
from probes import kinds
from tests.fuzz.conversations import Parser, ready
from tests.fuzz.parsers import PARSERS

# What regular expressions and nested forms stumble over when it comes many times.
UNITS = (
    *(bytes((sign,)) for sign in b"a0 \t\r\n{[(<\"'\\,=;:%+-*.\0\xff"),
    *(b"\r\n", b"a=", b'a="', b"''", b'\\"', b"a,", b"a ", b"a:", b"0;", b"1\r\n", b"*\r\n", b"A: b\r\n"),
    *(
        b"250-a\r\n",
        b"* a\r\n",
        b"{1}\r\n",
        b"0\r\n\r\n",
        b"\x30\x80",
        b"\xc0\x0c",
        b"\x3fa",
        b'{"a":',
        b"[1,",
    ),
)
SLOW = 0.1  # seconds of this thread's own time; the loop may not be held longer


@pytest.fixture(scope="module", autouse=True)
def _loop() -> Iterator[None]:
    """Have a loop for the probes among them."""
    with ready():
        for parser in PARSERS.values():
            parser.read(b"")  # what is opened once is open before the first test
        yield


def damaged(parser: Parser) -> st.SearchStrategy[bytes]:
    """Return inputs: any bytes, and known ones with pieces lost, doubled, foreign or changed."""
    anything = st.binary(max_size=300)
    if not parser.seeds:
        return anything
    parts = st.sampled_from(parser.seeds).flatmap(
        lambda seed: st.tuples(*(st.integers(0, len(seed)),) * 3).map(
            lambda cuts: (seed[: cuts[0]], seed[cuts[1] :], seed[cuts[2] : cuts[2] + 4])
        )
    )
    spliced = st.tuples(parts, st.one_of(st.binary(max_size=8), st.sampled_from(UNITS))).map(
        lambda it: it[0][0] + it[1] + it[0][1] + it[0][2]
    )
    return st.one_of(anything, spliced)


@pytest.mark.parametrize("name", PARSERS)
def test_any_bytes_are_read_or_refused(name: str) -> None:
    """Neither good answers nor damaged ones, in any pieces, lead to an exception of another kind."""
    parser = PARSERS[name]
    for seed in parser.seeds:
        parser.read(seed)

    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(damaged(parser))
    def holds(data: bytes) -> None:
        parser.read(data)

    holds()


def _took(parser: Parser, data: bytes) -> float:
    """Return the CPU seconds of one reading."""
    began = time.thread_time()
    parser.read(data)
    return time.thread_time() - began


@pytest.mark.parametrize("name", PARSERS)
def test_no_bytes_take_long(name: str) -> None:
    """The largest input there can be, of one thing over and over, is done with in bounded time."""
    parser = PARSERS[name]
    cuts = [seed[:cut] for seed in parser.seeds[:1] for cut in (len(seed) // 2, len(seed))]
    # In one piece, as a fast sender's bytes come: between two pieces the loop turns.
    for begin, unit in itertools.product((b"\0", *cuts), UNITS):
        data = begin + unit * ((parser.room - len(begin)) // len(unit))
        # The garbage of a whole session may fall into one of them: what is slow is slow each time.
        assert any(_took(parser, data) < SLOW for _ in range(3)), (begin, unit)


def test_every_conversation_is_among_them() -> None:
    """A probe kind that talks over TCP by itself is read here too, so that a further one is not forgotten."""
    talking = {
        str(kind.__struct_config__.tag)
        for kind in kinds()
        if issubclass(kind, MailServer) or "open_stream" in vars(sys.modules[kind.__module__])
    }
    assert talking - {"dns"} <= set(PARSERS)
    assert len(talking) > 5
