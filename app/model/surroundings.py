"""What an inventory says beside its checks, as far as a probe depends on it."""

from typing import Annotated

import msgspec

from app.model.phrase import Phrase
from app.model.value import Value

_Port = Annotated[int, msgspec.Meta(ge=1, le=65_535)]
_File = Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]


class ListenTls(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Files of a certificate (with its chain) and of its key."""

    certificate: _File
    key: _File


class Listen(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where this monitor takes reports; nowhere without it."""

    address: Annotated[str, msgspec.Meta(min_length=2, max_length=45)]  # an IP address of this machine
    port: _Port
    tls: ListenTls | None = None


class Surroundings(Value, frozen=True, kw_only=True):
    """``files``: those in which the inventory stands; none where it does not come from files.

    ``name``: what this monitor calls itself in its heartbeats; empty where it has no name.
    """

    files: tuple[str, ...] = ()
    listen: Listen | None = None
    name: str = ""


class Objection(Value, frozen=True, kw_only=True):
    """Why a probe cannot be used in its surroundings, and what to do about it; ``kind`` as in errors."""

    kind: str
    wrong: Phrase
    remedy: Phrase
