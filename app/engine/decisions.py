"""The newest decision about each incident for each channel, for those who ask why."""

from collections import OrderedDict

from app.model.notice import Notice

_MOST = 1000  # incidents


class Decisions:
    """Told and withheld, by incident and channel; those of this run only, bounded."""

    def __init__(self) -> None:
        self._by_incident: OrderedDict[str, dict[str, Notice]] = OrderedDict()

    def note(self, notice: Notice) -> None:
        """Take a decision in place of the one before."""
        self._by_incident.setdefault(notice.incident, {})[notice.channel] = notice
        self._by_incident.move_to_end(notice.incident)
        if len(self._by_incident) > _MOST:
            self._by_incident.popitem(last=False)

    def of(self, incident: str) -> dict[str, Notice]:
        """Return the newest decision for each channel."""
        return dict(self._by_incident.get(incident, {}))
