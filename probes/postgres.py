"""A PostgreSQL server: log in and read one value."""

import math
from typing import Annotated, ClassVar

import msgspec

from app.model.metric import QUERY_VALUE, Metric
from app.model.phrase import foreign, phrase
from app.model.probe import Context, Host, Port, Probe, ProbeFailed, Reading, Secret
from app.model.state import ErrorClass
from app.transport.postgres_wire import PostgresWire
from app.transport.streams import open_stream

Statement = Annotated[str, msgspec.Meta(min_length=1, max_length=10_000)]
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=63)]


class Postgres(Probe, frozen=True, kw_only=True, tag="postgres"):
    """Log in, run a statement and take the first column of its first row as ``query_value``.

    ``SELECT 1`` proves that the server serves; a statement of your own measures, as replication lag or
    the number of connections. A value that is not a number is shown and not judged.
    """

    example: ClassVar[dict[str, object]] = {"host": "127.0.0.1", "port": 1, "user": "monitor"}
    metrics: ClassVar[tuple[Metric, ...]] = (QUERY_VALUE,)

    host: Host
    port: Port = 5432
    user: Word
    password: Secret | None = None
    database: Word = "postgres"
    query: Statement = "SELECT 1"

    @property
    def address(self) -> str:
        """Host, port and database."""
        return f"{self.host}:{self.port}/{self.database}"

    async def run(self, ctx: Context) -> Reading:
        """Connect, log in, ask."""
        password = await ctx.secret(self.password) if self.password else None
        async with open_stream(ctx, self.host, self.port) as talk:
            wire = PostgresWire(talk)
            await wire.start(self.user, self.database, password)
            answer = await wire.query(self.query)
            await wire.finish()
        if answer is None:
            raise ProbeFailed(ErrorClass.CONTENT, phrase("The query gives no value"))
        number = _number(answer)
        values = {} if number is None else {"query_value": number}
        return talk.reading(ctx, {"answer": foreign(answer, 80)}, values)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
