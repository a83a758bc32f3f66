import asyncio
import os
import signal
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.model.probe import ProbeFailed, Secret
from app.model.quantity import Unit
from app.model.state import ErrorClass
from app.model.surroundings import Surroundings
from app.model.verdict import Level
from app.transport.plugin_child import KEPT
from app.transport.plugin_room import AT_ONCE
from probes.command import Command
from tests.probes.runs import TrialContext, context, failed_once, run_once

PLUGINS = "/usr/lib/nagios/plugins"
Script = Callable[..., Command]


@pytest.fixture
def script(tmp_path: Path) -> Script:
    """Return a function that makes a plugin of a few lines of shell (or of any bytes)."""
    tmp_path.chmod(0o755)

    def make(text: str, *words: str, head: str = "#!/bin/sh\n", mode: int = 0o755, **more: object) -> Command:
        path = tmp_path / f"plugin{len(list(tmp_path.iterdir()))}"
        path.write_text(head + text)
        path.chmod(mode)
        return Command(argv=(str(path), *words), **more)  # type: ignore[arg-type]

    return make


def alive(pid: int) -> bool:
    """Return whether a process runs; one that only waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def gone(pid: int, within: float = 1.0) -> bool:
    end = time.monotonic() + within
    while alive(pid) and time.monotonic() < end:  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.01)
    return not alive(pid)


def text_of(file: Path) -> str:
    return file.read_text() if file.exists() else ""


async def pid_in(file: Path, within: float = 2.0) -> int:
    """Wait until a script has written its child's process id."""
    end = time.monotonic() + within
    while not text_of(file).endswith("\n"):
        assert time.monotonic() < end, "the script did not come so far"
        await asyncio.sleep(0.01)
    return int(text_of(file))


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_real_plugins_are_understood() -> None:
    """Debian's own plugins give a sentence, numbers in base units and their own time."""
    reading = await run_once(
        Command(argv=(f"{PLUGINS}/check_load", "-w", "999,999,999", "-c", "999,999,999"))
    )
    assert reading.level is Level.GOOD
    assert {"perf:load1", "perf:load5", "perf:load15", "response_time"} <= set(reading.values)
    assert "LOAD OK" in reading.sentence.plain()
    assert reading.facts["limits of load1"].startswith("999.000;999.000")
    disk = await run_once(Command(argv=(f"{PLUGINS}/check_disk", "-w", "1", "-c", "1", "-p", "/")))
    free = os.statvfs("/")
    assert disk.values["perf:/"] == pytest.approx((free.f_blocks - free.f_bfree) * free.f_frsize, rel=0.05)
    processes = await run_once(Command(argv=(f"{PLUGINS}/check_procs", "-w", "1:", "-c", "1:")))
    assert processes.values["perf:procs"] >= 1


@pytest.mark.parametrize(("state", "level"), [("0", Level.GOOD), ("1", Level.WARNING), ("2", Level.CRITICAL)])
async def test_exit_codes_are_levels(state: str, level: Level) -> None:
    """0, 1 and 2 are what the plugin convention says."""
    reading = await run_once(Command(argv=(f"{PLUGINS}/check_dummy", state, "so it is")))
    assert reading.level is level
    assert "so it is" in reading.sentence.plain()
    assert ("response_time" in reading.values) is (level is not Level.CRITICAL)


async def test_a_plugin_that_does_not_know_is_an_error_of_ours() -> None:
    """UNKNOWN proves nothing of the target, and its sentence says why."""
    failed = await failed_once(Command(argv=(f"{PLUGINS}/check_dummy", "3", "no idea")))
    assert failed.error is ErrorClass.INTERNAL
    assert "no idea" in failed.sentence.plain()


async def test_a_refused_port_is_critical_by_check_tcp() -> None:
    """A plugin's finding about a closed port is critical, in its words."""
    reading = await run_once(Command(argv=(f"{PLUGINS}/check_tcp", "-H", "127.0.0.1", "-p", "1")))
    assert reading.level is Level.CRITICAL
    assert "refused" in reading.sentence.plain().lower()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("echo odd; exit 17", "The plugin ended with code 17, which says nothing"),
        ("kill -SEGV $$", "The plugin was ended by signal 11"),
        ("kill -KILL $$", "The plugin was ended by signal 9"),
    ],
)
async def test_other_ends_say_nothing_of_the_target(script: Script, text: str, sentence: str) -> None:
    """Codes above 3 and signals are unknown."""
    failed = await failed_once(script(text))
    assert failed.error is ErrorClass.INTERNAL
    assert failed.sentence.plain() == sentence


async def test_long_output_and_errors_go_to_the_detail(script: Script) -> None:
    """The first line is the sentence, the rest and what was written to stderr are the detail."""
    probe = script("echo 'fine | a=1'; echo more; echo 'last | b=2'; echo 'c=3MB'; echo oops >&2; exit 1")
    reading = await run_once(probe)
    assert reading.sentence.plain() == "fine"
    assert reading.detail == "more\nlast\noops"
    assert {name: value for name, value in reading.values.items() if name != "response_time"} == {
        "perf:a": 1.0,
        "perf:b": 2.0,
        "perf:c": 3.0 * 1024**2,
    }


