"""Our heartbeat to files, addresses and peers that are well, sick, and gone."""

import asyncio
import json
import os
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from app.model.clock import Moment
from app.model.deadman import Deadman, PeerAddress, Whole
from app.model.phrase import NOTHING, phrase
from app.model.probe import Secret
from app.model.surroundings import Listen, ListenTls
from app.transport.beats.ears import failing, place_of
from app.transport.beats.outward import Outward
from tests.engine.parts import HandClock, RealClock
from tests.notify.receiver import answer, receiving
from tests.probes.servers import free_port
from tests.probes.web import Authority
from tests.transport.beats.desks import Tokens, running
from tests.transport.beats.signs import SECRET, inbound


@asynccontextmanager
async def telling(
    told: Deadman, *, state: Path | None = None, clock: HandClock | RealClock | None = None
) -> AsyncIterator[Outward]:
    secrets = Tokens({"walls": SECRET, "short": "123", "empty": "hc-ping.com/uuid"})
    outward = Outward(clock=clock or HandClock(), secrets=secrets, build="0.1", state=state)
    outward.set(told)
    try:
        yield outward
    finally:
        await outward.close()


async def settled(outward: Outward, whole: Whole = Whole.GOOD) -> None:
    """Send once and wait for what comes of it."""
    outward.send(whole, phrase("2 open incidents") if whole is Whole.INCIDENTS else NOTHING, 2)
    tasks = [line.task for line in outward._lines.values() if line.task is not None]
    await asyncio.wait([*tasks, *([outward._counting] if outward._counting else [])], timeout=5)


async def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    """The file holds one heartbeat with all its fields, readable for all; the next has a higher counter."""
    file = tmp_path / "alive.json"
    async with telling(Deadman(name="Wall A", file=str(file))) as outward:
        await settled(outward, Whole.INCIDENTS)
        first = json.loads(file.read_text())
        await settled(outward)
        second = json.loads(file.read_text())
        (ear,) = outward.ears
        assert ear.accepted is not None
    assert first.keys() == {
        "version", "name", "counter", "unix", "time", "state", "text", "incidents", "every", "pid", "build"
    }  # fmt: skip
    assert (first["name"], first["state"], first["text"], first["pid"]) == (
        "Wall A", "incidents", "2 open incidents", os.getpid()
    )  # fmt: skip
    assert second["counter"] > first["counter"]
    assert file.stat().st_mode & 0o777 == 0o644
    assert os.listdir(tmp_path) == ["alive.json"]  # noqa: PTH208 - nothing half written beside it


async def test_the_counter_rises_over_a_restart_with_an_older_clock(tmp_path: Path) -> None:
    """After a start with a clock that was put back by an hour it goes on above the last one."""
    counters = []
    for back in (0, 3600):
        clock = HandClock()
        clock.go(7200 - back)
        file = tmp_path / "alive.json"
        async with telling(Deadman(file=str(file)), state=tmp_path, clock=clock) as outward:
            await settled(outward)
        counters.append(json.loads(file.read_text())["counter"])
    assert counters[1] == counters[0] + 1


async def test_a_file_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    """A folder that is missing is a trouble with its reason, and unheard after a while, not before."""
    clock = HandClock()
    async with telling(Deadman(file=str(tmp_path / "gone" / "alive.json")), clock=clock) as outward:
        await settled(outward)
        (ear,) = outward.ears
        assert ear.trouble.plain() == "it cannot be written (No such file or directory)"
        assert outward.unheard(clock.now(), 90) == ()
        clock.go(91)
        assert outward.unheard(clock.now(), 90) == (ear,)


async def test_an_address_is_called_and_hears_of_illness() -> None:
    """GET carries nothing; POST the heartbeat; an ill monitor calls /fail where it is asked to."""
    ok = answer("200 OK")
    async with receiving(ok) as receiver:
        url = f"http://127.0.0.1:{receiver.port}/ping/uuid?x=1"
        async with telling(Deadman(url=url, method="POST", fail=True)) as outward:
            await settled(outward)
            await settled(outward, Whole.INCIDENTS)
            await settled(outward, Whole.BLIND)
            (ear,) = outward.ears
        lines = [head.split("\r\n")[0] for head in receiver.heads]
        assert lines == [
            "POST /ping/uuid?x=1 HTTP/1.1",
            "POST /ping/uuid?x=1 HTTP/1.1",
            "POST /ping/uuid/fail?x=1 HTTP/1.1",
        ]
        assert [json.loads(body)["state"] for body in receiver.bodies] == ["good", "incidents", "blind"]
        assert ear.who == f"http://127.0.0.1:{receiver.port}"
        assert ear.accepted is not None


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("404 Not Found", "it answered 404"),
        ("302 Found", "it answered 302 and points elsewhere; that is not followed"),
        ("503 Service Unavailable", "it answered 503"),
    ],
)
async def test_a_refusal_does_not_repeat_the_address(status: str, said: str) -> None:
    """What an address answers is said by its number only: it may repeat what is secret."""
    async with receiving(answer(status, body=b"no such check: uuid")) as receiver:
        told = Deadman(url=f"http://127.0.0.1:{receiver.port}/uuid", method="POST")
        async with telling(told) as outward:
            await settled(outward)
            assert [ear.trouble.plain() for ear in outward.ears] == [said]


