import asyncio
import hmac
import socket
import ssl
import statistics
import time
from pathlib import Path

import httpx
import pytest

from app.model.surroundings import Listen, ListenTls
from app.model.verdict import Level
from app.transport.beats import tokens as tokens_module
from app.transport.beats.listener import CONNECTIONS
from tests.engine.parts import HandClock
from tests.probes.servers import free_port
from tests.probes.web import Authority
from tests.transport.beats.desks import TOKEN, asked, place, request, running

HEADERS = {"Authorization": f"Bearer {TOKEN}"}


async def test_a_real_client_reports() -> None:
    """GET and POST with the token are taken with what they say; a change of it awakens the check."""
    listen = place()
    url = f"http://127.0.0.1:{listen.port}/beat/job"
    async with running(listen) as it, httpx.AsyncClient(trust_env=False, headers=HEADERS) as client:
        assert (await client.get(url)).status_code == 204
        assert it.awakened == ["job/heartbeat"]
        assert (await client.post(url, data={"status": "ok", "message": "done"})).status_code == 204
        assert it.awakened == ["job/heartbeat"]
        told = {"status": "fail", "message": "no space", "numbers": {"rows": 3}}
        assert (await client.post(url, json=told)).status_code == 204
        assert it.awakened == ["job/heartbeat"] * 2
        beat = it.desk.last("job")
        assert beat is not None
        assert (beat.level, beat.message, beat.numbers) == (Level.CRITICAL, "no space", {"rows": 3.0})


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (request(token="wrong"), 401),
        (request(name="nobody"), 401),
        (request().replace(b"Bearer ", b"Basic "), 401),
        (b"POST /beat/job HTTP/1.1\r\nHost: h\r\n\r\n", 401),
        (b"GET / HTTP/1.1\r\nHost: h\r\n\r\n", 404),
        (b"GET /beat/ HTTP/1.1\r\nHost: h\r\n\r\n", 404),
        (b"GET /beat HTTP/1.1\r\nHost: h\r\n\r\n", 404),
        (request(method="PUT"), 405),
        (request(method="HEAD"), 405),
        (request(body=b"x" * 5000), 413),
        (request(body=b"status=odd"), 400),
        (b"GET /" + b"x" * 9000, 431),
        (b"\x16\x03\x01\x00\x00\r\n\r\n", 400),
    ],
)
async def test_every_refusal_has_its_status(data: bytes, status: int) -> None:
    """What is not carried out is answered in words, and leaves no beat."""
    listen = place()
    async with running(listen) as it:
        answer = await asked(listen.port, data)
        assert answer.startswith(f"HTTP/1.1 {status} ".encode())
        assert it.desk.last("job") is None


async def test_a_wrong_token_does_not_tell_whether_the_name_is_there() -> None:
    """The answers are the same byte for byte, and take as long."""
    listen = place()
    async with running(listen):
        took: dict[str, list[float]] = {"job": [], "nobody": []}
        answers = set()
        for _ in range(5):
            for name, times in took.items():
                began = time.perf_counter()
                answers.add(await asked(listen.port, request(name=name, token="wrong")))
                times.append(time.perf_counter() - began)
        assert len(answers) == 1
        assert abs(statistics.median(took["job"]) - statistics.median(took["nobody"])) < 0.02


