import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.transport import dns_wire
from tests.transport.name_server import answered

ASKED = dns_wire.question(7, "casino.example", "A")


def decoded(packet: bytes) -> dns_wire.Answer | None:
    """Return the answer, None where it is refused."""
    try:
        return dns_wire.answer(packet, ASKED)
    except dns_wire.BadPacket:
        return None


@given(st.binary(max_size=600))
def test_any_bytes_are_an_answer_or_refused(data: bytes) -> None:
    """No bytes lead to another exception than the one for bad packets."""
    decoded(data)
    decoded(ASKED[:2] + b"\x81\x80\0\1\0\3\0\0\0\0" + ASKED[12:] + data)


@given(st.data())
def test_a_damaged_answer_is_an_answer_or_refused(data: st.DataObject) -> None:
    """Neither do good answers with single bytes changed."""
    packet = bytearray(answered(ASKED, ("A", b"abcd"), ("MX", b"\0\1\xc0\x0c"), ("TXT", b"\3abc")))
    for _ in range(data.draw(st.integers(1, 4))):
        packet[data.draw(st.integers(0, len(packet) - 1))] = data.draw(st.integers(0, 255))
    decoded(bytes(packet))


@pytest.mark.parametrize(
    ("packet", "at"),
    [
        (b"\xc0\x00", 0),
        (b"\xc0\x02\xc0\x00", 0),
        (b"\1a\xc0\x00", 0),
        (b"\x3fabc", 0),
        (b"\x80a", 0),
        (b"", 0),
    ],
)
def test_names_that_never_end_are_refused(packet: bytes, at: int) -> None:
    """Pointers at themselves, forwards or in circles, and labels beyond the packet are refused."""
    with pytest.raises(dns_wire.BadPacket):
        dns_wire.read_name(packet, at)


def test_an_answer_to_another_question_is_refused() -> None:
    """Id and question must be ours."""
    other = dns_wire.question(7, "evil.example", "A")
    assert decoded(answered(other, ("A", b"abcd"))) is None
    assert decoded(answered(b"\0\x08" + ASKED[2:], ("A", b"abcd"))) is None
    assert decoded(answered(ASKED, ("A", b"abcd"))) is not None


def test_strange_labels_are_shown_harmlessly() -> None:
    """Bytes that are no letters appear as numbers, as zone files write them."""
    assert dns_wire.read_name(b"\4a\n.\xff\0", 0)[0] == "a\\010\\046\\255"
