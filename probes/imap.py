"""Whether a mailbox server serves: greeting, TLS, capabilities, log-in."""

from app.model.phrase import foreign
from app.model.probe import Port
from app.transport.imap_wire import ImapWire
from app.transport.mail_server import MailServer, Visit
from app.transport.streams import Conversation


class Imap(MailServer, frozen=True, kw_only=True, tag="imap"):
    """Greet an IMAP server, ask what it can, and log in where a user is given."""

    example = {"host": "127.0.0.1", "port": 143}

    port: Port = 143

    async def converse(self, talk: Conversation, visit: Visit) -> dict[str, str]:
        """Begin, and tell what is offered."""
        wire = ImapWire(talk)
        greeting = await visit.begin(wire)
        return {"greeting": greeting, "offers": foreign(" ".join(sorted(wire.offered)))}
