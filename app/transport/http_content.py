"""The body of a request: text, JSON or a form, with secrets filled in where they are referred to."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec

from app.model.probe import Secret

Secrets = Mapping[Secret, str]


def content(text: str, json: Any, form: Mapping[str, str | Secret], secrets: Secrets) -> tuple[bytes, bytes]:
    """Return the body, and what its Content-Type says (empty for plain text, of which we know nothing)."""
    if json is not None:
        return msgspec.json.encode(filled(json, secrets)), b"application/json"
    if form:
        pairs = [(name, spelled(each, secrets)) for name, each in form.items()]
        return urlencode(pairs).encode(), b"application/x-www-form-urlencoded"
    return text.encode(), b""


def spelled(value: str | Secret, secrets: Secrets) -> str:
    """Return a text that may be a secret."""
    return secrets[value] if isinstance(value, Secret) else value


def references_in(value: Any) -> Iterator[Secret]:
    """Return the secrets that a value of JSON refers to, each written as ``{secret: name}``."""
    reference = _reference(value)
    if reference is not None:
        yield reference
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from references_in(each)


def filled(value: Any, secrets: Mapping[Secret, str]) -> Any:
    """Return a value of JSON with its secrets in their places."""
    reference = _reference(value)
    if reference is not None:
        return secrets[reference]
    if isinstance(value, dict):
        return {key: filled(each, secrets) for key, each in value.items()}
    return [filled(each, secrets) for each in value] if isinstance(value, list) else value


def _reference(value: Any) -> Secret | None:
    if isinstance(value, dict) and value.keys() == {"secret"} and isinstance(value["secret"], str):
        return Secret(secret=value["secret"])
    return None
