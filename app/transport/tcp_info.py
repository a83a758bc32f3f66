"""When a connection came to be, by the kernel's own account."""

import contextlib
import socket
import struct
import sys

# struct tcp_info of linux/tcp.h: the smoothed round trip in microseconds, and segments sent again in all.
_RTT = struct.Struct("=68xI28xI")
_KNOWN = sys.platform == "linux" and hasattr(socket, "TCP_INFO")
# What a loop may be late without our asking.
_GRACE = 0.0005


def connected_at(sock: socket.socket, began: float, now: float) -> float:
    """Return when a connection that was begun at ``began`` came to be; ``now`` it was noticed.

    There is no stamp of it. But the first round trip that the kernel measures is that of the handshake,
    unless a segment of it was lost. Moments are those of ``perf_counter``.
    """
    if not _KNOWN or now - began < _GRACE:
        return now
    with contextlib.suppress(OSError, struct.error):  # a Unix socket has none
        rtt, again = _RTT.unpack_from(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _RTT.size))
        if rtt and not again:
            return min(now, began + float(rtt) / 1e6)
    return now
