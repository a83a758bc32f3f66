"""Everything that reads foreign bytes, each as one function of bytes that raises only what nobody expects."""

import base64
import contextlib
import functools
import math
import socket

from app.model.clock import Moment
from app.model.probe import ProbeFailed
from app.transport import a2s_wire, dns_wire, icmp_wire, ntp_wire, snmp_v3, snmp_wire
from app.transport.answer_text import excerpt, parsed, text
from app.transport.beats.peers import PeerBook
from app.transport.beats.report import report
from app.transport.beats.request import Refused, RequestReader
from app.transport.beats.signed import decoded
from app.transport.certificate import certificate, certificate_facts
from app.transport.decoding import decoder
from app.transport.digest import challenge
from app.transport.exposition import exposed
from app.transport.http_parser import AnswerParser
from app.transport.http_values import Answer, prebuilt
from app.transport.json_conditions import Condition, Extract, demand, extracted
from app.transport.plugin_output import said
from app.transport.redirects import Trail
from app.transport.snmp_security import Credentials
from tests.faults import hostile_talks as talks
from tests.fuzz.conversations import CONVERSATIONS, Parser, loop, split


def _http(method: str, data: bytes) -> None:
    parser = AnswerParser(method, 10_000)
    with contextlib.suppress(ProbeFailed):
        for piece in split(data):
            if parser.complete:
                break
            parser.feed(piece)
            while parser.busy:
                parser.unpack()
        parser.end()
        assert len(parser.content()) <= 10_000
        assert 100 <= parser.status <= 999


def _packed(encoding: str, data: bytes) -> None:
    unpacking = decoder(encoding, 10_000)
    with contextlib.suppress(ProbeFailed):
        for piece in split(data):
            unpacking.feed(piece)
            while unpacking.busy:
                unpacking.step()
        assert len(unpacking.finish()) <= 10_000


_CONDITIONS = (
    Condition(path="success", equals=True, code="error.code", message="error.message"),
    Condition(path="list[*].id", min=1),
)
_EXTRACTS = (Extract(name="lag", path="a.b[0]"), Extract(name="size", path="list.length"))


def _json(data: bytes) -> None:
    kind, _line, body = data.partition(b"\n")
    content_type = kind.decode("latin-1")
    excerpt(body)
    with contextlib.suppress(ProbeFailed):
        text(body, content_type)
    with contextlib.suppress(ProbeFailed):
        answer = parsed(body, content_type)
        extracted(answer, _EXTRACTS)
        loop().run_until_complete(demand(answer, _CONDITIONS, 200, _never))


async def _never(_pattern: str, _text: str) -> bool:
    return False


def _location(data: bytes) -> None:
    asked = prebuilt("GET", "http://a.example/b?c", [(b"Cookie", b"x")])
    answer = Answer(status=302, headers=[(b"location", data)], content=b"", extensions={})
    with contextlib.suppress(ProbeFailed):
        Trail(asked).next(asked, answer)


def _exposition(data: bytes) -> None:
    with contextlib.suppress(ProbeFailed):
        list(exposed(data.decode("utf-8", "replace")))


def _plugin(data: bytes) -> None:
    said(data)


def _challenge(data: bytes) -> None:
    with contextlib.suppress(ProbeFailed):
        challenge(data.decode("latin-1"))


def _certificate(data: bytes) -> None:
    found = certificate.__wrapped__(data)
    if found is not None:
        assert all(line.isprintable() for line in certificate_facts((found,)).values())


