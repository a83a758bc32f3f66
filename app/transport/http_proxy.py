"""The way through a proxy, for checks whose settings name one; the environment's is never used."""

import base64

from app.model.phrase import Phrase, foreign, phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.errors import CONNECT
from app.transport.http_parser import AnswerParser
from app.transport.http_values import MAX_HEAD, Prebuilt, Proxy
from app.transport.stopwatch import Stopwatch
from app.transport.wire import Stream

_LARGEST = 65_536  # bytes of a refusal's page; nobody reads it
_ASKS = 407
_REFUSES = (401, _ASKS)  # tinyproxy answers 401 to a wrong password; in a tunnel it cannot be the target's
_FORBIDS = (403, 405)
_FAILS = (500, 502, 503, 504)


def absolute(asked: Prebuilt, proxy: Proxy) -> bytes:
    """Return the head of a request in clear as a proxy wants it: with the whole url in its first line."""
    _, _, rest = asked.head.partition(b" HTTP/1.1\r\n")
    first = f"{asked.method} {asked.url} HTTP/1.1\r\n".encode("ascii")
    return first + _credentials(proxy) + rest


async def tunnel(stream: Stream, asked: Prebuilt, proxy: Proxy, watch: Stopwatch) -> None:
    """Have the proxy connect us to the target; raises ``ProbeFailed`` and ``OSError``."""
    watch.enter(CONNECT)
    parser = AnswerParser("CONNECT", _LARGEST, MAX_HEAD)
    host = f"[{asked.host}]" if ":" in asked.host else asked.host
    place = f"{host}:{asked.port}".encode("ascii")
    await stream.send(
        b"CONNECT " + place + b" HTTP/1.1\r\nHost: " + place + b"\r\n" + _credentials(proxy) + b"\r\n"
    )
    try:
        # A page that comes with a refusal is not waited for.
        while not parser.status:
            data = await stream.receive()
            if data:
                parser.feed(data)
            else:
                parser.end()
    except ProbeFailed as failed:
        if not parser.status:
            raise unusable(
                phrase("The proxy does not speak HTTP as it should"), failed.sentence.plain()
            ) from None
    watch.stop(at=stream.arrived)
    if not 200 <= parser.status < 300:
        raise _refusal(parser.status, asked, proxy)


def demand_welcome(status: int, proxy: Proxy) -> None:
    """Raise ``ProbeFailed`` where an answer is the proxy's own refusal."""
    if status == _ASKS:
        raise _unknown_to(status, proxy)


def _refusal(status: int, asked: Prebuilt, proxy: Proxy) -> ProbeFailed:
    if status in _REFUSES:
        return _unknown_to(status, proxy)
    if status in _FAILS:
        sentence = phrase(
            "The proxy cannot reach {host} ({status})", host=foreign(asked.host), status=str(status)
        )
        return ProbeFailed(ErrorClass.UNREACHABLE, sentence)
    if status in _FORBIDS:
        sentence = phrase("The proxy does not let us through ({status})", status=str(status))
        return ProbeFailed(ErrorClass.PERMISSION, sentence)
    return unusable(phrase("The proxy answers {status}", status=str(status)))


def _unknown_to(status: int, proxy: Proxy) -> ProbeFailed:
    sentence = phrase("The proxy asks for credentials ({status})", status=str(status))
    if proxy.user:
        sentence = phrase("The proxy refuses our credentials ({status})", status=str(status))
    return ProbeFailed(ErrorClass.CREDENTIAL, sentence)


def unusable(sentence: Phrase, detail: str = "") -> ProbeFailed:
    """Return the failure of the proxy itself: it proves nothing of the target behind it."""
    return ProbeFailed(ErrorClass.CUT_OFF, sentence, detail)


def _credentials(proxy: Proxy) -> bytes:
    if not proxy.user:
        return b""
    pair = base64.b64encode(f"{proxy.user}:{proxy.password}".encode())
    return b"Proxy-Authorization: Basic " + pair + b"\r\n"
