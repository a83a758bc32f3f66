"""Asks over HTTP as the settings of one check say: admitted, signed, redirected."""

from typing import NamedTuple

import httpx
import msgspec

from app.model.phrase import foreign
from app.model.probe import Context
from app.transport.certificate import certificate_facts
from app.transport.errors import CHALLENGE
from app.transport.http import HttpTransport
from app.transport.http_access import Access, transport_opener
from app.transport.http_values import Answer, Options, Prebuilt
from app.transport.redirects import REDIRECTS, Trail, origin
from app.transport.signer import Signer
from app.transport.stopwatch import Stopwatch

_UNAUTHORIZED = 401


class Asked(NamedTuple):
    """The last answer, and the addresses to which redirects led."""

    answer: Answer
    hops: tuple[str, ...]

    def facts(self) -> dict[str, str]:
        """Return what people want to know of the exchange."""
        answer, told = self.answer, self.answer.extensions
        facts = {"status": str(answer.status), "http_version": answer.version}
        facts |= {name: told[name] for name in ("address", "tls_version", "cipher") if name in told}
        if told.get("kept"):
            facts["kept"] = "yes"
        server = answer.header(b"server")
        if server:
            facts["server"] = foreign(server)
        if self.hops:
            facts["redirects"] = foreign(" > ".join(self.hops))
        if told.get("certificates"):
            facts |= certificate_facts(told["certificates"])
        return facts


class Asker:
    """Asks one request; ``redirects`` is how many are followed, 0 for none. Made once, used by each run."""

    __slots__ = ("_access", "_away", "_options", "_plain", "_redirects", "_request", "_signer")

    def __init__(
        self,
        request: Prebuilt,
        options: Options,
        *,
        access: Access | None = None,
        signer: Signer | None = None,
        redirects: int = 0,
    ) -> None:
        self._request = request
        self._options = options
        self._away = _for_strangers(options)
        self._access = access
        self._signer = signer
        self._redirects = redirects
        self._plain = access is None and signer is None

    def __repr__(self) -> str:
        return f"Asker({self._request!r})"

    async def ask(self, ctx: Context, watch: Stopwatch) -> Asked:
        """Ask; raises ``ProbeFailed`` and ``OSError``."""
        transport = await ctx.shared(HttpTransport, transport_opener(ctx))
        run = _Run(ctx, transport, watch)
        answer = await self._exchanged(run, self._request, at_home=True)
        if not self._redirects or answer.status not in REDIRECTS:
            return Asked(answer, ())
        return await self._followed(run, answer)

    async def _followed(self, run: "_Run", answer: Answer) -> Asked:
        trail, hops = Trail(self._request, self._redirects), list[str]()
        request, at_home = self._request, True
        while (onward := trail.next(request, answer)) is not None:
            # Whoever was away once gets nothing any more: the stranger chose where to come back.
            at_home = at_home and _same_origin(onward, self._request)
            request = onward
            hops.append(onward.url.partition("?")[0])
            answer = await self._exchanged(run, request, at_home=at_home)
        return Asked(answer, tuple(hops))

    async def _exchanged(self, run: "_Run", request: Prebuilt, *, at_home: bool) -> Answer:
        if not at_home:
            return await run.fetch(request, self._away)
        if self._plain:
            return await run.fetch(request, self._options)
        before = run.watch.mark()
        answer = await self._admitted(run, request)
        access = self._access
        if access is None:
            return answer
        if answer.status == _UNAUTHORIZED and access.refused(answer):
            run.watch.fold(CHALLENGE, before)
            answer = await self._admitted(run, request)
            if answer.status == _UNAUTHORIZED:
                access.refused(answer)
        if answer.status != _UNAUTHORIZED:
            access.passed(answer)
        return answer

    async def _admitted(self, run: "_Run", request: Prebuilt) -> Answer:
        if self._signer is not None:
            request = self._signer.signed(request, run.ctx.now)
        if self._access is not None:
            # After the signature: a digest may be made over the body, which may hold the signature.
            request = await self._access.admitted(run.ctx, request, run.watch)
        return await run.fetch(request, self._options)


class _Run(NamedTuple):
    ctx: Context
    transport: HttpTransport
    watch: Stopwatch

    async def fetch(self, request: Prebuilt, options: Options) -> Answer:
        return await self.transport.fetch(request, self.watch, self.ctx.timeout, options)


def _for_strangers(options: Options) -> Options:
    """Return the options for other origins: their name is their own, and who we are is not for them."""
    if not (options.server_name or options.trust.certificate or options.trust.key):
        return options
    trust = msgspec.structs.replace(options.trust, certificate="", key="")
    return msgspec.structs.replace(options, server_name="", trust=trust)


def _same_origin(one: Prebuilt, other: Prebuilt) -> bool:
    return origin(httpx.URL(one.url)) == origin(httpx.URL(other.url))
