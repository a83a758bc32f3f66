"""Reading whole lines and whole lengths from a stream, with caps."""

from app.model.phrase import phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.wire import Stream


class Buffered:
    """A reader over a stream; bytes that came too early wait here."""

    __slots__ = ("_held", "stream")

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self._held = bytearray()

    async def exactly(self, count: int) -> bytes:
        """Return ``count`` bytes; the caller has capped the number."""
        while len(self._held) < count:
            await self._more()
        return self._taken(count)

    async def line(self, limit: int) -> bytes | None:
        """Return the bytes before the next CR LF; None where none comes within ``limit`` bytes."""
        while (end := self._held.find(b"\r\n")) < 0:
            if len(self._held) > limit:
                return None
            await self._more()
        return self._taken(end + 2)[:-2] if end <= limit else None

    async def _more(self) -> None:
        data = await self.stream.receive()
        if not data:
            sentence = phrase("Closes the connection in the middle of an answer")
            raise ProbeFailed(ErrorClass.RESET, sentence)
        self._held += data

    def _taken(self, count: int) -> bytes:
        data = bytes(self._held[:count])
        del self._held[:count]
        return data
