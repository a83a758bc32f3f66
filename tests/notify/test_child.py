import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from app.inventory.child import own_command
from app.notify.apprise import Apprise
from app.notify.deliver import ChannelDeliverer
from tests.desktop.parts import ROOT
from tests.notify.channel_parts import delivering_to, present, told_to
from tests.notify.receiver import OK, receiving
from tests.notify.test_apprise import address, channel, outcome
from tests.notify.test_deliver import Outcomes
from tests.probes.servers import free_port


def child_of(deliverer: ChannelDeliverer) -> int:
    """Return the process id of the channel's child."""
    sender = deliverer._lines["chat"].sender
    assert isinstance(sender, Apprise)
    assert sender.child is not None
    return sender.child.pid


def is_there(pid: int) -> bool:
    """Return whether a process lives."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False


async def test_a_child_that_is_late_is_killed() -> None:
    """At the deadline of an attempt the child and its group are gone, whatever the library waits for."""
    outcomes = Outcomes()
    async with receiving(None, OK) as receiver:
        secrets = {"url": address(receiver).replace("rto=1", "rto=50")}
        async with delivering_to([channel(timeout=1)], outcomes, secrets) as deliverer:
            deliverer.send(told_to("chat"), present())
            await receiver.arrived.wait()
            pid, began = child_of(deliverer), time.monotonic()
            deliverer.send(told_to("chat", 2), present(2))
            await outcomes.wait(lambda seen: len(seen) == 2)
            assert not is_there(pid)
            assert child_of(deliverer) != pid
    assert time.monotonic() - began < 4
    assert [found.ok for found in outcomes.seen] == [False, True]
    assert outcomes.seen[0].detail == "no answer in 1 s: unknown whether it arrived"


async def test_a_killed_child_is_started_again() -> None:
    """Killed between two notices it costs nothing; killed in the middle of one, that one is not repeated."""
    outcomes = Outcomes()
    async with (
        receiving(OK, OK, None, OK) as receiver,
        delivering_to([channel()], outcomes, {"url": address(receiver)}) as deliverer,
    ):
        deliverer.send(told_to("chat", 1), present(1))
        await outcomes.wait(lambda seen: len(seen) == 1)
        os.kill(child_of(deliverer), signal.SIGKILL)
        deliverer.send(told_to("chat", 2), present(2))
        await outcomes.wait(lambda seen: len(seen) == 2)
        receiver.arrived.clear()
        deliverer.send(told_to("chat", 3), present(3))
        await receiver.arrived.wait()
        os.kill(child_of(deliverer), signal.SIGKILL)
        deliverer.send(told_to("chat", 4), present(4))
        await outcomes.wait(lambda seen: len(seen) == 4)
    assert [found.ok for found in outcomes.seen] == [True, True, False, True]
    assert "unknown whether it arrived" in outcomes.seen[2].detail
    assert len(receiver.bodies) == 4


READY = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
sys.stdout.buffer.write(b"\\x00\\x00\\x00\\x0c\\x81\\xa4type\\xa5ready"); sys.stdout.flush()
"""


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("print('hello there, I am no child of yours')", "it talks nonsense"),
        ("import sys; sys.exit(3)", "it has ended"),
        (READY + "sys.stdout.write('x' * 100_000_000)", "its process failed"),
        (READY + "time.sleep(60)", "no answer in 0.5 s"),
    ],
)
async def test_a_child_out_of_its_mind_is_ended(program: str, why: str, tmp_path: Path) -> None:
    """Garbage, a quick end, a flood and deafness: each is said, the process is gone, and starts are rare."""
    starts = tmp_path / "starts"
    note = f"open({str(starts)!r}, 'a').write(str(__import__('os').getpid()) + chr(10))\n"
    command = (sys.executable, "-c", note + program)
    found = await outcome("json://x", child=command, timeout=0.5, give_up_after=2.5)
    assert not found.ok
    assert why in found.detail or found.detail == "its process failed and is started again in a moment"
    pids = [int(line) for line in starts.read_text().split()]
    assert 1 <= len(pids) <= 6
    assert not any(map(is_there, pids))


