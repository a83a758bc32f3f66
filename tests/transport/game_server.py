"""The server's side of game server queries, after Valve's description of them."""

import bz2
import struct
import zlib
from collections.abc import Callable

CHALLENGE = b"\x0a\x0b\x0c\x0d"
INFO = (
    b"I\x11Nocwall test server\0de_dust2\0csgo\0Counter-Strike: Global Offensive\0"
    + struct.pack("<H", 730)
    + bytes((12, 24, 2))
    + b"dl\0\x011.38.8.1\0"
    + b"\xb1"
    + struct.pack("<HQ", 27015, 90071992547409920)
    + b"secure,kestrin\0"
    + struct.pack("<Q", 730)
)
PLAYERS = b"D\x02" + b"".join(
    bytes((number,)) + f"player {number}\0".encode() + struct.pack("<if", 7 * number, 61.5)
    for number in range(2)
)


def single(payload: bytes) -> list[bytes]:
    """Return an answer in one packet."""
    return [b"\xff\xff\xff\xff" + payload]


def split(payload: bytes, size: int = 40, *, packed: bool = False) -> list[bytes]:
    """Return an answer in parts, the last one first, as they may come."""
    whole = b"\xff\xff\xff\xff" + payload
    identity = 77
    if packed:
        identity |= 0x80000000
        whole = struct.pack("<II", len(whole), zlib.crc32(whole)) + bz2.compress(whole)
    parts = [whole[at : at + size] for at in range(0, len(whole), size)]
    heads = (
        b"\xfe\xff\xff\xff" + struct.pack("<IBBH", identity, len(parts), number, size)
        for number in range(len(parts))
    )
    return [head + part for head, part in zip(heads, parts, strict=True)][::-1]


def game(
    sent: Callable[[bytes], list[bytes]] = single, info: bytes = INFO, *, asks: bool = True
) -> Callable[[bytes], list[bytes]]:
    """Return a server; with ``asks`` it wants to see its number first."""

    def answers(asked: bytes) -> list[bytes]:
        kind, number = asked[4:5], asked[-4:]
        if kind == b"T" and not asked[5:].startswith(b"Source Engine Query\0"):
            return []
        if number != CHALLENGE and (asks or kind == b"U"):
            return single(b"A" + CHALLENGE)
        return sent(info if kind == b"T" else PLAYERS)

    return answers
