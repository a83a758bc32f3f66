"""Walls that stand in for pop-ups: asked when a notice comes, and looked after for as long as they do."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from app.model.notice import Notice
from app.model.routing import PopUps
from app.model.standing_in import Missing, WallSeen, stand_in

WITHIN: Final = 3.0  # seconds in which a board follows its notice and is on the screen
LOOK: Final = 0.1  # seconds between looks for it
MISSES: Final = 2  # looks in a row after which a wall shows it no more; a screen may be gone for a blink

Walls = Callable[[bool], Sequence[WallSeen]]  # given whether the session is seen


class Session(Protocol):
    """Whether somebody can see this session (``app.desktop.session_state``)."""

    async def is_seen(self) -> bool:
        """Return it as it is at this moment."""
        ...

    async def is_still_seen(self) -> bool:
        """Return it for who looks again and again; a change is not missed, nor doubt."""
        ...

    async def rest(self) -> None:
        """Be asked no more for a while."""
        ...

    async def close(self) -> None:
        """Be asked no more."""
        ...


class Standing:
    """Knows which notices a wall shows in place of pop-ups, one for each incident."""

    def __init__(self, walls: Walls, session: Session) -> None:
        self._walls = walls
        self._session = session
        self._stood: dict[str, tuple[Notice, PopUps, int]] = {}  # by incident; looks at which it was missed

    async def takes(self, notice: Notice, rule: PopUps) -> str:
        """Return the screen of a wall that shows a notice, soon at the latest; empty: a pop-up must."""
        end = asyncio.get_running_loop().time() + WITHIN
        found = stand_in(notice, rule, self._walls(True))  # what can be known without asking anybody
        while found.missing is Missing.NOT_YET and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(LOOK)
            found = stand_in(notice, rule, self._walls(True))
        if found.screen:
            found = stand_in(notice, rule, self._walls(await self._session.is_seen()))
        return found.screen

    def keep(self, notice: Notice, rule: PopUps) -> None:
        """Look after a notice from now on."""
        self._stood[notice.incident] = (notice, rule, 0)

    def forget(self, incident: str) -> None:
        """Look after it no more."""
        self._stood.pop(incident, None)

    def give_up(self) -> tuple[Notice, ...]:
        """Return all that walls show, and look after them no more."""
        stood, self._stood = self._stood, {}
        return tuple(notice for notice, _, _ in stood.values())

    async def close(self) -> None:
        """Look after nothing any more."""
        self._stood.clear()
        await self._session.close()

    async def fallen(self) -> tuple[Notice, ...]:
        """Return those that no wall shows any more; to be asked every second or so."""
        if not self._stood:
            await self._session.rest()
            return ()
        walls, gone = self._walls(await self._session.is_still_seen()), []
        for incident, (notice, rule, misses) in tuple(self._stood.items()):
            missed = 0 if stand_in(notice, rule, walls).screen else misses + 1
            self._stood[incident] = (notice, rule, missed)
            if missed >= MISSES:
                del self._stood[incident]
                gone.append(notice)
        return tuple(gone)
