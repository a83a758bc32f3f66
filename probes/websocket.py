"""Whether a WebSocket service takes connections, and speaks."""

from time import perf_counter
from typing import Annotated

import msgspec

from app.model.metric import CERTIFICATE_DAYS, RESPONSE_TIME, Metric
from app.model.phrase import foreign, phrase
from app.model.probe import Context, Probe, Reading, Secret
from app.model.quantity import Unit
from app.transport.answer_text import excerpt, unfit
from app.transport.errors import Pace
from app.transport.http_settings import HeaderName, Line, checked_url
from app.transport.http_values import Prebuilt, prebuilt
from app.transport.patterns import Matcher, checked
from app.transport.streams import Conversation, open_stream
from app.transport.tls import TlsSettings
from app.transport.websocket_wire import CLOSE, TEXT, WebSocketWire, framed, new_key
from app.transport.wire import Family

FIRST_MESSAGE = Metric(name="first_message", unit=Unit.SECONDS, title="First message")
PONG_TIME = Metric(name="pong_time", unit=Unit.SECONDS, title="Ping")
_GOODBYE = (1000).to_bytes(2)
_ALPN = ("http/1.1",)
_RESERVED = ("host", "upgrade", "connection", "content-length", "transfer-encoding")

_Token = Annotated[str, msgspec.Meta(pattern=r"^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$")]


class WebSocket(Probe, frozen=True, kw_only=True, tag="websocket"):
    """Upgrade to WebSocket; optionally send a message, wait for one that fits, and ping."""

    example = {"url": "ws://127.0.0.1:9/live"}
    metrics = (RESPONSE_TIME, FIRST_MESSAGE, PONG_TIME, CERTIFICATE_DAYS)

    url: Annotated[str, msgspec.Meta(pattern=r"^wss?://", max_length=2000)]
    headers: dict[HeaderName, Line | Secret] = {}
    protocols: tuple[_Token, ...] = ()  # of which the server must choose one
    send: Annotated[str, msgspec.Meta(max_length=100_000)] | Secret = ""
    expect: Annotated[str, msgspec.Meta(max_length=500)] = ""  # a regular expression that a message must hold
    ping: bool = False
    tls: TlsSettings = TlsSettings()
    family: Family = "any"
    max_message: Annotated[int, msgspec.Meta(ge=1, le=50_000_000)] = 1_000_000
    limits: Pace = Pace()

    def __post_init__(self) -> None:
        """Refuse what cannot work; msgspec tells the place."""
        checked_url(self._http_url, "the url")
        checked(self.expect)
        for name in self.headers:
            if name.lower() in _RESERVED or name.lower().startswith("sec-websocket-"):
                raise ValueError(f"the header {name} belongs to the upgrade itself")

    @property
    def address(self) -> str:
        """The url."""
        return self.url

    @property
    def certain(self) -> tuple[Metric, ...]:
        """What the settings ask for."""
        asked = {
            RESPONSE_TIME: True,
            FIRST_MESSAGE: bool(self.send or self.expect),
            PONG_TIME: self.ping,
            CERTIFICATE_DAYS: self.url.startswith("wss:"),
        }
        return tuple(metric for metric in self.metrics if asked[metric])

    @property
    def _http_url(self) -> str:
        return "http" + self.url.removeprefix("ws")

    async def run(self, ctx: Context) -> Reading:
        """Upgrade and talk; raises ``ProbeFailed``."""
        key = new_key()
        request = await self._request(ctx, key)
        tls = self.tls if request.tls else None
        async with open_stream(
            ctx, request.host, request.port, tls=tls, family=self.family, pace=self.limits, alpn=_ALPN
        ) as talk:
            wire = WebSocketWire(talk, self.max_message)
            facts = {"protocol": await wire.upgrade(request.head, key, self.protocols)}
            values: dict[str, float] = {}
            if self.send or self.expect:
                facts["message"] = excerpt(await self._message(ctx, talk, wire, values))
            if self.ping:
                asked = perf_counter()
                talk.watch.enter("ping")
                await wire.pong(key[:8])
                talk.answered()
                values[PONG_TIME.name] = max(0.0, talk.stream.arrived - asked)
            talk.watch.stop()
            reading = talk.reading(ctx, {name: text for name, text in facts.items() if text}, values)
            await talk.part(framed(CLOSE, _GOODBYE))
        return reading

    async def _request(self, ctx: Context, key: bytes) -> Prebuilt:
        fields = [
            (b"Upgrade", b"websocket"),
            (b"Connection", b"Upgrade"),
            (b"Sec-WebSocket-Version", b"13"),
            (b"Sec-WebSocket-Key", key),
        ]
        if self.protocols:
            fields.append((b"Sec-WebSocket-Protocol", ", ".join(self.protocols).encode()))
        if "user-agent" not in map(str.lower, self.headers):
            fields.append((b"User-Agent", b"Nocwall"))
        for name, value in self.headers.items():
            text = await ctx.secret(value) if isinstance(value, Secret) else value
            fields.append((name.encode(), text.encode()))
        return prebuilt("GET", self._http_url, fields)

    async def _message(
        self, ctx: Context, talk: Conversation, wire: WebSocketWire, values: dict[str, float]
    ) -> bytes:
        """Send, and return the first message that fits."""
        text = await ctx.secret(self.send) if isinstance(self.send, Secret) else self.send
        matcher = await ctx.shared(Matcher)
        asked = perf_counter()
        talk.watch.enter("message")
        if text:
            await wire.send(TEXT, text.encode())
        count = 0
        try:
            async with talk.last_moment():
                while True:
                    message = await wire.message()
                    count += 1
                    values.setdefault(FIRST_MESSAGE.name, max(0.0, talk.stream.arrived - asked))
                    said = message.decode("utf-8", "replace")
                    if not self.expect or await matcher.found(self.expect, said):
                        talk.answered()
                        return message
        except TimeoutError:
            if not count:
                raise
        wanted = foreign(self.expect, 80)
        raise unfit(phrase("None of {count} messages holds {pattern}", count=str(count), pattern=wanted))
