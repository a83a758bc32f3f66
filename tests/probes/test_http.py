import asyncio
import contextlib
import gc
import gzip
import json
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import psutil
import pytest

from app.model.probe import ProbeFailed, Secret
from app.model.quantity import Unit
from app.model.state import ErrorClass
from app.transport.http_parser import AnswerParser
from probes.http import Http
from tests.plugins.evidence import Evidence
from tests.probes.runs import context, failed_once, run_once
from tests.probes.servers import free_port, serving
from tests.probes.web import OK, Then, answering, closing, dripping, endless, page, resetting, silent

CUT = gzip.compress(b"x" * 99, mtime=0)[:-9]


def http(url: str, **settings: Any) -> Http:
    """Return a probe as the inventory makes it."""
    return msgspec.convert({"kind": "http", "url": url, **settings}, Http)


def memory() -> int:
    """Return this process's memory in bytes."""
    return int(psutil.Process().memory_info().rss)


@contextmanager
def loop_watched() -> Iterator[list[float]]:
    """Give a list whose one entry becomes the worst gap of the running loop, in seconds."""
    worst = [0.0]

    async def tick() -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.005)
            now = time.perf_counter()
            worst[0] = max(worst[0], now - last - 0.005)
            last = now

    task = asyncio.ensure_future(tick())
    try:
        yield worst
    finally:
        task.cancel()


async def test_a_good_answer_is_measured_in_phases() -> None:
    """A good answer gives its response time, its parts, its size and the address that was used."""
    async with answering(page(b"hello", b"Server: nginx")) as url:
        reading = await run_once(http(url))
    names = [phase.name for phase in reading.phases]
    assert names == ["resolve", "connect", "send", "first_byte", "transfer"]
    assert reading.values["response_time"] == pytest.approx(sum(phase.seconds for phase in reading.phases))
    assert reading.values["body_size"] == 5
    assert "certificate_days" not in reading.values
    assert reading.facts["server"] == "nginx"
    assert reading.facts["address"] in url


async def test_the_request_is_what_the_settings_say() -> None:
    """Method, headers, secrets, credentials and a JSON body go out as they were set."""
    heard: list[bytes] = []
    async with answering(page(b""), heard=heard) as url:
        probe = http(
            url + "pay?x=1",
            method="POST",
            headers={"X-Key": {"secret": "key"}, "user-agent": "Probe 1"},
            json_body={"amount": 5},
            basic={"user": "ann", "password": {"secret": "word"}},
        )
        await run_once(probe, secrets={"key": "k-1", "word": "pass"})
    head, _, body = heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /pay?x=1 HTTP/1.1\r\n")
    assert b"X-Key: k-1" in head
    assert b"Authorization: Basic YW5uOnBhc3M=" in head
    assert head.lower().count(b"user-agent") == 1
    assert json.loads(body) == {"amount": 5}


async def test_a_secret_with_a_line_break_is_ours() -> None:
    """A secret that would break out of its header is never sent: class credential."""
    async with answering(page(b"")) as url:
        failed = await failed_once(http(url, bearer={"secret": "token"}), secrets={"token": "a\r\nX-Evil: 1"})
    assert failed.error is ErrorClass.CREDENTIAL


async def test_a_changed_secret_is_used_at_the_next_run() -> None:
    """The prepared request is kept between runs, and built anew when a secret changes."""
    heard: list[bytes] = []
    async with answering(page(b""), heard=heard) as url:
        probe = http(url, bearer={"secret": "token"})
        for secret in ("one", "one", "two"):
            async with context(secrets={"token": secret}) as ctx:
                await probe.run(ctx)
    assert [b"Bearer one" in head for head in heard] == [True, True, False]


@pytest.mark.parametrize(
    ("status", "error", "sentence"),
    [
        (b"503 No", ErrorClass.STATUS, "Answers 503 instead of 200-299"),
        (b"401 No", ErrorClass.AUTH, "Refuses our credentials (401)"),
        (b"403 No", ErrorClass.BLOCKED, "Blocks us (403)"),
        (b"304 No", ErrorClass.STATUS, "Answers 304 instead of 200-299"),
    ],
)
async def test_a_wrong_status_has_its_class(status: bytes, error: ErrorClass, sentence: str) -> None:
    """A status outside the set is told with what was expected; 401 and 403 are classes of their own."""
    async with answering(page(b"", status=status)) as url:
        failed = await failed_once(http(url))
    assert (failed.error, failed.sentence.plain()) == (error, sentence)


