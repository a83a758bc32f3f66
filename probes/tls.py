"""Whether a service shakes hands in TLS, and with which certificate."""

from typing import Annotated

import msgspec

from app.model.metric import CERTIFICATE_DAYS, RESPONSE_TIME
from app.model.phrase import foreign, phrase
from app.model.probe import Context, Host, Name, Port, Probe, ProbeFailed, Reading
from app.model.state import ErrorClass
from app.transport.answer_text import unfit
from app.transport.certificate import Certificate, certificate_facts, covers
from app.transport.errors import Pace
from app.transport.starttls import Flavour, ask_for_tls
from app.transport.streams import Conversation, open_stream, start_tls
from app.transport.tls import TlsSettings
from app.transport.tls_wire import TlsWire
from app.transport.wire import Family

_Fingerprint = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-fA-F]{2}(:?[0-9a-fA-F]{2}){31}$")]
_Protocol = Annotated[str, msgspec.Meta(min_length=1, max_length=50)]


class Tls(Probe, frozen=True, kw_only=True, tag="tls"):
    """Shake hands in TLS, look at the certificates, and hang up."""

    example = {"host": "127.0.0.1", "port": 443}
    metrics = (RESPONSE_TIME, CERTIFICATE_DAYS)

    host: Host
    port: Port = 443
    starttls: Flavour | None = None
    tls: TlsSettings = TlsSettings()
    names: tuple[Name, ...] = ()  # all of which the certificate must be for
    fingerprint: tuple[_Fingerprint, ...] = ()  # SHA-256; the certificate must be one of them
    alpn: tuple[_Protocol, ...] = ()  # protocols of which the server must choose one
    family: Family = "any"
    limits: Pace = Pace()

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"

    async def run(self, ctx: Context) -> Reading:
        """Shake hands and look; raises ``ProbeFailed``."""
        at_once = self.tls if self.starttls is None else None
        async with open_stream(
            ctx, self.host, self.port, tls=at_once, family=self.family, pace=self.limits, alpn=self.alpn
        ) as talk:
            if self.starttls is not None:
                await ask_for_tls(talk, self.starttls, self.tls.server_name or self.host)
                await start_tls(ctx, talk, self.host, self.tls, self.alpn)
            talk.watch.stop()
            assert talk.tls is not None
            return self._judged(ctx, talk, talk.tls)

    def _judged(self, ctx: Context, talk: Conversation, tls: TlsWire) -> Reading:
        chain = tls.chain
        if not chain:
            raise unfit(phrase("Sends a certificate that cannot be read"))
        self._demand(chain[0])
        facts = certificate_facts(chain)
        if self.alpn:
            if not tls.protocol:
                raise unfit(phrase("Agrees on none of the protocols {names}", names=", ".join(self.alpn)))
            facts["alpn"] = tls.protocol
        return talk.reading(ctx, facts)

    def _demand(self, own: Certificate) -> None:
        for name in self.names:
            if not covers(own, name):
                for_names = foreign(", ".join(own.names) or own.subject, 80)
                raise ProbeFailed(
                    ErrorClass.TLS_VERIFY,
                    phrase("Certificate is for {names}, not for {name}", names=for_names, name=foreign(name)),
                )
        wanted = {each.replace(":", "").lower() for each in self.fingerprint}
        if wanted and own.fingerprint not in wanted:
            sentence = phrase("Certificate is another one than expected: {print}", print=own.fingerprint[:16])
            raise ProbeFailed(ErrorClass.TLS_VERIFY, sentence, own.fingerprint)
