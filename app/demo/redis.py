"""A cache that speaks enough of Redis' protocol (RESP 2) to tell how it is."""

import asyncio
import time
from collections.abc import Callable, Mapping

from app.demo.faults import Kind
from app.demo.pulse import Pulse
from app.demo.service import TcpService

_WORDS = 16
_WORD = 4096

Keys = Mapping[str, Callable[[Pulse, float], int]]


class RedisService(TcpService):
    """Answers PING, INFO, AUTH and GET."""

    def __init__(self, name: str, keys: Keys | None = None, *, usual: float = 0.002) -> None:
        super().__init__(name, usual=usual)
        self._keys = keys or {}
        self._commands = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer commands until the other side goes."""
        first = True
        while words := await _command(reader):
            await self.linger(first=first)
            first = False
            self._commands += 1
            writer.write(self._answer(words[0].upper(), words[1:]))
            await writer.drain()
            if words[0].upper() == "QUIT":
                return

    def _answer(self, command: str, words: list[str]) -> bytes:
        if self.acting() is Kind.ERROR_500:
            return b"-LOADING Redis is loading the dataset in memory\r\n"
        match command:
            case "PING":
                return b"+PONG\r\n"
            case "AUTH" | "SELECT" | "QUIT":
                return b"+OK\r\n"
            case "INFO":
                return _bulk(self._info())
            case "GET" if words:
                number = self._keys.get(words[0])
                return b"$-1\r\n" if number is None else _bulk(str(number(self.pulse, time.monotonic())))
            case _:
                return b"-ERR unknown command\r\n"

    def _info(self) -> str:
        now = time.monotonic()
        fields = {
            "redis_version": "7.0.15",
            "role": "master",
            "uptime_in_seconds": int(86_400 * 41 + now),
            "connected_clients": int(self.pulse.between(180, 260, now)),
            "used_memory": int(self.pulse.between(2.1e9, 2.4e9, now)),
            "maxmemory": 4 << 30,
            "total_commands_processed": self._commands,
            "instantaneous_ops_per_sec": int(self.pulse.between(8_000, 14_000, now)),
        }
        return "# Server\r\n" + "".join(f"{name}:{value}\r\n" for name, value in fields.items())


async def _command(reader: asyncio.StreamReader) -> list[str]:
    line = await reader.readline()
    if not line.startswith(b"*"):
        return line.decode("utf-8", "replace").split()[:_WORDS]
    count = int(line[1:])
    if not 1 <= count <= _WORDS:
        raise ValueError(f"a command of {count} words")
    return [await _word(reader) for _ in range(count)]


async def _word(reader: asyncio.StreamReader) -> str:
    head = await reader.readline()
    length = int(head[1:]) if head.startswith(b"$") else -1
    if not 0 <= length <= _WORD:
        raise ValueError(f"a word of {length} bytes")
    return (await reader.readexactly(length + 2))[:-2].decode("utf-8", "replace")


def _bulk(text: str) -> bytes:
    data = text.encode()
    return b"$%d\r\n%s\r\n" % (len(data), data)
