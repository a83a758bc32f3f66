"""What the hostile servers say: each talk is what one connection gets. Sizes are those of FAULTS."""

import asyncio
import functools
import os
import socket
import struct
import zlib
from collections.abc import Awaitable, Callable, Iterable, Iterator

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Pieces = Callable[[], Iterable[bytes]]

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
MIB = 1 << 20
GIB = 1 << 30


def page(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """Return a whole and proper answer."""
    lines = (b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers)
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def reset(writer: asyncio.StreamWriter) -> None:
    """Close a connection with RST."""
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _asked(reader: asyncio.StreamReader) -> bytes:
    return await reader.readuntil(b"\r\n\r\n")


def web(answer: bytes, then: str = "close") -> Talk:
    """Return a web server's talk: one answer, then close, hang or reset."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _asked(reader)
        writer.write(answer)
        await writer.drain()
        if then == "hang":
            await reader.read()
        if then == "reset":
            await asyncio.sleep(0.02)  # let what was sent arrive before the reset overtakes it
            reset(writer)

    return talk


def flood(head: bytes, pieces: Pieces) -> Talk:
    """Return a talk that answers with a head and then piece by piece as fast as they are taken."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _asked(reader)
        writer.write(head)
        for piece in pieces():
            writer.write(piece)
            await writer.drain()
        await reader.read()

    return talk


def endless(piece: bytes) -> Pieces:
    """Return one piece for ever."""

    def pieces() -> Iterator[bytes]:
        while True:
            yield piece

    return pieces


def drip(head: bytes, piece: bytes = b"x", pause: float = 0.1) -> Talk:
    """Return a talk that begins well and then gives one piece after the other, slowly, for ever."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if head:
            await _asked(reader)
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return talk


async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Accept and read, and never answer."""
    while await reader.read(1000):
        pass


async def reset_when_asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hear the request and reset the connection."""
    await reader.read(100)
    reset(writer)


async def reset_at_once(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Reset the connection."""
    reset(writer)


async def hang_up(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Hear the request and close without a byte."""
    await reader.read(100)


def greeting(said: bytes, then: str = "close") -> Talk:
    """Return a talk that begins without being asked."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await writer.drain()
        if then == "hang":
            await reader.read()

    return talk


def reply(said: bytes) -> Talk:
    """Return a talk that answers the first bytes that come, whatever they are, and goes on listening."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        writer.write(said)
        await writer.drain()
        await reader.read()

    return talk


async def redis_well(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer PING and INFO as Redis does."""
    while asked := await reader.read(1000):
        for word, answer in ((b"PING", b"+PONG\r\n"), (b"INFO", b"$15\r\nredis_version:7\r\n")):
            if word in asked:
                writer.write(answer)


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body


def postgres_error(code: bytes, text: bytes) -> bytes:
    """Return an ErrorResponse of PostgreSQL."""
    return _message(b"E", b"SFATAL\0C" + code + b"\0M" + text + b"\0\0")


async def postgres_well(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Let everybody in and answer every query with 1."""
    await reader.read(1000)
    writer.write(_message(b"R", bytes(4)) + _message(b"Z", b"I"))
    while asked := await reader.read(1000):
        if asked[:1] == b"Q":
            row = _message(b"D", struct.pack("!hi", 1, 1) + b"1")
            writer.write(row + _message(b"C", b"SELECT 1\0") + _message(b"Z", b"I"))


async def smtp_well(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Greet and agree to everything."""
    writer.write(b"220 mail ready\r\n")
    while asked := await reader.readline():
        writer.write(b"221 bye\r\n" if asked.upper().startswith(b"QUIT") else b"250 fine\r\n")


async def imap_well(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Greet and agree to everything."""
    writer.write(b"* OK ready\r\n")
    while asked := await reader.readline():
        writer.write(b"* CAPABILITY IMAP4rev2\r\n" + asked.split(b" ")[0] + b" OK fine\r\n")


async def pop3_well(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Greet and agree to everything but TLS."""
    writer.write(b"+OK ready\r\n")
    while asked := await reader.readline():
        writer.write({b"CAPA": b"+OK\r\n.\r\n", b"STLS": b"-ERR no\r\n"}.get(asked[:4].upper(), b"+OK\r\n"))


def after_greeting(greeting: bytes, said: bytes) -> Talk:
    """Return a talk that greets well and then answers the first line so."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        await reader.readline()
        writer.write(said)
        await writer.drain()
        await reader.read()

    return talk


@functools.cache
def gzip_bomb(bits: int = 31) -> bytes:
    """Return about 1 MB that unpacks to 1 GiB; ``bits`` as zlib counts them."""
    packer = zlib.compressobj(9, wbits=bits)
    begin = packer.compress(b"{") + packer.flush(zlib.Z_FULL_FLUSH)
    megabyte = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return begin + megabyte * (GIB // MIB)


@functools.cache
def brotli_bomb() -> bytes:
    """Return some kilobytes that unpack to 1 GiB."""
    import brotli

    packer = brotli.Compressor(quality=1)
    begin = packer.process(bytes(MIB)) + packer.flush()
    # From the second block on they are the same to the byte, and none ends the stream.
    megabyte = packer.process(bytes(MIB)) + packer.flush()
    return bytes(begin + megabyte * (GIB // MIB - 1) + b"\x03")


def zstd_bomb(window: int) -> bytes:
    """Return 32 kB that unpack to 1 GiB, made by hand (RFC 8878): blocks of one repeated byte.

    ``window`` is the power of two that the frame asks for, 10 to 41: memory of its own accord.
    """
    block = 128 * 1024
    head = b"\x28\xb5\x2f\xfd" + bytes([0x00, (window - 10) << 3])
    repeated = (block << 3 | 1 << 1).to_bytes(3, "little") + b"\0"
    last = (1 << 3 | 1 << 1 | 1).to_bytes(3, "little") + b"\0"
    return head + repeated * (GIB // block) + last


def packed(body: bytes, encoding: bytes) -> bytes:
    """Return an answer whose body is packed."""
    return page(body, b"Content-Encoding: " + encoding, b"Content-Type: application/json")


def big_list() -> Iterator[bytes]:
    """Give 60 MB of JSON in chunks."""
    yield b"1\r\n[\r\n"
    chunk = b'{"round":123456,"win":0},' * 4000
    for _ in range(600):
        yield b"%x\r\n" % len(chunk) + chunk + b"\r\n"
    yield b"3\r\n{}]\r\n0\r\n\r\n"


def noise() -> bytes:
    """Return random bytes that do not begin like any protocol of ours, in one line."""
    return b"\xff\x00" + os.urandom(9000).replace(b"\r", b".")


async def onward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send whoever asks one page further, for ever."""
    path = (await _asked(reader)).split(b" ")[1]
    writer.write(page(b"", b"Location: " + path + b"x", status=b"302 Found"))
