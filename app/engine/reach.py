"""Whether the way to a target leaves this machine: only then can a lost network be to blame."""

import ipaddress

from app.engine.limits import host_of
from app.model.probe import Probe


def leaves_machine(probe: Probe) -> bool:
    """Return whether a probe goes over the network. A name may; only a loopback address and a path do not."""
    if probe.local:
        return False
    address = probe.address
    if address.startswith("/"):
        return probe.outspoken  # a plugin, and what it asks is its own affair; else a socket or a file
    named = getattr(probe, "host", None)  # better than an address, in which a port follows an IPv6 address
    host = named if isinstance(named, str) and named else host_of(address)
    if host == "localhost" or host.endswith(".localhost"):
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return True
