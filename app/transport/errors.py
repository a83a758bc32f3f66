"""What goes wrong on a connection, as error classes and sentences. This is the only table of them."""

import asyncio
import errno
import os
import re
import ssl
from types import TracebackType
from typing import Self

from app.model.phrase import Phrase, foreign, phrase
from app.model.probe import Duration, NoResolver, ProbeFailed
from app.model.quantity import Unit, quantity
from app.model.state import STATE_OF_ERROR, ErrorClass, State
from app.model.value import Value
from app.transport.stopwatch import Stopwatch

# Names of phases, as they are shown.
RESOLVE = "resolve"
PROXY = "proxy"  # on the way to a proxy, up to being connected to it
CONNECT = "connect"
TLS = "tls"
SEND = "send"
FIRST_BYTE = "first_byte"
TRANSFER = "transfer"
CHALLENGE = "challenge"  # a first try that was refused, with what the other side wants to know
TOKEN = "token"  # noqa: S105 - waiting for the endpoint that gives tokens

_REFUSED = (ErrorClass.REFUSED, phrase("Connection refused"))
_NO_ROUTE = (ErrorClass.UNREACHABLE, phrase("No way to the host"))
_NO_DESCRIPTOR = (ErrorClass.INTERNAL, phrase("This monitor has no free file descriptor"))
_FORBIDDEN = (ErrorClass.PERMISSION, phrase("This machine does not permit the connection"))

_BY_ERRNO: dict[int, tuple[ErrorClass, Phrase]] = {
    errno.ECONNREFUSED: _REFUSED,
    errno.ENETUNREACH: (ErrorClass.UNREACHABLE, phrase("No route to the network")),
    errno.EHOSTUNREACH: (ErrorClass.UNREACHABLE, phrase("No route to the host")),
    errno.EHOSTDOWN: (ErrorClass.UNREACHABLE, phrase("The host is down")),
    errno.ENETDOWN: _NO_ROUTE,
    errno.EAFNOSUPPORT: (ErrorClass.UNREACHABLE, phrase("This machine does not speak that address family")),
    errno.EADDRNOTAVAIL: (ErrorClass.INTERNAL, phrase("This monitor has no free local port")),
    errno.EMFILE: _NO_DESCRIPTOR,
    errno.ENFILE: _NO_DESCRIPTOR,
    errno.ENOBUFS: (ErrorClass.INTERNAL, phrase("This monitor is out of memory for connections")),
    errno.ENOMEM: (ErrorClass.INTERNAL, phrase("This monitor is out of memory for connections")),
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EMSGSIZE: (ErrorClass.UNREACHABLE, phrase("The packet is too large for the way to the host")),
    errno.ENOENT: _REFUSED,  # a Unix socket that is not there
}

_RESETS = (errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED, errno.ESHUTDOWN)
_RESET_IN: dict[str, Phrase] = {
    CONNECT: phrase("Connection reset while connecting"),
    TLS: phrase("Connection reset during the TLS handshake"),
    TRANSFER: phrase("Connection reset in the middle of the answer"),
}
_RESET = phrase("Connection reset before any answer")

_TIMEOUT_IN: dict[str, tuple[ErrorClass, str]] = {
    RESOLVE: (ErrorClass.DNS, "No answer to the name lookup in {limit}"),
    PROXY: (ErrorClass.CUT_OFF, "The proxy cannot be reached in {limit}"),
    CONNECT: (ErrorClass.TIMEOUT_CONNECT, "No connection in {limit}"),
    TLS: (ErrorClass.TIMEOUT_TLS, "No TLS handshake in {limit}"),
    TRANSFER: (ErrorClass.TIMEOUT_READ, "Answer not complete in {limit}"),
    TOKEN: (ErrorClass.CREDENTIAL, "The token endpoint gives no token in {limit}"),
}
_TIMEOUT = (ErrorClass.TIMEOUT_READ, "No answer in {limit}")

