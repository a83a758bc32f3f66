"""What routers and hosts say of packets that did not arrive (RFC 792, RFC 1812, RFC 4443), as failures."""

import socket
from collections.abc import Mapping

from app.model.phrase import Phrase, foreign
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass

_V4, _V6 = socket.AF_INET, socket.AF_INET6
_NO_NETWORK = "{router} knows no way to the network"
_NO_HOST = "{router} says that the host is unreachable"
_FORBIDDEN = "{router} lets no pings through"
_TOO_LARGE = "The ping is too large for the way behind {router}"
_CLOSED = "{router} does not take pings"
_EXCEEDED = "The time to live of the ping is over at {router}"
_OTHER = "{router} says that there is no way to the host"

_SENTENCES: Mapping[int, Mapping[tuple[int, int], str]] = {
    _V4: {
        (3, 0): _NO_NETWORK,
        (3, 1): _NO_HOST,
        (3, 2): _CLOSED,
        (3, 3): _CLOSED,
        (3, 4): _TOO_LARGE,
        (3, 6): _NO_NETWORK,
        (3, 7): _NO_HOST,
        (3, 9): _FORBIDDEN,
        (3, 10): _FORBIDDEN,
        (3, 13): _FORBIDDEN,
        (11, 0): _EXCEEDED,
    },
    _V6: {
        (1, 0): _NO_NETWORK,
        (1, 1): _FORBIDDEN,
        (1, 3): _NO_HOST,
        (1, 4): _CLOSED,
        (2, 0): _TOO_LARGE,
        (3, 0): _EXCEEDED,
    },
}


def told(family: int, lost: tuple[int, int], router: str) -> ProbeFailed:
    """Return the failure that ``router`` tells by a message of type and code ``lost``."""
    template = _SENTENCES[socket.AddressFamily(family)].get(lost, _OTHER)
    sentence = Phrase(template=template, values={"router": foreign(router or "A router")})
    return ProbeFailed(ErrorClass.UNREACHABLE, sentence, f"ICMP type {lost[0]}, code {lost[1]}")