async def test_tokens_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Known name or not, as many comparisons are made, by hmac.compare_digest over hashes of one length."""
    compared: list[tuple[int, int]] = []

    def noting(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return hmac.compare_digest(one, other)

    class Noting:
        compare_digest = staticmethod(noting)

    monkeypatch.setattr(tokens_module, "hmac", Noting)
    listen = place()
    async with running(listen):
        await asked(listen.port, request(token="x"))
        await asked(listen.port, request(token="x" * 500))
        await asked(listen.port, request())
        assert compared == [(32, 32)] * 6


async def test_a_changed_token_counts_and_a_missing_one_lets_nobody_in() -> None:
    """Without its secret a name takes nothing; the secret that is there now is the one that counts."""
    listen = place()
    async with running(listen) as it:
        del it.tokens.known["job"]
        it.expect(listen, "job")
        await asyncio.sleep(0.05)
        assert b" 401 " in await asked(listen.port, request())
        it.tokens.known["job"] = "new"
        assert b" 204 " in await asked(listen.port, request(token="new"))


async def test_two_hundred_at_once_all_get_through() -> None:
    """A rush at midnight loses no heartbeat: who finds no place waits for one."""
    names = [f"job{i}" for i in range(200)]
    listen = place()
    async with running(listen, names) as it:
        answers = await asyncio.gather(*(asked(listen.port, request(name=name)) for name in names))
        assert all(b" 204 " in answer for answer in answers)
        assert all(it.desk.last(name) for name in names)


async def test_a_job_that_ran_away_is_slowed_down() -> None:
    """Beats of one name that come many times a second are refused, others are not touched."""
    listen = place()
    async with running(listen, ["job", "other"]):
        answers = [await asked(listen.port, request()) for _ in range(30)]
        assert any(b" 429 " in answer for answer in answers)
        assert b" 204 " in await asked(listen.port, request(name="other"))


async def test_slow_callers_hold_nobody_up_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all places taken by callers that drip, each ends at its limit with 408, and the next gets in."""
    monkeypatch.setattr("app.transport.beats.listener.WHOLE", 0.6)
    listen = place()
    async with running(listen):
        slow = [await asyncio.open_connection("127.0.0.1", listen.port) for _ in range(CONNECTIONS)]
        for _, writer in slow:
            writer.write(b"POST /beat/job HTTP/1.1\r\nHo")
        await asyncio.sleep(0.1)
        began = time.monotonic()
        assert b" 204 " in await asked(listen.port, request())
        assert 0.2 < time.monotonic() - began < 2
        said = await asyncio.gather(*(reader.read() for reader, _ in slow))
        assert all(b" 408 " in each for each in said)
        for _, writer in slow:
            writer.close()


async def test_who_hangs_up_early_costs_nothing() -> None:
    """Resets, half closes and silence leave the desk as it was."""
    listen = place()
    async with running(listen):
        for _ in range(50):
            _, writer = await asyncio.open_connection("127.0.0.1", listen.port)
            writer.write(b"POST /beat")
            writer.transport.abort()
        assert b" 400 " in await asked(listen.port, b"POST /beat/job", half_closed=True)
        assert b" 204 " in await asked(listen.port, request(), half_closed=True)


async def test_leave_to_send_a_body_is_given() -> None:
    """A client that asks first is told to go on, and then answered."""
    listen = place()
    async with running(listen):
        reader, writer = await asyncio.open_connection("127.0.0.1", listen.port)
        whole = request(body=b"status=ok")
        head, body = whole[:-9].replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"), whole[-9:]
        writer.write(head)
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(body)
        assert b" 204 " in await reader.read()
        writer.close()


async def test_another_place_takes_over_without_losing_beats() -> None:
    """After a change of the inventory the new port answers, the old one is closed, what came is there."""
    old, new = place(), place()
    async with running(old) as it:
        await asked(old.port, request())
        it.expect(new, "job")
        async with asyncio.timeout(3):
            while True:
                try:
                    assert b" 204 " in await asked(new.port, request())
                    break
                except ConnectionRefusedError:
                    await asyncio.sleep(0.01)
        assert it.desk.last("job") is not None
        with pytest.raises(ConnectionRefusedError):
            await asked(old.port, request())
        it.expect(None)
        async with asyncio.timeout(3):
            while it.desk.since is not None:  # noqa: ASYNC110 - it has no event for it
                await asyncio.sleep(0.01)


