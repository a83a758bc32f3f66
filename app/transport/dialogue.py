"""A dialogue in text, as an inventory writes it: wait for a line, say something, go on in TLS."""

import re
from collections.abc import Iterator
from typing import Annotated

import msgspec

from app.model.phrase import foreign, phrase
from app.model.probe import Context, ProbeFailed, Secret
from app.model.state import ErrorClass
from app.model.value import Value
from app.transport.answer_text import unfit
from app.transport.patterns import Matcher, checked
from app.transport.streams import LINE, ClosedEarly, Conversation

# A prompt has no line's end: what stands there for so long is one.
LULL = 0.1
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|([rnt0\\]))|\$\{([0-9]{1,2})\}")
_SIGNS = {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0", "\\": b"\\"}


class Step(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    r"""One step: first ``expect``, then ``send``, then ``starttls``.

    ``expect`` is a regular expression that one of the lines to come must hold. ``send`` is said as it stands,
    with ``\r``, ``\n``, ``\t``, ``\0``, ``\xNN`` and ``${1}``: what the groups of the last ``expect`` held.
    """

    expect: Annotated[str, msgspec.Meta(max_length=500)] = ""
    send: Annotated[str, msgspec.Meta(max_length=4096)] | Secret = ""
    starttls: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot work; msgspec tells the place."""
        checked(self.expect)
        if not self.expect and not self.send and not self.starttls:
            raise ValueError("a step expects, sends or goes on in TLS")


class Dialogue:
    """Goes through steps. ``max_bytes`` is what the other side may say in all."""

    def __init__(self, ctx: Context, talk: Conversation, matcher: Matcher, max_bytes: int) -> None:
        self._ctx = ctx
        self._talk = talk
        self._matcher = matcher
        self._left = max_bytes
        self._max = max_bytes
        self._groups: list[str] = []
        self.last = ""  # the newest line, foreign

    async def expect(self, pattern: str) -> None:
        """Read lines until one holds ``pattern``; raises ``ProbeFailed`` where none does in time."""
        heard = False
        while True:
            try:
                async with self._talk.last_moment():
                    line = await self._line()
            except TimeoutError:
                if heard:
                    raise self._instead(pattern) from None
                raise
            except ClosedEarly:
                if heard:
                    raise self._instead(pattern) from None
                raise
            heard = True
            self.last = foreign(line, 120)
            found = await self._matcher.groups(pattern, line)
            if found is not None:
                self._talk.answered()
                self._groups = found
                return

    async def _line(self) -> str:
        data = await self._talk.line_or_prompt(LINE, LULL)
        self._left -= len(data)
        if self._left < 0:
            sentence = phrase("Says more than {limit} bytes", limit=str(self._max))
            raise ProbeFailed(ErrorClass.TOO_LARGE, sentence)
        return data.decode("utf-8", "replace").rstrip("\r\n")

    def _instead(self, pattern: str) -> ProbeFailed:
        wanted = foreign(pattern, 80)
        return unfit(phrase("Says {line} instead of {pattern}", line=self.last, pattern=wanted))

    async def say(self, text: str | Secret) -> None:
        """Send a text with its escapes, or a secret as it is."""
        if isinstance(text, Secret):
            data = (await self._ctx.secret(text)).encode()
        else:
            data = b"".join(self._parts(text))
        await self._talk.ask("answer", data)

    def _parts(self, text: str) -> Iterator[bytes]:
        at = 0
        for found in _ESCAPE.finditer(text):
            yield text[at : found.start()].encode()
            yield self._meant(found)
            at = found.end()
        yield text[at:].encode()

    def _meant(self, found: re.Match[str]) -> bytes:
        if found[1]:
            return bytes.fromhex(found[1])
        if found[2]:
            return _SIGNS[found[2]]
        index = int(found[3])
        return self._groups[index].encode() if index < len(self._groups) else b""
