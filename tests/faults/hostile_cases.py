"""The hostile answers of FAULTS N01 to N19 and N38, in the groups that one engine is given together."""

import gzip
import json

from app.model.state import ErrorClass
from tests.faults import hostile_talks as say
from tests.faults.hostile_case import GOOD_BODY, JSON, LAG, Case, http, slow, tls, wire
from tests.faults.hostile_talks import CHUNKED, OK, endless, flood, page, web

READ, LARGE, BROKEN = ErrorClass.TIMEOUT_READ, ErrorClass.TOO_LARGE, ErrorClass.PROTOCOL
CONTENT, UP_ONLY, VERIFY = ErrorClass.CONTENT, ErrorClass.STATUS, ErrorClass.TLS_VERIFY
_BODY = "The body is larger than 1 MB"
_HEAD = "The answer's head is larger than"
_WAIT = b"HTTP/1.1 102 Wait\r\n\r\n"
_DRIPPED = "Answer not complete in 500 ms"

SLOW = (
    slow(http("N01", "http-silent", say.silent, READ, "No answer in 500 ms")),
    slow(wire("N01", "tcp-silent", say.silent, READ, "No answer in 500 ms")),
    slow(wire("N01", "redis-silent", say.silent, READ, "No answer in 500 ms")),
    slow(wire("N01", "postgres-silent", say.silent, READ, "No answer in 500 ms")),
    slow(http("N02", "http-drip-body", say.drip(OK + b"Content-Length: 99999\r\n\r\n"), READ, _DRIPPED)),
    slow(http("N02", "http-drip-chunks", say.drip(CHUNKED, b"1\r\nx\r\n"), READ, _DRIPPED)),
    slow(http("N02", "http-drip-head", say.drip(OK + b"X-Long: "), READ, _DRIPPED)),
    slow(http("N02", "http-drip-interim", say.drip(_WAIT, _WAIT), READ, _DRIPPED)),
    slow(wire("N02", "tcp-drip", say.drip(b"", b"2"), READ, "No answer in 500 ms")),
    http("N04", "http-refused", None, ErrorClass.REFUSED, "Connection refused"),
    http("N04", "http-reset", say.reset_when_asked, ErrorClass.RESET, "Connection reset before any answer"),
    http("N04", "http-reset-at-once", say.reset_at_once, ErrorClass.RESET, "Connection reset"),
    http("N04", "http-no-byte", say.hang_up, BROKEN, "Closes the connection without an answer"),
    http(
        "N04",
        "http-torn",
        web(OK + b"Content-Length: 900\r\n\r\nhalf", "reset"),
        ErrorClass.RESET,
        "Connection reset in the middle of the answer",
    ),
    wire("N04", "tcp-refused", None, ErrorClass.REFUSED, "Connection refused"),
    wire("N04", "tcp-no-byte", say.greeting(b""), BROKEN, "Closes the connection without an answer"),
    wire("N19", "redis-loading", say.reply(b"-LOADING dataset\r\n"), UP_ONLY, "Up but not serving: LOADING"),
    wire("N19", "redis-garbage", say.reply(say.noise()), BROKEN, "more than 4096 bytes"),
    wire("N19", "redis-length", say.reply(b"$2147483647\r\n"), LARGE, "larger than"),
    wire("N19", "redis-minus", say.reply(b"$-99999999999999999999\r\n"), BROKEN, "PONG"),
    wire("N19", "redis-web", say.reply(page(b"<html>")), BROKEN, "What answers is not Redis"),
    wire(
        "N19",
        "postgres-full",
        say.reply(say.postgres_error(b"53300", b"sorry, too many clients already")),
        UP_ONLY,
        "Up but not serving: sorry, too many clients already (53300)",
    ),
    wire("N19", "postgres-garbage", say.reply(say.noise()), BROKEN, "What answers is not PostgreSQL"),
    wire("N19", "postgres-length", say.reply(b"R\x7f\xff\xff\xff"), LARGE, "more than it was asked"),
    wire("N19", "postgres-short", say.reply(b"R\x00\x00\x00\x00"), BROKEN, "What answers is not PostgreSQL"),
    wire("N19", "smtp-421", say.greeting(b"421 too busy\r\n"), UP_ONLY, "Up but not serving: 421 too busy"),
    wire(
        "N19",
        "smtp-421-later",
        say.after_greeting(b"220 hi\r\n", b"421 too busy\r\n"),
        UP_ONLY,
        "Up but not serving: 421 too busy",
    ),
    wire("N19", "smtp-garbage", say.greeting(say.noise(), "hang"), BROKEN, "What answers is not SMTP"),
    wire("N19", "smtp-web", say.greeting(page(b"")), BROKEN, "What answers is not SMTP"),
    wire(
        "N19",
        "smtp-endless",
        say.after_greeting(b"220 hi\r\n", b"250-more\r\n" * 5000),
        BROKEN,
        "Answers more than",
    ),
    wire(
        "N19", "imap-bye", say.greeting(b"* BYE too many users\r\n"), UP_ONLY, "Up but not serving: too many"
    ),
    wire(
        "N19",
        "imap-length",
        say.after_greeting(b"* OK hi\r\n", b"* CAPABILITY {999999999}\r\n"),
        LARGE,
        "larger than 64 kB",
    ),
    wire(
        "N19",
        "imap-lengths",
        say.after_greeting(b"* OK hi\r\n", b"* X " + b"{1}\r\nx" * 20_000),
        LARGE,
        "larger than 64 kB",
    ),
    wire("N19", "pop3-busy", say.greeting(b"-ERR [SYS/TEMP] too busy\r\n"), UP_ONLY, "Up but not serving"),
    wire("N19", "tcp-421", say.greeting(b"421 too busy\r\n"), CONTENT, "Greets with 421 too busy"),
    wire("N19", "tcp-line", say.greeting(b"2" * 9999), BROKEN, "more than 4096 bytes in one line"),
)