async def test_a_command_that_does_not_exist_is_said() -> None:
    """Where no child can be started, a notice is given up with the reason."""
    found = await outcome("json://x", child=("/nonexistent/nocwall",), give_up_after=1)
    assert not found.ok
    assert "its process failed" in found.detail


async def test_the_address_is_nowhere_to_be_read(caplog: pytest.LogCaptureFixture) -> None:
    """While it is used the address stands in no command line, environment, log, detail or view."""
    outcomes = Outcomes()
    caplog.set_level(logging.DEBUG)
    async with receiving(None) as receiver:
        secrets = {"url": address(receiver)}
        async with delivering_to([channel()], outcomes, secrets) as deliverer:
            deliverer.send(told_to("chat"), present())
            await receiver.arrived.wait()
            child = Path("/proc") / str(child_of(deliverer))
            seen = child.joinpath("cmdline").read_bytes()
            try:
                seen += child.joinpath("environ").read_bytes()
            except PermissionError:  # as it should be: the child cannot be looked into
                assert os.geteuid() != 0
            limits = child.joinpath("limits").read_text()
            (core,) = (line for line in limits.splitlines() if "core file" in line)
            assert core.split()[4:6] == ["0", "0"]
            await deliverer.find_schemes()
            (view,) = deliverer.views()
            await outcomes.wait(lambda seen: len(seen) == 1)
    said = " ".join([seen.decode(), repr(view), outcomes.seen[0].detail, caplog.text])
    assert view.scheme == "json"
    assert not [word for word in ("hunter2pass", "opsuser", "tok3n4abcdef", "127.0.0.1") if word in said]


async def test_the_environment_does_not_reach_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets and proxies of the session are not handed on."""
    monkeypatch.setenv("NOCWALL_SECRET_URL", "hunter2pass")
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    async with receiving(OK) as receiver:
        found = await outcome(address(receiver))
    assert found.ok, found.detail


_PARENT = """
import asyncio, os, sys
from app.notify.child import Child
from app.notify.child_words import Order
async def main():
    child = await Child.started(sys.argv[2:], os.environ)
    await child.order(Order(url=sys.argv[1], title="t", body="b", kind="info", timeout=60))
    await child.word()
    print(child.pid, flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""


async def test_the_child_ends_with_the_engine() -> None:
    """Killed by SIGKILL, the engine leaves no child behind, even one in the middle of an order."""
    async with receiving(None) as receiver:
        url = address(receiver).replace("rto=1", "rto=50")
        parent = subprocess.Popen(  # noqa: ASYNC220 - it is there in a moment
            [sys.executable, "-P", "-c", _PARENT, url, *own_command("apprise-channel")],
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])},
        )
        assert parent.stdout is not None
        pid = int(await asyncio.to_thread(parent.stdout.readline))
        await receiver.arrived.wait()
        assert is_there(pid)
        parent.kill()
        await asyncio.to_thread(parent.wait)
        parent.stdout.close()
        async with asyncio.timeout(3):
            while is_there(pid):  # noqa: ASYNC110 - nobody tells of another's child
                await asyncio.sleep(0.02)


def test_the_engine_never_imports_it() -> None:
    """Neither Apprise nor what it talks by is loaded by anything that the engine imports."""
    program = (
        "import sys; import app.engine_main, app.notify.deliver, app.notify.child;"
        "print([name for name in ('apprise', 'requests', 'smtplib', 'urllib3') if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


def test_words_of_the_child_are_framed_as_the_fake_ones_are() -> None:
    """The fake children of these tests say what real ones do."""
    from app.notify.child_words import Ready, frame

    said = frame(msgspec.msgpack.encode(Ready()))
    assert said == b"\x00\x00\x00\x0c\x81\xa4type\xa5ready"
