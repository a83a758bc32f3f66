"""What the desk asks the engine for: incidents that are over, and the log of events, newest first."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from app.model.event import Event
from app.model.incident import Incident
from app.model.message import Answer, AskEvents, AskIncidents, Question
from app.model.phrase import foreign

Asking = Callable[[Question], Awaitable[Answer]]

PAGE: Final = 1_000  # events of one answer: some three milliseconds of decoding
MOST: Final = 100_000  # events that are kept at the desk
PAUSE: Final = 0.02  # seconds between pages, so that the wall is never late
TELL: Final = 10  # pages after which the table is filled again meanwhile
CLOSED: Final = 2_000


class ClosedIncidents:
    """The history of incidents, asked anew when another one was closed."""

    def __init__(self, ask: Asking) -> None:
        self._ask = ask
        self._asked_at: str | None = None
        self.rows: tuple[Incident, ...] = ()
        self.trouble = ""

    async def renew(self, last_closed: str) -> bool:
        """Ask where ``last_closed`` is another one than before; return whether there is news."""
        if self._asked_at == last_closed and not self.trouble:
            return False
        answer = await self._ask(AskIncidents(closed=True, limit=CLOSED))
        self.trouble = foreign(answer.error)
        if answer.error:
            return True
        self._asked_at, self.rows = last_closed, answer.incidents
        return True


class EventLog:
    """The newest events first, then what was before them, page by page, then whatever comes."""

    def __init__(self, ask: Asking) -> None:
        self._ask = ask
        self._pages: list[Sequence[Event]] = []  # oldest first
        self._size = 0
        self.trouble = ""
        self.whole = False  # all that is to be had is there

    @property
    def size(self) -> int:
        """How many events there are."""
        return self._size

    def pages(self) -> tuple[Sequence[Event], ...]:
        """Return what there is; it is never changed afterwards."""
        return tuple(self._pages)

    async def renew(self) -> bool:
        """Ask for what has come since; return whether there is news."""
        newest = self._pages[-1][-1].id if self._pages else 0
        answer = await self._ask(AskEvents(after=newest, limit=PAGE, newest=not self._pages))
        self.trouble = foreign(answer.error)
        if answer.events:
            self._pages.append(answer.events)
            self._size += len(answer.events)
            self._drop()
        return bool(answer.events) or bool(answer.error)

    async def fill(self, tell: Callable[[], None]) -> None:
        """Ask for what was before, until all of it is there or enough; ``tell`` is called now and then."""
        number = 0
        while not self.whole and self._pages and not self.trouble:
            first = self._pages[0][0].id
            if first <= 1 or self._size >= MOST:
                break
            answer = await self._ask(AskEvents(after=max(0, first - 1 - PAGE), limit=PAGE))
            self.trouble = foreign(answer.error)
            older = tuple(event for event in answer.events if event.id < first)
            if not older:
                break
            self._pages.insert(0, older)
            self._size += len(older)
            number += 1
            if number % TELL == 0:
                tell()
            await asyncio.sleep(PAUSE)
        if not self.trouble:
            self.whole = True
        tell()

    def _drop(self) -> None:
        while self._size - len(self._pages[0]) >= MOST:
            self._size -= len(self._pages.pop(0))


def flat(pages: Sequence[Sequence[Event]]) -> list[Event]:
    """Return the events of pages in their order."""
    return [event for page in pages for event in page]
