"""Where an answer sends us, and what we take along: nothing secret leaves its origin."""

import re

import httpx

from app.model.phrase import foreign, phrase
from app.transport.errors import malformed
from app.transport.http_values import Answer, Prebuilt, prebuilt

MAX_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)
_TRAVELLING = (b"accept", b"accept-encoding", b"user-agent", b"connection")
_OF_BODY = (b"content-length", b"content-type", b"content-encoding", b"transfer-encoding")
_HOST = re.compile(rb"[A-Za-z0-9_.:~-]+")
_KEPT_METHODS = ("GET", "HEAD")


class Trail:
    """The way through the redirects of one run."""

    def __init__(self, request: Prebuilt, most: int = MAX_REDIRECTS) -> None:
        self._most = most
        self._seen = {(request.method, request.url)}

    def next(self, request: Prebuilt, answer: Answer) -> Prebuilt | None:
        """Return the request that ``answer`` asks for, or None where it is an answer in itself.

        Raises ``ProbeFailed`` (protocol): loops, more than ``most``, another scheme, a body for a stranger.
        """
        if answer.status not in REDIRECTS:
            return None
        location = answer.header(b"location")
        if not location:
            return None
        onward = _onward(request, answer.status, _target(request, location))
        step = (onward.method, onward.url)
        if step in self._seen:
            raise malformed(phrase("Redirect loop at {url}", url=foreign(onward.url)))
        if len(self._seen) > self._most:
            raise malformed(phrase("More than {count} redirects", count=str(self._most)))
        self._seen.add(step)
        return onward


def _target(request: Prebuilt, location: str) -> httpx.URL:
    try:
        url = httpx.URL(request.url).join(location)
    except (httpx.InvalidURL, ValueError) as reason:  # the latter from the standard library's join
        sentence = phrase("Redirects to {place}, which is no address", place=foreign(location))
        raise malformed(sentence, foreign(str(reason))) from None
    if url.scheme in ("http", "https") and not _HOST.fullmatch(url.raw_host):
        raise malformed(phrase("Redirects to {place}, which is no address", place=foreign(location)))
    if url.scheme not in ("http", "https"):
        raise malformed(phrase("Redirects to {place}, which is not http", place=foreign(location)))
    return url.copy_with(fragment=None, username=None, password=None)


def _onward(request: Prebuilt, status: int, url: httpx.URL) -> Prebuilt:
    keeps = status in (307, 308) or request.method in _KEPT_METHODS
    method = request.method if keeps else "GET"
    body = request.content if keeps else b""
    headers = list(request.fields)  # with Host, which may be another than the address says
    if origin(url) != origin(httpx.URL(request.url)):
        if body:
            raise malformed(
                phrase("Redirects a request with a body to {host}, a stranger", host=foreign(url.host))
            )
        headers = [(name, value) for name, value in headers if name.lower() in _TRAVELLING]
    if not body:
        headers = [(name, value) for name, value in headers if name.lower() not in _OF_BODY]
    return prebuilt(method, str(url), headers, body)


def origin(url: httpx.URL) -> tuple[str, str, int | None]:
    """Return what two addresses share that are not strangers; a port that goes without saying is None."""
    return url.scheme, url.host, url.port