# X509_V_ERR_… of OpenSSL.
NOT_YET_VALID = 9
EXPIRED = 10
_VERIFY: dict[int, Phrase] = {
    NOT_YET_VALID: phrase("Certificate is not yet valid"),
    EXPIRED: phrase("Certificate has expired"),
    18: phrase("Certificate is self-signed"),
    19: phrase("Certificate chain ends in a self-signed certificate that is not trusted"),
    20: phrase("Certificate is signed by an authority that is not trusted"),
    21: phrase("Certificate is signed by an authority that is not trusted"),
    23: phrase("Certificate has been revoked"),
    62: phrase("Certificate is for another name"),
    64: phrase("Certificate is for another address"),
}

_TLS_REASONS: dict[str, Phrase] = {
    "WRONG_VERSION_NUMBER": phrase("Does not speak TLS on this port"),
    "HTTP_REQUEST": phrase("Does not speak TLS on this port"),
    "UNSUPPORTED_PROTOCOL": phrase("Offers only TLS versions that are too old"),
    "TLSV1_ALERT_PROTOCOL_VERSION": phrase("Refuses our TLS versions"),
    "SSLV3_ALERT_HANDSHAKE_FAILURE": phrase("Refuses the TLS handshake"),
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": phrase("Asks for a client certificate"),
    "TLSV1_UNRECOGNIZED_NAME": phrase("Does not know this server name"),
    "TLSV1_ALERT_NO_APPLICATION_PROTOCOL": phrase("Speaks none of the protocols that we offer"),
    "DH_KEY_TOO_SMALL": phrase("Uses a TLS key that is too small"),
}


def failure(error: OSError, phase: str = "", limit: float = 0.0) -> ProbeFailed:
    """Return the failure that ``error`` (of a socket, of TLS, a timeout) means in ``phase``.

    ``limit`` is the whole time in seconds that the run had; a timeout names it.
    """
    if isinstance(error, ssl.SSLError):
        return _tls_failure(error)
    if isinstance(error, TimeoutError):
        return timed_out(phase, limit)
    if phase == PROXY:
        return _proxy_failure(error)
    detail = foreign(str(error))
    if error.errno in _RESETS:
        return ProbeFailed(ErrorClass.RESET, _RESET_IN.get(phase, _RESET), detail)
    known = _BY_ERRNO.get(error.errno or 0)
    if known is None:
        reason = foreign(os.strerror(error.errno) if error.errno else str(error))
        return ProbeFailed(ErrorClass.UNREACHABLE, phrase("No connection: {reason}", reason=reason), detail)
    return ProbeFailed(*known, detail)


def _proxy_failure(error: OSError) -> ProbeFailed:
    """Return what a proxy that cannot be reached means: nothing of the target behind it."""
    plain = failure(error)
    if STATE_OF_ERROR[plain.error] is State.UNKNOWN:
        return plain
    sentence = phrase("The proxy cannot be reached: {reason}", reason=plain.sentence.plain())
    if plain.error is ErrorClass.REFUSED:
        sentence = phrase("The proxy refuses the connection")
    return ProbeFailed(ErrorClass.CUT_OFF, sentence, plain.detail)


def timed_out(phase: str, limit: float) -> ProbeFailed:
    """Return the failure of a run whose time ended in ``phase``; ``limit`` in seconds."""
    error, template = _TIMEOUT_IN.get(phase, _TIMEOUT)
    kind = NoResolver if phase == RESOLVE else ProbeFailed
    return kind(error, Phrase(template=template, values={"limit": quantity(limit, Unit.SECONDS)}))


def malformed(sentence: Phrase, detail: str = "") -> ProbeFailed:
    """Return the failure of an answer that breaks its protocol."""
    return ProbeFailed(ErrorClass.PROTOCOL, sentence, detail)


def not_serving(said: str) -> ProbeFailed:
    """Return the failure of a server that is there and does not serve."""
    return ProbeFailed(ErrorClass.STATUS, phrase("Up but not serving: {message}", message=foreign(said, 120)))


