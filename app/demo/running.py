"""The demo as a process: start everything, say that it is ready, end when nobody talks to it."""

import asyncio
import contextlib
import fcntl
import os
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.demo.casino import Casino, services
from app.demo.certificates import Certificates, available, make_certificates
from app.demo.control import Control
from app.demo.places import NoPlace, Note, Places, control_socket, put, render, template

LINGER = 120.0  # seconds without any connection
_LOOK = 0.25  # seconds


class AlreadyRuns(Exception):  # noqa: N818 - it is the name of the outcome
    """Another process runs the demo of this state folder."""


class Demo:
    """The demo of one state folder. ``linger`` 0: it does not end by itself."""

    def __init__(self, state: Path, *, linger: float = LINGER) -> None:
        self.places = Places(state)
        self._linger = linger
        self._ended = asyncio.Event()
        self._touched = time.monotonic()
        self.casino: Casino | None = None

    async def run(self, ready: Callable[[Note], None]) -> None:
        """Run until told to stop, or until nobody has talked to it for ``linger`` seconds.

        ``ready`` is called once when all services answer and the inventory is written. Raises ``NoPlace``
        and ``AlreadyRuns``.
        """
        self.places.make()
        with _locked(self.places.lock):
            certificates = None
            if available():
                certificates = await asyncio.to_thread(make_certificates, self.places.folder)
            self.casino = casino = Casino(services(self.places.log, certificates), self._touch)
            control = Control(casino, self.places.inventory, self._touch, self.stop)
            try:
                await casino.start(self.places.read().ports)
                path = control_socket(self.places.state)
                await control.start(path)
                ready(self._noted(casino, certificates, path))
                await self._watch(casino)
            finally:
                await control.stop()
                await casino.stop()

    def stop(self) -> None:
        """End the demo."""
        self._ended.set()

    def _touch(self) -> None:
        self._touched = time.monotonic()

    def _noted(self, casino: Casino, certificates: Certificates | None, path: Path) -> Note:
        text = inventory(casino, self.places, certificates)
        put(self.places.inventory, text.encode())
        # Ports of services that are missing this time are remembered too.
        ports = {**self.places.read().ports, **casino.ports}
        note = Note(pid=os.getpid(), socket=str(path), inventory=str(self.places.inventory), ports=ports)
        self.places.write(note)
        return note

    async def _watch(self, casino: Casino) -> None:
        self._touch()
        while not self._ended.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK):
                    await self._ended.wait()
            await casino.end_what_is_over()
            if self._linger and time.monotonic() - self._touched > self._linger:
                return


def inventory(casino: Casino, places: Places, certificates: Certificates | None) -> str:
    """Return the inventory of the casino as it listens now."""
    values = {name: str(port) for name, port in casino.ports.items()}
    values["log"] = str(places.log)
    values["authority"] = str(certificates.authority) if certificates else ""
    return render(template(), values, {"tls": certificates is not None, "ping": pings_possible()})


def pings_possible() -> bool:
    """Return whether this user can ping: by a socket of its own, or by a program that may."""
    for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
        try:
            with socket.socket(socket.AF_INET, kind, socket.IPPROTO_ICMP):
                return True
        except OSError:
            continue
    return shutil.which("fping") is not None


async def run_demo(state: Path, linger: float, ready: Callable[[Note], None]) -> None:
    """Run the demo until it ends by itself, by a signal or by a wish."""
    demo = Demo(state, linger=linger)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, demo.stop)
    await demo.run(ready)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    try:
        file = path.open("w")
    except OSError as error:
        raise NoPlace(f"{path} cannot be written: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRuns(str(path)) from error
        yield
