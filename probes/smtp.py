"""Whether a mail server takes mail: greeting, TLS, log-in, an envelope, but never a letter."""

from typing import Annotated

import msgspec

from app.model.probe import Port
from app.transport.mail_server import MailServer, Visit
from app.transport.smtp_wire import SmtpWire
from app.transport.streams import Conversation

_Mailbox = Annotated[str, msgspec.Meta(pattern=r"^[^\s<>\x00-\x1f]*$", max_length=254)]


class Smtp(MailServer, frozen=True, kw_only=True, tag="smtp"):
    """Greet a mail server as a sender would. Nothing is ever sent: an envelope is taken back."""

    example = {"host": "127.0.0.1", "port": 25}

    port: Port = 25
    ehlo: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9.:\[\]_-]+$", max_length=253)] = "nocwall"
    mail_from: _Mailbox = ""
    rcpt_to: _Mailbox = ""

    def __post_init__(self) -> None:
        """Refuse what cannot work; msgspec tells the place."""
        if self.rcpt_to and not self.mail_from:
            raise ValueError("rcpt_to needs mail_from: an envelope begins with its sender")

    async def converse(self, talk: Conversation, visit: Visit) -> dict[str, str]:
        """Begin, and name sender and recipient where they are given."""
        wire = SmtpWire(talk, self.ehlo)
        greeting = await visit.begin(wire)
        if self.mail_from:
            await wire.envelope(self.mail_from, self.rcpt_to)
        return {"greeting": greeting}
