"""Whether a web service answers, rightly and in time."""

import base64
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import msgspec

from app.model.metric import CERTIFICATE_DAYS, RESPONSE_TIME, Metric
from app.model.probe import Context, Probe, ProbeFailed, Reading, Secret
from app.model.quantity import Unit
from app.transport.errors import Limits, Pace
from app.transport.header_conditions import HeaderCondition
from app.transport.http_access import Access, DigestAccess, TokenAccess
from app.transport.http_asker import Asker
from app.transport.http_changes import with_query
from app.transport.http_content import content, references_in, spelled
from app.transport.http_judge import Demands, HttpVersion, Judge, judge_of
from app.transport.http_settings import FieldName, HeaderName, Line, ProxySettings, Url, checked_url
from app.transport.http_values import MAX_BODY, STANDARD_HEADERS, Options, Prebuilt, prebuilt
from app.transport.json_conditions import Condition, Extract, Pattern
from app.transport.login import Login
from app.transport.oauth2 import Grant, OAuth2
from app.transport.patterns import checked
from app.transport.redirects import MAX_REDIRECTS
from app.transport.signer import Signer, signer
from app.transport.signing import Signature
from app.transport.status_set import StatusSet
from app.transport.stopwatch import Stopwatch
from app.transport.tls import Trust, Version
from app.transport.veil import Veil
from app.transport.wire import FAMILIES, Family

_SIZE = Metric(name="body_size", unit=Unit.BYTES, title="Body")

_Secrets = dict[Secret, str]
_Size = Annotated[int, msgspec.Meta(ge=0, le=50_000_000)]
_CREDENTIALS = ("basic", "bearer", "digest", "oauth2")
_BODIES = ("body", "json_body", "form")


class _Prepared(NamedTuple):
    """What need not be built anew for each run."""

    probe: "Http"
    references: tuple[Secret, ...]
    stamp: tuple[object, ...]  # the secrets, and when the key's file was changed
    asker: Asker
    judge: Judge
    veil: Veil | None  # where there are secrets

    def __repr__(self) -> str:
        return "_Prepared()"


