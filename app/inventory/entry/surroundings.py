"""What the file says beside its checks, and what single probes have against it."""

import ipaddress
from collections.abc import Iterable
from typing import Any

from app.inventory.entry.fit import fit
from app.inventory.text.tree import BROKEN, Spot
from app.model.phrase import foreign, phrase
from app.model.probe import Probe
from app.model.surroundings import Listen, Surroundings


def listen(raw: Any, spot: Spot) -> Listen | None:
    """Return where to listen; whatever is wrong is reported."""
    found = None if raw is BROKEN else fit(raw, Listen, spot)
    if found is None:
        return None
    try:
        ipaddress.ip_address(found.address)
    except ValueError:
        spot.at("address").report(
            "bad-address",
            phrase("{text} is not an IP address", text=foreign(found.address, 60)),
            phrase("write one of this machine: 127.0.0.1, ::1, or 0.0.0.0 for all"),
        )
        return None
    return found


def object_to(probes: Iterable[tuple[Probe, Spot]], around: Surroundings) -> None:
    """Report what probes have against their surroundings; what many say alike is said once."""
    said: set[tuple[str, str]] = set()
    for probe, spot in probes:
        for objection in probe.objections(around):
            said_before = (objection.kind, objection.wrong.plain()) in said
            said.add((objection.kind, objection.wrong.plain()))
            if not said_before:
                spot.report(objection.kind, objection.wrong, objection.remedy)
