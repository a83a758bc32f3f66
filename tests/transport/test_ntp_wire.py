import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport import ntp_wire
from app.transport.ntp_wire import Answer

NOW = 1_795_600_000.0


def stamp(seconds: float) -> int:
    """Return seconds since 1970 as a time stamp of NTP."""
    return int((seconds + 2_208_988_800) * 2**32) % 2**64


def server_packet(
    *,
    mode: int = 4,
    stratum: int = 2,
    leap: int = 0,
    reference: bytes = b"\x7f\0\0\1",
    nonce: int = 0,
    at: float = NOW,
) -> bytes:
    """Return an answer."""
    head = leap << 6 | 4 << 3 | mode
    middle = struct.pack("!II4s", 0x8000, 0x10000, reference)
    return (
        bytes((head, stratum, 6))
        + b"\xec"
        + middle
        + struct.pack("!QQQQ", 1, nonce, stamp(at), stamp(at + 0.5))
    )


@given(st.binary(max_size=120), st.integers(0, 2**64 - 1))
def test_any_bytes_are_an_answer_or_refused(data: bytes, nonce: int) -> None:
    """No bytes lead to another failure than a probe's, and numbers stay finite."""
    ntp_wire.answers(data, nonce)
    for packet in (data, b"\x24\1" + data):
        try:
            read = ntp_wire.answer(packet, NOW)
        except ProbeFailed:
            continue
        assert isinstance(read, Answer)
        assert abs(read.sent - NOW) <= 2**32
        assert read.precision < 100_000


def test_the_numbers_of_an_answer_are_read() -> None:
    """Times, delay and dispersion are seconds; the question's own number tells the answer apart."""
    read = ntp_wire.answer(server_packet(nonce=5), NOW)
    assert (read.received, read.sent) == pytest.approx((NOW, NOW + 0.5))
    assert (read.root_delay, read.root_dispersion, read.stratum) == (0.5, 1.0, 2)
    assert read.precision == 2.0**-20
    assert read.reference == "127.0.0.1"
    assert ntp_wire.answers(server_packet(nonce=5), 5)
    assert not ntp_wire.answers(server_packet(nonce=5), 6)


@pytest.mark.parametrize("year", [1999, 2026, 2035, 2037, 2100])
def test_times_are_read_in_their_era(year: int) -> None:
    """The count of seconds that begins anew in 2036 misleads nobody."""
    at = (year - 1970) * 365.2425 * 86_400
    assert ntp_wire.answer(server_packet(at=at), at + 30).received == pytest.approx(at, abs=0.001)


@pytest.mark.parametrize(
    ("code", "error", "word"),
    [
        (b"RATE", ErrorClass.BLOCKED, "less often"),
        (b"DENY", ErrorClass.BLOCKED, "refuses us"),
        (b"INIT", ErrorClass.CONTENT, "just started"),
        (b"ABCD", ErrorClass.CONTENT, "gives no time: ABCD"),
        (b"\0\0\0\0", ErrorClass.CONTENT, "gives no time: 0"),
    ],
)
def test_a_kiss_of_death_says_why(code: bytes, error: ErrorClass, word: str) -> None:
    """A server that gives no time says so by a code, which becomes a sentence."""
    with pytest.raises(ProbeFailed, match=word) as told:
        ntp_wire.answer(server_packet(stratum=0, reference=code), NOW)
    assert told.value.error is error


def test_our_question_tells_nothing_of_us() -> None:
    """A question is 48 bytes of which only version, mode and a random number are set."""
    packet = ntp_wire.question(7)
    assert packet == b"\x23" + bytes(46) + b"\7"
    assert time.time() > 0
