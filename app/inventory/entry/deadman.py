"""Whom to tell that this monitor lives."""

from pathlib import PurePath
from typing import Any

from app.inventory.entry import plain_text
from app.inventory.entry.fit import fit
from app.inventory.text.tree import BROKEN, Spot
from app.model.deadman import Deadman
from app.model.phrase import phrase
from app.model.probe import Secret


def read(raw: Any, spot: Spot) -> Deadman | None:
    """Return the section; whatever is wrong is reported."""
    found = None if raw is BROKEN else fit(raw, Deadman, spot)
    if found is None:
        return None
    _look_at_addresses(found, spot)
    if not (found.file or found.url or found.peers):
        spot.report(
            "nobody-told",
            phrase("nobody is told that this monitor lives"),
            phrase("add {form}, a url or peers", form="file: /var/lib/nocwall/alive.json"),
            key=True,
        )
    if found.file and not PurePath(found.file).is_absolute():
        spot.at("file").report(
            "relative-file",
            phrase("the file has no whole path"),
            phrase("begin it with /: who looks at it stands in another folder"),
        )
    if found.peers and not found.name:
        spot.report(
            "no-name",
            phrase("other monitors cannot know who speaks"),
            phrase("add {form}, as their peer checks call this one", form="name: Wall A"),
            key=True,
        )
    if found.fail and not found.url:
        spot.at("fail").report(
            "fail-without-url",
            phrase("{key} is of no use without {other}", key="fail", other="url"),
            phrase("add {other} or take {key} out", key="fail", other="url"),
        )
    return found


def _look_at_addresses(found: Deadman, spot: Spot) -> None:
    if isinstance(found.url, Secret):
        plain_text.secret_name(found.url.secret, spot.at("url"))
    elif found.url:
        plain_text.url(found.url, spot.at("url"), ("https", "http"))
    for index, peer in enumerate(found.peers):
        plain_text.secret_name(peer.secret.secret, spot.at("peers", index, "secret"))
        plain_text.url(peer.url, spot.at("peers", index, "url"), ("http", "https"))
