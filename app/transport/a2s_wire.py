"""Server queries of Source games (developer.valvesoftware.com/wiki/Server_queries), little-endian."""

import bz2
import struct
import zlib
from typing import NamedTuple

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.transport.errors import malformed

_SINGLE, _SPLIT = b"\xff\xff\xff\xff", b"\xfe\xff\xff\xff"
_ASK_INFO = _SINGLE + b"TSource Engine Query\0"
_ASK_PLAYERS = _SINGLE + b"U"
_NO_CHALLENGE = _SINGLE
CHALLENGE, INFO, PLAYERS = 0x41, 0x49, 0x44
_SPLIT_HEAD = struct.Struct("<4sIBBH")  # marker, id, total, number, size of a part
_COMPRESSED = 0x80000000
_MOST_PARTS = 32
_MOST_BYTES = 65_536
_LONGEST_TEXT = 1024
_THE_SHIP = 2400  # a game with three bytes of its own
_TYPES = {"d": "dedicated", "l": "listen", "p": "relay"}
_SYSTEMS = {"l": "Linux", "w": "Windows", "m": "macOS", "o": "macOS"}


class Info(NamedTuple):
    """What a server says of itself; texts are foreign."""

    name: str
    map: str
    game: str
    players: int
    most: int
    bots: int
    type: str
    system: str
    password: bool
    vac: bool
    version: str


def ask_info(challenge: bytes = b"") -> bytes:
    """Return the question for what a server says of itself."""
    return _ASK_INFO + challenge


def ask_players(challenge: bytes = b"") -> bytes:
    """Return the question for the list of players."""
    return _ASK_PLAYERS + (challenge or _NO_CHALLENGE)


class Parts:
    """Puts the parts of answers together; keeps at most one that is not whole."""

    def __init__(self) -> None:
        self._id: int | None = None
        self._parts: dict[int, bytes] = {}

    def whole(self, packet: bytes) -> bytes | None:
        """Return an answer without its marker, None where parts are missing; raises ``ProbeFailed``."""
        if packet[:4] == _SINGLE:
            return packet[4:]
        if packet[:4] != _SPLIT or len(packet) <= _SPLIT_HEAD.size:
            raise _garbled("neither a whole nor a part of an answer")
        _marker, identity, total, number, _size = _SPLIT_HEAD.unpack_from(packet)
        if not 1 <= total <= _MOST_PARTS or number >= total:
            raise _garbled(f"part {number} of {total}")
        if identity != self._id:
            self._id, self._parts = identity, {}
        self._parts[number] = packet[_SPLIT_HEAD.size :]
        if len(self._parts) < total:
            return None
        joined = b"".join(self._parts.get(each, b"") for each in range(total))
        self._id, self._parts = None, {}
        if len(joined) > _MOST_BYTES:
            raise _garbled(f"{len(joined)} bytes")
        whole = _unpacked(joined) if identity & _COMPRESSED else joined
        return whole.removeprefix(_SINGLE)


def _unpacked(joined: bytes) -> bytes:
    """Return a compressed answer; size and sum stand before it."""
    if len(joined) < 8:
        raise _garbled("a compressed answer without a head")
    size, total = struct.unpack_from("<II", joined)
    if size > _MOST_BYTES:
        raise _garbled(f"claims {size} bytes")
    try:
        plain = bz2.BZ2Decompressor().decompress(joined[8:], max_length=_MOST_BYTES + 1)
    except (OSError, ValueError, EOFError) as reason:
        raise _garbled(str(reason)) from None
    if len(plain) != size or zlib.crc32(plain) != total:
        raise _garbled("size or sum of a compressed answer do not fit")
    return plain


class _Reader:
    """Reads an answer from left to right; raises ``ProbeFailed`` at its end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) < count:
            raise _garbled("the answer ends too early")
        self._at += count
        return taken

    def byte(self) -> int:
        return self.take(1)[0]

    def text(self) -> str:
        end = self._data.find(b"\0", self._at, self._at + _LONGEST_TEXT)
        if end < 0:
            raise _garbled("a text without an end")
        raw, self._at = self._data[self._at : end], end + 1
        return raw.decode("utf-8", "replace")


def challenge(payload: bytes) -> bytes | None:
    """Return the number with which to ask again, None where ``payload`` asks for none."""
    if payload[:1] != bytes((CHALLENGE,)):
        return None
    return _Reader(payload[1:]).take(4)


def info(payload: bytes) -> Info:
    """Return what a server says of itself; raises ``ProbeFailed`` (protocol)."""
    reader = _Reader(payload)
    if reader.byte() != INFO:
        raise _garbled("another answer than the one asked for")
    reader.byte()  # protocol
    name, map_, _folder, game = (reader.text() for _ in range(4))
    identity = int.from_bytes(reader.take(2), "little")
    players, most, bots = reader.byte(), reader.byte(), reader.byte()
    type_, system = (chr(reader.byte()).lower() for _ in range(2))
    password, vac = reader.byte() == 1, reader.byte() == 1
    if identity == _THE_SHIP:
        reader.take(3)
    return Info(
        name=name,
        map=map_,
        game=game,
        players=players,
        most=most,
        bots=bots,
        type=_TYPES.get(type_, "other"),
        system=_SYSTEMS.get(system, "other"),
        password=password,
        vac=vac,
        version=reader.text(),
    )


def player_count(payload: bytes) -> int:
    """Return how many players are listed; raises ``ProbeFailed`` (protocol)."""
    reader = _Reader(payload)
    if reader.byte() != PLAYERS:
        raise _garbled("another answer than the one asked for")
    count = reader.byte()
    for _ in range(count):
        reader.byte()
        reader.text()
        reader.take(8)  # score and seconds
    return count


def _garbled(reason: str) -> ProbeFailed:
    return malformed(phrase("Answers, but not as a game server"), foreign(reason))