async def test_any_status_can_be_the_good_one() -> None:
    """A 401 may be what is expected of a closed door."""
    async with answering(page(b"", status=b"401 No")) as url:
        assert (await run_once(http(url, status=[401, "300-399"]))).facts["status"] == "401"


async def test_a_wrong_status_shows_the_providers_code() -> None:
    """Where the settings say where the provider's code is, a 500 shows it."""
    async with answering(page(b'{"code":"DB_DOWN"}', status=b"500 No")) as url:
        failed = await failed_once(http(url, json=[{"path": "ok", "equals": True, "code": "code"}]))
    assert failed.sentence.plain() == "Answers 500 instead of 200-299, error DB_DOWN"


@pytest.mark.fault("N01")
async def test_silence_ends_at_the_deadline(evidence: Evidence) -> None:
    """A server that accepts and never answers is timeout-read at the deadline."""
    async with serving(silent) as port:
        began = time.perf_counter()
        failed = await failed_once(http(f"http://127.0.0.1:{port}/"), seconds=0.5)
        took = time.perf_counter() - began
    evidence(error=failed.error, seconds=took)
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.TIMEOUT_READ, "No answer in 500 ms")
    assert abs(took - 0.5) < 0.3


@pytest.mark.fault("N02")
async def test_a_drip_ends_at_the_total_deadline(evidence: Evidence) -> None:
    """Bytes that keep coming do not move the deadline."""
    async with serving(dripping) as port:
        began = time.perf_counter()
        failed = await failed_once(http(f"http://127.0.0.1:{port}/"), seconds=0.5)
        took = time.perf_counter() - began
    evidence(error=failed.error, seconds=took)
    assert failed.error is ErrorClass.TIMEOUT_READ
    assert failed.sentence.plain() == "Answer not complete in 500 ms"
    assert abs(took - 0.5) < 0.3


@pytest.mark.fault("N04")
async def test_four_ways_to_hang_up_have_four_sentences(evidence: Evidence) -> None:
    """Refused, reset at once, closed without a byte and reset in mid-body are told apart."""
    failures = [await failed_once(http(f"http://127.0.0.1:{free_port()}/"))]
    for talk in (resetting, closing):
        async with serving(talk) as port:
            failures.append(await failed_once(http(f"http://127.0.0.1:{port}/")))
    async with answering(OK + b"Content-Length: 900\r\n\r\nhalf", "reset") as url:
        failures.append(await failed_once(http(url)))
    evidence(error=[failed.error for failed in failures])
    refused, reset, closed, torn = ErrorClass.REFUSED, ErrorClass.RESET, ErrorClass.PROTOCOL, ErrorClass.RESET
    assert [failed.error for failed in failures] == [refused, reset, closed, torn]
    assert len({failed.sentence.plain() for failed in failures}) == 4


