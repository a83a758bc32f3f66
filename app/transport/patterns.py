"""Regular expressions on foreign text: they may take for ever, and nobody can stop them within a process."""

import asyncio
import contextlib
import json
import re
import sys
from pathlib import Path

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.pattern_worker import groups

LONGEST = 0.5  # seconds that one search may take
SEARCHED = 65_536  # signs of a text that are searched
_WORKER = Path(__file__).with_name("pattern_worker.py")
_ESCAPES = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+\]", re.DOTALL)
_MANY = 8  # choices in one pattern that can be tried in all combinations without harm


def checked(pattern: str) -> str:
    """Return ``pattern``; raises ``ValueError`` where it is no regular expression."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as reason:
        raise ValueError(f"the pattern is no regular expression: {reason}") from None
    return pattern


def is_quick(pattern: str) -> bool:
    """Return whether a search takes about one pass over any text: no repetition, few choices."""
    bare = _ESCAPES.sub("", pattern)
    digits = any(text[1].isdigit() for text in _ESCAPES.findall(pattern) if text[0] == "\\")
    choices = bare.count("?") + bare.count("|")
    return not digits and "(?" not in bare and not set("*+{") & set(bare) and choices <= _MANY


class Matcher:
    """Searches patterns: quick ones here, the others in one kept child that is killed when it takes too long.

    Shared by all runs.
    """

    def __init__(self) -> None:
        self._child: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def found(self, pattern: str, text: str) -> bool:
        """Return whether ``pattern`` is found; raises as ``groups`` does."""
        return await self.groups(pattern, text) is not None

    async def groups(self, pattern: str, text: str) -> list[str] | None:
        """Return what is found in the first 65,536 signs and its groups, the whole first; None for nothing.

        Raises ``ProbeFailed`` (internal) when the search takes too long.
        """
        text = text[:SEARCHED]
        if is_quick(pattern):
            return groups(pattern, text)
        async with self._turn:
            try:
                async with asyncio.timeout(LONGEST + (0 if self._child else 2)):
                    return await self._ask(pattern, text)
            except (TimeoutError, OSError, asyncio.IncompleteReadError):
                await self._end()
                sentence = phrase("The pattern {pattern} takes too long", pattern=foreign(pattern, 80))
                raise ProbeFailed(ErrorClass.INTERNAL, sentence) from None
            except BaseException:  # cancelled: the answer that comes would be taken for the next one's
                await self._end()
                raise

    async def _ask(self, pattern: str, text: str) -> list[str] | None:
        child = self._child or await self._start()
        assert child.stdin is not None
        assert child.stdout is not None
        parts = [part.encode("utf-8", "surrogatepass") for part in (pattern, text)]
        child.stdin.write(b"".join((*(len(part).to_bytes(4) for part in parts), *parts)))
        await child.stdin.drain()
        size = int.from_bytes(await child.stdout.readexactly(4))
        found: list[str] | None = json.loads(await child.stdout.readexactly(size))
        return found

    async def _start(self) -> asyncio.subprocess.Process:
        command = (sys.executable, "-I", "-S", str(_WORKER))
        pipe, null = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        self._child = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=null)
        return self._child

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        if child.stdin is not None:
            child.stdin.close()
        await child.wait()

    async def close(self) -> None:
        """End the child."""
        await self._end()
