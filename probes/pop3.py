"""Whether a POP3 server serves: greeting, TLS, log-in."""

from app.model.probe import Port
from app.transport.mail_server import MailServer, Visit
from app.transport.pop3_wire import Pop3Wire
from app.transport.streams import Conversation


class Pop3(MailServer, frozen=True, kw_only=True, tag="pop3"):
    """Greet a POP3 server, and log in where a user is given."""

    example = {"host": "127.0.0.1", "port": 110}

    port: Port = 110

    async def converse(self, talk: Conversation, visit: Visit) -> dict[str, str]:
        """Begin; there is no more to it."""
        return {"greeting": await visit.begin(Pop3Wire(talk))}
