import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.transport import dns_wire
from tests.transport.name_server import answered

QUESTION = dns_wire.question("casino.example", "A")
ASKED = QUESTION.packet(7)


def decoded(packet: bytes) -> dns_wire.Answer | None:
    """Return the answer, None where it is refused."""
    try:
        return dns_wire.answer(packet, QUESTION)
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
    """The question must be ours, in whatever case."""
    other = dns_wire.question("evil.example", "A").packet(7)
    assert decoded(answered(other, ("A", b"abcd"))) is None
    shouted = ASKED[:2] + ASKED[2:].replace(b"casino", b"CaSiNo")
    assert decoded(answered(shouted, ("A", b"abcd"))) is not None
    assert decoded(answered(ASKED, ("A", b"abcd"))) is not None


def test_strange_labels_are_shown_harmlessly() -> None:
    """Bytes that are no letters appear as numbers, as zone files write them."""
    assert dns_wire.read_name(b"\4a\n.\xff\0", 0)[0] == "a\\010\\046\\255"


LABELS = st.text("abcXYZ019-_", min_size=1, max_size=12)
HOSTS = st.lists(LABELS, min_size=1, max_size=4).map(".".join)
WORDS = st.integers(0, 65_535)
LONGS = st.integers(0, 2**32 - 1)
TEXTS = st.text("abc xyz", min_size=1, max_size=40)
# Data of each type as zone files write them: for dnspython, which writes the packet, and as we read it.
DATA = st.one_of(
    st.tuples(st.just("A"), st.ip_addresses(v=4).map(str)),
    st.tuples(st.just("AAAA"), st.ip_addresses(v=6, network="2001:db8::/32").map(str)),
    *(st.tuples(st.just(kind), HOSTS) for kind in ("NS", "CNAME", "PTR")),
    st.tuples(st.just("MX"), st.builds("{} {}".format, WORDS, HOSTS)),
    st.tuples(st.just("SRV"), st.builds("{} {} {} {}".format, WORDS, WORDS, WORDS, HOSTS)),
    st.tuples(st.just("SOA"), st.builds("{} {} {} {} {} {} {}".format, HOSTS, HOSTS, *[LONGS] * 5)),
    st.tuples(st.just("TXT"), TEXTS.map('"{}"'.format)),
    st.tuples(st.just("CAA"), st.builds('{} issue "{}"'.format, st.integers(0, 255), HOSTS)),
)


@settings(max_examples=60, deadline=None)
@given(HOSTS, st.lists(st.tuples(DATA, st.integers(0, 2**31 - 1)), max_size=6), st.integers(0, 5))
def test_packets_of_another_library_are_read_as_it_means_them(
    host: str, records: list[tuple[tuple[str, str], int]], rcode: int
) -> None:
    """Whatever dnspython writes, with its compressed names, is read as what it was told to write."""
    asked = dns_wire.question(host, "A")
    query = dns.message.from_wire(asked.packet(9))
    reply = dns.message.make_response(query)
    reply.set_rcode(dns.rcode.Rcode(rcode))
    name = dns.name.from_text(host)
    for (kind, text), ttl in records:
        number = dns.rdatatype.from_text(kind)
        data = dns.rdata.from_text(dns.rdataclass.IN, number, text, dns.name.root, relativize=False)
        reply.answer.append(dns.rrset.from_rdata(name, ttl, data))
    read = dns_wire.answer(reply.to_wire(), asked)
    assert read.rcode == rcode
    assert [(each.name, each.type, each.ttl, each.text) for each in read.records] == [
        (host, kind, ttl, text.strip('"') if kind == "TXT" else text) for (kind, text), ttl in records
    ]


def test_what_is_asked_is_what_another_library_reads() -> None:
    """Our questions mean to dnspython what they mean to us."""
    plain = dns.message.from_wire(dns_wire.question("casino.example", "CAA").packet(7))
    assert (plain.id, plain.question[0].to_text()) == (7, "casino.example. IN CAA")
