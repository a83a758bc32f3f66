"""SMTP (RFC 5321) as far as a check goes: greeting, EHLO, STARTTLS, AUTH, an envelope without a letter."""

import base64
import re
from typing import NamedTuple

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.transport.answer_text import unfit
from app.transport.errors import malformed, not_serving
from app.transport.login import refused
from app.transport.streams import Conversation

_LINES = 100  # of one reply
_REPLY = re.compile(r"([2-5][0-9]{2})(?:([ -])(.*))?", re.DOTALL)
_NOT_SERVING = (421, 450, 451, 452, 454, 455, 554)  # 554 greets where there is no mail service


class Reply(NamedTuple):
    """A code and the texts of its lines."""

    code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Code and text as people read them."""
        return foreign(f"{self.code} {' '.join(self.lines)}", 120)

    @property
    def good(self) -> bool:
        """Whether the server does what was asked."""
        return self.code < 400


class SmtpWire:
    """One conversation; the caller owns it and the deadline."""

    farewell = b"QUIT\r\n"

    def __init__(self, talk: Conversation, name: str = "nocwall") -> None:
        self._talk = talk
        self._name = name
        self.offered: dict[str, str] = {}  # extensions of the last EHLO, upper case, with their parameters

    async def greeting(self) -> str:
        """Wait for the greeting and return it; raises ``ProbeFailed`` where it is no welcome."""
        reply = await self._reply()
        if reply.code != 220:
            raise not_serving(reply.text)
        return reply.text

    async def introduce(self) -> None:
        """Say who we are, and learn what is offered."""
        reply = await self.ask("ehlo", f"EHLO {self._name}")
        if reply.code in (500, 502, 504):
            reply = await self.ask("ehlo", f"HELO {self._name}")
        if not reply.good:
            raise refusal(reply, "EHLO")
        pairs = (line.partition(" ") for line in reply.lines[1:])
        self.offered = {word.upper(): rest.upper() for word, _space, rest in pairs}

    async def ask_for_tls(self) -> bool:
        """Return whether TLS is offered and agreed on; the handshake is the caller's."""
        if "STARTTLS" not in self.offered:
            return False
        reply = await self.ask("starttls", "STARTTLS")
        if reply.code != 220:
            raise refusal(reply, "STARTTLS")
        return True

    async def login(self, user: str, password: str) -> None:
        """Log in by PLAIN, else by LOGIN."""
        ways = self.offered.get("AUTH", "").split()
        if "PLAIN" in ways or not ways:
            reply = await self.ask("login", "AUTH PLAIN " + _packed(f"\0{user}\0{password}"))
        elif "LOGIN" in ways:
            reply = await self.ask("login", f"AUTH LOGIN {_packed(user)}")
            if reply.code == 334:
                reply = await self.ask("login", _packed(password))
        else:
            ways_shown = foreign(" ".join(ways), 80)
            raise unfit(phrase("Offers no way to log in that we know, only {ways}", ways=ways_shown))
        if reply.code in (530, 534, 535, 538):
            raise refused(reply.text)
        if reply.code != 235:
            raise refusal(reply, "AUTH")

    async def envelope(self, sender: str, recipient: str) -> None:
        """Say from whom and to whom a letter would go, and take it back."""
        for phase, line in (("mail", f"MAIL FROM:<{sender}>"), ("rcpt", f"RCPT TO:<{recipient}>")):
            if phase == "mail" or recipient:
                reply = await self.ask(phase, line)
                if not reply.good:
                    raise refusal(reply, line)
        await self.ask("rset", "RSET")

    async def ask(self, phase: str, line: str) -> Reply:
        """Say one line and return the reply. 421 is raised: the server ends the conversation with it."""
        await self._talk.ask(phase, line.encode() + b"\r\n")
        reply = await self._reply()
        if reply.code == 421:
            raise not_serving(reply.text)
        return reply

    async def _reply(self) -> Reply:
        code, texts = 0, []
        for _ in range(_LINES):
            line = await self._talk.line()
            found = _REPLY.fullmatch(line)
            if found is None or (code and int(found[1]) != code):
                raise malformed(phrase("What answers is not {protocol}", protocol="SMTP"), foreign(line))
            code = int(found[1])
            texts.append(found[3] or "")
            if found[2] != "-":
                self._talk.answered()
                return Reply(code, tuple(texts))
        raise malformed(phrase("Answers more than {count} lines", count=str(_LINES)))


def refusal(reply: Reply, asked: str) -> ProbeFailed:
    """Return the failure of a request that is refused, for now or for good."""
    if reply.code in _NOT_SERVING and reply.code < 500:
        return not_serving(reply.text)
    return unfit(phrase("Refuses {request}: {message}", request=foreign(asked, 80), message=reply.text))


def _packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
