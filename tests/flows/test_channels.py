"""Outside channels of the whole program: secrets stay secret, a sick one slows nobody, and it is told."""

import itertools
import json
import re
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.model.message import AskChannels
from tests.flows.alone import BOUND, Alone, alone, door_lines, inventory_text
from tests.flows.servers import Door, Hook, doors, hook
from tests.flows.test_webhook import arrived
from tests.plugins.evidence import Evidence
from tests.probes.servers import found, free_port, running

TOKEN = "tok3n4abcdef"
PASSWORD = "hunter2pass"
HANGS = ("  - {kind: apprise, id: chat, url: {secret: chat}, timeout: 60s}",)
INTERVAL = 0.5
WATCHED = 3.0  # seconds of each half of a comparison


class Silence:
    """Accepts connections, reads, and never answers."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.taken: list[socket.socket] = []
        self._thread = threading.Thread(target=self._take)
        self._thread.start()

    def _take(self) -> None:
        while True:
            try:
                taken, _ = self._socket.accept()
            except OSError:
                return
            self.taken.append(taken)

    def close(self) -> None:
        """End all connections."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)
        for taken in self.taken:
            taken.close()


@pytest.fixture
def silence() -> Iterator[Silence]:
    """Give a service that accepts and never answers."""
    made = Silence()
    yield made
    made.close()


@pytest.fixture
def other() -> Iterator[Hook]:
    """Give a receiver that works."""
    with hook() as made:
        yield made


def begun(engine: Alone, gates: list[Door], *channels: str, chat: str = "") -> None:
    """Start an engine that watches the doors, with these channels; ``chat`` is the secret of that name."""
    engine.environ["NOCWALL_SECRET_CHAT"] = chat
    targets = [door_lines(f"gate{number}", door) for number, door in enumerate(gates)]
    engine.inventory.write_text(inventory_text(targets, list(channels)))
    engine.begin()
    engine.all_good()


