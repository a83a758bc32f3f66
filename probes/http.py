"""Whether a web service answers, rightly and in time."""

import base64
import socket
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

import httpx
import msgspec

from app.model.metric import CERTIFICATE_DAYS, RESPONSE_TIME, Metric
from app.model.phrase import foreign, phrase
from app.model.probe import Context, Name, Probe, ProbeFailed, Reading, Secret
from app.model.quantity import Unit
from app.model.state import ErrorClass
from app.model.value import Value
from app.transport.answer_text import excerpt, parsed, text, unfit
from app.transport.errors import Limits
from app.transport.http import HttpTransport
from app.transport.http_values import MAX_BODY, STANDARD_HEADERS, Answer, Options, Prebuilt, prebuilt
from app.transport.json_conditions import Condition, Extract, demand, extracted, provider_code
from app.transport.patterns import Matcher, checked
from app.transport.redirects import Trail
from app.transport.resolver import Resolver
from app.transport.status_set import StatusSet
from app.transport.stopwatch import Stopwatch
from app.transport.tls import Contexts, Trust
from app.transport.wire import StampKeeper

_AUTH = (401, 407)
_FORBIDDEN = 403
_EMPTY = phrase("The answer is empty")
_SIZE = Metric(name="body_size", unit=Unit.BYTES, title="Body")

_Line = Annotated[str, msgspec.Meta(pattern=r"^[^\r\n\x00]*$", max_length=8192)]
_Token = Annotated[str, msgspec.Meta(pattern=r"^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$")]
_Pattern = Annotated[str, msgspec.Meta(max_length=500)]


