"""PostgreSQL's frontend/backend protocol 3.0, as far as one simple query needs it.

Source: PostgreSQL 15 documentation, chapter 55. All lengths are capped before anything is allocated.
"""

import hashlib
import struct
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.scram import ScramClient, ScramRefused
from app.transport.streams import Conversation

MESSAGE_LIMIT = 256 * 1024
MESSAGES_LIMIT = 1000

# Authentication requests (section 55.7): 3 clear text, 5 MD5, 10 to 12 SASL.
_OK, _SASL_FINAL = 0, 12

# Kinds of messages that a login and a simple query can bring (section 55.7).
_EXPECTED = (b"R", b"S", b"K", b"Z", b"E", b"N", b"T", b"D", b"C", b"I")

# SQLSTATE classes and codes (appendix A): the server lives but does not serve, or does not know us.
_NOT_SERVING = ("53", "57P")
_NOT_US = ("28", "3D", "42501")


T = TypeVar("T")


class PostgresWire:
    """One conversation; the caller owns it and the deadline."""

    def __init__(self, conversation: Conversation) -> None:
        self._talk = conversation
        self._messages = 0
        self._phase = "login"

    async def start(self, user: str, database: str, password: str | None) -> None:
        """Log in and wait until the server is ready for a query."""
        pairs = ("user", user, "database", database, "application_name", "nocwall")
        body = struct.pack("!I", 196608) + b"".join(text.encode() + b"\0" for text in pairs) + b"\0"
        await self._talk.ask(self._phase, struct.pack("!I", len(body) + 4) + body)
        await self._authenticate(user, password)
        await self._until_ready()

    async def query(self, text: str) -> str | None:
        """Run one statement and return the first column of its first row as text; None for no row or NULL."""
        self._phase = "query"
        await self._send(b"Q", text.encode() + b"\0")
        rows = [body for kind, body in await self._until_ready() if kind == b"D"]
        return _first_column(rows[0]) if rows else None

    async def finish(self) -> None:
        """Say goodbye, so that the server's log stays free of complaints."""
        await self._talk.send(_message(b"X", b""))

    async def _authenticate(self, user: str, password: str | None) -> None:
        scram = ScramClient(password or "")
        while True:
            kind, body = await self._receive()
            if kind != b"R" or len(body) < 4:
                raise not_postgres(kind + body)
            self._talk.answered()  # what a password costs us to prove is not the server's time
            method = int.from_bytes(body[:4], "big")
            if method == _OK:
                self._talk.watch.enter(self._phase)
                return
            if password is None:
                raise ProbeFailed(ErrorClass.CREDENTIAL, phrase("The database asks for a password"))
            if method == _SASL_FINAL:
                _scram_step(partial(scram.verify, body[4:]))
                self._talk.watch.enter(self._phase)
                continue
            await self._send(b"p", _login(method, body[4:], user, password, scram))

    async def _until_ready(self) -> list[tuple[bytes, bytes]]:
        kept: list[tuple[bytes, bytes]] = []
        while True:
            kind, body = await self._receive()
            if kind == b"Z":
                self._talk.answered()
                return kept
            if kind == b"D" and not kept:
                kept.append((kind, body))

    async def _receive(self) -> tuple[bytes, bytes]:
        head = await self._talk.exactly(5)
        length = int.from_bytes(head[1:], "big")
        self._messages += 1
        if head[:1] not in _EXPECTED or length < 4:
            raise not_postgres(head)
        if length > MESSAGE_LIMIT or self._messages > MESSAGES_LIMIT:
            raise ProbeFailed(ErrorClass.TOO_LARGE, phrase("The database answers more than it was asked"))
        body = await self._talk.exactly(length - 4)
        if head[:1] == b"E":
            raise _refusal(body)
        return head[:1], body

    async def _send(self, kind: bytes, body: bytes) -> None:
        await self._talk.ask(self._phase, _message(kind, body))


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body


def not_postgres(answer: bytes) -> ProbeFailed:
    """Return the failure for a peer that speaks something else."""
    detail = foreign(answer[:80].decode("latin-1"))
    return ProbeFailed(ErrorClass.PROTOCOL, phrase("What answers is not PostgreSQL"), detail)


def _login(method: int, rest: bytes, user: str, password: str, scram: ScramClient) -> bytes:
    match method:
        case 3:
            return password.encode() + b"\0"
        case 5:
            inner = hashlib.md5(password.encode() + user.encode(), usedforsecurity=False).hexdigest()
            outer = hashlib.md5(inner.encode() + rest[:4], usedforsecurity=False).hexdigest()
            return b"md5" + outer.encode() + b"\0"
        case 10 if b"SCRAM-SHA-256" in rest.split(b"\0"):
            first = scram.first()
            return b"SCRAM-SHA-256\0" + struct.pack("!I", len(first)) + first
        case 11:
            return _scram_step(lambda: scram.final(rest))
        case _:
            sentence = phrase("The database wants a kind of login that is not supported")
            raise ProbeFailed(ErrorClass.CREDENTIAL, sentence, f"authentication request {method}")


def _scram_step(step: Callable[[], T]) -> T:
    try:
        return step()
    except ScramRefused as refused:
        sentence = phrase("The login failed: {why}", why=foreign(str(refused)))
        raise ProbeFailed(ErrorClass.AUTH, sentence) from refused


def _first_column(row: bytes) -> str | None:
    if len(row) < 6:
        return None
    length = int.from_bytes(row[2:6], "big", signed=True)
    return None if length < 0 else row[6 : 6 + length].decode("utf-8", "replace")


def _refusal(body: bytes) -> ProbeFailed:
    fields = {part[:1]: part[1:].decode("utf-8", "replace") for part in body.split(b"\0") if part}
    code, message = foreign(fields.get(b"C", "")), foreign(fields.get(b"M", "no message"))
    if code.startswith(_NOT_SERVING):
        error, template = ErrorClass.STATUS, "Up but not serving: {message} ({code})"
    elif code.startswith(_NOT_US):
        error, template = ErrorClass.AUTH, "The database refuses this user: {message} ({code})"
    else:
        error, template = ErrorClass.CONTENT, "The query fails: {message} ({code})"
    return ProbeFailed(error, phrase(template, message=message, code=code))
