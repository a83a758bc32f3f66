import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.probe import ProbeFailed
from app.transport import der, snmp_wire
from tests.transport.agent import number, responded

UPTIME = "1.3.6.1.2.1.1.3.0"
ASKED = snmp_wire.request("2c", "public", (UPTIME,)).packet(77)
ARCS = st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=20)


def read(packet: bytes) -> dict[str, snmp_wire.Binding] | None:
    """Return what an answer holds, None where it is refused."""
    try:
        return snmp_wire.answer(packet, (UPTIME,))
    except ProbeFailed:
        return None


@given(st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_refused(data: bytes) -> None:
    """No bytes lead to another failure than one of the protocol or its content."""
    read(data)
    snmp_wire.identity_of(data)
    head = responded(ASKED, {UPTIME: (0x43, b"\1")})
    read(head[: len(head) // 2] + data)


@given(st.data())
def test_a_damaged_answer_is_an_answer_or_refused(data: st.DataObject) -> None:
    """Neither do good answers with single bytes changed or cut off."""
    values = {
        UPTIME: (0x43, b"\1\2"),
        "1.3.6.1.2": (0x46, bytes(9)),
        "1.3.6.1.4": (0x44, b"\x9f\x78\x04abcd"),
    }
    packet = bytearray(responded(ASKED, values))
    for _ in range(data.draw(st.integers(1, 4))):
        packet[data.draw(st.integers(0, len(packet) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(packet[: data.draw(st.integers(0, len(packet)))])
    for each in (bytes(packet), cut):
        read(each)
        snmp_wire.identity_of(each)


@given(st.integers(0, 2**31 - 1), st.text(max_size=200), st.lists(ARCS, min_size=1, max_size=40))
def test_the_id_is_found_in_whatever_we_ask(identity: int, community: str, arcs: list[list[int]]) -> None:
    """Our own questions, of any length, give their id back, also when only their beginning is quoted."""
    oids = tuple("1.3." + ".".join(map(str, each)) for each in arcs)
    packet = snmp_wire.request("2c", community, oids).packet(identity)
    assert snmp_wire.identity_of(packet) == identity
    assert snmp_wire.identity_of(packet[: len(community.encode()) + 40]) == identity
    whole, end = der.opened(packet, 0, der.SEQUENCE)
    assert end == len(packet)
    assert der.opened(whole, 3, der.OCTETS)[0] == community.encode()


@pytest.mark.parametrize(
    ("tag", "content", "value", "text"),
    [
        (0x02, number(-5), -5.0, "-5"),
        (0x41, number(2**32 - 1), 2.0**32 - 1, "4294967295"),
        (0x41, b"\xff\xff\xff\xff", None, ""),
        (0x42, number(7), 7.0, "7"),
        (0x43, number(1234), 1234.0, "1234"),
        (0x46, number(2**64 - 1), float(2**64 - 1), str(2**64 - 1)),
        (0x44, b"\x9f\x78\x04\x3f\x80\0\0", 1.0, "1.0"),
        (0x40, bytes((192, 0, 2, 1)), None, "192.0.2.1"),
        (0x06, snmp_wire.encode_oid("1.3.6.1.4.1.8072"), None, "1.3.6.1.4.1.8072"),
        (0x04, b"Halle 7\n", None, "Halle 7\n"),
        (0x04, b"\0\1\xff", None, "0001ff"),
    ],
)
def test_each_type_is_read(tag: int, content: bytes, value: float | None, text: str) -> None:
    """Numbers are numbers, unsigned where their type is, and the rest is text that can be shown."""
    found = read(responded(ASKED, {UPTIME: (tag, content)}))
    assert found is not None
    if text:  # an agent that leaves out the leading zero means the same, as four bytes
        assert (found[UPTIME].number, found[UPTIME].text) == (value, text)
    else:
        assert found[UPTIME].number is not None


@pytest.mark.parametrize(
    ("tag", "word"), [(0x80, "noSuchObject"), (0x81, "noSuchInstance"), (0x82, "endOfMibView")]
)
def test_what_is_not_there_is_told(tag: int, word: str) -> None:
    """A value that the agent does not have says so in SNMP's words."""
    found = read(responded(ASKED, {UPTIME: (tag, b"")}))
    assert found is not None
    assert found[UPTIME].absent == word


def test_an_error_of_the_agent_names_the_value() -> None:
    """Status and index of an answer become a sentence."""
    with pytest.raises(ProbeFailed, match=f"The agent answers noSuchName for {UPTIME}"):
        snmp_wire.answer(responded(ASKED, {}, status=2, index=1), (UPTIME,))
    with pytest.raises(ProbeFailed, match="The agent answers genErr"):
        snmp_wire.answer(responded(ASKED, {}, status=5, index=9), (UPTIME,))


@pytest.mark.parametrize("wrong", ["", "1", "a.b", "3.1", "1.40", "1.3.-1", "1..3", f"1.3.{2**32}"])
def test_what_is_no_identifier_is_refused(wrong: str) -> None:
    """Object identifiers are checked before anything is sent."""
    with pytest.raises(ValueError, match="object identifier"):
        snmp_wire.encode_oid(wrong)
