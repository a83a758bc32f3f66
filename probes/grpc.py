"""Whether a gRPC service says that it serves."""

from typing import Annotated

import msgspec

from app.model.metric import CERTIFICATE_DAYS, RESPONSE_TIME, Metric
from app.model.phrase import foreign, phrase
from app.model.probe import Context, Host, Port, Probe, ProbeFailed, Reading, Secret
from app.model.state import ErrorClass
from app.transport.answer_text import unfit
from app.transport.errors import Pace, malformed, not_serving
from app.transport.http_settings import Line
from app.transport.login import refused
from app.transport.protobuf import number_field, text_field
from app.transport.streams import Conversation, open_stream
from app.transport.tls import TlsSettings
from app.transport.wire import Family

_PATH = b"/grpc.health.v1.Health/Check"
_ALPN = ("h2",)

# HealthCheckResponse.ServingStatus (grpc/health/v1/health.proto).
_SERVING, _SERVICE_UNKNOWN = 1, 3
_NAMES = {0: "UNKNOWN", 2: "NOT_SERVING"}

# Status codes of gRPC (grpc/status.h).
_NOT_FOUND, _UNIMPLEMENTED = 5, 12
_NOT_US = (7, 16)
_NOT_NOW = {
    1: "CANCELLED",
    4: "DEADLINE_EXCEEDED",
    8: "RESOURCE_EXHAUSTED",
    13: "INTERNAL",
    14: "UNAVAILABLE",
}

_Key = Annotated[str, msgspec.Meta(pattern=r"^(?!grpc-)[a-z0-9_.-]{1,100}$")]


class Grpc(Probe, frozen=True, kw_only=True, tag="grpc"):
    """Ask the standard health service of gRPC (``grpc.health.v1.Health/Check``)."""

    example = {"host": "127.0.0.1", "port": 50051}
    metrics = (RESPONSE_TIME, CERTIFICATE_DAYS)

    host: Host
    port: Port
    service: Annotated[str, msgspec.Meta(max_length=200)] = ""  # empty: the server as a whole
    authority: Annotated[str, msgspec.Meta(pattern=r"^[^\s\x00-\x1f]*$", max_length=253)] = ""
    metadata: dict[_Key, Line | Secret] = {}
    tls: TlsSettings | None = None
    family: Family = "any"
    limits: Pace = Pace()

    @property
    def address(self) -> str:
        """Host, port and service."""
        return f"{self.host}:{self.port}" + (f"/{self.service}" if self.service else "")

    @property
    def certain(self) -> tuple[Metric, ...]:
        """Without TLS there is no certificate."""
        return self.metrics if self.tls is not None else (RESPONSE_TIME,)

    async def run(self, ctx: Context) -> Reading:
        """Ask once; raises ``ProbeFailed``."""
        from app.transport.grpc_wire import GrpcCall

        fields = await self._fields(ctx)
        async with open_stream(
            ctx, self.host, self.port, tls=self.tls, family=self.family, pace=self.limits, alpn=_ALPN
        ) as talk:
            _demand_http2(talk)
            call = GrpcCall(talk)
            outcome = await call.run(fields, text_field(1, self.service))
            if outcome.status:
                raise self._failed(outcome.status, outcome.message)
            status = number_field(outcome.data, 1)
            if status != _SERVING:
                raise self._not_serving(status)
            reading = talk.reading(ctx, {"status": "SERVING"})
            await talk.send(call.farewell())
        return reading

    async def _fields(self, ctx: Context) -> list[tuple[bytes, bytes]]:
        host = f"[{self.host}]" if ":" in self.host else self.host
        fields = [
            (b":method", b"POST"),
            (b":scheme", b"http" if self.tls is None else b"https"),
            (b":path", _PATH),
            (b":authority", (self.authority or f"{host}:{self.port}").encode()),
            (b"te", b"trailers"),
            (b"content-type", b"application/grpc"),
            (b"user-agent", b"Nocwall"),
            (b"grpc-timeout", b"%dm" % max(1, int(ctx.timeout * 1000))),
        ]
        for name, value in self.metadata.items():
            text = await ctx.secret(value) if isinstance(value, Secret) else value
            if set(text) & set("\r\n\0"):
                sentence = phrase("The header {name} holds a line break", name=name)
                raise ProbeFailed(ErrorClass.CREDENTIAL, sentence)
            fields.append((name.encode(), text.encode()))
        return fields

    def _not_serving(self, status: int) -> ProbeFailed:
        if status == _SERVICE_UNKNOWN:
            return self._unknown("")
        return not_serving(f"{self.service} {_NAMES.get(status, str(status))}".strip())

    def _unknown(self, message: str) -> ProbeFailed:
        sentence = phrase("Does not know the service {name}", name=foreign(self.service))
        return ProbeFailed(ErrorClass.CONTENT, sentence, message)

    def _failed(self, status: int, message: str) -> ProbeFailed:
        """Return what a status other than OK means."""
        if status == _NOT_FOUND:
            return self._unknown(message)
        if status == _UNIMPLEMENTED:
            return unfit(phrase("Does not implement the health check of gRPC"), message)
        if status in _NOT_US:
            return refused(f"gRPC {status} {message}")
        if status in _NOT_NOW:
            return not_serving(f"{_NOT_NOW[status]} {message}")
        return unfit(phrase("Answers gRPC status {status}: {message}", status=str(status), message=message))


def _demand_http2(talk: Conversation) -> None:
    if talk.tls is not None and talk.tls.protocol not in _ALPN:
        raise malformed(phrase("Does not agree to speak HTTP/2"))
