"""Where an answer sends us, and what we take along: nothing secret leaves its origin."""

import re

import httpx

from app.model.phrase import foreign, phrase
from app.transport.errors import malformed

MAX_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_TRAVELLING = (b"accept", b"accept-encoding", b"user-agent", b"connection")
_OF_BODY = (b"host", b"content-length", b"content-type", b"content-encoding", b"transfer-encoding")
_HOST = re.compile(rb"[A-Za-z0-9_.:~-]+")
_KEPT_METHODS = ("GET", "HEAD")


class Trail:
    """The way through the redirects of one run."""

    def __init__(self, request: httpx.Request) -> None:
        self._seen = {(request.method, str(request.url))}

    def next(self, request: httpx.Request, response: httpx.Response) -> httpx.Request | None:
        """Return the request that ``response`` asks for, or None where it is an answer in itself.

        Raises ``ProbeFailed`` (protocol): loops, more than 5, another scheme, a body for a stranger.
        """
        location = response.headers.get("location")
        if response.status_code not in _REDIRECTS or not location:
            return None
        url = _target(request, location)
        onward = _onward(request, response.status_code, url)
        step = (onward.method, str(url))
        if step in self._seen:
            raise malformed(phrase("Redirect loop at {url}", url=foreign(str(url))))
        if len(self._seen) > MAX_REDIRECTS:
            raise malformed(phrase("More than {count} redirects", count=str(MAX_REDIRECTS)))
        self._seen.add(step)
        return onward


def _target(request: httpx.Request, location: str) -> httpx.URL:
    try:
        url = request.url.join(location)
    except httpx.InvalidURL as reason:
        sentence = phrase("Redirects to {place}, which is no address", place=foreign(location))
        raise malformed(sentence, foreign(str(reason))) from None
    if url.scheme in ("http", "https") and not _HOST.fullmatch(url.raw_host):
        raise malformed(phrase("Redirects to {place}, which is no address", place=foreign(location)))
    if url.scheme not in ("http", "https"):
        raise malformed(phrase("Redirects to {place}, which is not http", place=foreign(location)))
    return url.copy_with(fragment=None, username=None, password=None)


def _onward(request: httpx.Request, status: int, url: httpx.URL) -> httpx.Request:
    keeps = status in (307, 308) or request.method in _KEPT_METHODS
    method = request.method if keeps else "GET"
    body = request.content if keeps else b""
    headers = [(name, value) for name, value in request.headers.raw if name.lower() != b"host"]
    if _origin(url) != _origin(request.url):
        if body:
            raise malformed(
                phrase("Redirects a request with a body to {host}, a stranger", host=foreign(url.host))
            )
        headers = [(name, value) for name, value in headers if name.lower() in _TRAVELLING]
    if not body:
        headers = [(name, value) for name, value in headers if name.lower() not in _OF_BODY]
    return httpx.Request(method, url, headers=headers, content=body or None)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
