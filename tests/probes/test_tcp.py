import asyncio
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.model.probe import Secret
from app.model.state import ErrorClass
from app.transport.dialogue import LULL, Step
from app.transport.tls import TlsSettings
from probes.tcp import Tcp
from tests.probes.runs import failed_once, run_once
from tests.probes.scripted import TLS, lines
from tests.probes.servers import found, free_port, running, serving
from tests.probes.web import Authority, silent


async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Greet like a mail server."""
    writer.write(b"220 mx.example ESMTP\r\n")
    await writer.drain()


async def test_a_listening_port_is_good() -> None:
    """A connection that comes to be is all that is asked, and its time is measured."""
    async with serving(silent) as port:
        reading = await run_once(Tcp(host="localhost", port=port))
    assert [phase.name for phase in reading.phases] == ["resolve", "connect", "first_byte"]
    assert 0 < reading.values["response_time"] < 0.5
    assert reading.facts["address"] == f"127.0.0.1:{port}"


@pytest.mark.alone
@pytest.mark.fault("N04")
async def test_a_closed_port_is_refused() -> None:
    """A port where nobody listens is refused, at once."""
    began = time.perf_counter()
    failed = await failed_once(Tcp(host="127.0.0.1", port=free_port()))
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.REFUSED, "Connection refused")
    assert time.perf_counter() - began < 0.2


async def test_a_greeting_is_waited_for() -> None:
    """The first line must hold the banner, and is shown."""
    async with serving(greet) as port:
        reading = await run_once(Tcp(host="127.0.0.1", port=port, banner="ESMTP"))
        failed = await failed_once(Tcp(host="127.0.0.1", port=port, banner="SSH-2.0"))
    assert reading.facts["banner"] == "220 mx.example ESMTP"
    assert failed.error is ErrorClass.CONTENT
    assert failed.sentence.plain() == "Greets with 220 mx.example ESMTP instead of SSH-2.0"


@pytest.mark.fault("N01")
async def test_a_greeting_that_never_comes_is_a_timeout() -> None:
    """A server that accepts and says nothing is timeout-read."""
    async with serving(silent) as port:
        failed = await failed_once(Tcp(host="127.0.0.1", port=port, banner="x"), seconds=0.3)
    assert failed.error is ErrorClass.TIMEOUT_READ


async def test_a_greeting_without_end_is_protocol() -> None:
    """A line longer than 4 kB is not read to its end."""

    async def chatter(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"x" * 4000)
            await writer.drain()

    async with serving(chatter) as port:
        failed = await failed_once(Tcp(host="127.0.0.1", port=port, banner="y"))
    assert failed.error is ErrorClass.PROTOCOL


async def test_a_host_that_has_no_name_is_dns() -> None:
    """A name that cannot be resolved is class dns, not an outage of the service."""
    assert (await failed_once(Tcp(host="no such host", port=80))).error is ErrorClass.DNS


def dialogue(*steps: Step, **settings: Any) -> Tcp:
    """Return a check with a dialogue."""
    return Tcp(host="127.0.0.1", dialogue=steps, **settings)


async def test_a_dialogue_is_gone_through() -> None:
    """Lines that do not fit are passed over, and what a group held can be said again."""
    talk = lines(
        ("USER anna", "331 more"), ("PASS", "230 in"), greeting="220-hi\n220 your name is anna, isn't it"
    )
    steps = (
        Step(expect=r"name is (\w+)", send=r"USER ${1}\r\n"),
        Step(expect="^331"),
        Step(send="PASS x\r\n"),
        Step(expect="^230"),
    )
    async with serving(talk) as port:
        reading = await run_once(dialogue(*steps, port=port))
    assert reading.facts["answer"] == "230 in"


async def test_a_prompt_needs_no_line_end() -> None:
    """What stands there without an end is a prompt after a moment, and the moment is not measured."""

    async def prompt(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"login: ")
        await reader.readuntil(b"\x00\xff\\")
        writer.write(b"in")

    async with serving(prompt) as port:
        probe = dialogue(Step(expect="login: $", send=r"a\x00\xff\\"), Step(expect="^in$"), port=port)
        reading = await run_once(probe)
    assert reading.values["response_time"] < LULL


async def test_a_redis_is_asked(tmp_path: Path) -> None:
    """A real Redis answers a dialogue."""
    port = free_port()
    command = [
        found("redis-server"),
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        str(tmp_path),
    ]
    with running(command, port, tmp_path):
        steps = (Step(send="PING\r\n"), Step(expect="^[+]PONG$", send="QUIT\r\n"))
        reading = await run_once(dialogue(*steps, port=port))
    assert reading.facts["answer"] == "+PONG"


ASK = (Step(send="x\n"), Step(expect="^220"))


@pytest.mark.fault("N11")
async def test_another_answer_than_expected_is_content() -> None:
    """What came instead is told, whether the other side then waits or hangs up."""
    for talk in (lines(greeting="554 no"), lines(("x", ""), greeting="554 no")):
        async with serving(talk) as port:
            failed = await failed_once(dialogue(*ASK, port=port), seconds=0.4)
        assert failed.error is ErrorClass.CONTENT
        assert failed.sentence.plain() == "Says 554 no instead of ^220"


async def test_nothing_at_all_is_a_timeout_or_an_early_end() -> None:
    """Silence stays timeout-read, and hanging up without a word stays protocol."""
    for talk, error in ((silent, ErrorClass.TIMEOUT_READ), (lines(("x", "")), ErrorClass.PROTOCOL)):
        async with serving(talk) as port:
            failed = await failed_once(dialogue(*ASK, port=port), seconds=0.3)
        assert failed.error is error


@pytest.mark.fault("N09")
async def test_a_talk_without_end_is_capped() -> None:
    """Lines that never fit end at the limit of bytes."""
    async with serving(lines(greeting="\n".join(["nonsense"] * 500))) as port:
        failed = await failed_once(dialogue(Step(expect="^220"), port=port, max_bytes=1000))
    assert failed.error is ErrorClass.TOO_LARGE


async def test_a_dialogue_goes_on_in_tls(tmp_path: Path) -> None:
    """A step starttls secures the rest of the dialogue; without it TLS begins at once."""
    authority = Authority(tmp_path)
    settings = TlsSettings(ca_file=str(authority.file))
    talk = lines(("STARTTLS", f"220 go{TLS}"), ("NOOP", "250 ok"), greeting="220 mx", tls=authority.server())
    steps = (Step(expect="^220", send="STARTTLS\r\n"), Step(expect="^220", starttls=True))
    async with serving(talk) as port:
        probe = dialogue(*steps, Step(send="NOOP\r\n"), Step(expect="^250"), port=port, tls=settings)
        reading = await run_once(probe)
    assert reading.values["certificate_days"] > 29
    async with serving(lines(greeting="220 mx"), authority.server()) as port:
        reading = await run_once(Tcp(host="127.0.0.1", port=port, tls=settings, banner="220"))
    assert reading.facts["tls_version"] == "TLSv1.3"


async def test_a_secret_can_be_said() -> None:
    """A step may send a secret, which no file holds."""
    async with serving(lines(("right", "ok"))) as port:
        steps = (Step(send=Secret(secret="word")), Step(send="\n"), Step(expect="ok"))
        await run_once(dialogue(*steps, port=port), secrets={"word": "right"})


async def test_a_family_is_chosen() -> None:
    """A host that has no address of the family asked for is class dns."""
    failed = await failed_once(Tcp(host="127.0.0.1", port=9, family="ipv6"))
    assert failed.error is ErrorClass.DNS


@pytest.mark.parametrize(
    "settings",
    [
        {"dialogue": [{}]},
        {"dialogue": [{"expect": "("}]},
        {"dialogue": [{"expect": "a"}], "banner": "b"},
        {"dialogue": [{"starttls": True}, {"starttls": True}]},
    ],
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, Any]) -> None:
    """An empty step, a pattern that is none, two ways to greet and two handshakes are errors of the file."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"kind": "tcp", "host": "a", "port": 1, **settings}, Tcp)
