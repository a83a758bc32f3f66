"""What people wish of an engine that is killed again and again, and what it has said is saved.

A further wish is a function in ``WISHES``: it sends one and, once that is answered, says by a ``Kept`` what
must be seen of it on every later board.
"""

import random
from collections.abc import Awaitable, Callable
from functools import partial

from app.link.client import LinkLost
from app.model.board import Board
from app.model.event import EventKind
from app.model.incident import EntryKind, Incident
from app.model.intent import Acknowledge, Intent, Mute
from app.model.message import AskEvents
from app.model.value import Value
from tests.faults.engine_process import EngineProcess


class Kept(Value, frozen=True, kw_only=True):
    """A wish: whether it was answered as saved, and what it left."""

    who: str  # its own name, by which it is known again
    saved: bool
    intent: Intent


class Promises:
    """Sends wishes and remembers them; ``broken`` says what was not kept."""

    def __init__(self, engine: EngineProcess, dice: random.Random) -> None:
        self.dice = dice
        self.wishes: list[Kept] = []
        self.broken: set[str] = set()
        self._engine = engine

    @property
    def saved(self) -> list[Kept]:
        """The wishes that were answered as saved."""
        return [wish for wish in self.wishes if wish.saved]

    async def wish(self) -> None:
        """Make a wish of a random kind, where an engine is there to hear it."""
        try:
            board = await self._engine.status()
            self.look(board)
            await self.dice.choice(WISHES)(self, board)
        except (OSError, LinkLost, TimeoutError):
            return

    async def send(self, intent: Intent, who: str) -> None:
        """Send a wish. One that is cut off may have been carried out or not."""
        saved = False
        try:
            saved = not (await self._engine.submit(intent)).error
        finally:
            self.wishes.append(Kept(who=who, saved=saved, intent=intent))

    @property
    def name(self) -> str:
        """A name that nobody had before."""
        return f"ana-{len(self.wishes) + 1}"

    def look(self, board: Board) -> None:
        """Compare a board with what was said to be saved."""
        for incident in board.incidents:
            names = self._last_of(partial(_takes, incident.id))
            if names and incident.owner not in names and not _gone(incident):
                self.broken.add(f"{incident.id} was taken by {names}, now by {incident.owner or 'nobody'}")
        names = self._last_of(lambda wish: isinstance(wish, Mute))
        if names and board.summary.muted_by not in names:
            self.broken.add(f"muted by {names}, now by {board.summary.muted_by or 'nobody'}")

    async def look_at_record(self) -> None:
        """Compare the record of events: each wish that was answered is in it."""
        found: set[object] = set()
        after = 0
        async with self._engine.client() as client:
            while events := (await client.ask(AskEvents(after=after))).events:
                found |= {event.data.get("who") for event in events if event.kind is EventKind.INTENT}
                after = events[-1].id
        self.broken |= {
            f"the wish of {wish.who} is not on record" for wish in self.saved if wish.who not in found
        }

    def _last_of(self, kind: Callable[[Kept], bool]) -> list[str]:
        """Return who may have had the last word: the last one saved, and those cut off after it."""
        names: list[str] = []
        for wish in self.wishes:
            if kind(wish):
                names = [wish.who] if wish.saved else [*names, wish.who]
        return names if any(kind(wish) for wish in self.saved) else []


def _gone(incident: Incident) -> bool:
    """Return whether it needs someone again since it was taken last: worse, or back after its end."""
    kinds = [entry.kind for entry in reversed(incident.timeline)]
    ends = [kinds.index(kind) for kind in (EntryKind.ACK_CLEARED, EntryKind.REOPENED) if kind in kinds]
    taken = kinds.index(EntryKind.ACKNOWLEDGED) if EntryKind.ACKNOWLEDGED in kinds else len(kinds)
    return bool(ends) and min(ends) < taken


def _takes(incident: str, wish: Kept) -> bool:
    return isinstance(wish.intent, Acknowledge) and wish.intent.what == incident


async def take(promises: Promises, board: Board) -> None:
    """Take an incident."""
    if board.incidents:
        name = promises.name
        what = promises.dice.choice(board.incidents).id
        await promises.send(Acknowledge(what=what, who=name), name)


async def mute(promises: Promises, board: Board) -> None:  # noqa: ARG001 - all wishes have one form
    """Mute the tone."""
    name = promises.name
    await promises.send(Mute(seconds=promises.dice.uniform(1000, 2000), who=name), name)


WISHES: tuple[Callable[[Promises, Board], Awaitable[None]], ...] = (take, take, mute)
