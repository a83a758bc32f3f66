"""A Redis server: serving, and its own numbers."""

from typing import Annotated, ClassVar

import msgspec

from app.model.metric import QUERY_VALUE, Metric
from app.model.phrase import foreign, phrase
from app.model.probe import Context, Host, Port, Probe, ProbeFailed, Reading, Secret
from app.model.quantity import Unit
from app.model.state import ErrorClass
from app.transport.redis_wire import RedisWire, info_fields
from app.transport.streams import open_stream

INFO = Metric(name="info", unit=Unit.NONE, title="Redis")
CONNECTIONS = Metric(name="connections", unit=Unit.COUNT, title="Connections")
MEMORY_USED = Metric(name="memory_used", unit=Unit.BYTES, title="Memory used")
OPERATIONS = Metric(name="operations", unit=Unit.PER_SECOND, title="Commands a second")

_FIELDS = {
    "connected_clients": "connections",
    "used_memory": "memory_used",
    "instantaneous_ops_per_sec": "operations",
}

Field = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_]{1,60}$")]


class Redis(Probe, frozen=True, kw_only=True, tag="redis"):
    """Log in, ask PING, and read numbers from INFO and from a key."""

    example: ClassVar[dict[str, object]] = {"host": "127.0.0.1", "port": 1}
    metrics: ClassVar[tuple[Metric, ...]] = (QUERY_VALUE, CONNECTIONS, MEMORY_USED, OPERATIONS, INFO)

    host: Host
    port: Port = 6379
    user: str = ""
    password: Secret | None = None
    key: str = ""  # its value must be a number; becomes query_value
    fields: tuple[Field, ...] = ()  # further numbers of INFO, each as the series info:FIELD

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"

    async def run(self, ctx: Context) -> Reading:
        """Ask the server; an answer of LOADING or the like is "up but not serving"."""
        password = await ctx.secret(self.password) if self.password else None
        async with open_stream(ctx, self.host, self.port) as talk:
            wire = RedisWire(talk)
            if password is not None:
                await wire.ask("AUTH", *([self.user] if self.user else []), password, phase="login")
            pong = await wire.ask("PING")
            if pong != "PONG":
                sentence = phrase("PING is not answered by PONG")
                raise ProbeFailed(ErrorClass.PROTOCOL, sentence, foreign(pong or ""))
            info = info_fields(await wire.ask("INFO") or "")
            stored = await wire.ask("GET", self.key) if self.key else None
        values = self._numbers(info)
        if self.key:
            values["query_value"] = self._number(stored)
        facts: dict[str, str] = {
            name: foreign(info[name]) for name in ("redis_version", "role") if name in info
        }
        return talk.reading(ctx, facts, values)

    def _numbers(self, info: dict[str, str]) -> dict[str, float]:
        named = {**_FIELDS, **{field: f"info:{field}" for field in self.fields}}
        return {series: float(info[name]) for name, series in named.items() if _is_number(info.get(name))}

    def _number(self, stored: str | None) -> float:
        if stored is None:
            raise ProbeFailed(ErrorClass.CONTENT, phrase("The key {key} has no value", key=foreign(self.key)))
        if not _is_number(stored):
            sentence = phrase("The value of {key} is not a number", key=foreign(self.key))
            raise ProbeFailed(ErrorClass.CONTENT, sentence, foreign(stored))
        return float(stored)


def _is_number(text: str | None) -> bool:
    # Plain decimal notation only: float() would take "nan", "1e400" and "1_000" as well.
    return text is not None and len(text) < 40 and text.lstrip("-").replace(".", "", 1).isdecimal()