@pytest.mark.fault("N05")
async def test_after_a_storm_of_timeouts_all_is_as_before(evidence: Evidence) -> None:
    """Hundreds of runs that time out leave nothing behind: the next ones are good without a restart."""
    well = asyncio.Event()

    async def moody(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if not well.is_set():
            await reader.read()
            return
        writer.write(page(b"well"))
        await writer.drain()

    async with serving(moody) as port, context(seconds=0.3) as ctx:
        probe = http(f"http://127.0.0.1:{port}/", body_match="well")
        before = psutil.Process().num_fds()
        for _ in range(3):
            runs = await asyncio.gather(*(probe.run(ctx) for _ in range(70)), return_exceptions=True)
            assert all(isinstance(run, ProbeFailed) for run in runs)
        well.set()
        ctx.timeout = 2.0
        for _ in range(70):
            await probe.run(ctx)
        await asyncio.sleep(0.05)  # for the server's own ends of the connections
        after = psutil.Process().num_fds()
    evidence(descriptors_before=before, descriptors_after=after)
    assert after <= before + 3  # what the runs share


@pytest.mark.parametrize("then", ["close", "reset"])
async def test_a_run_leaves_nothing_to_the_collector(then: Then) -> None:
    """What was read is gone with its run, good or failed: not megabytes later, when the collector comes."""
    answer = page(b"x" * 1000) if then == "close" else OK + b"Content-Length: 900\r\n\r\nhalf"
    async with answering(answer, then) as url, context() as ctx:
        gc.collect()
        gc.disable()
        try:
            for _ in range(2):
                with contextlib.suppress(ProbeFailed):
                    await http(url).run(ctx)
            await asyncio.sleep(0.01)  # the loop forgets its last callback with the next one
            left = [each for each in gc.get_objects() if isinstance(each, AnswerParser)]
        finally:
            gc.enable()
    assert left == []


@pytest.mark.fault("N08")
async def test_a_gzip_bomb_stops_at_the_cap(evidence: Evidence) -> None:
    """One megabyte that unpacks to one gigabyte costs neither memory nor time."""
    packer = zlib.compressobj(9, wbits=31)
    begin = packer.compress(b"x") + packer.flush(zlib.Z_FULL_FLUSH)
    megabyte = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    bomb = begin + megabyte * 1024
    async with answering(page(bomb, b"Content-Encoding: gzip")) as url:
        before = memory()
        with loop_watched() as worst:
            failed = await failed_once(http(url))
        grown = memory() - before
    evidence(error=failed.error, loop_gap=worst[0], memory=grown)
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.TOO_LARGE, "The body is larger than 1 MB")
    assert grown < 20e6
    assert worst[0] < 0.1


@pytest.mark.fault("N09")
async def test_a_body_without_end_stops_at_the_cap(evidence: Evidence) -> None:
    """Endless chunks are too-large, long before the deadline."""
    async with serving(endless) as port:
        before = memory()
        failed = await failed_once(http(f"http://127.0.0.1:{port}/"))
        grown = memory() - before
    evidence(error=failed.error, memory=grown)
    assert failed.error is ErrorClass.TOO_LARGE
    assert grown < 20e6


@pytest.mark.fault("N10")
@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (OK + b"Content-Length: 9\r\n\r\nabc", "Closes the connection before the end of the body"),
        (OK + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", "States its length twice"),
        (OK + b"Content-Length: -3\r\n\r\nabc", "States a length that is no number"),
        (
            OK + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
            "Sends a chunk whose size is no number",
        ),
        (OK + b"Content-Length: 2\r\n\r\nokmore", "Sends data after the end of its answer"),
        (b"\x00\xff\x13random", "Answers, but not in HTTP"),
        (b"HTTP/1.1 200", "Closes the connection in the middle of the answer's head"),
        (
            b"HTTP/1.1 101 Up\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
            "Switches to another protocol without being asked",
        ),
        (page(b"x", b"Content-Encoding: xz"), "The body is packed as xz, which we did not ask for"),
        (page(b"xyz", b"Content-Encoding: gzip"), "The packed body is damaged"),
        (page(CUT, b"Content-Encoding: gzip"), "The packed body ends too early"),
    ],
)  # fmt: skip
async def test_a_broken_answer_is_named(answer: bytes, sentence: str) -> None:
    """An answer that breaks the protocol is class protocol, and the sentence says how."""
    async with answering(answer) as url:
        failed = await failed_once(http(url))
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.PROTOCOL, sentence)


async def test_a_head_without_end_is_too_large() -> None:
    """A head of more than 64 kB is refused."""
    async with answering(OK + b"X-Long: " + b"x" * 200_000) as url:
        assert (await failed_once(http(url))).error is ErrorClass.TOO_LARGE


