"""Application servers: a health page, a page of their numbers, and CPU that can really be burnt."""

import asyncio
import contextlib
import os
import subprocess
import sys
import time

from app.demo.faults import OF_A_SOCKET, Kind
from app.demo.pulse import Pulse
from app.demo.server_numbers import ServerNumbers
from app.demo.web import Answer, Page, Request, WebService

BURN = 60.0  # seconds after which a burn ends by itself

# Ends when its time is over or when the demo is gone, whichever comes first.
_BURNER = """
import os, sys, time
parent, end = os.getppid(), time.monotonic() + float(sys.argv[1])
os.nice(19)
while time.monotonic() < end and os.getppid() == parent:
    for _ in range(100_000):
        pass
"""


def health(pulse: Pulse, now: float) -> Page:
    """Return the health page of a server that is well."""
    return {
        "status": "up",
        "sessions": int(pulse.between(900, 1600, now)),
        "queue": int(pulse.between(0, 12, now)),
    }


SICK: Page = {
    "status": "degraded",
    "error": {"code": "DEP-7", "message": "Session store is not reachable"},
}


class ApplicationServer(WebService):
    """``/health`` and ``/metrics`` on one port."""

    kinds = (*OF_A_SOCKET, Kind.ERROR_IN_200, Kind.CPU_BURN)

    def __init__(self, name: str, *, usual_load: float = 0.3, usual: float = 0.012, behind: str = "") -> None:
        super().__init__(name, {"/health": health}, SICK, usual=usual, behind=behind)
        self._numbers = ServerNumbers(name, usual_load)
        self._burners: list[subprocess.Popen[bytes]] = []

    def answer(self, request: Request) -> Answer:
        """Return the page of numbers, or what every web service answers."""
        if request.path != "/metrics" or self.acting() is Kind.ERROR_500:
            return super().answer(request)
        page = self._numbers.page(time.monotonic(), burning=self.acting() is Kind.CPU_BURN)
        return Answer(body=page.encode(), kind="text/plain; version=0.0.4; charset=utf-8")

    async def follow_switch(self) -> None:
        """Light or put out the burners too."""
        await super().follow_switch()
        if self.acting() is Kind.CPU_BURN and not self._burners:
            # Half of the cores: it shows on this machine, and the machine stays usable.
            count = max(1, (os.cpu_count() or 1) // 2)
            self._burners = [await asyncio.to_thread(_burner) for _ in range(count)]
        elif self.acting() is not Kind.CPU_BURN:
            await self._put_out()

    async def stop(self) -> None:
        """Stop for good."""
        await self._put_out()
        await super().stop()

    async def _put_out(self) -> None:
        burners, self._burners = self._burners, []
        for burner in burners:
            with contextlib.suppress(ProcessLookupError):
                burner.kill()
            await asyncio.to_thread(burner.wait)


def _burner() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-S", "-E", "-c", _BURNER, str(BURN)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, close_fds=True)  # noqa: S603 - our own text
