from typing import Any

import msgspec
import pytest

from app.model.state import ErrorClass
from tests.probes.runs import context, failed_once, run_once
from tests.probes.test_http import http
from tests.probes.web import OK, answering, page


@pytest.mark.parametrize(
    "settings",
    [
        {"body_match": ["welcome", "^.*back"], "body_not_match": ["error", "sign in"]},
        {"min_size": 12, "max_size": 12},
        {"answer_headers": [{"name": "X-Cache", "equals": "HIT"}, {"name": "Set-Cookie", "exists": False}]},
        {"http_versions": ["1.1", "2"]},
    ],
)
async def test_what_is_demanded_is_there(settings: dict[str, Any]) -> None:
    """Several patterns, sizes, headers and versions of HTTP that fit make a good answer."""
    async with answering(page(b"welcome back", b"X-Cache: HIT")) as url:
        await run_once(http(url, **settings))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"body_match": ["welcome", "friend"]}, "The answer does not hold friend"),
        ({"body_not_match": ["error", "b.ck"]}, "The answer holds b.ck"),
        ({"min_size": 13}, "The body has 12 B, less than 13 B"),
        ({"max_size": 11}, "The body has 12 B, more than 11 B"),
        (
            {"answer_headers": [{"name": "X-Cache", "equals": "MISS"}]},
            "The header X-Cache is HIT instead of MISS",
        ),
        ({"http_versions": ["2"]}, "Speaks HTTP/1.1 instead of 2"),
        (
            {"json": [{"path": "ok", "equals": True}], "min_size": 1},
            "The answer is not JSON",
        ),
    ],
)
async def test_what_is_demanded_and_missing_is_content(settings: dict[str, Any], sentence: str) -> None:
    """The sentence says what is wrong and how it should be."""
    async with answering(page(b"welcome back", b"X-Cache: HIT")) as url:
        failed = await failed_once(http(url, **settings))
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.CONTENT, sentence)


@pytest.mark.fault("N11")
@pytest.mark.parametrize("settings", [{"min_size": 1}, {"body_match": "."}, {"json": [{"path": "a"}]}])
async def test_an_empty_body_is_told(settings: dict[str, Any]) -> None:
    """A 200 without a body is class content where a body is demanded, and the sentence says empty."""
    async with answering(page(b"")) as url:
        failed = await failed_once(http(url, **settings))
    assert failed.error is ErrorClass.CONTENT
    assert "is empty" in failed.sentence.plain()


@pytest.mark.fault("N12")
async def test_a_text_in_no_charset_is_searched_all_the_same() -> None:
    """Bytes that are no UTF-8 are marked, and the rest is found."""
    async with answering(page(b"caf\xe9 open \xff")) as url:
        await run_once(http(url, body_match="open"))


async def test_the_form_and_its_secrets_go_out_as_browsers_send_them() -> None:
    """Fields are encoded, secrets are filled in, and the kind of the body is named."""
    heard: list[bytes] = []
    async with answering(page(b""), heard=heard) as url:
        form = {"user": "ann é", "pass word": {"secret": "p"}}
        await run_once(http(url, method="POST", form=form), secrets={"p": "a&b=c"})
    head, _, body = heard[0].partition(b"\r\n\r\n")
    assert body == b"user=ann+%C3%A9&pass+word=a%26b%3Dc"
    assert b"Content-Type: application/x-www-form-urlencoded" in head


async def test_secrets_within_json_are_filled_in() -> None:
    """A reference at any depth becomes the secret on the wire, and stays a reference in the probe."""
    heard: list[bytes] = []
    body = {
        "user": "ann",
        "keys": [{"secret": "p"}, {"secret": "p", "more": 1}],
        "in": {"pass": {"secret": "p"}},
    }
    async with answering(page(b""), heard=heard) as url:
        probe = http(url, method="POST", json_body=body)
        await run_once(probe, secrets={"p": 'wo"rd'})
    sent = msgspec.json.decode(heard[0].partition(b"\r\n\r\n")[2])
    assert sent == {"user": "ann", "keys": ['wo"rd', {"secret": "p", "more": 1}], "in": {"pass": 'wo"rd'}}
    assert probe.json_body == body


async def test_a_query_may_hold_secrets() -> None:
    """Fields are added to the query of the url, and the secret is shown nowhere."""
    heard: list[bytes] = []
    async with answering(page(b"", b"Location: ?key=s3%20cret", status=b"302 Found"), heard=heard) as url:
        probe = http(url + "a?b=1", query={"key": {"secret": "k"}, "c d": "é"})
        failed = await failed_once(probe, secrets={"k": "s3 cret"})
    assert heard[0].startswith(b"GET /a?b=1&key=s3%20cret&c%20d=%C3%A9 HTTP/1.1\r\n")
    assert failed.sentence.plain() == f"Redirect loop at {url}a?key=•••"


