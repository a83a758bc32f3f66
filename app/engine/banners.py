"""Strips under the header: what is wrong with the program itself."""

from app.engine.core import Core
from app.model.board import Banner
from app.model.event import EventKind
from app.model.phrase import Phrase
from app.model.state import RANK, State


class Banners:
    """Raised and lowered by name; each change is an event."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._raised: dict[str, Banner] = {}
        self._until: dict[str, float] = {}

    @property
    def all(self) -> tuple[Banner, ...]:
        """All that are raised, worst first."""
        return tuple(sorted(self._raised.values(), key=lambda banner: RANK[banner.state]))

    def lift(self, name: str, state: State, text: Phrase, *, lasts: float | None = None) -> None:
        """Raise a banner, or change what it says; it goes by itself after ``lasts`` seconds, if given."""
        if lasts is not None:
            self._until[name] = self._core.clock.now().mono + lasts
        before = self._raised.get(name)
        if before is not None and (before.state, before.text) == (state, text):
            return
        now = self._core.clock.now()
        since = before.since if before is not None else now
        self._raised[name] = Banner(id=name, state=state, text=text, since=since)
        self._core.journal.event(EventKind.ENGINE, name, "banner", now, reason=state.value, text=text)
        self._core.changes.touch()

    def lower(self, name: str) -> None:
        """Take a banner away, if it is raised."""
        before = self._raised.pop(name, None)
        self._until.pop(name, None)
        if before is not None:
            self._core.journal.event(
                EventKind.ENGINE, name, "banner-gone", self._core.clock.now(), text=before.text
            )
            self._core.changes.touch()

    def expire(self) -> None:
        """Take away those whose time is over."""
        now = self._core.clock.now().mono
        for name in [name for name, until in self._until.items() if until <= now]:
            self.lower(name)