_CERTIFICATE = base64.b64decode(
    "MIIBWzCCAQGgAwIBAgIUJkVe9xs4Utdp7seKId+CIIkhN3MwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOVGVzdCBhdX"
    "Rob3JpdHkwHhcNMjYxMTI0MTkzNTA0WhcNMjYxMjI1MTkzNTA0WjAUMRIwEAYDVQQDDAl3LmV4YW1wbGUwWTATBgcq"
    "hkjOPQIBBggqhkjOPQMBBwNCAARiFPI1TtLtMn1tY6eXqYC957r+l7cksK28jT2EiqhhbHgQb6EZgCnru2bGBxfdI1"
    "3qEgcrdyB2ABGg/gWjKyVToywwKjAMBgNVHRMBAf8EAjAAMBoGA1UdEQQTMBGCCXcuZXhhbXBsZYcEfwAAATAKBggq"
    "hkjOPQQDAgNIADBFAiAJWZwZnvbZLE3paqF+e1zXyuAWwMsJCWy5GbjuBAS6zwIhALLc/b3nVxAVb90cUTGnY8980q"
    "Zbi5QcR3yzwpO5x+If"
)


def _snmp(data: bytes) -> None:
    snmp_wire.identity_of(data)
    with contextlib.suppress(ProbeFailed):
        snmp_wire.answer(data, ("1.3.6.1.2.1.1.3.0", "1.3.6.1.2"))


_CREDENTIALS = Credentials("u", "sha256", "password1", "password2")


def _snmp_v3(data: bytes) -> None:
    with contextlib.suppress(ProbeFailed):
        snmp_v3.opened(data, _CREDENTIALS)


def _a2s(data: bytes) -> None:
    parts = a2s_wire.Parts()
    for packet in split(data):
        with contextlib.suppress(ProbeFailed):
            whole = parts.whole(packet)
            if whole is not None:
                a2s_wire.challenge(whole)
                for read in (a2s_wire.info, a2s_wire.player_count):
                    with contextlib.suppress(ProbeFailed):
                        read(whole)


def _heartbeat(data: bytes) -> None:
    reader = RequestReader()
    with contextlib.suppress(Refused):
        for piece in split(data):
            request = reader.feed(piece)
            if request is not None:
                report(request)
                break


def _sign_of_life(data: bytes) -> None:
    now = Moment(wall=1.8e9, mono=1.0)
    with contextlib.suppress(Refused):
        sign = decoded(data)
        PeerBook(None, now).take(sign.name, sign, now)


def _ntp(data: bytes) -> None:
    ntp_wire.answers(data, 7)
    with contextlib.suppress(ProbeFailed):
        assert math.isfinite(ntp_wire.answer(data, 1.8e9).sent)


def _der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    assert len(content) < 0x80
    return bytes((tag, len(content))) + content


_NUMBERS = _der(2, b"\1"), _der(2, b"\0"), _der(2, b"\0")
_SNMP_V3 = _der(
    0x30,
    _der(2, b"\3"),
    _der(0x30, _der(2, b"\7"), _der(2, b"\x10\0"), _der(4, b"\4"), _der(2, b"\3")),
    _der(4, _der(0x30, _der(4, b"engine"), *_NUMBERS[:2], _der(4, b"u"), _der(4), _der(4))),
    _der(
        0x30,
        _der(4, b"engine"),
        _der(4),
        _der(0xA2, *_NUMBERS, _der(0x30, _der(0x30, _der(6, b"\x2b\6"), _der(2, b"\5")))),
    ),
)

_ASKED = {kind: dns_wire.question("casino.example", kind) for kind in ("A", "MX", "TXT", "SOA")}


def _dns(data: bytes) -> None:
    for question in _ASKED.values():
        asked = question.packet(7)
        for packet in (data, asked[:2] + b"\x81\x80" + data[:8] + asked[12:] + data[8:]):
            dns_wire.identity_of(packet)
            with contextlib.suppress(dns_wire.BadPacket):
                dns_wire.answer(packet, question)


def _icmp(data: bytes) -> None:
    for family in (socket.AF_INET, socket.AF_INET6):
        for header in (False, True):
            icmp_wire.echo(family, data, with_ip_header=header)


_HEADS = (
    talks.page(b"hello"),
    talks.CHUNKED + b"5\r\nhello\r\n0\r\nX-T: 1\r\n\r\n",
    talks.OK + b"Connection: close\r\n\r\nto the end",
    b"HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + talks.page(b""),
)

