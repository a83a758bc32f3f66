"""A supervisor hears us, and a missing one costs nothing."""

import os
import socket
from pathlib import Path

from app.desktop.supervisor import Supervisor, unsupervised


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


def test_a_watchdog_of_another_process_is_none_of_ours() -> None:
    """WATCHDOG_PID decides whose signs of life are waited for, and children are given none of it."""
    asked = {"NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "4000000"}
    assert Supervisor(asked | {"WATCHDOG_PID": str(os.getpid())}).interval == 2.0
    assert Supervisor(asked | {"WATCHDOG_PID": "1"}).interval == 0.0
    assert unsupervised(asked | {"WATCHDOG_PID": "1", "HOME": "/h"}) == {"HOME": "/h"}


def test_nobody_is_told_where_nobody_listens(tmp_path: Path) -> None:
    """Without a supervisor, or with one that is gone, nothing happens."""
    assert not Supervisor({}).there
    assert Supervisor({"WATCHDOG_USEC": "soon"}).interval == 0.0
    Supervisor({}).say("READY=1")
    Supervisor({"NOTIFY_SOCKET": str(tmp_path / "gone")}).say("READY=1")