def pace(door: Door) -> tuple[float, float]:
    """Watch a door for a while; return the median and the worst gap between two knocks."""
    held = time.monotonic()
    time.sleep(WATCHED)
    knocks = [knock for knock in door.knocks if knock >= held]
    gaps = sorted(after - before for before, after in itertools.pairwise(knocks))
    return gaps[len(gaps) // 2], gaps[-1]


def working(other: Hook) -> str:
    """Return the line of a channel that works."""
    return f"  - {{kind: webhook, id: works, url: '{other.url}'}}"


def children(pid: int) -> list[bytes]:
    """Return what the processes of an engine's Apprise children show of themselves to everybody."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            line = stat.with_name("cmdline").read_bytes()
            if parent == pid and b"apprise-channel" in line:
                found.append(line + environ(stat.with_name("environ")))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def environ(path: Path) -> bytes:
    """Return a process's environment; nothing where it may not be looked at, as it should be."""
    try:
        return path.read_bytes()
    except PermissionError:
        return b""


@pytest.mark.alone
def test_a_hanging_service_changes_nobodys_pace(tmp_path: Path, silence: Silence, other: Hook) -> None:
    """While Apprise hangs, checks keep the rhythm they had before, and the other channel is told in time."""
    url = f"json://noc:{PASSWORD}@127.0.0.1:{silence.port}/{TOKEN}?rto=60"
    with doors(2) as (steady, sick), alone(tmp_path) as engine:
        begun(engine, [steady, sick], *HANGS, working(other), chat=url)
        control = pace(steady)
        sick.shut()
        arrived(other, 1, BOUND + 1)
        while not silence.taken:
            time.sleep(0.02)
        median, worst = pace(steady)
        shown = children(engine.engine_pid())
        assert len(shown) == 1
        assert median == pytest.approx(control[0], rel=0.05)
        assert worst < 2 * INTERVAL
        status = engine.status()
        assert status is not None
        assert status["engine"]["skipped"] == 0
        assert _view(engine, "chat")["state"] == "waiting"
        sick.open()
        arrived(other, 2, BOUND + 1)
        table = engine.run("channels").stdout
        assert "json://" in table
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for word in (TOKEN, PASSWORD):
        assert word not in table
        assert word.encode() not in b"".join(shown)
        assert word.encode() not in kept, "it stands in a file of the state folder or in a log"


def _view(engine: Alone, name: str) -> dict[str, Any]:
    done = json.loads(engine.run("channels", "--json").stdout)
    return next(view for view in done["channels"] if view["id"] == name)


def test_a_channel_that_gives_up_is_told_over_the_other_and_its_test_ends_it(
    tmp_path: Path, other: Hook
) -> None:
    """A refused notice is an incident told elsewhere; once a test arrives, that is over and told as well."""
    with doors(1) as (gate,), hook() as chat, alone(tmp_path) as engine:
        url = chat.url.replace("http:", "json:").replace("/hook", "/wrong")
        chat.refusing = True
        begun(engine, [gate], HANGS[0], working(other), chat=url)
        gate.shut()
        arrived(other, 2, BOUND + 4)
        about = other.about("@channel-chat")
        assert about == ["problem"]
        failed = engine.run("channels", "test", "chat")
        assert failed.returncode == 1
        assert "410" in failed.stderr
        chat.refusing = False
        done = engine.run("channels", "test", "chat", "--who", "Mira")
        assert re.fullmatch(r"delivered in \d+\.\d s", done.stdout.strip()), done.stderr
        engine.until("the end of the alarm", lambda _: other.about("@channel-chat")[1:], 5)
        assert other.about("@channel-chat") == ["problem", "recovery"]
        assert chat.got[-1][1]["message"].startswith("Mira asked")


@pytest.mark.fault("N30")
def test_what_waits_survives_a_kill_in_its_order(tmp_path: Path, other: Hook, evidence: Evidence) -> None:
    """Killed while chat and Alertmanager are away, problem and recovery arrive afterwards, in that order."""
    port = free_port()
    manager = f"  - {{kind: alertmanager, id: am, urls: ['http://127.0.0.1:{port}'], resend: 1s}}"
    chat_port = free_port()
    told = "  - {kind: apprise, id: chat, url: {secret: chat}, body: '{kind} {id}'}"
    with doors(1) as (gate,), alone(tmp_path) as engine:
        begun(engine, [gate], told, manager, working(other), chat=f"json://127.0.0.1:{chat_port}/x")
        gate.shut()
        arrived(other, 1, BOUND + 2)
        gate.open()
        arrived(other, 2, BOUND + 2)
        gate.shut()
        arrived(other, 3, BOUND + 2)
        engine.kill()
        with hook(chat_port) as chat, _alertmanager(tmp_path / "am", port):
            engine.begin()
            arrived(chat, 3, 15)
            said = [str(body["message"]) for _, body in chat.got]
            assert said == ["problem I-1", "recovery I-1", "problem I-1"]
            engine.until("all delivered", lambda _: _all_delivered(engine), 10)
            assert _alerts(port) == ["I-1"]
            gate.open()
            engine.until("the end there", lambda _: _alerts(port) == [], 10)
        evidence(told=said)
    with sqlite3.connect(tmp_path / "state" / "state.db") as store:
        assert store.execute("PRAGMA quick_check").fetchone() == ("ok",)


def _all_delivered(engine: Alone) -> bool:
    views = engine.ask(AskChannels()).channels
    return all(view.state == "working" and not view.waiting for view in views if view.id != "works")


def _alertmanager(folder: Path, port: int) -> Any:
    folder.mkdir()
    (folder / "config.yml").write_text("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n")
    command = [
        found("prometheus-alertmanager"),
        f"--config.file={folder / 'config.yml'}",
        f"--storage.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    ]
    return running(command, port, folder)


def _alerts(port: int) -> list[str]:
    import httpx

    with httpx.Client(trust_env=False) as client:
        seen = client.get(f"http://127.0.0.1:{port}/api/v2/alerts").json()
    return sorted(alert["labels"]["incident"] for alert in seen)