async def test_what_cannot_be_told_says_why() -> None:
    """A secret that is missing, no address, or too short, and a peer that is gone, are troubles in words."""
    gone = free_port()
    peers = (
        PeerAddress(url=f"http://127.0.0.1:{gone}", secret=Secret(secret="walls")),
        PeerAddress(url=f"http://127.0.0.1:{gone}/", secret=Secret(secret="short")),
        PeerAddress(url=f"http://127.0.0.1:{gone}/x", secret=Secret(secret="missing")),
    )
    async with telling(Deadman(name="A", url=Secret(secret="empty"), peers=peers)) as outward:
        await settled(outward)
        said = [ear.trouble.plain() for ear in outward.ears]
        assert outward.ears[0].who == "secret empty"
    assert said == [
        "the secret holds no address that begins with https:// or http://",
        "Connection refused",
        "the secret is too short, it needs 16 signs",
        "Not there",
    ]


async def test_who_stays_is_kept_and_who_goes_is_forgotten(tmp_path: Path) -> None:
    """A changed section keeps what is known of those in it, and ends what is under way to the others."""
    kept = Deadman(file=str(tmp_path / "a"))
    async with receiving(None) as receiver:
        told = Deadman(file=kept.file, url=receiver.url, method="POST")
        async with telling(told) as outward:
            outward.send(Whole.GOOD, NOTHING, 0)
            await receiver.arrived.wait()
            outward.send(Whole.GOOD, NOTHING, 0)
            assert [ear.trouble.plain() for ear in outward.ears][1] == "no answer yet"
            while outward.ears[0].accepted is None:  # noqa: ASYNC110 - a thread writes it
                await asyncio.sleep(0.01)
            outward.set(kept)
            (ear,) = outward.ears
            assert ear.accepted is not None
            outward.set(None)
            outward.send(Whole.GOOD, NOTHING, 0)
            assert outward.ears == ()
            assert outward.unheard(Moment(wall=1e12, mono=1e12), 0) == ()


@pytest.mark.alone
async def test_a_disk_that_hangs_holds_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot even be opened hangs alone: the address is told each time, the end is at once."""
    disk = threading.Event()
    monkeypatch.setattr("app.transport.beats.ears.write_whole", lambda *_, **__: disk.wait())
    async with receiving(answer("200 OK")) as receiver:
        told = Deadman(file=str(tmp_path / "alive.json"), url=receiver.url, method="POST")
        async with telling(told) as outward:
            for count in (1, 2):
                outward.send(Whole.GOOD, NOTHING, 0)
                while len(receiver.bodies) < count or outward.ears[1].accepted is None:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            assert [ear.trouble.plain() for ear in outward.ears] == ["no answer yet", ""]
            began = time.monotonic()
        assert time.monotonic() - began < 0.5
    disk.set()
    while any(thread.name == "heartbeat file" for thread in threading.enumerate()):  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def test_a_peer_behind_tls_is_told(tmp_path: Path) -> None:
    """Over HTTPS the other side's authority is given as a file; without it nothing is sent."""
    authority = Authority(tmp_path)
    files = str(authority.issue(["127.0.0.1"]))
    listen = Listen(address="127.0.0.1", port=free_port(), tls=ListenTls(certificate=files, key=files))
    peer = PeerAddress(url=f"https://127.0.0.1:{listen.port}", secret=Secret(secret="walls"))
    trusting = msgspec.structs.replace(peer, ca_file=str(authority.file))
    async with running(listen, (), opened=False) as it:
        it.tokens.known["walls"] = SECRET
        it.desk.expect(listen, [inbound("Wall A")])
        await it.until_open()
        async with telling(Deadman(name="Wall A", peers=(peer, trusting)), clock=it.clock) as outward:
            await settled(outward)
            assert [bool(ear.accepted) for ear in outward.ears] == [False, True]
            assert "Certificate" in outward.ears[0].trouble.plain()
        heard = it.desk.peers.last("Wall A")
        assert heard is not None
        assert heard.sign.build == "0.1"


def test_addresses_are_named_without_their_secrets() -> None:
    """Only scheme, host and port are shown, and /fail stands behind the path."""
    assert place_of("https://u:p@hc-ping.com:8443/uuid?key=1") == "https://hc-ping.com:8443"
    assert failing("https://hc-ping.com/uuid/?key=1") == "https://hc-ping.com/uuid/fail?key=1"