def _tls_failure(error: ssl.SSLError) -> ProbeFailed:
    detail = foreign(str(error))
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = foreign(error.verify_message)
        sentence = _VERIFY.get(error.verify_code, phrase("Certificate is refused: {reason}", reason=reason))
        return ProbeFailed(ErrorClass.TLS_VERIFY, sentence, detail)
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return malformed(phrase("Closes the connection during the TLS handshake"), detail)
    name = getattr(error, "reason", None) or _reason(str(error))
    reason = foreign(name.replace("_", " ").lower())
    sentence = _TLS_REASONS.get(name, phrase("TLS fails: {reason}", reason=reason))
    return malformed(sentence, detail)


def _reason(text: str) -> str:
    """Return the reason of ``[SSL] tlsv1 alert bad thing (_ssl.c:1006)``: not all have a name."""
    found = re.search(r"\] ([^(:]{1,100}?) \(", text)
    return found[1].upper().replace(" ", "_") if found else "unknown"


class Pace(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits of single phases in seconds, beside the one of the whole run; None is none."""

    connect: Duration | None = None
    tls: Duration | None = None
    read: Duration | None = None  # for one answer: from asking for it until it is whole

    def of(self, phase: str) -> float | None:
        """Return the limit of a phase; whatever is neither connecting nor a handshake waits for an answer."""
        return {RESOLVE: None, PROXY: self.connect, CONNECT: self.connect, TLS: self.tls, "": None}.get(
            phase, self.read
        )


class Limits:
    """The deadline over everything inside ``async with``, and the translation of what goes wrong there.

    ``seconds`` is what the run may take in all. The runner cancels at the end of it without knowing
    what the run was waiting for; therefore this deadline strikes a little earlier and blames the phase.
    A timer of its own does what ``asyncio.timeout`` does, at a third of what that costs a run.
    """

    __slots__ = (
        "_asked",
        "_end",
        "_limit",
        "_loop",
        "_pace",
        "_seconds",
        "_struck",
        "_task",
        "_timer",
        "_watch",
        "deadline",
    )

    def __init__(self, seconds: float, watch: Stopwatch, pace: Pace | None = None) -> None:
        self._seconds = self._limit = seconds
        self._watch = watch
        self._pace = pace
        self._struck = False
        self.deadline = 0.0  # when the present phase has to be over, by the loop's clock

    @property
    def left(self) -> float:
        """Seconds until the present phase has to be over."""
        return self.deadline - self._loop.time()

    async def __aenter__(self) -> Self:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("limits stand within a task")
        self._loop, self._task, self._asked = asyncio.get_running_loop(), task, task.cancelling()
        seconds = self._seconds
        self._end = self.deadline = self._loop.time() + seconds - min(0.05, seconds * 0.05)
        self._timer = self._loop.call_at(self._end, self._strike)
        if self._pace is not None:
            self._watch.listener = self._entered
        return self

    def _strike(self) -> None:
        self._struck = True
        self._task.cancel()

    def _entered(self, phase: str) -> None:
        # Once it has struck it cannot be moved; the rest of an answer stands under the limit of its begin.
        if self._pace is None or phase == TRANSFER or self._struck:
            return
        own = self._pace.of(phase)
        strikes = self._end if own is None else self._loop.time() + own
        self._limit = self._seconds if own is None or strikes >= self._end else own
        self.deadline = min(strikes, self._end)
        self._timer.cancel()
        self._timer = self._loop.call_at(self.deadline, self._strike)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._watch.listener = None
        self._timer.cancel()
        # Where somebody else has asked for the end as well, that goes on.
        if self._struck and self._task.uncancel() <= self._asked and kind is asyncio.CancelledError:
            raise timed_out(self._watch.phase, self._limit) from None
        if isinstance(error, OSError):
            raise failure(error, self._watch.phase, self._limit) from error
