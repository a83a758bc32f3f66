"""Services that speak HTTP/1.1 and answer JSON."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus

from app.demo.faults import OF_A_SOCKET, Kind
from app.demo.pulse import Pulse
from app.demo.service import REQUEST, TcpService
from app.model.value import Value

_HEAD_END = b"\r\n\r\n"
_BODY = 64 * 1024


class Request(Value, frozen=True, kw_only=True):
    """What was asked."""

    method: str
    path: str
    body: bytes = b""


class Answer(Value, frozen=True, kw_only=True):
    """What is answered."""

    body: bytes
    status: int = 200
    kind: str = "application/json"


Page = dict[str, object]
# A page is made from the service's pulse and the seconds of a clock.
Route = Callable[[Pulse, float], Page]


class WebService(TcpService):
    """Answers each of its routes; ``broken`` is the page with an error that stands inside a 200."""

    kinds: tuple[Kind, ...] = (*OF_A_SOCKET, Kind.ERROR_IN_200)

    def __init__(
        self,
        name: str,
        routes: Mapping[str, Route],
        broken: Page,
        *,
        usual: float = 0.03,
        behind: str = "",
    ) -> None:
        super().__init__(name, usual=usual, behind=behind)
        self._routes = routes
        self._broken = broken

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        request = await _request(reader)
        await self.linger()
        answer = self.answer(request)
        reason = HTTPStatus(answer.status).phrase
        head = (
            f"HTTP/1.1 {answer.status} {reason}\r\nServer: {self.name}\r\nContent-Type: {answer.kind}\r\n"
            f"Content-Length: {len(answer.body)}\r\nConnection: close\r\n\r\n"
        )
        writer.write(head.encode() + answer.body)
        await writer.drain()

    def answer(self, request: Request) -> Answer:
        """Return the answer that the present fault allows."""
        acting = self.acting()
        if acting is Kind.ERROR_500:
            return Answer(status=500, body=b'{"error": "internal error"}')
        route = self._routes.get(request.path)
        if route is None:
            return Answer(status=404, body=b'{"error": "no such page"}')
        page = self._broken if acting is Kind.ERROR_IN_200 else route(self.pulse, time.monotonic())
        return Answer(body=json.dumps(page).encode())


async def _request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(_HEAD_END)).decode("latin-1")
    first, _, rest = head.partition("\r\n")
    method, target, _version = first.split(" ", 2)
    length = 0
    for line in rest.split("\r\n"):
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            length = int(value)
    if not 0 <= length <= min(_BODY, REQUEST):
        raise ValueError(f"a body of {length} bytes")
    body = await reader.readexactly(length)
    return Request(method=method, path=target.partition("?")[0], body=body)