@pytest.mark.fault("N11")
@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (
            b'{"status":"fail","error":{"code":"INSUFFICIENT","message":"no funds"}}',
            "Says error INSUFFICIENT (no funds) inside a 200",
        ),
        (b'{"status":"fail","error":{"code":7}}', "Says error 7 inside a 200"),
        (b'{"status":"fail"}', 'status is "fail" instead of "ok"'),
        (b'{"other":1}', "status is missing from the answer"),
        (b"<html><form>Sign in</form></html>", "The answer is not JSON"),
        (b"", "The answer is empty where JSON is expected"),
    ],
)
async def test_an_error_inside_a_200_is_an_error(body: bytes, sentence: str) -> None:
    """A provider that fails politely is failing, and its own code is shown."""
    condition = {"path": "status", "equals": "ok", "code": "error.code", "message": "error.message"}
    async with answering(page(body)) as url:
        failed = await failed_once(http(url, json=[condition]))
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.CONTENT, sentence)


@pytest.mark.fault("N12")
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"a":"\xff"}', id="utf-8"),
        pytest.param(b"[" * 200_000, id="nested"),
        pytest.param(b'{"a":NaN}', id="nan"),
        pytest.param(b'{"a":1e400}', id="1e400"),
        pytest.param(b'{"a":"5"}', id="text"),
        pytest.param(b'{"a":1' + b"0" * 400 + b"}", id="huge"),
    ],
)
async def test_json_from_hell_is_content(body: bytes) -> None:
    """What is no JSON number is class content: never a traceback, never a value."""
    async with answering(page(body, b"Content-Type: application/json")) as url:
        failed = await failed_once(http(url, extract=[{"name": "lag", "path": "a"}]))
    assert failed.error is ErrorClass.CONTENT


@pytest.mark.fault("N12")
@pytest.mark.parametrize("charset", [b"klingon", b"base64", b"idna", b"punycode", b"unicode_escape"])
async def test_an_unknown_charset_is_content(charset: bytes) -> None:
    """A charset that the web does not know is class content, also where the library has a codec of it."""
    async with answering(page(b"hi", b"Content-Type: text/html; charset=" + charset)) as url:
        failed = await failed_once(http(url, body_match="hi"))
    assert failed.error is ErrorClass.CONTENT


@pytest.mark.fault("N13")
@pytest.mark.parametrize(
    ("location", "sentence"),
    [
        (b"/", "Redirect loop at"),
        (b"file:///etc/passwd", "Redirects to file:///etc/passwd, which is not http"),
        (b"javascript:alert(1)", "which is not http"),
        (b"http://[", "which is no address"),
        (b"http:////u[x", "which is no address"),
    ],
)
async def test_redirects_to_nowhere_are_protocol(location: bytes, sentence: str) -> None:
    """A loop, another scheme and no address at all are class protocol."""
    async with answering(page(b"", b"Location: " + location, status=b"302 Found")) as url:
        failed = await failed_once(http(url))
    assert failed.error is ErrorClass.PROTOCOL
    assert sentence in failed.sentence.plain()


async def test_a_redirect_takes_no_credential_to_a_stranger() -> None:
    """Another origin sees neither credentials nor headers of ours; the run goes on there."""
    heard: list[bytes] = []
    async with answering(page(b"there"), heard=heard) as stranger:
        hop = page(b"", b"Location: " + stranger.encode(), status=b"302 Found")
        async with answering(hop, heard=heard) as url:
            probe = http(url, bearer={"secret": "t"}, headers={"X-Key": "mine"}, body_match="^there$")
            await run_once(probe, secrets={"t": "token"})
    assert b"X-Key: mine" in heard[0]
    assert b"X-Key" not in heard[1]
    assert b"Authorization" not in heard[1]


async def test_redirects_can_be_judged_themselves() -> None:
    """Without following, a redirect is an answer with its status."""
    async with answering(page(b"", b"Location: /x", status=b"302 Found")) as url:
        assert (await run_once(http(url, follow_redirects=False, status=[302]))).facts["status"] == "302"


@pytest.mark.fault("N18")
async def test_proxies_of_the_session_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxy variables in the environment change nothing."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with answering(page(b"direct")) as url:
        await run_once(http(url, body_match="direct"))


