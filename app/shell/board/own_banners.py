"""Strips about this window itself, beside those of the engine."""

from app.model.board import Banner
from app.model.clock import Clock
from app.model.phrase import Phrase
from app.model.state import State

SHORT = 12.0  # seconds for which a passing word stays


class OwnBanners:
    """Raised and lowered by name; a passing one goes by itself."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._raised: dict[str, Banner] = {}
        self._passing: set[str] = set()

    def lift(self, name: str, state: State, text: Phrase, *, passing: bool = False) -> None:
        """Raise a banner, or change what it says."""
        self._raised[name] = Banner(id=name, state=state, text=text, since=self._clock.now())
        if passing:
            self._passing.add(name)

    def lower(self, name: str) -> None:
        """Take a banner away, if it is raised."""
        self._raised.pop(name, None)

    def present(self) -> tuple[Banner, ...]:
        """Return those that stand now."""
        now = self._clock.now()
        for name in tuple(self._passing & self._raised.keys()):
            if now.seconds_since(self._raised[name].since) > SHORT:
                self.lower(name)
        return tuple(self._raised.values())
