"""Which notices walls show in place of pop-ups, for timelines, for why, and for when a wall dies."""

from collections import OrderedDict
from collections.abc import Iterator

from app.engine import notice_words
from app.model.incident import Entry
from app.model.notice import Delivery, Notice

_MOST = 1000  # notices


class OnWalls:
    """One notice of each incident, the newest; those of this run only, bounded."""

    def __init__(self) -> None:
        self._shown: OrderedDict[str, tuple[Notice, str]] = OrderedDict()  # by id, on whose screen

    def take(self, delivery: Delivery, notice: Notice | None) -> tuple[str, Entry] | None:
        """Take what became of a notice; return the incident whose timeline says something new, and what."""
        former = self._shown.pop(delivery.notice, None)
        if delivery.wall and notice is not None:
            self._put(notice, delivery.wall)
            return notice.incident, notice_words.on_wall(delivery.at, delivery.wall)
        if former is not None and delivery.ok and not delivery.wall:
            return former[0].incident, notice_words.off_wall(delivery.at, former[1])
        return None

    def screen(self, incident: str) -> str:
        """Return the screen on which the newest notice of an incident is shown; empty: on none."""
        return next((screen for notice, screen in self._shown.values() if notice.incident == incident), "")

    def __iter__(self) -> Iterator[Notice]:
        """Yield all that walls show, as of now."""
        return iter([notice for notice, _ in self._shown.values()])

    def _put(self, notice: Notice, screen: str) -> None:
        for name in [name for name, (each, _) in self._shown.items() if each.incident == notice.incident]:
            del self._shown[name]
        self._shown[notice.id] = (notice, screen)
        if len(self._shown) > _MOST:
            self._shown.popitem(last=False)