async def test_series_are_read_from_an_answer() -> None:
    """Numbers of the answer become series; what is null or missing has no value."""
    body = b'{"rate":0.94,"lag_ms":1500,"none":null,"games":[1,2,3]}'
    extracts = [
        {"name": "approval_rate", "path": "rate", "unit": "ratio", "title": "Approved"},
        {"name": "webhook_lag", "path": "lag_ms", "unit": "s", "factor": 0.001},
        {"name": "pending", "path": "none"},
        {"name": "absent", "path": "no.such"},
        {"name": "catalogue_size", "path": "games.length", "unit": "count"},
    ]
    async with answering(page(body)) as url:
        probe = http(url, extract=extracts)
        values = (await run_once(probe)).values
    assert values["approval_rate"] == 0.94
    assert values["webhook_lag"] == 1.5
    assert values["catalogue_size"] == 3
    assert {"pending", "absent"}.isdisjoint(values)
    approved = next(metric for metric in probe.measured if metric.name == "approval_rate")
    assert (approved.title, approved.unit) == ("Approved", Unit.RATIO)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"body_match": "welcome"}, "The answer does not hold welcome"),
        ({"body_not_match": "(?i)SIGN in"}, "The answer holds (?i)SIGN in"),
    ],
)
async def test_a_wrong_page_is_content(settings: dict[str, str], sentence: str) -> None:
    """A login page in place of the right one is class content."""
    async with answering(page(b"please sign in")) as url:
        failed = await failed_once(http(url, **settings))
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.CONTENT, sentence)


@pytest.mark.fault("N38")
async def test_foreign_text_is_cut_and_cleaned() -> None:
    """What a target says comes into the sentence as one printable line of bounded length."""
    nasty = "<b>\x1b[31m\u202e\r\n" + "x" * 20_000
    body = json.dumps({"ok": False, "code": nasty}).encode()
    async with answering(page(body)) as url:
        failed = await failed_once(http(url, json=[{"path": "ok", "equals": True, "code": "code"}]))
    sentence = failed.sentence.plain()
    assert sentence.isprintable()
    assert len(sentence) < 200
    assert len(failed.detail) <= 1000


@pytest.mark.parametrize(("method", "then"), [("HEAD", "hang"), ("GET", "hang"), ("GET", "close")])
async def test_the_answer_ends_where_http_says(method: str, then: Then) -> None:
    """HEAD ends with the head, a stated length with its last byte; nobody waits for the close."""
    answer = OK + (b"Content-Length: 5\r\n\r\n" if method == "HEAD" else b"Content-Length: 5\r\n\r\nhello")
    async with answering(answer, then) as url:
        reading = await run_once(http(url, method=method))
    assert reading.values["response_time"] < 0.5


async def test_interim_answers_are_passed_over() -> None:
    """The real answer comes after a 103, and a close ends a body of unstated length."""
    async with answering(b"HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + OK + b"\r\nto the end") as url:
        await run_once(http(url, body_match="^to the end$"))


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, lambda data: zlib.compress(data)[2:-4]])
async def test_packed_bodies_are_read(pack: Any) -> None:
    """Gzip, and deflate with its frame or bare, are unpacked."""
    encoding = b"gzip" if pack is gzip.compress else b"deflate"
    async with answering(page(pack(b"unpacked " * 50), b"Content-Encoding: " + encoding)) as url:
        await run_once(http(url, body_match="^unpacked unpacked"))


@pytest.mark.parametrize(
    "settings",
    [
        {"url": "http://"},
        {"url": "ftp://x/"},
        {"url": "http://ann:pass@x/"},
        {"status": []},
        {"status": ["299-200"]},
        {"status": [99]},
        {"body_match": "("},
        {"headers": {"X Y": "1"}},
        {"headers": {"X": "a\r\nb"}},
        {"body": "x", "json_body": 1},
        {"basic": {"user": "u", "password": "plain"}},
        {"extract": [{"name": "response_time", "path": "a"}]},
    ],
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, Any]) -> None:
    """A setting that cannot work is an error of the file, not of a run."""
    with pytest.raises(msgspec.ValidationError):
        http(**{"url": "http://x/", **settings})


def test_a_secret_stays_a_reference() -> None:
    """The decoded probe holds the name of the secret only."""
    assert http("http://x/", bearer={"secret": "token"}).bearer == Secret(secret="token")