async def test_the_host_can_be_another_than_the_address() -> None:
    """A Host header of one's own goes out, also after a redirect within the origin."""
    heard: list[bytes] = []
    async with answering(page(b"", b"Location: /next", status=b"302 Found"), heard=heard) as url:
        await failed_once(http(url, headers={"host": "casino.example"}))
    assert len(heard) == 2
    assert all(each.lower().count(b"host: casino.example") == 1 for each in heard)
    assert all(each.lower().count(b"\r\nhost:") == 1 for each in heard)


async def test_redirects_are_counted_and_shown() -> None:
    """One more than allowed is class protocol; those that were taken are told, without their queries."""
    async with answering(page(b"there")) as end:
        hop = page(b"", b"Location: " + end.encode() + b"landing?token=abc", status=b"302 Found")
        async with answering(hop) as url:
            reading = await run_once(http(url, max_redirects=1))
            assert reading.facts["redirects"] == end + "landing"
            async with answering(page(b"", b"Location: " + url.encode(), status=b"307 Go")) as first:
                failed = await failed_once(http(first, max_redirects=1))
    assert failed.sentence.plain() == "More than 1 redirects"


async def test_single_phases_can_have_their_own_limits() -> None:
    """An answer that takes longer than its limit is a timeout long before the whole time is over."""
    async with answering(OK + b"Content-Length: 5\r\n\r\nab", "hang") as url:
        failed = await failed_once(http(url, limits={"read": 0.1}), seconds=5)
    assert (failed.error, failed.sentence.plain()) == (
        ErrorClass.TIMEOUT_READ, "Answer not complete in 100 ms"
    )  # fmt: skip


@pytest.mark.parametrize(
    "settings",
    [
        {"basic": {"user": "u", "password": {"secret": "s"}}, "bearer": {"secret": "s"}},
        {
            "digest": {"user": "u", "password": {"secret": "s"}},
            "oauth2": {"token_url": "http://x/", "client_id": "c", "client_secret": {"secret": "s"}},
        },
        {"oauth2": {"token_url": "http://u:p@x/", "client_id": "c", "client_secret": {"secret": "s"}}},
        {"digest": {"user": "u", "password": "plain"}},
        {"body": "x", "form": {"a": "b"}},
        {"body_match": ["a", "("]},
        {"min_size": 5, "max_size": 4},
        {"max_size": 2_000_000},
        {"max_redirects": 6},
        {"max_redirects": 0},
        {"min_tls": "1.2"},
        {"min_tls": "1.4", "url": "https://x/"},
        {"http_version": "3"},
        {"proxy": {"url": "socks5://x"}},
        {"proxy": {"url": "http://x:1", "user": "u"}},
        {"json": [{"path": "a..b"}]},
        {"answer_headers": [{"name": "a", "matches": "["}]},
        {"sign": {"algorithm": "md5", "key": {"secret": "k"}, "put": {"header": "X"}}},
    ],
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, Any]) -> None:
    """A setting that cannot work is an error of the file, not of a run."""
    with pytest.raises(msgspec.ValidationError):
        http(**{"url": "http://x/", **settings})


async def test_no_secret_stands_in_what_people_read() -> None:
    """A target that repeats what it was asked with does not bring it onto the screen or into the history."""
    secrets = {"key": "very-secret-key", "pw": "pass phrase 7"}
    settings: dict[str, Any] = {
        "headers": {"X-Api-Key": {"secret": "key"}},
        "basic": {"user": "ann", "password": {"secret": "pw"}},
    }
    echo = (
        b'{"error":{"code":"bad very-secret-key","message":"YW5uOnBhc3MgcGhyYXNlIDc= is wrong"},"ok":false}'
    )
    condition = {"path": "ok", "equals": True, "code": "error.code", "message": "error.message"}
    async with answering(page(echo, b"Server: x very-secret-key", status=b"500 No")) as url:
        failures = [await failed_once(http(url, **settings), secrets=secrets)]
        wanted = {**settings, "status": [500]}
        reading = await run_once(http(url, **wanted), secrets=secrets)
        failures.append(await failed_once(http(url, **wanted, json=[condition]), secrets=secrets))
        failures.append(await failed_once(http(url, **wanted, body_not_match="bad"), secrets=secrets))
    said = [text for failed in failures for text in (failed.sentence.plain(), failed.detail, repr(failed))]
    said += [*reading.facts.values(), reading.detail]
    assert not [text for text in said for secret in (*secrets.values(), "YW5uOnBh") if secret in text]
    assert failures[1].sentence.plain() == "Says error bad ••• (••• is wrong) inside a 500"


async def test_what_is_kept_between_runs_does_not_show_its_secrets() -> None:
    """Neither the probe nor what it remembers says a secret when it is printed."""
    async with answering(page(b"")) as url, context(secrets={"key": "very-secret-key"}) as ctx:
        probe = http(
            url,
            headers={"X-Api-Key": {"secret": "key"}},
            sign={"algorithm": "hmac-sha256", "key": {"secret": "key"}, "put": {"header": "X-Sign"}},
        )
        await probe.run(ctx)
        printed = repr(probe) + repr(ctx._memory) + repr(msgspec.json.encode(probe))
    assert "very-secret-key" not in printed
