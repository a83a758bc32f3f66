"""A desk with an engine that answers from memory, and wishes that are written down."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from msgspec.structs import replace

from app.model.board import Board
from app.model.clock import Moment
from app.model.event import Event, EventKind
from app.model.incident import Incident
from app.model.message import Answer, AskEvents, AskIncidents, Question
from app.model.phrase import phrase
from app.model.state import State
from app.shell.desk.window import Desk
from app.shell.preferences import Keeper
from app.shell.tasks import Tasks
from app.shell.wishes import Wishes
from tests.shell.boards import NOW, board, check, incident

OVER = replace(incident(7, title="Old trouble"), closed=NOW.later(-10), began=NOW.later(-700))
BOARD = board(
    replace(check("kestrin", State.CRITICAL), incident="I-1", sentence=phrase("No answer in 10 s")),
    check("paygrove"),
    replace(check("edge"), name="=edge, spare"),
    incidents=(incident(),),
)


class Still:
    """A clock that stands."""

    def now(self) -> Moment:
        """Return the moment of the sample boards."""
        return NOW


class Written:
    """Notes each wish by the name of its method, with its arguments."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        self.charts = self.regroups = self

    def __getattr__(self, name: str) -> Any:
        """Return a method that is noted."""
        return lambda *arguments: self.told.append((name, *arguments))


class Memory:
    """An engine with events and incidents that are over; ``error`` while it is away."""

    def __init__(self, events: int = 0, closed: Sequence[Incident] = (OVER,)) -> None:
        self.events = [event(number) for number in range(1, events + 1)]
        self.closed = tuple(closed)
        self.error = ""
        self.asked: list[Question] = []

    async def ask(self, question: Question) -> Answer:
        """Answer."""
        self.asked.append(question)
        await asyncio.sleep(0)
        if self.error:
            return Answer(id=0, error=self.error)
        if isinstance(question, AskIncidents):
            return Answer(id=0, incidents=self.closed)
        if isinstance(question, AskEvents):
            found = [each for each in self.events if each.id > question.after]
            limit = question.limit
            return Answer(id=0, events=tuple(found[-limit:] if question.newest else found[:limit]))
        return Answer(id=0)


def event(number: int) -> Event:
    """Return an event."""
    return Event(
        id=number,
        at=NOW.later(number - 5_000),
        kind=EventKind.NOTICE,
        subject="kestrin/up" if number % 2 else "I-7",
        what="told",
        reason="muted" if number % 3 else "",
        text=phrase("Event {n}", n=str(number)),
    )


class Stage:
    """A desk that is shown, and everything about it; to be used on the running loop."""

    def __init__(self, folder: Path, memory: Memory | None = None, shown: Board = BOARD) -> None:
        self.tasks = Tasks()
        self.memory = memory or Memory()
        self.wishes = Written()
        self.troubles: list[str] = []
        self.keeper = Keeper(folder / "desk.json", self.tasks, on_trouble=self.troubles.append)
        self.desk = self.made()
        self.desk.follow(shown, 0.0, False)

    def made(self) -> Desk:
        """Return another desk of the same settings."""
        return Desk(
            ask=self.memory.ask,
            wishes=cast("Wishes", self.wishes),
            preferences=self.keeper,
            clock=Still(),
            tasks=self.tasks,
        )

    async def settle(self, seconds: float = 0.1) -> None:
        """Let what was begun come to its end."""
        await asyncio.sleep(seconds)

    async def close(self) -> None:
        """End everything."""
        self.desk.close()
        await self.keeper.flush()
        await self.tasks.close()
        self.desk.deleteLater()
