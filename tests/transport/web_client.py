"""Asking over our transport as a probe does, for tests."""

from app.model.probe import ProbeFailed
from app.transport.errors import Limits, Pace
from app.transport.http import HttpTransport
from app.transport.http_values import STANDARD_HEADERS, Answer, Options, prebuilt
from app.transport.stopwatch import Stopwatch


async def fetched(
    transport: HttpTransport,
    url: str,
    options: Options | None = None,
    *,
    method: str = "GET",
    content: bytes = b"",
    seconds: float = 2.0,
    watch: Stopwatch | None = None,
    pace: Pace | None = None,
) -> Answer:
    """Ask once and return the answer."""
    watch = watch or Stopwatch()
    request = prebuilt(method, url, STANDARD_HEADERS, content)
    async with Limits(seconds, watch, pace):
        return await transport.fetch(request, watch, seconds, options or Options())


async def refused(
    transport: HttpTransport,
    url: str,
    options: Options | None = None,
    *,
    method: str = "GET",
    seconds: float = 2.0,
) -> ProbeFailed:
    """Ask once, and return how it failed."""
    try:
        answer = await fetched(transport, url, options, method=method, seconds=seconds)
    except ProbeFailed as failed:
        return failed
    message = f"it did not fail: {answer}"
    raise AssertionError(message)
