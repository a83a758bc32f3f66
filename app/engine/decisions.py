"""The newest decision about each incident for each channel, for those who ask why."""

from collections import OrderedDict

from app.model.notice import Notice

_MOST = 1000  # incidents


class Decisions:
    """Told and withheld, by incident and channel; those of this run only, bounded."""

    def __init__(self) -> None:
        self._by_incident: OrderedDict[str, dict[str, Notice]] = OrderedDict()
        self._failed: dict[tuple[str, str], str] = {}  # (incident, channel) to why it was not shown
        self._on_walls: OrderedDict[str, tuple[Notice, str]] = OrderedDict()  # by id, shown by whose screen

    def note(self, notice: Notice) -> None:
        """Take a decision in place of the one before."""
        self._by_incident.setdefault(notice.incident, {})[notice.channel] = notice
        self._by_incident.move_to_end(notice.incident)
        if len(self._by_incident) > _MOST:
            gone, _ = self._by_incident.popitem(last=False)
            self._failed = {key: why for key, why in self._failed.items() if key[0] != gone}

    def note_failure(self, notice: Notice, why: str) -> None:
        """Take what became of a told notice; empty: it was shown."""
        if why:
            self._failed[notice.incident, notice.channel] = why
        else:
            self._failed.pop((notice.incident, notice.channel), None)

    def failure(self, incident: str, channel: str) -> str:
        """Return why the newest notice did not arrive; empty: it did, or it is not known."""
        return self._failed.get((incident, channel), "")

    def note_wall(self, notice: Notice, screen: str) -> None:
        """Take that a wall shows it in place of a pop-up."""
        for name in [name for name, (each, _) in self._on_walls.items() if each.incident == notice.incident]:
            del self._on_walls[name]
        self._on_walls[notice.id] = (notice, screen)
        if len(self._on_walls) > _MOST:
            self._on_walls.popitem(last=False)

    def off_wall(self, notice: str) -> tuple[Notice, str] | None:
        """Return what a wall showed in place of a pop-up, and whose, which it does no more."""
        return self._on_walls.pop(notice, None)

    def on_walls(self) -> tuple[Notice, ...]:
        """Return what walls show in place of pop-ups."""
        return tuple(notice for notice, _ in self._on_walls.values())

    def wall(self, incident: str) -> str:
        """Return the screen whose wall shows the newest notice in place of a pop-up; empty: none does."""
        found = (screen for notice, screen in self._on_walls.values() if notice.incident == incident)
        return next(found, "")

    def of(self, incident: str) -> dict[str, Notice]:
        """Return the newest decision for each channel."""
        return dict(self._by_incident.get(incident, {}))
