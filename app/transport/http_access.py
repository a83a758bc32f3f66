"""How a request gets past the door where that takes more than a header: digest, and tokens of OAuth2."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from app.model.probe import Context
from app.transport.digest import Session, challenge, challenges
from app.transport.errors import TOKEN
from app.transport.http import HttpTransport
from app.transport.http_changes import target, with_headers
from app.transport.http_values import Answer, Prebuilt
from app.transport.oauth2 import Grant, Token, TokenKeeper
from app.transport.resolver import Resolver
from app.transport.stopwatch import Stopwatch
from app.transport.tls import Contexts
from app.transport.veil import Veil
from app.transport.wire import StampKeeper


class Access(Protocol):
    """Admits requests of one check; kept from run to run."""

    async def admitted(self, ctx: Context, request: Prebuilt, watch: Stopwatch) -> Prebuilt:
        """Return the request with what is known so far."""
        ...

    def refused(self, answer: Answer) -> bool:
        """Learn from a 401; return whether another try may help."""
        ...

    def passed(self, answer: Answer) -> None:
        """Learn from any other answer."""
        ...


def transport_opener(ctx: Context) -> Callable[[], Awaitable[HttpTransport]]:
    """Return what opens the transport that all runs share."""

    async def opened() -> HttpTransport:
        await ctx.shared(StampKeeper)
        return HttpTransport(await ctx.shared(Resolver), await ctx.shared(Contexts))

    return opened


class DigestAccess:
    """Answers a challenge, and then uses its nonce again until the server calls it stale."""

    def __init__(self, user: str, password: str) -> None:
        self._user, self._password = user, password
        self._session: Session | None = None

    async def admitted(self, _ctx: Context, request: Prebuilt, _watch: Stopwatch) -> Prebuilt:
        """Return the request with an answer to the last challenge, if there was one."""
        if self._session is None:
            return request
        uri = target(request).decode("latin-1")
        answer = self._session.authorization(request.method, uri, request.content)
        # What the challenge held was read as Latin-1: this way its bytes go back as they came.
        return with_headers(request, [("Authorization", answer.encode("latin-1"))])

    def refused(self, answer: Answer) -> bool:
        """Take the new challenge; it is not worth a try when a fresh answer of ours was refused.

        Raises ``ProbeFailed`` (auth) where no digest is asked for that we speak.
        """
        used = self._session
        asked = challenge(answer.header(b"www-authenticate"))
        again = used is None or used.count > 1 or asked.stale
        self._session = Session(self._user, self._password, asked) if again else None
        return again

    def passed(self, answer: Answer) -> None:
        """Take the next nonce where the server names one (RFC 7616, 3.5)."""
        told = answer.header(b"authentication-info")
        if told and self._session is not None:
            for _, parameters in challenges("digest " + told):
                if parameters.get("nextnonce"):
                    self._session = self._session.renewed(parameters["nextnonce"])


class TokenAccess:
    """Brings the token that all checks with the same grant share."""

    def __init__(self, grant: Grant, veil: Veil) -> None:
        self._grant = grant
        self._veil = veil
        self._keeper: TokenKeeper | None = None
        self._token: Token | None = None
        self._fresh = False

    async def admitted(self, ctx: Context, request: Prebuilt, watch: Stopwatch) -> Prebuilt:
        """Return the request with a token, which is fetched where there is none.

        That time is the token endpoint's, not the target's: it is left out of the phases.
        """
        keeper = await ctx.shared(TokenKeeper, _keeper_opener(ctx))
        watch.enter(TOKEN)
        token, self._fresh = await keeper.token(self._grant)
        watch.leave_out(TOKEN)
        if token is not self._token:
            self._veil.add(token.value)
        self._keeper, self._token = keeper, token
        return with_headers(request, [("Authorization", f"Bearer {token.value}")])

    def refused(self, answer: Answer) -> bool:
        """Drop the token; where it was an old one a new one may do."""
        if self._keeper is not None and self._token is not None:
            self._keeper.drop(self._grant, self._token)
        return answer.status == _UNAUTHORIZED and not self._fresh

    def passed(self, answer: Answer) -> None:
        """Nothing is to be learned."""


_UNAUTHORIZED = 401


def _keeper_opener(ctx: Context) -> Callable[[], Awaitable[TokenKeeper]]:
    async def opened() -> TokenKeeper:
        return TokenKeeper(await ctx.shared(HttpTransport, transport_opener(ctx)))

    return opened
