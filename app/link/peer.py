"""Which user is at the other end of a Unix socket."""

import asyncio
import socket
import struct

_CREDENTIALS = struct.Struct("3i")  # pid, uid, gid


def peer_uid(writer: asyncio.StreamWriter) -> int:
    """Return the user id of the other end; -1 where the system cannot tell."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return -1
    try:
        raw = writer.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, option, _CREDENTIALS.size)
    except OSError:
        return -1
    _, uid, _ = _CREDENTIALS.unpack(raw)
    return int(uid)