EXCESS = (
    http("N08", "bomb-gzip", flood(say.packed(say.gzip_bomb(), b"gzip"), tuple), LARGE, _BODY),
    http("N08", "bomb-deflate", flood(say.packed(say.gzip_bomb(15), b"deflate"), tuple), LARGE, _BODY),
    http("N08", "bomb-brotli", flood(say.packed(say.brotli_bomb(), b"br"), tuple), LARGE, _BODY),
    http("N08", "bomb-zstd", flood(say.packed(say.zstd_bomb(20), b"zstd"), tuple), LARGE, _BODY),
    http(
        "N08",
        "bomb-zstd-window",
        flood(say.packed(say.zstd_bomb(31), b"zstd"), tuple),
        LARGE,
        "Unpacking the body takes more than 8.39 MB",
    ),
    http(
        "N08",
        "bomb-twice",
        flood(say.packed(gzip.compress(say.gzip_bomb()), b"gzip, gzip"), tuple),
        LARGE,
        _BODY,
    ),
    http("N08", "bomb-members", web(say.packed(gzip.compress(b"") * 5000, b"gzip")), BROKEN, "after its end"),
    http(
        "N09", "endless-chunks", flood(CHUNKED, endless(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")), LARGE, _BODY
    ),
    http("N09", "endless-body", flood(OK + b"\r\n", endless(b"x" * 65_536)), LARGE, _BODY),
    http("N09", "endless-head", flood(OK, endless(b"X-More: " + b"x" * 8000 + b"\r\n")), LARGE, _HEAD),
    http("N09", "endless-field", flood(OK + b"X-Long: ", endless(b"x" * 65_536)), LARGE, _HEAD),
    http("N09", "endless-size", flood(CHUNKED + b"1;", endless(b"x" * 65_536)), BROKEN, "too long a line"),
    http(
        "N09",
        "endless-trailer",
        flood(CHUNKED + b"0\r\n", endless(b"X-T: 1\r\n" * 999)),
        BROKEN,
        "headers after the body",
    ),
    http(
        "N09",
        "endless-interim",
        flood(b"", endless(b"HTTP/1.1 102 Wait\r\n\r\n")),
        BROKEN,
        "one interim answer",
    ),
    http("N09", "json-60-mb", flood(CHUNKED, say.big_list), LARGE, _BODY, JSON),
    http(
        "N09", "json-60-mb-told", flood(OK + b"Content-Length: 60000000\r\n\r\n", tuple), LARGE, _BODY, JSON
    ),
    http(
        "N10",
        "length-longer",
        web(OK + b"Content-Length: 9\r\n\r\nabc"),
        BROKEN,
        "before the end of the body",
    ),
    http(
        "N10",
        "length-twice",
        web(OK + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc"),
        BROKEN,
        "States its length twice",
    ),
    http(
        "N10",
        "length-negative",
        web(OK + b"Content-Length: -3\r\n\r\nabc"),
        BROKEN,
        "a length that is no number",
    ),
    http(
        "N10",
        "length-huge",
        web(OK + b"Content-Length: 9" + b"9" * 30 + b"\r\n\r\n"),
        BROKEN,
        "far too large",
    ),
    http(
        "N10",
        "length-short",
        web(OK + b"Content-Length: 2\r\n\r\nokmore"),
        BROKEN,
        "after the end of its answer",
    ),
    http(
        "N10",
        "length-and-chunks",
        web(OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        BROKEN,
        "States a length and sends chunks",
    ),
    http("N10", "chunk-no-number", web(CHUNKED + b"xyz\r\n"), BROKEN, "whose size is no number"),
    http("N10", "chunk-negative", web(CHUNKED + b"-1\r\nx\r\n"), BROKEN, "whose size is no number"),
    http("N10", "chunk-huge", web(CHUNKED + b"f" * 17 + b"\r\nx"), BROKEN, "whose size is far too large"),
    http("N10", "chunk-longer", web(CHUNKED + b"2\r\nabcdef\r\n0\r\n\r\n"), BROKEN, "longer than it says"),
    http("N10", "random-bytes", web(say.noise()), BROKEN, "Answers, but not in HTTP"),
    http("N10", "half-a-head", web(b"HTTP/1.1 200"), BROKEN, "in the middle of the answer's head"),
    http("N10", "damaged-gzip", web(say.packed(b"xyz", b"gzip")), BROKEN, "The packed body is damaged"),
    http(
        "N11",
        "polite-error",
        web(page(json.dumps({"success": False, "error": {"code": "E-17", "message": "no funds"}}).encode())),
        CONTENT,
        "Says error E-17 (no funds) inside a 200",
        JSON,
    ),
    http(
        "N11",
        "polite-false",
        web(page(b'{"success":false}')),
        CONTENT,
        "success is false instead of true",
        JSON,
    ),
    http("N11", "login-page", web(page(b"<html><form>Sign in</form></html>")), CONTENT, "not JSON", JSON),
    http(
        "N11",
        "login-page-text",
        web(page(b"<html>Sign in")),
        CONTENT,
        "does not hold",
        ", body_match: success",
    ),
    http("N11", "empty", web(page(b"")), CONTENT, "empty where JSON is expected", JSON),
    http("N11", "empty-text", web(page(b"")), CONTENT, "The answer is empty", ", body_match: success"),
    http("N12", "utf-8", web(page(b'{"lag":"\xff"}')), CONTENT, "", LAG),
    http(
        "N12",
        "charset",
        web(page(GOOD_BODY, b"Content-Type: text/html; charset=klingon")),
        CONTENT,
        "the unknown charset klingon",
        LAG,
    ),
    http("N12", "nested", web(page(b"[" * 200_000)), CONTENT, "", LAG),
    http("N12", "no-number", web(page(b'{"lag":NaN}')), CONTENT, "not JSON", LAG),
    http("N12", "too-great", web(page(b'{"lag":1e400}')), CONTENT, "", LAG),
    http("N12", "text", web(page(b'{"lag":"5"}')), CONTENT, "not a number", LAG),
    http("N13", "loop", web(page(b"", b"Location: /", status=b"302 F")), BROKEN, "Redirect loop at"),
    http(
        "N13",
        "scheme",
        web(page(b"", b"Location: file:///etc/passwd", status=b"302 F")),
        BROKEN,
        "Redirects to file:///etc/passwd, which is not http",
    ),
    http("N13", "onward", say.onward, BROKEN, "More than 5 redirects"),
)

TLS = (
    tls("expired", "expired", VERIFY, "Certificate expired 3 d ago"),
    tls("future", "future", VERIFY, "Certificate is valid only in"),
    tls("self-signed", "self-signed", VERIFY, "Certificate is self-signed"),
    tls("wrong-name", "wrong-name", VERIFY, "Certificate is for another address"),
    tls("five-days", "five-days", None, "Certificate"),
    slow(tls("no-handshake", "", ErrorClass.TIMEOUT_TLS, "No TLS handshake in 500 ms", say.silent)),
    tls("plain-http", "", BROKEN, "Does not speak TLS on this port", say.reply(page(b"", status=b"400 Bad"))),
    tls("handshake-cut", "", BROKEN, "during the TLS handshake", say.hang_up),
    tls("garbage", "", BROKEN, "TLS", say.reply(say.noise())),
)

# Text that wants to be markup, a picture, another colour, another direction, a further line, or endless.
NASTY = (
    "<b>x</b><img src=file:///etc/hostname> \x1b[31m\u202egnp\r\nSet-Cookie: x\u2028\x00<table>"
    + "y" * 20_000
)
MARKUP = "<b>Door</b> & <img src=file:///etc/hostname>"
_NASTY = NASTY.encode()
_LINE = _NASTY.replace(b"\r\n", b" ").replace(b"\x00", b"")
_JSON = json.dumps({"success": False, "error": {"code": NASTY, "message": NASTY}}).encode()


def text(case: Case) -> Case:
    """Return a case whose target has a hostile name as well."""
    return Case(**{**vars(case), "shown": MARKUP})


TEXT = (
    text(http("N38", "text-code", web(page(_JSON)), CONTENT, "Says error <b>x</b><img src=file:", JSON)),
    text(http("N38", "text-body", web(page(_NASTY)), CONTENT, "does not hold", ", body_match: success")),
    text(
        http(
            "N38",
            "text-place",
            web(page(b"", b"Location: ftp://<b>x</b>/", status=b"302 F")),
            BROKEN,
            "Redirects to",
        )
    ),
    text(
        http(
            "N38", "text-charset", web(page(b"x", b"Content-Type: a; charset=<b>x</b>")), CONTENT, "<b>", LAG
        )
    ),
    text(
        http(
            "N38", "text-packed", web(page(b"x", b"Content-Encoding: <b>x</b>")), BROKEN, "packed as <b>x</b>"
        )
    ),
    text(http("N38", "text-reason", web(page(_NASTY, status=b"503 <b>x</b>")), UP_ONLY, "Answers 503")),
    text(http("N38", "text-noise", web(_NASTY), BROKEN, "Answers, but not in HTTP")),
    text(wire("N38", "tcp-text", say.greeting(_LINE[:4000] + b"\n"), CONTENT, "Greets with <b>x</b>")),
    text(
        wire(
            "N38",
            "redis-text",
            say.reply(b"-" + _LINE[:4000] + b"\r\n"),
            CONTENT,
            "Redis answers an error: <b>",
        )
    ),
    text(
        wire(
            "N38",
            "postgres-text",
            say.reply(say.postgres_error(b"53<b>\x1b", _NASTY.replace(b"\0", b""))),
            UP_ONLY,
            "Up but not serving: <b>x</b>",
        )
    ),
)

GROUPS = {"slow": SLOW, "excess": EXCESS, "rest": TLS + TEXT}


def of_row(row: str) -> tuple[Case, ...]:
    """Return the cases of a row of FAULTS."""
    return tuple(case for group in GROUPS.values() for case in group if case.row == row)
