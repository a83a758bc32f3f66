"""Whether something listens on a TCP port, and says what it should."""

from typing import Annotated

import msgspec

from app.model.metric import CERTIFICATE_DAYS, RESPONSE_TIME, Metric
from app.model.phrase import foreign, phrase
from app.model.probe import Context, Host, Port, Probe, Reading
from app.transport.answer_text import unfit
from app.transport.dialogue import Dialogue, Step
from app.transport.errors import Pace
from app.transport.patterns import Matcher
from app.transport.streams import Conversation, open_stream, start_tls
from app.transport.tls import TlsSettings
from app.transport.wire import Family


class Tcp(Probe, frozen=True, kw_only=True, tag="tcp"):
    """Open a connection and close it again; in between wait for a greeting, or go through a dialogue.

    ``tls`` secures the connection from its first byte on, or, with a step ``starttls``, from there on.
    """

    example = {"host": "127.0.0.1", "port": 9, "banner": "ready"}
    metrics = (RESPONSE_TIME, CERTIFICATE_DAYS)

    host: Host
    port: Port
    banner: Annotated[str, msgspec.Meta(max_length=200)] = ""  # a text that the first line must hold
    dialogue: tuple[Step, ...] = ()
    tls: TlsSettings | None = None
    family: Family = "any"
    max_bytes: Annotated[int, msgspec.Meta(ge=1, le=10_000_000)] = 65_536
    limits: Pace = Pace()

    def __post_init__(self) -> None:
        """Refuse what cannot work; msgspec tells the place."""
        if self.banner and self.dialogue:
            raise ValueError("banner and dialogue exclude one another: let the first step expect it")
        if sum(step.starttls for step in self.dialogue) > 1:
            raise ValueError("a dialogue goes on in TLS once")

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"

    @property
    def certain(self) -> tuple[Metric, ...]:
        """Without TLS there is no certificate."""
        return self.metrics if self.tls is not None or self._upgrades else (RESPONSE_TIME,)

    @property
    def _upgrades(self) -> bool:
        return any(step.starttls for step in self.dialogue)

    async def run(self, ctx: Context) -> Reading:
        """Connect and talk; raises ``ProbeFailed``."""
        at_once = None if self._upgrades else self.tls
        async with open_stream(
            ctx, self.host, self.port, tls=at_once, family=self.family, pace=self.limits
        ) as talk:
            facts = {}
            if self.banner:
                facts["banner"] = await self._greeting(talk)
            if self.dialogue:
                facts["answer"] = await self._dialogue(ctx, talk)
            return talk.reading(ctx, facts)

    async def _greeting(self, talk: Conversation) -> str:
        line = (await talk.line(min(self.max_bytes, 4096))).strip()
        talk.answered()
        if self.banner not in line:
            raise unfit(
                phrase("Greets with {line} instead of {banner}", line=foreign(line, 80), banner=self.banner)
            )
        return foreign(line)

    async def _dialogue(self, ctx: Context, talk: Conversation) -> str:
        dialogue = Dialogue(ctx, talk, await ctx.shared(Matcher), self.max_bytes)
        for step in self.dialogue:
            if step.expect:
                await dialogue.expect(step.expect)
            if step.send:
                await dialogue.say(step.send)
            if step.starttls:
                await start_tls(ctx, talk, self.host, self.tls or TlsSettings())
                talk.watch.enter("answer")
        return dialogue.last