class Http(Probe, frozen=True, kw_only=True, tag="http"):
    """Ask for a page or an interface over HTTP or HTTPS, on a fresh connection unless told otherwise."""

    example = {"url": "http://127.0.0.1:9/health"}
    metrics = (RESPONSE_TIME, CERTIFICATE_DAYS, _SIZE)

    url: Url
    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] = "GET"
    query: dict[FieldName, str | Secret] = {}  # added to that of the url
    headers: dict[HeaderName, Line | Secret] = {}
    body: Annotated[str, msgspec.Meta(max_length=1_000_000)] = ""
    json_body: Any = None  # sent as JSON in place of ``body``; {secret: name} within it is filled in
    form: dict[FieldName, str | Secret] = {}  # sent as a form in place of ``body``
    basic: Login | None = None
    bearer: Secret | None = None
    digest: Login | None = None
    oauth2: OAuth2 | None = None
    sign: Signature | None = None
    status: tuple[int | str, ...] = ("200-299",)  # numbers and ranges that are good
    answer_headers: tuple[HeaderCondition, ...] = ()
    body_match: Pattern | tuple[Pattern, ...] = ()  # regular expressions that the body must hold
    body_not_match: Pattern | tuple[Pattern, ...] = ()  # those that it must not hold
    min_size: _Size = 0
    max_size: _Size | None = None
    json: tuple[Condition, ...] = ()
    extract: tuple[Extract, ...] = ()
    follow_redirects: bool = True
    max_redirects: Annotated[int, msgspec.Meta(ge=1, le=MAX_REDIRECTS)] = MAX_REDIRECTS
    verify: bool = True
    ca_file: str = ""
    client_certificate: str = ""
    client_key: str = ""
    server_name: Annotated[str, msgspec.Meta(max_length=253)] = ""
    min_tls: Version | None = None
    http_version: Literal["1.1", "2"] = "1.1"
    http_versions: tuple[HttpVersion, ...] = ()  # those that are good
    family: Family = "any"
    kept: bool = False
    proxy: ProxySettings | None = None
    limits: Pace | None = None
    max_body: Annotated[int, msgspec.Meta(ge=1, le=50_000_000)] = MAX_BODY

    def __post_init__(self) -> None:
        """Refuse what cannot work; msgspec tells the place."""
        url = checked_url(self.url, "the url")
        for names in (_CREDENTIALS, _BODIES):
            given = [name for name in names if getattr(self, name) not in (None, "", {})]
            if len(given) > 1:
                raise ValueError(f"{' and '.join(given)} exclude one another")
        if url.scheme != "https" and self.min_tls:
            raise ValueError("min_tls is asked for, but the url begins with http")
        if self.max_size is not None and not self.min_size <= self.max_size <= self.max_body:
            raise ValueError("max_size is below min_size, or above max_body")
        StatusSet(self.status)
        for pattern in (*_several(self.body_match), *_several(self.body_not_match)):
            checked(pattern)
        self._check_signed_fields()
        taken = {metric.name for metric in self.metrics}
        for extract in self.extract:
            if extract.name in taken:
                raise ValueError(f"two series are called {extract.name}")
            taken.add(extract.name)

    def _check_signed_fields(self) -> None:
        if self.sign is None or not self.sign.fields:
            return
        body = self.form or self.json_body
        if not isinstance(body, dict) or not body:
            raise ValueError("sign puts a field into the body: it needs a json_body with fields, or a form")
        for name in self.sign.fields:
            if name in body:
                raise ValueError(f"sign puts the field {name} into the body, where it stands already")

    @property
    def address(self) -> str:
        """The url."""
        return self.url

    @property
    def measured(self) -> tuple[Metric, ...]:
        """The metrics of the kind, and those that this probe extracts."""
        if not self.extract:
            return self.metrics
        return (*self.metrics, *(extract.metric for extract in self.extract))

    @property
    def certain(self) -> tuple[Metric, ...]:
        """Without TLS there is no certificate."""
        secure = self.url.startswith("https:")
        return tuple(metric for metric in self.measured if secure or metric != CERTIFICATE_DAYS)

    async def run(self, ctx: Context) -> Reading:
        """Ask and judge; raises ``ProbeFailed``."""
        watch = Stopwatch()
        async with Limits(ctx.timeout, watch, self.limits):
            prepared = await self._prepared(ctx)
            try:
                asked = await prepared.asker.ask(ctx, watch)
                values = await prepared.judge.values(ctx, asked.answer)
            except ProbeFailed as failed:
                if prepared.veil is None:
                    raise
                raise prepared.veil.over(failed) from None
        answer = asked.answer
        values[RESPONSE_TIME.name] = watch.total
        values[_SIZE.name] = float(len(answer.content))
        if "certificate_days" in answer.extensions:
            values[CERTIFICATE_DAYS.name] = answer.extensions["certificate_days"]
        facts = asked.facts()
        if prepared.veil is not None:
            facts = prepared.veil.facts(facts)
        coarse = "coarse" in answer.extensions
        return Reading(values=values, phases=watch.phases(), facts=facts, coarse=coarse)

    async def _prepared(self, ctx: Context) -> _Prepared:
        """Return what is built once; anew where a setting, a secret or the key's file has changed."""
        kept = ctx.recall(_Prepared)
        if kept is None or kept.probe is not self:
            references = tuple(self._references())
        elif not kept.stamp:
            return kept
        else:
            references = kept.references
        secrets = [await ctx.secret(reference) for reference in references]
        stamp = (*secrets, *self._key_changed())
        if kept is None or kept.probe is not self or kept.stamp != stamp:
            kept = await self._built(references, secrets, stamp)
            ctx.remember(kept)
        return kept

    def _references(self) -> Iterator[Secret]:
        given = (*self.headers.values(), *self.query.values(), *self.form.values(), self.bearer)
        given += tuple(login.password for login in (self.basic, self.digest, self.proxy) if login)
        given += (self.oauth2.client_secret if self.oauth2 else None, self.sign.key if self.sign else None)
        yield from (each for each in given if isinstance(each, Secret))
        yield from references_in(self.json_body)

    def _key_changed(self) -> tuple[int, ...]:
        if self.sign is None or not self.sign.key_file:
            return ()
        try:
            return (Path(self.sign.key_file).stat().st_mtime_ns,)
        except OSError:  # told where it is read
            return (0,)

    async def _built(
        self, references: tuple[Secret, ...], values: list[str], stamp: tuple[object, ...]
    ) -> _Prepared:
        secrets = dict(zip(references, values, strict=True))
        veil = Veil(values)
        for login in (self.basic, self.proxy):
            if login is not None and login.password is not None:
                veil.login(login.user, secrets[login.password])
        options = self._options(secrets)
        asker = Asker(
            self._request(secrets),
            options,
            access=self._access(secrets, options, veil),
            signer=await self._signer(secrets),
            redirects=self.max_redirects if self.follow_redirects else 0,
        )
        judge = judge_of(self._demands())
        return _Prepared(self, references, stamp, asker, judge, veil if references else None)

    def _options(self, secrets: _Secrets) -> Options:
        trust = Trust(
            verify=self.verify,
            ca_file=self.ca_file,
            certificate=self.client_certificate,
            key=self.client_key,
            min_version=self.min_tls,
        )
        options = Options(
            trust=trust,
            max_body=self.max_body,
            family=FAMILIES[self.family],
            server_name=self.server_name,
            kept=self.kept,
            http_version=self.http_version,
            proxy=self.proxy.opened(secrets) if self.proxy else None,
        )
        return options if options.proxy else _once(options)

    def _access(self, secrets: _Secrets, options: Options, veil: Veil) -> Access | None:
        if self.digest is not None:
            return DigestAccess(self.digest.user, secrets[self.digest.password])
        if self.oauth2 is not None:
            # Another server: it is asked as this one is, but by its own name.
            options = msgspec.structs.replace(options, server_name="", http_version="1.1", max_body=MAX_BODY)
            return TokenAccess(Grant(self.oauth2, secrets[self.oauth2.client_secret], options), veil)
        return None

    async def _signer(self, secrets: _Secrets) -> Signer | None:
        if self.sign is None:
            return None
        return await signer(self.sign, secrets[self.sign.key] if self.sign.key else "")

    def _request(self, secrets: _Secrets) -> Prebuilt:
        body, kind = content(self.body, self.json_body, self.form, secrets)
        fields = dict(STANDARD_HEADERS)
        if kind:
            fields[b"Content-Type"] = kind
        if self.basic:
            pair = f"{self.basic.user}:{secrets[self.basic.password]}"
            fields[b"Authorization"] = b"Basic " + base64.b64encode(pair.encode())
        if self.bearer:
            fields[b"Authorization"] = b"Bearer " + secrets[self.bearer].encode()
        for name, value in self.headers.items():
            given = {key.lower(): key for key in fields}
            fields.pop(given.get(name.lower().encode(), b""), None)
            fields[name.encode()] = spelled(value, secrets).encode()
        query = [(name, spelled(value, secrets)) for name, value in self.query.items()]
        return with_query(prebuilt(self.method, self.url, fields.items(), body), query)

    def _demands(self) -> Demands:
        return Demands(
            status=self.status,
            headers=self.answer_headers,
            min_size=self.min_size,
            max_size=self.max_size,
            versions=self.http_versions,
            body_match=_several(self.body_match),
            body_not_match=_several(self.body_not_match),
            json=self.json,
            extract=self.extract,
        )


@functools.lru_cache(1000)
def _once(options: Options) -> Options:
    """Return the first options that were equal to these: most checks have the same. They hold no secrets."""
    return options


def _several(given: str | tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(given, str):
        return (given,) if given else ()
    return given
