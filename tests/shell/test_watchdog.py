"""The supervisor hears of a window only while its loops turn."""

import asyncio
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from app.desktop.supervisor import Supervisor
from app.shell.pulse import keep_watchdog_quiet
from tests.shell.conftest import Live


@pytest.mark.fault("N36")
def test_a_frozen_window_is_silence(live: Live, tmp_path: Path) -> None:
    """Ready with the first board, then signs of life; none while a slot blocks it or pages stand still."""

    async def work() -> Any:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as hearer:
            hearer.bind(str(tmp_path / "notify"))
            hearer.setblocking(False)

            def heard() -> list[bytes]:
                words = []
                while True:
                    try:
                        words.append(hearer.recv(100))
                    except BlockingIOError:
                        return words

            environment = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "200000"}
            shown = asyncio.Event()
            still: list[str] = []
            task = asyncio.create_task(keep_watchdog_quiet(Supervisor(environment), shown, lambda: not still))
            await asyncio.sleep(0.3)
            assert heard() == []
            shown.set()
            await asyncio.sleep(1.2)
            words = heard()
            assert words[:2] == [b"STATUS=Showing the wall", b"READY=1"]
            assert words.count(b"WATCHDOG=1") >= 2
            time.sleep(1.0)  # noqa: ASYNC251 - the window stands still
            assert heard() == []
            still.append("a page")
            await asyncio.sleep(1.0)
            heard()
            await asyncio.sleep(1.0)
            assert set(heard()) == {b"STATUS=The pages stand still"}
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert heard()[-1] == b"STOPPING=1"

    live(work())