async def test_an_address_in_use_is_said_and_taken_when_it_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another program listens the reason is told; when it goes, we listen without being asked."""
    monkeypatch.setattr("app.transport.beats.desk._AGAIN", 0.1)
    monkeypatch.setattr("app.transport.beats.desk._EACH", 0.05)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        listen = place(other.getsockname()[1])
        async with running(listen, opened=False) as it:
            await asyncio.sleep(0.1)
            said = it.desk.trouble.plain()
            assert said == f"No heartbeats are taken: another program listens on 127.0.0.1 port {listen.port}"
            other.close()
            await it.until_open()
            assert it.desk.trouble.plain() == ""
            assert b" 204 " in await asked(listen.port, request())


@pytest.mark.parametrize(
    ("listen", "words"),
    [
        (Listen(address="192.0.2.7", port=8765), "is no address of this machine"),
        (
            Listen(address="127.0.0.1", port=8765, tls=ListenTls(certificate="/none", key="/none")),
            "cannot be read",
        ),
        (
            Listen(address="127.0.0.1", port=8765, tls=ListenTls(certificate=__file__, key=__file__)),
            "certificate and key do not fit",
        ),
    ],
)
async def test_a_place_that_cannot_be_had_is_no_crash(listen: Listen, words: str) -> None:
    """A foreign address and a broken certificate are told in a sentence."""
    async with running(listen, opened=False) as it:
        async with asyncio.timeout(3):
            while not it.desk.trouble.template:  # noqa: ASYNC110 - it has no event for it
                await asyncio.sleep(0.01)
        assert words in it.desk.trouble.plain()


async def test_over_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a certificate only HTTPS is spoken; without a handshake one is dropped; a renewed one is taken."""
    monkeypatch.setattr("app.transport.beats.listener.WHOLE", 0.5)
    authority = Authority(tmp_path)
    file = authority.issue(["localhost"])
    pair = ListenTls(certificate=str(file), key=str(file))
    listen = Listen(address="127.0.0.1", port=free_port(), tls=pair)
    url = f"https://localhost:{listen.port}/beat/job"
    trust = ssl.create_default_context(cafile=authority.file)
    async with running(listen) as it:
        async with httpx.AsyncClient(trust_env=False, headers=HEADERS, verify=trust) as client:
            assert (await client.post(url, data={"status": "ok"})).status_code == 204
            assert (await client.post(url, data={"status": "odd"})).status_code == 400
        assert await asked(listen.port, request()) == b""
        silent, writer = await asyncio.open_connection("127.0.0.1", listen.port)
        assert await asyncio.wait_for(silent.read(), 2) == b""
        writer.close()
        before = await _presented(listen.port, trust)
        file.write_bytes(authority.issue(["localhost"]).read_bytes())
        await it.desk._listener.renew()
        assert await _presented(listen.port, trust) != before


async def _presented(port: int, trust: ssl.SSLContext) -> bytes:
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trust, server_hostname="localhost")
    found: bytes = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    return found


async def test_beats_outlive_a_restart(tmp_path: Path) -> None:
    """What came is there again, with its age, after another desk has read the file; a broken file is none."""
    path = tmp_path / "heartbeats.msgpack"
    clock = HandClock()
    listen = place()
    async with running(listen, clock=clock, path=path):
        await asked(listen.port, request(body=b"status=warning&message=slow"))
    clock.go(100)
    async with running(place(), clock=clock, path=path, opened=False) as it:
        beat = it.desk.last("job")
        assert beat is not None
        assert clock.now().seconds_since(beat.at) == pytest.approx(100)
        assert (beat.level, beat.message) == (Level.WARNING, "slow")
    path.write_bytes(b"\x93broken")
    async with running(place(), clock=clock, path=path, opened=False) as it:
        assert it.desk.last("job") is None


async def test_a_sleep_of_the_machine_is_time_in_which_nothing_was_heard() -> None:
    """After a gap without a look at itself the desk has listened since its end only."""
    clock = HandClock()
    async with running(place(), clock=clock) as it:
        before = it.desk.since
        clock.go(3600)
        it.expect(it.desk._open, "job")
        async with asyncio.timeout(3):
            while it.desk.since == before:  # noqa: ASYNC110 - it has no event for it
                await asyncio.sleep(0.01)
        assert it.desk.since == clock.now()


async def test_without_descriptors_it_goes_on_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """An accept that fails for want of descriptors does not turn the loop, and is tried again."""
    monkeypatch.setattr("app.transport.beats.listener._AGAIN", 0.1)
    listen = place()
    async with running(listen) as it:
        real, tries = it.desk._listener._socket, []

        class Failing:
            def accept(self) -> tuple[socket.socket, object]:
                tries.append(1)
                if len(tries) < 3:
                    raise OSError(24, "Too many open files")
                assert real is not None
                return real.accept()

            def __getattr__(self, name: str) -> object:
                return getattr(real, name)

        monkeypatch.setattr(it.desk._listener, "_socket", Failing())
        assert b" 204 " in await asked(listen.port, request())
        assert len(tries) < 10
