"""How requests are signed, as game providers and payment services ask for it; ``signer`` does it."""

from collections.abc import Iterator
from string import Formatter
from typing import Annotated, Literal

import msgspec

from app.model.probe import Secret
from app.model.value import Value
from app.transport.http_settings import FieldName, HeaderName

PLACEHOLDERS = (
    "method",
    "host",
    "path",
    "query",
    "sorted_query",
    "body",
    "body_sha256",
    "timestamp",
    "nonce",
    "key",
)


class Place(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a value is put: exactly one of a header, a field of the query, a field of the body."""

    header: HeaderName | None = None
    query: FieldName | None = None
    field: FieldName | None = None  # of a json_body or of a form

    def __post_init__(self) -> None:
        """Refuse no place and two places."""
        if (self.header, self.query, self.field).count(None) != 2:
            raise ValueError("name one place: header, query or field")


class Put(Place, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the signature is put, and what stands before it there."""

    prefix: Annotated[str, msgspec.Meta(pattern=r"^[^\r\n\x00]*$", max_length=100)] = ""


class Stamp(Place, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the time is put, and how it is written."""

    form: Literal["seconds", "milliseconds", "iso"] = "seconds"


class Signature(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How requests are signed: what is signed (``template``), by which key, and where the signature goes.

    The body in the template is the body as it is sent; where the signature itself stands in the body (or in
    the query), it is what stands there before the signature is added at its end.
    """

    algorithm: Literal["hmac-sha256", "hmac-sha512", "rsa-sha256", "md5"]
    put: Put
    template: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)] = "{body}"
    key: Secret | None = None
    key_file: str = ""
    key_form: Literal["text", "hex", "base64"] = "text"
    encoding: Literal["hex", "HEX", "base64"] = "hex"
    timestamp: Stamp | None = None
    nonce: Place | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot work, and what would sign nothing."""
        names = [name for _, name in pieces(self.template) if name]
        if (self.key is None) == (not self.key_file):
            raise ValueError("name the key under key or under key_file")
        if self.key_file and self.algorithm != "rsa-sha256":
            raise ValueError("only the key of rsa-sha256 is read from a key_file; name the secret under key")
        if self.algorithm == "md5" and "key" not in names:
            raise ValueError("md5 without {key} in its template proves nothing")
        if self.algorithm == "rsa-sha256" and ("key" in names or self.key_form != "text"):
            raise ValueError(
                "the key of rsa-sha256 is PEM, written as it is, and never a part of the template"
            )
        for name in ("timestamp", "nonce"):
            if name in names and getattr(self, name) is None:
                raise ValueError(f"the template holds {{{name}}}: say under {name} where it is put")
        taken = [place for place in self.places if self.places.count(place) > 1]
        if taken:
            raise ValueError(f"two values are put into {taken[0]}")

    @property
    def places(self) -> list[str]:
        """The places that are taken, as ``header X-Sign``."""
        return [_place(each) for each in (self.put, self.timestamp, self.nonce) if each is not None]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the body that are taken."""
        return tuple(each.field for each in (self.put, self.timestamp, self.nonce) if each and each.field)


def _place(each: Place) -> str:
    if each.header:
        return f"header {each.header.lower()}"
    return f"query {each.query}" if each.query else f"field {each.field}"


def pieces(template: str) -> Iterator[tuple[str, str]]:
    """Return the parts of a template, each a text and the placeholder after it (empty at the end).

    Raises ``ValueError`` for an unknown placeholder; braces of its own are doubled.
    """
    try:
        parts = list(Formatter().parse(template))
    except ValueError as reason:
        raise ValueError(f"the template is none: {reason}; braces of its own are doubled") from None
    for text, name, form, conversion in parts:
        if name is not None and (name not in PLACEHOLDERS or form or conversion):
            known = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
            raise ValueError(f"the template holds {{{name}}}; known are {known}")
        yield text, name or ""
