"""An application's log: a file that grows, is rotated, and sometimes holds errors."""

import asyncio
import itertools
import logging
import random
import time
from pathlib import Path

from app.demo.faults import Kind
from app.demo.service import Service

_log = logging.getLogger(__name__)

ROTATE = 256 * 1024  # bytes
_CALM = 2.0  # seconds between ordinary lines
_BUSY = 0.4  # seconds between errors

_ORDINARY = (
    "INFO  jobs payout batch {n} finished in {ms} ms",
    "INFO  jobs bonus {n} credited to player {p}",
    "DEBUG jobs queue depth {q}",
    "WARN  jobs batch {n} took {ms} ms, longer than usual",
)
_ERRORS = (
    "ERROR jobs payout {n} for player {p} failed: gateway timeout after {ms} ms",
    "ERROR jobs cannot lock wallet {p}: deadlock detected",
    'ERROR jobs provider answered 502 for round {n}: "bad gateway"',
)


class AppLog(Service):
    """Writes lines into ``path``. It listens nowhere."""

    kinds = (Kind.LOG_ERRORS,)

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name)
        self.path = path
        self._dice = random.Random()  # noqa: S311 - scenery
        self._numbers = itertools.count(48_211)
        self._writing: asyncio.Task[None] | None = None
        self._switched = asyncio.Event()

    async def start(self, port: int) -> None:
        """Begin to write; there is no port."""
        self.port = port
        await asyncio.to_thread(self._write, "INFO  jobs started")
        self._writing = asyncio.create_task(self._write_on(), name=f"demo {self.name}")
        self._writing.add_done_callback(_report)

    async def stop(self) -> None:
        """Stop for good."""
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.gather(self._writing, return_exceptions=True)

    async def follow_switch(self) -> None:
        """Write the first error at once."""
        self._switched.set()

    async def _write_on(self) -> None:
        while True:
            bad = self.acting() is Kind.LOG_ERRORS
            await asyncio.to_thread(self._write, self._line(bad=bad))
            self._switched.clear()
            try:
                async with asyncio.timeout(_BUSY if bad else _CALM):
                    await self._switched.wait()
            except TimeoutError:
                continue

    def _line(self, *, bad: bool) -> str:
        template = self._dice.choice(_ERRORS if bad else _ORDINARY)
        return template.format(
            n=next(self._numbers),
            p=self._dice.randrange(10_000, 99_999),
            ms=self._dice.randrange(40, 900),
            q=self._dice.randrange(20),
        )

    def _write(self, line: str) -> None:
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        try:
            if self.path.exists() and self.path.stat().st_size > ROTATE:
                self.path.replace(self.path.with_name(self.path.name + ".1"))
            with self.path.open("a", encoding="utf-8") as file:
                file.write(f"{stamp} {line}\n")
        except OSError as error:
            _log.warning("the demo's log cannot be written: %s", error)


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("the demo's log ended", exc_info=error)
