"""Outside channels."""

import re
from typing import Any, Final

from app.inventory.entry import plain_text
from app.inventory.entry.explain import bad_name
from app.inventory.entry.fit import fit
from app.inventory.entry.forms import ID
from app.inventory.entry.references import report_twice
from app.inventory.text.nearest import allowed
from app.inventory.text.tree import BROKEN, Spot
from app.model.check import Channel
from app.model.notice import DESKTOP, SOUND
from app.model.phrase import foreign, phrase

_RESERVED: Final = frozenset({DESKTOP, SOUND})
_SEVERITIES: Final = ("warning", "critical")


class ChannelReader:
    """Reads channels, whose ids are unique over all files."""

    def __init__(self) -> None:
        self._seen: dict[str, Spot] = {}

    def read(self, raw: Any, spot: Spot) -> Channel | None:
        """Return the channel; whatever is wrong is reported."""
        if raw is BROKEN:
            return None
        if isinstance(raw, dict) and "kind" not in raw:
            spot.report(
                "missing-key",
                phrase("{key} is missing", key="kind"),
                phrase("add kind: {words}", words="webhook"),
            )
        channel = fit(raw, Channel, spot)
        if channel is None:
            return None
        plain_text.url(channel.url, spot.at("url"), ("https", "http"))
        if channel.secret:
            plain_text.secret_name(channel.secret, spot.at("secret"))
        if channel.min_severity not in _SEVERITIES:
            spot.at("min_severity").report(
                "unknown-severity",
                phrase("there is no severity {word}", word=foreign(channel.min_severity, 60)),
                allowed(channel.min_severity, _SEVERITIES),
            )
        self._name(channel.id, spot.at("id"))
        return channel

    def _name(self, name: str, spot: Spot) -> None:
        if name in _RESERVED:
            spot.report(
                "reserved-channel",
                phrase("{id} is the name of a channel of the screen itself", id=name),
                phrase("give another id"),
            )
        elif not re.match(ID, name):
            spot.report("bad-name", *bad_name(name))
        elif name in self._seen:
            report_twice("duplicate-channel", name, spot, self._seen[name])
        self._seen.setdefault(name, spot)
