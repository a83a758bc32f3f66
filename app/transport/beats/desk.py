"""Where heartbeats are taken: owned by the engine, lent to the checks that wait for them."""

import asyncio
import errno
import math
import ssl
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from app.model.clock import Clock, Moment
from app.model.phrase import NOTHING, Phrase, foreign, phrase
from app.model.probe import Inbound, ProbeFailed, Secret
from app.model.state import ErrorClass
from app.model.surroundings import Listen, Objection, Surroundings
from app.transport.beats import beat as record
from app.transport.beats import signed
from app.transport.beats.beat import Beat
from app.transport.beats.listener import Listener
from app.transport.beats.peers import SIGNATURE, PeerBook
from app.transport.beats.report import Report, report
from app.transport.beats.request import Answer, Refused, Request
from app.transport.beats.tokens import SecretSource, Tokens

PATH: Final = "/beat/"
_EACH: Final = 1.0  # seconds between two looks at ourselves
_DEAF: Final = 5.0  # seconds without such a look in which callers may have given up
_AGAIN: Final = 2.0  # seconds until an address that could not be had is tried again
_SECRETS: Final = 10.0  # seconds after which changed tokens count
_NO_FASTER: Final = (
    0.25  # seconds until a wrong token is answered: as long for names that there are as for others
)
_RUSH: Final = 10  # beats of one name within a second; what comes faster is a loop that ran away
_METHODS: Final = ("GET", "POST")
_UNSIGNED: Final = Answer(401, "Name or signature is wrong")
_DENIED: Final = Answer(401, "Name or token is wrong", ("WWW-Authenticate: Bearer",))


class HeartbeatDesk:
    """Takes ``GET`` or ``POST /beat/NAME`` with ``Authorization: Bearer TOKEN``, and what peers sign.

    ``since`` is the moment from which on nothing was missed: since then the socket is open and this process
    was awake. ``path`` is a file that keeps the newest beats over a restart. ``awaken`` is told the checks
    for which a beat is news. Without ``run`` it never listens, but tells what the file holds.
    """

    def __init__(self, *, clock: Clock, secrets: SecretSource, path: Path | None = None) -> None:
        self.awaken: Callable[[Sequence[str]], object] | None = None
        self.since: Moment | None = None
        self._clock = clock
        self._path = path
        self._tokens = Tokens(secrets)
        self._listener = Listener(self.answer)
        self._wanted: Listen | None = None
        self._open: Listen | None = None
        self._trouble: Phrase | None = None
        self._tried = self._refreshed = -math.inf
        self._expected: dict[str, list[tuple[str, Secret]]] = {}
        self._beats: dict[str, Beat] = record.kept(path, clock.now()) if path is not None else {}
        kept = path.with_name("peers.msgpack") if path is not None else None
        self.peers = PeerBook(kept, clock.now())
        self._peers: dict[str, list[tuple[str, Secret]]] = {}
        self._rush: dict[str, tuple[int, int]] = {}
        self._awaited: set[str] = set()
        self._unsaved = False
        self._changed = asyncio.Event()

    @property
    def trouble(self) -> Phrase:
        """Why no heartbeats are taken although they should be."""
        return self._trouble or NOTHING

    @property
    def deaf(self) -> ProbeFailed:
        """What a check says while ``since`` is None."""
        return ProbeFailed(ErrorClass.INTERNAL, self._trouble or NOBODY_LISTENS)

    def last(self, name: str) -> Beat | None:
        """Return the newest beat of a name."""
        return self._beats.get(name)

    def await_peer(self, name: str, *, wanted: bool) -> None:
        """As ``await_news``, of another monitor."""
        self.await_news(signed.PATH + name, wanted=wanted)

    def await_news(self, name: str, *, wanted: bool) -> None:
        """Say whether the next beat of this name changes anything, so that its checks are to run at once."""
        (self._awaited.add if wanted else self._awaited.discard)(name)

    def expect(self, listen: Listen | None, wanted: Sequence[tuple[str, Inbound]]) -> None:
        """Take over where to listen, and for which checks; what came before is kept."""
        self._expected, self._peers = {}, {}
        for check, inbound in wanted:
            book = self._peers if inbound.signed else self._expected
            book.setdefault(inbound.name, []).append((check, inbound.token))
        self.peers.keep(self._peers)
        # without anybody who waits there is nothing to listen for
        self._wanted = listen if wanted else None
        self._beats = {name: beat for name, beat in self._beats.items() if name in self._expected}
        self._awaited &= {*self._expected, *(signed.PATH + name for name in self._peers)}
        self._rush.clear()
        self._tried = self._refreshed = -math.inf
        self._changed.set()

    async def run(self) -> None:
        """Keep the socket open, the tokens fresh and the file written, for ever."""
        seen = self._clock.now()
        while True:
            self._changed.clear()
            now = self._clock.now()
            if self.since is not None and now.seconds_since(seen) > _DEAF:
                self.since = now
            seen = now
            await self._keep_open(now)
            await self._save()
            if now.mono - self._refreshed >= _SECRETS:
                self._refreshed = now.mono
                books = (*self._expected.values(), *self._peers.values())
                await self._tokens.refresh(token for each in books for _, token in each)
                await self._listener.renew()
                seen = self._clock.now()
            try:
                async with asyncio.timeout(_EACH):
                    await self._changed.wait()
            except TimeoutError:
                pass

    async def close(self) -> None:
        """Listen no more; keep what came."""
        await self._listener.close()
        self.since = self._open = None
        await self._save()

    async def answer(self, request: Request) -> Answer:
        """Carry out a request; raises ``Refused``."""
        began = asyncio.get_running_loop().time()
        if request.path.startswith(signed.PATH):
            return await self._answer_peer(request, began)
        name = request.path.removeprefix(PATH)
        if not request.path.startswith(PATH) or not name:
            raise Refused(Answer(404, "There are only /beat/NAME and /peer/NAME"))
        if request.method not in _METHODS:
            raise Refused(Answer(405, "Use GET or POST", (f"Allow: {', '.join(_METHODS)}",)))
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        expected = self._expected.get(name, [])
        given = token.strip().encode("latin-1")  # as the bytes came
        known = await self._tokens.matches(given, [reference for _, reference in expected])
        if not known or scheme.lower() != "bearer":
            await _no_faster(began)
            raise Refused(_DENIED)
        self._count(name)
        self._take(name, report(request))
        return Answer(204)

    async def _answer_peer(self, request: Request, began: float) -> Answer:
        """Judge a sign of life of another monitor: first who wrote it, then when, then whether it is new."""
        name = request.path.removeprefix(signed.PATH)
        if request.method != "POST":
            raise Refused(Answer(405, "Use POST", ("Allow: POST",)))
        expected = self._peers.get(name, [])
        given = request.headers.get(signed.HEADER.lower(), "").encode("latin-1")
        if not await self._tokens.signed(request.body, given, [reference for _, reference in expected]):
            if expected:
                self.peers.refuse(name, SIGNATURE, self._clock.now())
            await _no_faster(began)
            raise Refused(_UNSIGNED)
        self._count(signed.PATH + name)
        sign = signed.decoded(request.body)
        before = self.peers.take(name, sign, self._clock.now())
        # Before the answer: what is accepted stays so over our own death.
        await asyncio.to_thread(self.peers.save)
        changed = before is None or before.sign.state is not sign.state
        if (changed or signed.PATH + name in self._awaited) and self.awaken:
            self._awaited.discard(signed.PATH + name)
            self.awaken([check for check, _ in expected])
        return Answer(204)

    def _take(self, name: str, said: Report) -> None:
        before = self._beats.get(name)
        self._beats[name] = Beat(
            at=self._clock.now(), level=said.level, message=said.message, numbers=said.numbers
        )
        self._unsaved = True
        if (before is None or before.level is not said.level or name in self._awaited) and self.awaken:
            self._awaited.discard(name)
            self.awaken([check for check, _ in self._expected.get(name, ())])

    def _count(self, name: str) -> None:
        second = int(self._clock.now().mono)
        at, count = self._rush.get(name, (second, 0))
        count = count + 1 if at == second else 1
        self._rush[name] = (second, count)
        if count > _RUSH:
            raise Refused(Answer(429, "Heartbeats come too fast", ("Retry-After: 1",)))

    async def _keep_open(self, now: Moment) -> None:
        if self._wanted == self._open and (self._trouble is None or self._wanted is None):
            self._trouble = None
            return
        if now.mono - self._tried < _AGAIN:
            return
        self._tried = now.mono
        self._listener.stop()
        self.since = self._open = None
        wanted = self._wanted
        if wanted is None:
            self._trouble = None
            return
        try:
            await self._listener.open(wanted)
        except OSError as problem:
            self._trouble = _why(problem, wanted)
        else:
            self._trouble, self._open, self.since = None, wanted, self._clock.now()

    async def _save(self) -> None:
        if self._unsaved and self._path is not None:
            self._unsaved = False
            await asyncio.to_thread(record.keep, self._path, dict(self._beats))


