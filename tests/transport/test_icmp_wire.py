import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.state import ErrorClass
from app.transport import icmp_wire
from app.transport.icmp_news import told

FAMILIES = (socket.AF_INET, socket.AF_INET6)
IP_HEADER = b"\x45" + bytes(19)


@given(st.sampled_from(FAMILIES), st.binary(max_size=120), st.booleans())
def test_any_bytes_are_an_echo_or_nothing(family: int, data: bytes, header: bool) -> None:
    """No bytes lead to an exception, and what is read lies within what came."""
    for packet in (data, IP_HEADER + data, b"\x00" * 8 + data, b"\x0b\0\0\0\0\0\0\0" + data):
        found = icmp_wire.echo(family, packet, with_ip_header=header)
        assert found is None or (len(found.payload) <= len(packet) and 0 <= found.sequence < 65_536)
        icmp_wire.quoted_request(family, packet)


@given(st.integers(0, 65_535), st.integers(0, 65_535), st.binary(max_size=60))
def test_answers_and_quotes_of_our_own_are_known(identity: int, sequence: int, payload: bytes) -> None:
    """An answer brings back number and payload, an error the number that it quotes."""
    for family, reply, error, header in (
        (socket.AF_INET, 0, 11, IP_HEADER),
        (socket.AF_INET6, 129, 3, bytes(40)),
    ):
        request = icmp_wire.request(family, identity, sequence, payload)
        answer = bytes((reply,)) + request[1:]
        assert icmp_wire.echo(family, answer, with_ip_header=False) == (identity, sequence, payload, None)
        quote = struct.pack("!BBHI", error, 0, 0, 0) + header + request[:8]
        assert icmp_wire.echo(family, quote, with_ip_header=False) == (identity, sequence, b"", (error, 0))
        assert icmp_wire.echo(family, request, with_ip_header=False) is None


@given(st.binary(max_size=81))
def test_a_packet_with_its_checksum_sums_to_nothing(data: bytes) -> None:
    """The sum over a request with its checksum in place is zero, as receivers test it."""
    assert icmp_wire.checksum(icmp_wire.request(socket.AF_INET, 1, 2, data)) == 0


@pytest.mark.parametrize("family", FAMILIES)
@given(kind=st.integers(0, 255), code=st.integers(0, 255))
def test_every_message_of_a_router_has_a_sentence(family: int, kind: int, code: int) -> None:
    """Whatever type and code come, the failure is unreachable and names the router."""
    failed = told(family, (kind, code), "192.0.2.1")
    assert failed.error is ErrorClass.UNREACHABLE
    assert "192.0.2.1" in failed.sentence.plain()
