"""OAuth2 client credentials (RFC 6749, 4.4): tokens that many checks share until shortly before they end."""

import asyncio
import base64
import re
import time
from typing import Annotated, Literal, NamedTuple
from urllib.parse import quote_plus

import msgspec

from app.model.phrase import foreign, phrase
from app.model.probe import Name, ProbeFailed, Secret
from app.model.state import ErrorClass
from app.model.value import Value
from app.transport.answer_text import excerpt, parsed
from app.transport.errors import Limits
from app.transport.http import HttpTransport
from app.transport.http_changes import encoded
from app.transport.http_settings import Url, checked_url
from app.transport.http_values import STANDARD_HEADERS, Answer, Options, Prebuilt, prebuilt
from app.transport.stopwatch import Stopwatch

FETCH_LIMIT = 10.0  # seconds that a token endpoint has; a run that waits for it may end earlier
UNSTATED = 300.0  # seconds that a token is used whose end is not told
MARGIN, SHARE = 30.0, 0.1  # it is renewed so many seconds, or this share of its life, before its end
HOLD = 1.0  # seconds in which a failure is told to all who ask, so that a round of checks asks once
_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}")


class OAuth2(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a token comes from, and for whom."""

    token_url: Url
    client_id: Name
    client_secret: Secret
    scope: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    audience: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    auth_style: Literal["basic", "body"] = "basic"  # where the client's id and secret stand

    def __post_init__(self) -> None:
        """Refuse an address that is none."""
        checked_url(self.token_url, "the token_url")


class Grant(NamedTuple):
    """Everything a token depends on: those who ask alike share it."""

    settings: OAuth2
    client_secret: str
    options: Options

    def __repr__(self) -> str:
        """Show no secret."""
        return f"Grant({self.settings.token_url!r})"


class Token(NamedTuple):
    """A token, and until when it is used, on the monotonic clock."""

    value: str
    until: float

    def __repr__(self) -> str:
        """Show no token."""
        return f"Token(until={self.until})"


class _Failure(NamedTuple):
    failed: ProbeFailed
    until: float


class TokenKeeper:
    """Fetches tokens, one fetch at a time for all who ask alike. Shared by all runs."""

    def __init__(self, transport: HttpTransport) -> None:
        self._transport = transport
        self._tokens: dict[Grant, Token] = {}
        self._failures: dict[Grant, _Failure] = {}
        self._fetches: dict[Grant, asyncio.Task[Token]] = {}

    async def token(self, grant: Grant) -> tuple[Token, bool]:
        """Return a token, and whether it was fetched just now.

        Raises ``ProbeFailed`` (credential): nothing is known of the target when its token cannot be had.
        """
        now = time.monotonic()
        kept = self._tokens.get(grant)
        if kept is not None and now < kept.until:
            return kept, False
        failure = self._failures.get(grant)
        if failure is not None and now < failure.until:
            raise ProbeFailed(failure.failed.error, failure.failed.sentence, failure.failed.detail)
        fetch = self._fetches.get(grant)
        if fetch is None:
            fetch = self._fetches[grant] = asyncio.create_task(self._fetch(grant), name="token")
            fetch.add_done_callback(_seen)
        # The run that asks first may be cancelled, the others go on waiting.
        return await asyncio.shield(fetch), True

    def drop(self, grant: Grant, token: Token) -> None:
        """Forget a token that was refused, unless another has taken its place."""
        if self._tokens.get(grant) is token:
            del self._tokens[grant]

    async def close(self) -> None:
        """End what is under way and forget everything."""
        fetches = list(self._fetches.values())
        for fetch in fetches:
            fetch.cancel()
        await asyncio.gather(*fetches, return_exceptions=True)
        self._tokens.clear()
        self._failures.clear()

    async def _fetch(self, grant: Grant) -> Token:
        try:
            token = await self._fetched(grant)
        except ProbeFailed as failed:
            self._failures[grant] = _Failure(failed, time.monotonic() + HOLD)
            raise
        finally:
            self._fetches.pop(grant, None)
            self._tidy()
        self._failures.pop(grant, None)
        self._tokens[grant] = token
        return token

    async def _fetched(self, grant: Grant) -> Token:
        watch = Stopwatch()
        try:
            async with Limits(FETCH_LIMIT, watch):
                answer = await self._transport.fetch(_request(grant), watch, FETCH_LIMIT, grant.options)
        except ProbeFailed as failed:
            raise _no_token(grant, failed.sentence.plain(), failed.detail) from failed
        return _token(grant, answer)

    def _tidy(self) -> None:
        """Forget what is over: a changed secret or setting leaves its old token behind."""
        now = time.monotonic()
        self._tokens = {grant: token for grant, token in self._tokens.items() if now < token.until}
        self._failures = {grant: each for grant, each in self._failures.items() if now < each.until}


def _request(grant: Grant) -> Prebuilt:
    settings = grant.settings
    fields = [("grant_type", "client_credentials")]
    fields += [("scope", settings.scope)] if settings.scope else []
    fields += [("audience", settings.audience)] if settings.audience else []
    headers = dict(STANDARD_HEADERS)
    headers[b"Accept"] = b"application/json"
    headers[b"Content-Type"] = b"application/x-www-form-urlencoded"
    if settings.auth_style == "body":
        fields += [("client_id", settings.client_id), ("client_secret", grant.client_secret)]
    else:  # RFC 6749, 2.3.1: each half in the encoding of forms
        pair = f"{quote_plus(settings.client_id)}:{quote_plus(grant.client_secret)}"
        headers[b"Authorization"] = b"Basic " + base64.b64encode(pair.encode())
    return prebuilt("POST", settings.token_url, headers.items(), encoded(fields).encode())


def _token(grant: Grant, answer: Answer) -> Token:
    said = _said(answer)
    if answer.status != 200:
        error = said.get("error")
        told = f"{answer.status} {error}" if isinstance(error, str) else str(answer.status)
        raise _no_token(grant, foreign(told, 80), excerpt(answer.content))
    value, kind = said.get("access_token"), said.get("token_type", "bearer")
    if not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise _no_token(grant, "the answer holds none", "")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise _no_token(grant, f"it is of the kind {foreign(str(kind), 40)}", "")
    return Token(value, time.monotonic() + _life(said.get("expires_in")))


def _said(answer: Answer) -> dict[str, object]:
    try:
        said = parsed(answer.content, answer.header(b"content-type"))
    except ProbeFailed:
        return {}
    return said if isinstance(said, dict) else {}


def _life(expires: object) -> float:
    """Return for how many seconds a token is used; some servers write the number as a text."""
    if isinstance(expires, str) and expires.isdecimal() and len(expires) < 12:
        expires = int(expires)
    if isinstance(expires, bool) or not isinstance(expires, int | float):
        return UNSTATED
    whole = min(float(expires), 86_400.0)
    return max(0.0, whole - min(MARGIN, whole * SHARE))


def _no_token(grant: Grant, reason: str, detail: str) -> ProbeFailed:
    host = grant.settings.token_url.partition("://")[2].partition("/")[0]
    sentence = phrase(
        "No token from the token endpoint {host}: {reason}", host=foreign(host, 80), reason=reason
    )
    return ProbeFailed(ErrorClass.CREDENTIAL, sentence, detail)


def _seen(fetch: asyncio.Task[Token]) -> None:
    """Take note of a failure that nobody waits for any more."""
    if not fetch.cancelled():
        fetch.exception()
