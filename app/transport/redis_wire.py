"""The Redis serialization protocol (RESP 2), as far as status questions need it; all sizes are capped."""

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.streams import Conversation

LINE_LIMIT = 4096
BULK_LIMIT = 256 * 1024

_NOT_SERVING = ("LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "ERR max number of clients")
_NOT_US = ("NOAUTH", "WRONGPASS", "NOPERM", "ERR invalid password", "ERR AUTH")


class RedisWire:
    """One conversation; the caller owns it and the deadline."""

    def __init__(self, conversation: Conversation) -> None:
        self._talk = conversation

    async def ask(self, *words: str, phase: str = "query") -> str | None:
        """Send one command and return its answer as text; None where the server has no value."""
        data = [word.encode() for word in words]
        parts = [b"*%d\r\n" % len(data)] + [b"$%d\r\n%s\r\n" % (len(word), word) for word in data]
        await self._talk.ask(phase, b"".join(parts))
        answer = await self._answer()
        self._talk.answered()
        return answer

    async def _answer(self) -> str | None:
        line = await self._line()
        kind, rest = line[:1], line[1:]
        if kind in {"+", ":"}:
            return rest
        if kind == "-":
            raise refusal(rest)
        if kind == "$":
            return await self._bulk(rest)
        raise _not_redis(line)

    async def _line(self) -> str:
        line = await self._talk.until(b"\r\n", LINE_LIMIT)
        return line[:-2].decode("utf-8", "replace")

    async def _bulk(self, length: str) -> str | None:
        try:
            size = int(length)
        except ValueError:
            raise _not_redis(length) from None
        if size < 0:
            return None
        if size > BULK_LIMIT:
            raise ProbeFailed(ErrorClass.TOO_LARGE, phrase("The answer is larger than 256 kB"))
        data = await self._talk.exactly(size + 2)
        return data[:-2].decode("utf-8", "replace")


def info_fields(answer: str) -> dict[str, str]:
    """Return the fields of an ``INFO`` answer."""
    pairs = (line.partition(":") for line in answer.splitlines() if line and line[0] != "#")
    return {name: value for name, colon, value in pairs if colon}


def refusal(message: str) -> ProbeFailed:
    """Return the failure for an error reply: not serving, not us, or a wrong question."""
    said = foreign(message)
    if message.startswith(_NOT_SERVING):
        return ProbeFailed(ErrorClass.STATUS, phrase("Up but not serving: {message}", message=said))
    if message.startswith(_NOT_US):
        return ProbeFailed(ErrorClass.AUTH, phrase("Redis refuses this user: {message}", message=said))
    return ProbeFailed(ErrorClass.CONTENT, phrase("Redis answers an error: {message}", message=said))


def _not_redis(answer: str) -> ProbeFailed:
    return ProbeFailed(ErrorClass.PROTOCOL, phrase("What answers is not Redis"), foreign(answer))
