"""POP3 (RFC 1939, RFC 2595) as far as a check goes: greeting, STLS, USER and PASS."""

import re

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.errors import malformed, not_serving
from app.transport.login import refused
from app.transport.streams import Conversation

# Response codes (RFC 2449, RFC 3206) of a server that does not serve now.
_NOT_SERVING = re.compile(r"\[(SYS/|LOGIN-DELAY|IN-USE)")


class Pop3Wire:
    """One conversation; the caller owns it and the deadline."""

    farewell = b"QUIT\r\n"

    def __init__(self, talk: Conversation) -> None:
        self._talk = talk

    async def greeting(self) -> str:
        """Wait for the greeting and return it; raises ``ProbeFailed`` where it is no welcome."""
        good, text = await self._answer()
        if not good:
            raise not_serving(text)
        return text

    async def introduce(self) -> None:
        """Say nothing: the protocol knows no introduction."""

    async def ask_for_tls(self) -> bool:
        """Return whether TLS is offered and agreed on; the handshake is the caller's."""
        good, _text = await self.ask("starttls", "STLS")
        return good

    async def login(self, user: str, password: str) -> None:
        """Log in."""
        if set(user + password) & set("\r\n\0"):
            raise ProbeFailed(ErrorClass.CREDENTIAL, phrase("The user or password holds a line break"))
        for line in (f"USER {user}", f"PASS {password}"):
            good, text = await self.ask("login", line)
            if not good:
                raise not_serving(text) if _NOT_SERVING.match(text) else refused(text)

    async def ask(self, phase: str, line: str) -> tuple[bool, str]:
        """Say one line and return whether it is done, and the text."""
        await self._talk.ask(phase, line.encode() + b"\r\n")
        return await self._answer()

    async def _answer(self) -> tuple[bool, str]:
        line = await self._talk.line()
        self._talk.answered()
        status, _space, text = line.partition(" ")
        if status not in ("+OK", "-ERR"):
            raise malformed(phrase("What answers is not {protocol}", protocol="POP3"), foreign(line))
        return status == "+OK", text
