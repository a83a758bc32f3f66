"""Signs of life as another monitor would send them."""

from typing import Any

from app.model.deadman import SignOfLife, Whole
from app.model.probe import Inbound, Secret
from app.transport.beats import signed

SECRET = "sixteen signs or more"


def sign(name: str = "wall-b", **fields: Any) -> SignOfLife:
    """Return a sign of life; give at least ``unix`` and ``counter``."""
    return SignOfLife(name=name, **({"state": Whole.GOOD} | fields))


def posted(body: bytes, *, name: str = "wall-b", secret: str = SECRET, method: str = "POST") -> bytes:
    """Return the request that carries a body, signed."""
    mark = signed.signature(signed.key_of(secret), body).decode()
    head = f"{method} /peer/{name} HTTP/1.1\r\nHost: h\r\n{signed.HEADER}: {mark}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def inbound(name: str = "wall-b") -> tuple[str, Inbound]:
    """Return what a peer check waits for."""
    return f"{name}/peer", Inbound(name=name, token=Secret(secret="walls"), signed=True)
