"""IMAP (RFC 9051) as far as a check goes: greeting, CAPABILITY, STARTTLS, LOGIN, LOGOUT."""

import base64
import re
from typing import NamedTuple

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.answer_text import unfit
from app.transport.errors import malformed, not_serving
from app.transport.login import refused
from app.transport.streams import Conversation

_LINES = 200  # of one answer
_LITERAL = re.compile(r"\{([0-9]{1,9})\+?\}$")
_LITERAL_LIMIT = 65_536
_CODE = re.compile(r"\[([A-Z-]+)")
_NOT_SERVING = ("UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "CONTACTADMIN", "OVERQUOTA")


class Answer(NamedTuple):
    """OK, NO or BAD, with its text; and the untagged lines before it."""

    status: str
    text: str
    untagged: tuple[str, ...]


class ImapWire:
    """One conversation; the caller owns it and the deadline."""

    farewell = b"bye LOGOUT\r\n"

    def __init__(self, talk: Conversation) -> None:
        self._talk = talk
        self._tag = 0
        self.offered: frozenset[str] = frozenset()

    async def greeting(self) -> str:
        """Wait for the greeting and return it; raises ``ProbeFailed`` where it is no welcome."""
        line = await self._talk.line()
        self._talk.answered()
        star, _space, rest = line.partition(" ")
        status, _space, text = rest.partition(" ")
        if star != "*" or status.upper() not in ("OK", "PREAUTH", "BYE"):
            raise _not_imap(line)
        if status.upper() == "BYE":
            raise not_serving(text)
        return text

    async def introduce(self) -> None:
        """Learn what is offered."""
        answer = await self.ask("capability", "CAPABILITY")
        lines = [line.upper().split() for line in answer.untagged]
        words = [word for line in lines if line[1:2] == ["CAPABILITY"] for word in line[2:]]
        if answer.status != "OK" or not words:
            raise _refusal(answer, "CAPABILITY")
        self.offered = frozenset(words)

    async def ask_for_tls(self) -> bool:
        """Return whether TLS is offered and agreed on; the handshake is the caller's."""
        if "STARTTLS" not in self.offered:
            return False
        answer = await self.ask("starttls", "STARTTLS")
        if answer.status != "OK":
            raise _refusal(answer, "STARTTLS")
        return True

    async def login(self, user: str, password: str) -> None:
        """Log in by SASL PLAIN where it is offered, else by LOGIN."""
        if "AUTH=PLAIN" in self.offered:
            packed = base64.b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
            answer = await self.ask("login", "AUTHENTICATE PLAIN", packed)
        elif "LOGINDISABLED" in self.offered:
            raise unfit(phrase("Does not let anybody log in here"))
        else:
            answer = await self.ask("login", f"LOGIN {_quoted(user)} {_quoted(password)}")
        if answer.status == "OK":
            return
        code = _CODE.match(answer.text)
        if code is not None and code[1] in _NOT_SERVING:
            raise not_serving(answer.text)
        raise refused(answer.text)

    async def ask(self, phase: str, command: str, continuation: str | None = None) -> Answer:
        """Say one command and return its answer; ``continuation`` is said when the server asks for more."""
        self._tag += 1
        tag = f"n{self._tag}"
        await self._talk.ask(phase, f"{tag} {command}\r\n".encode())
        untagged: list[str] = []
        for _ in range(_LINES):
            line = await self._line()
            head, _space, rest = line.partition(" ")
            if head == "*":
                _look_for_goodbye(rest)
                untagged.append(line)
            elif head == "+" and continuation is not None:
                await self._talk.send(continuation.encode() + b"\r\n")
                continuation = None
            elif head == tag:
                self._talk.answered()
                status, _space, text = rest.partition(" ")
                return Answer(status.upper(), text, tuple(untagged))
            else:
                raise _not_imap(line)
        raise malformed(phrase("Answers more than {count} lines", count=str(_LINES)))

    async def _line(self) -> str:
        """Return a line with its literals."""
        parts = [await self._talk.line()]
        room = _LITERAL_LIMIT
        # Only the newest part is looked at: the whole line again and again would take seconds.
        while found := _LITERAL.search(parts[-1]):
            size = int(found[1])
            room -= len(parts[-1]) + size
            if room < 0:
                raise ProbeFailed(ErrorClass.TOO_LARGE, phrase("The answer is larger than 64 kB"))
            parts.append((await self._talk.exactly(size)).decode("utf-8", "replace"))
            parts.append(await self._talk.line())
        return "".join(parts)


def _look_for_goodbye(untagged: str) -> None:
    status, _space, text = untagged.partition(" ")
    if status.upper() == "BYE":
        raise not_serving(text)


def _refusal(answer: Answer, asked: str) -> ProbeFailed:
    said = foreign(f"{answer.status} {answer.text}", 120)
    return unfit(phrase("Refuses {request}: {message}", request=asked, message=said))


def _not_imap(line: str) -> ProbeFailed:
    return malformed(phrase("What answers is not {protocol}", protocol="IMAP"), foreign(line))


def _quoted(text: str) -> str:
    """Return a quoted string (section 4.3); line breaks cannot stand in one."""
    if set(text) & set("\r\n\0"):
        raise ProbeFailed(ErrorClass.CREDENTIAL, phrase("The user or password holds a line break"))
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
