"""How services are asked to go on in TLS on a port where they begin in clear."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

from app.model.phrase import foreign, phrase
from app.transport.answer_text import unfit
from app.transport.errors import malformed, not_serving
from app.transport.imap_wire import ImapWire
from app.transport.mail_server import no_starttls
from app.transport.pop3_wire import Pop3Wire
from app.transport.smtp_wire import SmtpWire
from app.transport.streams import Conversation

Flavour = Literal["smtp", "imap", "pop3", "ftp", "postgres", "xmpp"]

_POSTGRES_REQUEST = (8).to_bytes(4) + (80877103).to_bytes(4)  # SSLRequest, PostgreSQL manual, section 55.7
_XMPP_LIMIT = 16_384


async def ask_for_tls(talk: Conversation, flavour: Flavour, host: str) -> None:
    """Bring the conversation to where the handshake begins; raises ``ProbeFailed``."""
    await _ASK[flavour](talk, host)


async def _mail(wire: SmtpWire | ImapWire | Pop3Wire) -> None:
    await wire.greeting()
    await wire.introduce()
    if not await wire.ask_for_tls():
        raise no_starttls()


async def _ftp(talk: Conversation, _host: str) -> None:
    wire = SmtpWire(talk)  # replies of FTP (RFC 959, section 4.2) have the same form
    await wire.greeting()
    reply = await wire.ask("starttls", "AUTH TLS")
    if reply.code != 234:
        raise no_starttls()


async def _postgres(talk: Conversation, _host: str) -> None:
    await talk.ask("starttls", _POSTGRES_REQUEST)
    answer = await talk.exactly(1)
    talk.answered()
    if answer == b"N":
        raise no_starttls()
    if answer == b"E":
        raise not_serving((await talk.some()).decode("utf-8", "replace"))
    if answer != b"S":
        raise malformed(phrase("What answers is not {protocol}", protocol="PostgreSQL"), repr(answer))


async def _xmpp(talk: Conversation, host: str) -> None:
    opening = (
        f"<?xml version='1.0'?><stream:stream to='{_attribute(host)}' version='1.0' xmlns='jabber:client' "
        "xmlns:stream='http://etherx.jabber.org/streams'>"
    )
    await talk.ask("first_byte", opening.encode())
    features = await talk.until(b"</stream:features>", _XMPP_LIMIT)
    talk.answered()
    if b"urn:ietf:params:xml:ns:xmpp-tls" not in features:
        raise no_starttls()
    await talk.ask("starttls", b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
    answer = await talk.until(b">", _XMPP_LIMIT)
    talk.answered()
    if b"<proceed" not in answer:
        said = foreign(answer.decode("utf-8", "replace"), 120)
        raise unfit(phrase("Refuses {request}: {message}", request="STARTTLS", message=said))


def _attribute(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum() or sign in ".-:_")


_ASK: Mapping[Flavour, Callable[[Conversation, str], Awaitable[None]]] = {
    "smtp": lambda talk, _host: _mail(SmtpWire(talk)),
    "imap": lambda talk, _host: _mail(ImapWire(talk)),
    "pop3": lambda talk, _host: _mail(Pop3Wire(talk)),
    "ftp": _ftp,
    "postgres": _postgres,
    "xmpp": _xmpp,
}
