import errno
import socket
import struct
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.transport import error_queue
from app.transport.error_queue import ask_for_news, news
from tests.probes.servers import free_port

MAPPED = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}


@pytest.mark.parametrize("family", MAPPED)
def test_a_refusal_says_which_packet_and_by_whom(family: socket.AddressFamily) -> None:
    """The kernel's news quotes the packet, names where it went, and who refused it."""
    port = free_port()
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        ask_for_news(sock)
        sock.sendto(b"hello", (MAPPED[family], port))
        (told,) = news(sock)
        assert list(news(sock)) == []
    assert (told.errno, told.packet, told.peer) == (errno.ECONNREFUSED, b"hello", (MAPPED[family], port))
    assert told.by_icmp
    assert told.offender == MAPPED[family]
    assert isinstance(told.error, ConnectionRefusedError)


@example(socket.AF_INET6, b"", (0, 11), bytes(10))
@given(
    st.sampled_from(list(MAPPED)),
    st.binary(max_size=60),
    st.sampled_from([(0, 11), (41, 25), (1, 35)]),
    st.binary(max_size=30),
)
def test_any_news_is_read_or_passed_over(
    family: int, data: bytes, kind: tuple[int, int], address: bytes
) -> None:
    """No ancillary data lead to an exception."""
    whole = struct.pack("@IBBBBII", 111, 2, 3, 3, 0, 0, 0) + struct.pack("@H", family) + address
    for each in (data, whole):
        told = error_queue._told(family, b"", [(*kind, each)], ("192.0.2.1", 1))
        assert told is None or isinstance(told.offender, str)


def test_the_structures_are_those_of_the_kernel() -> None:
    """The layout that is read has the size of sock_extended_err, on the system that has it."""
    assert error_queue._ERROR.size == 16
    assert sys.platform != "linux" or error_queue.LINUX
