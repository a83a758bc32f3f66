import asyncio
import base64
from typing import Any

import pytest

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from probes.http import Http
from tests.probes.runs import context, failed_once, run_once
from tests.probes.servers import free_port, serving
from tests.probes.test_http import http
from tests.probes.token_server import TokenServer
from tests.probes.web import page

SECRETS = {"client": "a secret: +/="}


def guarded(port: int, path: str = "", **settings: Any) -> Http:
    """Return a probe that needs a token of the server on this port."""
    oauth2 = {
        "token_url": f"http://127.0.0.1:{port}/token",
        "client_id": "wall board",
        "client_secret": {"secret": "client"},
        **settings,
    }
    return http(f"http://127.0.0.1:{port}/{path}", oauth2=oauth2)


@pytest.mark.parametrize("style", ["basic", "body"])
async def test_a_token_is_fetched_as_the_standard_says(style: str) -> None:
    """Grant, scope, audience and the client's credentials go where RFC 6749 wants them."""
    server = TokenServer()
    async with serving(server.talk) as port:
        probe = guarded(port, scope="read write", audience="casino", auth_style=style)
        reading = await run_once(probe, secrets=SECRETS)
    ((head, form),) = server.asked
    assert form["grant_type"] == ["client_credentials"]
    assert (form["scope"], form["audience"]) == (["read write"], ["casino"])
    pair = base64.b64encode(b"wall+board:a+secret%3A+%2B%2F%3D").decode()
    if style == "basic":
        assert f"\r\nAuthorization: Basic {pair}\r\n" in head
        assert "client_secret" not in form
    else:
        assert (form["client_id"], form["client_secret"]) == (["wall board"], ["a secret: +/="])
        assert "Authorization" not in head
    assert server.admitted == ["token-1"]
    assert "token" not in [phase.name for phase in reading.phases]
    assert reading.values["response_time"] == pytest.approx(sum(phase.seconds for phase in reading.phases))


async def test_many_checks_share_one_token() -> None:
    """Thirty checks that begin at once and again later ask for one token."""
    server = TokenServer()
    server.pause = 0.05
    async with serving(server.talk) as port, context(secrets=SECRETS) as ctx:
        probes = [guarded(port, str(number)) for number in range(30)]
        for _ in range(2):
            await asyncio.gather(*(probe.run(ctx) for probe in probes))
    assert len(server.asked) == 1
    assert server.admitted == ["token-1"] * 60


async def test_other_settings_have_another_token() -> None:
    """Another scope and another secret are asked for by themselves."""
    server = TokenServer()
    async with serving(server.talk) as port, context(secrets=SECRETS) as ctx:
        await guarded(port).run(ctx)
        await guarded(port, scope="more").run(ctx)
        ctx._secrets["client"] = "changed"
        await guarded(port, scope="more").run(ctx)
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("expires", "fetches"), [(0, 3), (0.03, 3), ("3600", 1), (None, 1), (-5, 3), ("soon", 1), (True, 1)]
)
async def test_a_token_is_used_until_shortly_before_its_end(expires: Any, fetches: int) -> None:
    """A short life is asked for again each time, a long or an unstated one is not."""
    server = TokenServer(expires_in=expires)
    async with serving(server.talk) as port, context(secrets=SECRETS) as ctx:
        for _ in range(3):
            await guarded(port).run(ctx)
            await asyncio.sleep(0.04)
    assert len(server.asked) == fetches


async def test_a_refused_token_is_fetched_once_anew() -> None:
    """A 401 to a kept token costs one more try with a new one; a 401 to that is class auth."""
    server = TokenServer()
    async with serving(server.talk) as port, context(secrets=SECRETS) as ctx:
        probe = guarded(port)
        await probe.run(ctx)
        server.given += 1  # the other side has forgotten token-1
        reading = await probe.run(ctx)
        assert server.admitted == ["token-1", "token-1", "token-3"]
        assert reading.phases[0].name == "challenge"
        server.said["access_token"] = "never-good"
        server.given += 1
        for _ in range(2):
            with pytest.raises(ProbeFailed) as failed:
                await probe.run(ctx)
            assert failed.value.error is ErrorClass.AUTH
    assert server.admitted[3:] == ["token-3", "never-good", "never-good"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (page(b'{"error":"invalid_client"}', status=b"401 No"), "401 invalid_client"),
        (page(b"oops", status=b"500 Oops"), "500"),
        (page(b"<html>"), "the answer holds none"),
        (page(b'{"access_token":"a b"}'), "the answer holds none"),
        (page(b'{"access_token":"x\\r\\nEvil: 1"}'), "the answer holds none"),
        (page(b'{"access_token":"x","token_type":"mac"}'), "it is of the kind mac"),
        (b"garbage", "Answers, but not in HTTP"),
        (page(b"", b"Location: /elsewhere", status=b"302 Found"), "302"),
    ],
)
async def test_a_token_endpoint_that_fails_is_not_the_target(answer: bytes, reason: str) -> None:
    """A token that cannot be had proves nothing of the target: class credential, the endpoint is named."""
    server = TokenServer()
    server.answer = answer
    async with serving(server.talk) as port:
        failed = await failed_once(guarded(port), secrets=SECRETS)
    assert failed.error is ErrorClass.CREDENTIAL
    assert failed.sentence.plain() == f"No token from the token endpoint 127.0.0.1:{port}: {reason}"
    assert server.admitted == []


async def test_a_token_endpoint_that_is_gone_or_silent_is_named() -> None:
    """Refused and silent endpoints are class credential, within the deadline."""
    failed = await failed_once(guarded(free_port()), secrets=SECRETS)
    assert failed.error is ErrorClass.CREDENTIAL
    assert "Connection refused" in failed.sentence.plain()
    server = TokenServer()
    server.pause = 30
    async with serving(server.talk) as port:
        failed = await failed_once(guarded(port), seconds=0.3, secrets=SECRETS)
    assert failed.error is ErrorClass.CREDENTIAL
    assert failed.sentence.plain() == "The token endpoint gives no token in 300 ms"


async def test_a_failing_endpoint_is_asked_once_by_a_round_of_checks() -> None:
    """Within a second a failure is told to all who ask; afterwards the endpoint is asked again."""
    server = TokenServer()
    server.answer = page(b"", status=b"503 No")
    async with serving(server.talk) as port, context(secrets=SECRETS) as ctx:
        for number in range(10):
            with pytest.raises(ProbeFailed):
                await guarded(port, str(number)).run(ctx)
        assert len(server.asked) == 1
        server.answer = b""
        await asyncio.sleep(1.05)
        await guarded(port).run(ctx)
    assert len(server.asked) == 2


async def test_whoever_is_cancelled_does_not_take_the_token_from_the_others() -> None:
    """The fetch goes on for those who still wait."""
    server = TokenServer()
    server.pause = 0.2
    async with serving(server.talk) as port, context(secrets=SECRETS) as ctx:
        first = asyncio.ensure_future(guarded(port, "1").run(ctx))
        await asyncio.sleep(0.05)
        second = asyncio.ensure_future(guarded(port, "2").run(ctx))
        await asyncio.sleep(0.05)
        first.cancel()
        await second
    assert len(server.asked) == 1


async def test_a_token_does_not_stand_in_what_people_read() -> None:
    """A target that repeats the token in its refusal does not bring it onto the screen."""
    server = TokenServer(access_token="the-very-secret-token")
    async with serving(server.talk) as port:
        failed = await failed_once(guarded(port), secrets=SECRETS)
    assert failed.error is ErrorClass.AUTH
    assert failed.detail == "out: •••"
