"""What checks of SMTP, IMAP and POP3 have in common: greeting, TLS at once or later, log-in, farewell."""

from typing import Literal, Protocol

from app.model.metric import CERTIFICATE_DAYS, RESPONSE_TIME, Metric
from app.model.phrase import foreign, phrase
from app.model.probe import Context, Host, Port, Probe, ProbeFailed, Reading
from app.transport.answer_text import unfit
from app.transport.errors import Pace
from app.transport.login import Login
from app.transport.streams import Conversation, open_stream, start_tls
from app.transport.tls import TlsSettings
from app.transport.wire import Family

# "tls" from the first byte on; "starttls" after both have agreed to.
Security = Literal["none", "starttls", "starttls-if-offered", "tls"]


class MailWire(Protocol):
    """A protocol of mail. Everything raises ``ProbeFailed``."""

    farewell: bytes

    async def greeting(self) -> str:
        """Wait for the greeting and return it."""
        ...

    async def introduce(self) -> None:
        """Say who we are, and learn what is offered."""
        ...

    async def ask_for_tls(self) -> bool:
        """Return whether TLS is offered and agreed on."""
        ...

    async def login(self, user: str, password: str) -> None:
        """Log in."""
        ...


class MailServer(Probe, frozen=True, kw_only=True):
    """Settings and course of a check; a kind says which protocol is spoken."""

    metrics = (RESPONSE_TIME, CERTIFICATE_DAYS)

    host: Host
    port: Port
    security: Security = "starttls-if-offered"
    tls: TlsSettings = TlsSettings()
    login: Login | None = None
    family: Family = "any"
    limits: Pace = Pace()

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"

    @property
    def certain(self) -> tuple[Metric, ...]:
        """Only where TLS is asked for there is a certificate for certain."""
        return self.metrics if self.security in ("tls", "starttls") else (RESPONSE_TIME,)

    async def converse(self, talk: Conversation, visit: "Visit") -> dict[str, str]:
        """Speak the protocol as far as the settings go, and return what is worth knowing."""
        raise NotImplementedError

    async def run(self, ctx: Context) -> Reading:
        """Connect and talk; raises ``ProbeFailed``."""
        password = await ctx.secret(self.login.password) if self.login else ""
        tls = self.tls if self.security == "tls" else None
        async with open_stream(
            ctx, self.host, self.port, tls=tls, family=self.family, pace=self.limits
        ) as talk:
            visit = Visit(self, ctx, talk, password)
            facts = await self.converse(talk, visit)
            reading = talk.reading(ctx, facts)
            await talk.part(visit.farewell)
        return reading


class Visit:
    """The beginning of a conversation, which all three have in common."""

    def __init__(self, server: MailServer, ctx: Context, talk: Conversation, password: str) -> None:
        self._server = server
        self._ctx = ctx
        self._talk = talk
        self._password = password
        self.farewell = b""

    async def begin(self, wire: MailWire) -> str:
        """Go as far as the log-in, and return the greeting."""
        greeting = await wire.greeting()
        self.farewell = wire.farewell
        await wire.introduce()
        if self._server.security.startswith("starttls"):
            await self._secure(wire)
        login = self._server.login
        if login is not None:
            if self._talk.tls is None and self._server.security != "none":
                sentence = phrase("Does not offer TLS, and the password is not sent without it")
                raise unfit(sentence)
            await wire.login(login.user, self._password)
        return foreign(greeting)

    async def _secure(self, wire: MailWire) -> None:
        if await wire.ask_for_tls():
            await start_tls(self._ctx, self._talk, self._server.host, self._server.tls)
            await wire.introduce()  # what was offered in clear does not count any more
        elif self._server.security == "starttls":
            raise no_starttls()


def no_starttls() -> ProbeFailed:
    """Return the failure of a server that is to go on in TLS and does not offer it."""
    return unfit(phrase("Does not offer STARTTLS"))
