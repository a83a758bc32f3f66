"""The newest decision about each incident for each channel, for those who ask why."""

from collections import OrderedDict

from app.engine.on_walls import OnWalls
from app.model.notice import Notice

_MOST = 1000  # incidents


class Decisions:
    """Told and withheld, by incident and channel; those of this run only, bounded."""

    def __init__(self) -> None:
        self._by_incident: OrderedDict[str, dict[str, Notice]] = OrderedDict()
        self._failed: dict[tuple[str, str], str] = {}  # (incident, channel) to why it was not shown
        self.on_walls = OnWalls()

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

    def of(self, incident: str) -> dict[str, Notice]:
        """Return the newest decision for each channel."""
        return dict(self._by_incident.get(incident, {}))