NOBODY_LISTENS: Final = phrase("Nobody listens for heartbeats here; a running engine knows: nocwall status")


def no_desk() -> HeartbeatDesk:
    """Raise ``ProbeFailed``: outside of an engine there is none to be shared."""
    raise ProbeFailed(ErrorClass.INTERNAL, NOBODY_LISTENS)


def objection_to_silence(around: Surroundings, otherwise: str = "") -> tuple[Objection, ...]:
    """Object to surroundings in which nothing listens; ``otherwise`` is what helps beside listening."""
    if around.listen is not None:
        return ()
    remedy = phrase("add {form}", form="listen: {address: 127.0.0.1, port: 8765}")
    if otherwise:
        remedy = phrase("{remedy}, or use {other}", remedy=remedy.plain(), other=otherwise)
    wrong = phrase("heartbeats over HTTP are not taken anywhere")
    return (Objection(kind="no-listen", wrong=wrong, remedy=remedy),)


async def _no_faster(began: float) -> None:
    await asyncio.sleep(began + _NO_FASTER - asyncio.get_running_loop().time())


def _why(problem: OSError, listen: Listen) -> Phrase:
    place = f"{listen.address} port {listen.port}"
    if isinstance(problem, ssl.SSLError):
        reason = foreign(problem.reason or str(problem)).replace("_", " ").lower()
        return phrase("No heartbeats are taken: certificate and key do not fit ({reason})", reason=reason)
    if problem.filename is not None or problem.errno == errno.ENOENT:
        reason = foreign(problem.strerror or str(problem))
        return phrase("No heartbeats are taken: certificate or key cannot be read ({reason})", reason=reason)
    if problem.errno == errno.EADDRINUSE:
        return phrase("No heartbeats are taken: another program listens on {place}", place=place)
    if problem.errno == errno.EADDRNOTAVAIL:
        return phrase("No heartbeats are taken: {place} is no address of this machine", place=place)
    if problem.errno in (errno.EACCES, errno.EPERM):
        return phrase("No heartbeats are taken: this user may not listen on {place}", place=place)
    reason = foreign(problem.strerror or str(problem))
    return phrase("No heartbeats are taken on {place}: {reason}", place=place, reason=reason)