PARSERS: dict[str, Parser] = {
    "http": Parser(functools.partial(_http, "GET"), tuple(b"\0" + head for head in _HEADS)),
    "http-head": Parser(functools.partial(_http, "HEAD"), tuple(b"\0" + head for head in _HEADS)),
    "gzip": Parser(functools.partial(_packed, "gzip"), (b"\0" + talks.gzip_bomb()[:4000],)),
    "deflate": Parser(functools.partial(_packed, "deflate"), (b"\0" + talks.gzip_bomb(15)[:4000],)),
    "brotli": Parser(functools.partial(_packed, "br"), (b"\0" + talks.brotli_bomb()[:4000],)),
    "zstd": Parser(functools.partial(_packed, "zstd"), (b"\0" + talks.zstd_bomb(20)[:4000],)),
    "packed-twice": Parser(
        functools.partial(_packed, "gzip, zstd, br"), (b"\0" + talks.brotli_bomb()[:4000],)
    ),
    "json": Parser(
        _json,
        (
            b'application/json; charset=utf-8\n{"success":true,"a":{"b":[1]},"list":[{"id":1}]}',
            b'x; charset="utf-16"\n{"error":{"code":1,"message":"no"}}',
        ),
        1_000_000,
    ),
    "redirect": Parser(
        _location, (b"/x?y#z", b"//b.example/", b"http://u:p@[::1]:80/", b"file:///etc/passwd")
    ),
    "exposition": Parser(_exposition, (b'a_total{b="c\\"d",e="f"} 1.5e3 1700000\n# HELP\n',), 1_000_000),
    "perfdata": Parser(_plugin, (b"OK - fine | 'a b'=1.5ms;1:2;@3;0;9 c=U\nmore | d=5%\n",)),
    "digest": Parser(
        _challenge, (b'Digest realm="a", nonce="b", qop="auth,auth-int", algorithm=SHA-256',), 16_384
    ),
    "certificate": Parser(_certificate, (_CERTIFICATE,)),
    "snmp": Parser(
        _snmp,
        (snmp_wire.request("2c", "public", ("1.3.6.1.2.1.1.3.0",)).packet(7).replace(b"\xa0", b"\xa2", 1),),
        8192,
    ),
    "snmp-v3": Parser(_snmp_v3, (_SNMP_V3,), 8192),
    "a2s": Parser(
        _a2s,
        (
            b"\0\xff\xff\xff\xffI\x11name\0map\0folder\0game\0\0\0\5\x10\0dl\0\1" + b"1.0\0",
            b"\0\xff\xff\xff\xffD\1\0ann\0" + bytes(8),
            b"\x12\xfe\xff\xff\xff\1\0\0\x80\1\0\x10\0" + bytes(6),
        ),
    ),
    "heartbeat": Parser(
        _heartbeat,
        (
            b"\0GET /h/a?status=ok&message=b HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n\r\n",
            b"\0POST /h/a HTTP/1.1\r\nHost: x\r\nContent-Length: 32\r\n\r\nstatus=ok&message=b&numbers={}  ",
            b'\0POST /h/a HTTP/1.1\r\nHost: x\r\nContent-Length: 33\r\n\r\n{"message":"b","numbers":{"c":1}}',
            b'\0POST /h/a HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n\r\n{"status":[]}',
        ),
    ),
    "sign-of-life": Parser(
        _sign_of_life,
        (b'{"version":1,"name":"b","counter":7,"unix":1.8e9,"state":"blind","text":"cut","incidents":2}',),
        4096,
    ),
    "ntp": Parser(_ntp, (b"\x24\2\6\xec" + bytes(8) + b"\x7f\0\0\1" + bytes(8) + b"\xeb" * 24,), 8192),
    "dns": Parser(_dns, (b"\0\1\0\1\0\0\0\0\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0\1",)),
    "icmp": Parser(
        _icmp, (b"\0\0\0\0\0\1\0\2payload", b"\3\1\0\0\0\0\0\0\x45" + bytes(19) + b"\x08\0\0\0\0\1\0\2")
    ),
    **CONVERSATIONS,
}