async def test_silence_and_bytes_that_are_no_text(script: Script) -> None:
    """A plugin without a word, or with broken UTF-8, is taken by its code."""
    assert (await run_once(script("exit 1"))).sentence.plain() == "The plugin said nothing"
    reading = await run_once(script(r"printf 'caf\351 \001 | a=1\n'"))
    assert reading.values["perf:a"] == 1.0
    assert "caf" in reading.sentence.plain()


async def test_counters_become_rates(script: Script, tmp_path: Path) -> None:
    """A counter has a value from its second run on: its growth a second; after a reset it has none."""
    count = tmp_path / "count"
    probe = script(f'echo "ok | hits=$(cat {count})c load=1"')
    async with context() as ctx:
        seen = []
        for number in (100, 400, 5):
            count.write_text(str(number))
            seen.append((await probe.run(ctx)).values.get("perf:hits"))
            ctx.ahead += 10
    assert seen[0] is None
    assert seen[1] == pytest.approx(30, rel=0.2)
    assert seen[2] is None


async def test_the_environment_is_clean(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only PATH, LANG and what is given reach the plugin; secrets by name; no input, no shell."""
    monkeypatch.setenv("NOCWALL_SECRET_X", "leak")
    probe = script(
        'env | sort | cut -c1-60 | tr "\\n" " "; pwd; cat; echo "$1"',
        "$(id) `id` ; id",
        environment={"COMMUNITY": Secret(secret="snmp"), "TZ": "UTC"},
        directory="/usr",
    )
    reading = await run_once(probe, secrets={"snmp": "hush"})
    words = reading.sentence.plain().split()
    assert {word.partition("=")[0] for word in words if "=" in word} <= {
        "COMMUNITY", "LANG", "PATH", "PWD", "TZ", "OLDPWD", "_", "SHLVL",
    }  # fmt: skip
    assert "COMMUNITY=hush" in words
    assert "LANG=C.UTF-8" in words
    assert words[-1] == "/usr"
    assert reading.detail == "$(id) `id` ; id"


@pytest.mark.alone
@pytest.mark.fault("N01")
async def test_a_plugin_that_hangs_is_ended_with_all_it_started(script: Script, tmp_path: Path) -> None:
    """At the deadline the whole group is gone, also who ignores SIGTERM; that is timeout-read."""
    note = tmp_path / "note"
    probe = script(f"trap '' TERM; (trap '' TERM; sleep 60) & echo $! > {note}; echo halfway; wait; sleep 60")
    began = time.monotonic()
    failed = await failed_once(probe, seconds=0.6)
    assert failed.error is ErrorClass.TIMEOUT_READ
    assert failed.sentence.plain() == "The plugin did not end in 600 ms"
    assert failed.detail == "halfway\n"
    assert 0.5 <= time.monotonic() - began < 0.9
    assert await gone(await pid_in(note))


async def test_a_plugin_is_asked_to_end_first(script: Script, tmp_path: Path) -> None:
    """Shortly before the deadline it gets SIGTERM and may tidy up."""
    note = tmp_path / "tidy"
    probe = script(f"trap 'echo done > {note}; exit 0' TERM; sleep 60 & wait")
    failed = await failed_once(probe, seconds=0.8)
    assert failed.error is ErrorClass.TIMEOUT_READ
    assert note.read_text() == "done\n"


@pytest.mark.alone
async def test_a_cancelled_run_leaves_nothing(script: Script, tmp_path: Path) -> None:
    """Cancelling kills the group at once; no zombie and no descriptor stays."""
    note = tmp_path / "note"
    async with context(seconds=30) as ctx:
        run = asyncio.ensure_future(script(f"sleep 60 & echo $! > {note}; wait").run(ctx))
        pid = await pid_in(note)
        run.cancel()
        began = time.monotonic()
        await asyncio.wait({run}, timeout=1)
        assert run.cancelled()
        assert time.monotonic() - began < 0.1
        assert await gone(pid)


async def test_a_child_left_behind_does_not_hold_the_run(script: Script, tmp_path: Path) -> None:
    """A plugin that ends while a child of it keeps the output open has ended; the child is killed."""
    note = tmp_path / "note"
    began = time.monotonic()
    reading = await run_once(script(f"sleep 60 & echo $! > {note}; echo fine"), seconds=5)
    assert reading.sentence.plain() == "fine"
    assert time.monotonic() - began < 2
    assert await gone(await pid_in(note))


async def test_much_output_is_cut_and_a_flood_is_ended(script: Script) -> None:
    """Half a megabyte without a line break is read and cut, ten are ended; neither grows our memory."""
    much = await run_once(script("head -c 500000 /dev/zero | tr '\\0' x; exit 0"))
    assert much.sentence.plain().startswith("xxx")
    failed = await failed_once(script("head -c 10000000 /dev/zero | tr '\\0' x; sleep 60"), seconds=5)
    assert failed.error is ErrorClass.INTERNAL
    assert failed.sentence.plain() == "The plugin writes more than 1.05 MB"
    assert len(failed.detail) <= KEPT


async def test_at_most_eight_run_at_once_and_who_waits_in_vain_is_late(
    script: Script, tmp_path: Path
) -> None:
    """A run that gets no place says so; that it had to wait is our fault, not the target's."""
    sleeper = script("echo x >> " + str(tmp_path / "started") + "; sleep 0.7")
    async with context(seconds=1.0) as ctx:
        runs = await asyncio.gather(*(_one(sleeper, ctx) for _ in range(AT_ONCE + 3)))
        assert sum(run is None for run in runs) == AT_ONCE
        assert {run for run in runs if run} == {ErrorClass.LATE}
        assert len((tmp_path / "started").read_text().split()) == AT_ONCE


async def _one(probe: Command, ctx: TrialContext) -> ErrorClass | None:
    try:
        await probe.run(ctx)
    except ProbeFailed as failed:
        return failed.error
    return None


async def test_a_hundred_runs_leave_no_descriptor_and_no_zombie(script: Script) -> None:
    """Run after run the same descriptors are open, also after failures to start."""
    good, bad = script("echo fine"), script("", head="no program at all", mode=0o755)
    async with context(seconds=5) as ctx:
        await good.run(ctx)
        before = descriptors()
        for _ in range(30):
            await good.run(ctx)
            assert await _one(bad, ctx) is ErrorClass.INTERNAL
        assert descriptors() == before


@pytest.mark.parametrize(
    ("argv", "error", "words"),
    [
        (("/nonexistent/check_x",), ErrorClass.INTERNAL, "There is no program /nonexistent/check_x"),
        (("/etc/passwd",), ErrorClass.PERMISSION, "/etc/passwd may not be executed"),
    ],
)
async def test_what_cannot_be_started_says_why(argv: tuple[str, ...], error: ErrorClass, words: str) -> None:
    """A missing program and one that is none are ours, with their path."""
    failed = await failed_once(Command(argv=argv))
    assert failed.error is error
    assert words in failed.sentence.plain()


async def test_a_missing_folder_is_named(script: Script) -> None:
    """Where there is no folder to run in, the folder is named and not the program."""
    failed = await failed_once(script("exit 0", directory="/nonexistent"))
    assert failed.sentence.plain() == "There is no folder /nonexistent to run the plugin in"


async def test_an_unsafe_program_is_not_run(script: Script, tmp_path: Path) -> None:
    """A program that others may change is refused at each run, with the command that mends it."""
    probe = script(f"touch {tmp_path}/ran", mode=0o777)
    failed = await failed_once(probe)
    assert failed.error is ErrorClass.PERMISSION
    assert failed.sentence.plain() == f"no plugin is run: others may write to {probe.argv[0]}"
    assert failed.detail == f"chmod go-w {probe.argv[0]}"
    assert not (tmp_path / "ran").exists()


async def test_an_unsafe_inventory_runs_nothing(script: Script, tmp_path: Path) -> None:
    """The same where the inventory, or a folder above it, has become open since it was read."""
    inventory = tmp_path / "conf" / "inventory.yaml"
    inventory.parent.mkdir()
    inventory.write_text("targets: []")
    probe = script("echo fine")
    async with context() as ctx:
        ctx.around = Surroundings(files=(str(inventory),))
        assert (await probe.run(ctx)).level is Level.GOOD
        inventory.parent.chmod(0o777)
        with pytest.raises(ProbeFailed) as refused:
            await probe.run(ctx)
        assert refused.value.error is ErrorClass.PERMISSION
        assert str(inventory.parent) in refused.value.sentence.plain()
        inventory.parent.chmod(0o755 | stat.S_ISVTX)
        assert (await probe.run(ctx)).level is Level.GOOD


def test_labels_may_be_given_units() -> None:
    """A label with a unit is a metric of its own, so that limits can be written with it."""
    probe = Command(argv=("/bin/true",), units={"time": Unit.SECONDS})
    assert {metric.name: metric.unit for metric in probe.measured}["perf:time"] is Unit.SECONDS


async def test_our_own_end_takes_the_plugins_along(tmp_path: Path) -> None:
    """After kill -9 of the process that runs it, a plugin and its children are gone within a second."""
    note, ready = tmp_path / "note", tmp_path / "ready"
    plugin = tmp_path / "plugin"
    plugin.write_text(
        f"#!/bin/sh\ntrap '' TERM HUP\nsleep 60 &\necho $! > {note}\necho $$ > {ready}\nwait\nsleep 60\n"
    )
    plugin.chmod(0o755)
    code = (
        "import asyncio, sys\n"
        "from probes.command import Command\n"
        "from tests.probes.runs import context\n"
        "async def main():\n"
        "    async with context(seconds=60) as ctx:\n"
        "        await Command(argv=(sys.argv[1],)).run(ctx)\n"
        "asyncio.run(main())\n"
    )
    engine = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, str(plugin), cwd=Path(__file__).parents[2]
    )
    pids = [await pid_in(ready, 10), await pid_in(note)]
    engine.send_signal(signal.SIGKILL)
    await engine.wait()
    assert all([await gone(pid) for pid in pids])
