"""What every part of the engine has a hand in: the books, the journal, the clock, and who is to be shown."""

import asyncio
from dataclasses import dataclass, field

from app.engine.books import Books
from app.engine.journal import Journal
from app.model.clock import Clock


class Changes:
    """Which checks are to be shown anew; an empty id means something else of the board."""

    def __init__(self) -> None:
        self.checks: set[str] = set()
        self.wake = asyncio.Event()
        self.hurry = asyncio.Event()  # more has changed than numbers

    def touch(self, check: str = "", *, calm: bool = False) -> None:
        """Note a change; ``calm``: of numbers only, which may wait while there are many."""
        if check:
            self.checks.add(check)
        self.wake.set()
        if not calm:
            self.hurry.set()


@dataclass(frozen=True, kw_only=True)
class Core:
    """Handed to each part."""

    clock: Clock
    books: Books = field(default_factory=Books)
    journal: Journal = field(default_factory=Journal)
    changes: Changes = field(default_factory=Changes)