class Basic(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A user with a password."""

    user: Name
    password: Secret


class _Prepared(msgspec.Struct, frozen=True):
    """What need not be built anew for each run."""

    probe: "Http"
    secrets: tuple[str, ...]
    request: Prebuilt


class Http(Probe, frozen=True, kw_only=True, tag="http"):
    """Ask for a page or an interface over HTTP or HTTPS, each time on a fresh connection."""

    example = {"url": "http://127.0.0.1:9/health"}
    metrics = (RESPONSE_TIME, CERTIFICATE_DAYS, _SIZE)

    url: Annotated[str, msgspec.Meta(pattern=r"^https?://", max_length=2000)]
    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] = "GET"
    headers: dict[_Token, _Line | Secret] = {}
    body: Annotated[str, msgspec.Meta(max_length=1_000_000)] = ""
    json_body: Any = None  # sent as JSON in place of ``body``
    basic: Basic | None = None
    bearer: Secret | None = None
    status: tuple[int | str, ...] = ("200-299",)  # numbers and ranges that are good
    body_match: _Pattern = ""  # a regular expression that the body must hold
    body_not_match: _Pattern = ""  # one that it must not hold
    json: tuple[Condition, ...] = ()
    extract: tuple[Extract, ...] = ()
    follow_redirects: bool = True
    verify: bool = True
    ca_file: str = ""
    client_certificate: str = ""
    client_key: str = ""
    family: Literal["any", "ipv4", "ipv6"] = "any"
    max_body: Annotated[int, msgspec.Meta(ge=1, le=50_000_000)] = MAX_BODY

    def __post_init__(self) -> None:
        """Refuse what cannot work; msgspec tells the place."""
        try:
            url = httpx.URL(self.url)
        except httpx.InvalidURL as reason:
            raise ValueError(f"the url is not one: {reason}") from None
        if not url.host:
            raise ValueError("the url names no host")
        if url.userinfo:
            raise ValueError("the url holds a user: name it under basic, its password by reference")
        if (self.basic is not None) + (self.bearer is not None) > 1:
            raise ValueError("basic and bearer exclude one another")
        if self.body and self.json_body is not None:
            raise ValueError("body and json_body exclude one another")
        StatusSet(self.status)
        for pattern in (self.body_match, self.body_not_match):
            checked(pattern)
        taken = {metric.name for metric in self.metrics}
        for extract in self.extract:
            if extract.name in taken:
                raise ValueError(f"two series are called {extract.name}")
            taken.add(extract.name)

    @property
    def address(self) -> str:
        """The url."""
        return self.url

    @property
    def measured(self) -> tuple[Metric, ...]:
        """The metrics of the kind, and those that this probe extracts."""
        return (*self.metrics, *(extract.metric for extract in self.extract))

    @property
    def certain(self) -> tuple[Metric, ...]:
        """Without TLS there is no certificate."""
        secure = self.url.startswith("https:")
        return tuple(metric for metric in self.measured if secure or metric != CERTIFICATE_DAYS)

    async def run(self, ctx: Context) -> Reading:
        """Ask and judge; raises ``ProbeFailed``."""
        watch = Stopwatch()
        async with Limits(ctx.timeout, watch):
            request = await self._request(ctx)
            answer = await self._fetch(ctx, request, watch)
            values = await self._judged(ctx, answer)
        values[RESPONSE_TIME.name] = watch.total
        values[_SIZE.name] = float(len(answer.content))
        if "certificate_days" in answer.extensions:
            values[CERTIFICATE_DAYS.name] = answer.extensions["certificate_days"]
        return Reading(values=values, phases=watch.phases(), facts=_facts(answer))

    async def _fetch(self, ctx: Context, request: Prebuilt, watch: Stopwatch) -> Answer:
        transport = await ctx.shared(HttpTransport, _opener(ctx))
        options = self._options()
        trail = Trail(request)
        while True:
            answer = await transport.fetch(request, watch, ctx.timeout, options)
            onward = trail.next(request, answer) if self.follow_redirects else None
            if onward is None:
                return answer
            request = onward

    def _options(self) -> Options:
        trust = Trust(
            verify=self.verify,
            ca_file=self.ca_file,
            certificate=self.client_certificate,
            key=self.client_key,
        )
        family = {"any": 0, "ipv4": socket.AF_INET, "ipv6": socket.AF_INET6}[self.family]
        return Options(trust=trust, max_body=self.max_body, family=family)

    async def _request(self, ctx: Context) -> Prebuilt:
        """Return the request, built anew only where a setting or a secret has changed."""
        secrets = tuple([await ctx.secret(reference) for reference in self._references()])
        kept = ctx.recall(_Prepared)
        if kept is None or kept.probe is not self or kept.secrets != secrets:
            kept = _Prepared(self, secrets, self._built(dict(zip(self._references(), secrets, strict=True))))
            ctx.remember(kept)
        return kept.request

    def _references(self) -> tuple[Secret, ...]:
        headers = (value for value in self.headers.values() if isinstance(value, Secret))
        basic = (self.basic.password,) if self.basic else ()
        return (*headers, *basic, *((self.bearer,) if self.bearer else ()))

    def _built(self, secrets: dict[Secret, str]) -> Prebuilt:
        content = self.body.encode() if self.json_body is None else msgspec.json.encode(self.json_body)
        fields = dict(STANDARD_HEADERS)
        if self.json_body is not None:
            fields[b"Content-Type"] = b"application/json"
        if self.basic:
            pair = f"{self.basic.user}:{secrets[self.basic.password]}"
            fields[b"Authorization"] = b"Basic " + base64.b64encode(pair.encode())
        if self.bearer:
            fields[b"Authorization"] = b"Bearer " + secrets[self.bearer].encode()
        for name, value in self.headers.items():
            given = {key.lower(): key for key in fields}
            fields.pop(given.get(name.lower().encode(), b""), None)
            fields[name.encode()] = (secrets[value] if isinstance(value, Secret) else value).encode()
        return prebuilt(self.method, self.url, fields.items(), content)

    async def _judged(self, ctx: Context, answer: Answer) -> dict[str, float]:
        """Return what is extracted from a good answer; raises ``ProbeFailed`` for any other."""
        body, content_type = answer.content, answer.header(b"content-type")
        if answer.status not in StatusSet(self.status):
            raise self._wrong_status(answer)
        if self.body_match or self.body_not_match:
            await self._match(ctx, text(body, content_type), body)
        if not self.json and not self.extract:
            return {}
        said = parsed(body, content_type)
        demand(said, self.json, answer.status)
        return extracted(said, self.extract)

    async def _match(self, ctx: Context, content: str, body: bytes) -> None:
        matcher = await ctx.shared(Matcher)
        if self.body_match and not await matcher.found(self.body_match, content):
            sentence = phrase("The answer does not hold {pattern}", pattern=foreign(self.body_match, 80))
            raise unfit(_EMPTY if not body.strip() else sentence, excerpt(body))
        if self.body_not_match and await matcher.found(self.body_not_match, content):
            sentence = phrase("The answer holds {pattern}", pattern=foreign(self.body_not_match, 80))
            raise unfit(sentence, excerpt(body))

    def _wrong_status(self, answer: Answer) -> ProbeFailed:
        status, wanted = str(answer.status), str(StatusSet(self.status))
        detail = excerpt(answer.content)
        if answer.status in _AUTH:
            return ProbeFailed(
                ErrorClass.AUTH, phrase("Refuses our credentials ({status})", status=status), detail
            )
        if answer.status == _FORBIDDEN:
            return ProbeFailed(ErrorClass.BLOCKED, phrase("Blocks us ({status})", status=status), detail)
        code = self._code(answer)
        if code:
            sentence = phrase(
                "Answers {status} instead of {wanted}, error {code}", status=status, wanted=wanted, code=code
            )
        else:
            sentence = phrase("Answers {status} instead of {wanted}", status=status, wanted=wanted)
        return ProbeFailed(ErrorClass.STATUS, sentence, detail)

    def _code(self, answer: Answer) -> str:
        if not self.json:
            return ""
        try:
            return provider_code(parsed(answer.content, ""), self.json)
        except ProbeFailed:
            return ""


def _opener(ctx: Context) -> Callable[[], Awaitable[HttpTransport]]:
    async def opened() -> HttpTransport:
        await ctx.shared(StampKeeper)
        return HttpTransport(await ctx.shared(Resolver), await ctx.shared(Contexts))

    return opened


def _facts(answer: Answer) -> dict[str, str]:
    facts = {"status": str(answer.status)}
    for name in ("address", "tls_version", "cipher"):
        if name in answer.extensions:
            facts[name] = answer.extensions[name]
    server = answer.header(b"server")
    if server:
        facts["server"] = foreign(server)
    return facts
