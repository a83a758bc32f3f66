"""A supervisor hears us, and a missing one costs nothing."""

import socket
from pathlib import Path

from app.desktop.supervisor import Supervisor


def test_a_supervisor_is_told(tmp_path: Path) -> None:
    """Words arrive at NOTIFY_SOCKET, and half of the allowed silence is the interval."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as hearer:
        hearer.bind(str(tmp_path / "notify"))
        hearer.settimeout(2)
        environment = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "4000000"}
        supervisor = Supervisor(environment)
        assert supervisor.there
        assert supervisor.interval == 2.0
        supervisor.say("READY=1")
        assert hearer.recv(100) == b"READY=1"


def test_nobody_is_told_where_nobody_listens(tmp_path: Path) -> None:
    """Without a supervisor, or with one that is gone, nothing happens."""
    assert not Supervisor({}).there
    assert Supervisor({"WATCHDOG_USEC": "soon"}).interval == 0.0
    Supervisor({}).say("READY=1")
    Supervisor({"NOTIFY_SOCKET": str(tmp_path / "gone")}).say("READY=1")
