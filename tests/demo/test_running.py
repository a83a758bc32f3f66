import asyncio
import json
import socket
import stat
import tempfile
from pathlib import Path

import psutil
import pytest

from app.demo import running as demo_running
from app.demo.places import Note, Places, control_socket, render
from app.demo.running import AlreadyRuns, Demo, inventory
from tests.demo.running import running


def ignored(note: Note) -> None:
    """Take a note of nothing."""


def content(path: str) -> str:
    """Return what is in a file."""
    return Path(path).read_text(encoding="utf-8")


def is_there(path: str) -> bool:
    """Return whether there is such a file."""
    return Path(path).exists()


async def test_ports_are_remembered_and_reused(tmp_path: Path) -> None:
    """The next start listens where the last one did, so that the inventory stays the same."""
    async with running(tmp_path) as demo:
        before, text = demo.note.ports, content(demo.note.inventory)
    async with running(tmp_path) as demo:
        assert demo.note.ports == before
        assert content(demo.note.inventory) == text


async def test_a_port_that_is_taken_is_left_alone(tmp_path: Path) -> None:
    """Where another program has a port meanwhile, the service takes a free one and the inventory says so."""
    async with running(tmp_path) as demo:
        port = demo.note.ports["papermoor"]
    with socket.create_server(("127.0.0.1", port)):
        async with running(tmp_path) as demo:
            assert demo.note.ports["papermoor"] != port
            assert f":{demo.note.ports['papermoor']}/launch" in content(demo.note.inventory)


async def test_all_ports_are_on_loopback(tmp_path: Path) -> None:
    """Nothing of the demo can be reached from another machine."""
    async with running(tmp_path) as demo:
        ports = set(demo.note.ports.values())
        own = await asyncio.to_thread(listening)
        assert {address for address, port in own if port in ports} == {"127.0.0.1"}


def listening() -> set[tuple[str, int]]:
    """Return addresses and ports on which this process listens."""
    return {
        (c.laddr.ip, c.laddr.port) for c in psutil.Process().net_connections() if c.status != "ESTABLISHED"
    }


async def test_it_ends_when_nobody_talks_to_it(tmp_path: Path) -> None:
    """Without any connection it ends by itself, and takes its socket away."""
    demo = Demo(tmp_path, linger=0.3)
    async with asyncio.timeout(5):
        await demo.run(ignored)
    assert not is_there(Places(tmp_path).read().socket)


async def test_each_connection_prolongs_it(tmp_path: Path) -> None:
    """While somebody talks to it, it stays."""
    async with running(tmp_path, linger=0.6) as demo:
        for _ in range(8):
            await asyncio.sleep(0.15)
            _, writer = await asyncio.open_connection("127.0.0.1", demo.note.ports["edge-1"])
            writer.close()
        assert is_there(demo.note.socket)


async def test_a_second_one_is_refused(tmp_path: Path) -> None:
    """Two demos of one state folder would fight over ports: the second says that the first runs."""
    async with running(tmp_path):
        with pytest.raises(AlreadyRuns):
            await Demo(tmp_path).run(ignored)


async def test_files_are_for_their_owner(tmp_path: Path) -> None:
    """Keys and the switch socket cannot be reached by others on the machine."""
    async with running(tmp_path / "state") as demo:
        modes = {
            stat.S_IMODE(path.stat().st_mode)
            for path in (*(tmp_path / "state" / "demo").glob("*.pem"), Path(demo.note.socket).parent)
        }
    assert not any(mode & 0o077 for mode in modes)


def test_the_socket_path_is_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However deep the state folder and the runtime folder lie, the socket's path fits."""
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    path = control_socket(tmp_path / ("y" * 200))
    assert len(str(path)) <= 107
    path.parent.rmdir()


def test_a_folder_of_somebody_else_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket folder into which others can reach is passed over."""
    with tempfile.TemporaryDirectory(dir="/tmp") as short:
        monkeypatch.setenv("XDG_RUNTIME_DIR", short)
        first = control_socket(tmp_path)
        assert first.is_relative_to(short)
        first.parent.chmod(0o777)
        second = control_socket(tmp_path)
        assert second.parent != first.parent
        second.parent.rmdir()


def test_sections_and_names_of_the_template() -> None:
    """Names are filled in, sections kept or left out; a name that nobody fills in is an error."""
    template = "a: ${one}\n#if tls\nb: ${two}\n#end\nc: 3\n"
    assert render(template, {"one": "1", "two": "2"}, {"tls": True}) == "a: 1\nb: 2\nc: 3\n"
    assert render(template, {"one": "1"}, {"tls": False}) == "a: 1\nc: 3\n"
    with pytest.raises(KeyError):
        render(template, {"one": "1"}, {"tls": True})


async def test_without_certificates_and_pings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no certificates can be made and no pings sent, those checks are left out, and only those."""
    monkeypatch.setattr(demo_running, "available", lambda: False)
    monkeypatch.setattr(demo_running, "pings_possible", lambda: False)
    async with running(tmp_path) as demo:
        names = {target.id for target in demo.inventory.targets}
        assert "edge-1" in names
        assert not names & {"tls-www", "tls-api", "loopback"}
        assert "${" not in inventory(demo.casino, demo.demo.places, None)


async def test_a_spoilt_note_is_forgotten(tmp_path: Path) -> None:
    """A demo.json that cannot be read costs the ports, not the start."""
    (tmp_path / "demo.json").write_text("{not json")
    async with running(tmp_path) as demo:
        assert json.loads((tmp_path / "demo.json").read_text())["ports"] == demo.note.ports
