"""A prebuilt request with something more in it: what changes from run to run is written into its bytes."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote

import msgspec

from app.model.phrase import phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.http_values import Prebuilt

_END = b"\r\n\r\n"
_VERSION = b" HTTP/1.1\r\n"
_FORBIDDEN = frozenset(b"\r\n\0")


def target(request: Prebuilt) -> bytes:
    """Return path and query as they go over the wire."""
    line, _, _ = request.head.partition(_VERSION)
    return line.partition(b" ")[2]


def with_headers(request: Prebuilt, headers: Iterable[tuple[str, str | bytes]]) -> Prebuilt:
    """Return the request with these headers, in place of those of the same names; texts go as UTF-8.

    Raises ``ProbeFailed`` (credential) for a value that would break out of its line.
    """
    lines = dict(headers)
    return _with_lines(request, lines, request.content) if lines else request


def with_query(request: Prebuilt, fields: Iterable[tuple[str, str]]) -> Prebuilt:
    """Return the request with these fields at the end of its query."""
    added = encoded(fields)
    if not added:
        return request
    old = target(request)
    more = (b"&" if b"?" in old else b"?") + added.encode()
    line, version, rest = request.head.partition(_VERSION)
    place = request.url.removesuffix(old.decode())  # where the path is "/" the address may end before it
    return msgspec.structs.replace(
        request, head=line + more + version + rest, url=place + (old + more).decode()
    )


def with_body(request: Prebuilt, content: bytes) -> Prebuilt:
    """Return the request with another body."""
    return _with_lines(request, {"Content-Length": str(len(content))}, content)


def with_field(request: Prebuilt, name: str, value: str) -> Prebuilt:
    """Return the request with a field at the end of its body, a JSON object or a form.

    A body that a redirect has taken away stays away.
    """
    old = request.content
    if not old:
        return request
    if old.startswith(b"{"):  # never the beginning of a form: there it would be %7B
        pair = msgspec.json.encode(name) + b":" + msgspec.json.encode(value)
        return with_body(request, old[:-1] + (b"," if len(old) > 2 else b"") + pair + b"}")
    return with_body(request, old + b"&" + encoded([(name, value)]).encode())


def encoded(fields: Iterable[tuple[str, str]]) -> str:
    """Return fields as a query or a form has them: all but letters, digits and ``-._~`` as ``%XX``."""
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in fields)


def _with_lines(request: Prebuilt, headers: Mapping[str, str | bytes], content: bytes) -> Prebuilt:
    taken = {name.lower().encode() for name in headers}
    first, *lines = request.head.removesuffix(_END).split(b"\r\n")
    kept = [line for line in lines if line.partition(b":")[0].lower() not in taken]
    head = b"\r\n".join((first, *kept, *(_line(*header) for header in headers.items()))) + _END
    return msgspec.structs.replace(request, head=head, content=content)


def _line(name: str, value: str | bytes) -> bytes:
    line = name.encode() + b": " + (value.encode() if isinstance(value, str) else value)
    if not _FORBIDDEN.isdisjoint(line):
        raise ProbeFailed(ErrorClass.CREDENTIAL, phrase("The header {name} holds a line break", name=name))
    return line
