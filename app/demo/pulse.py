"""Numbers that move gently, as on a platform where people come and go."""

import math
import random
import zlib


class Pulse:
    """A slow wave with a little noise; two pulses of different names never move in step."""

    def __init__(self, name: str) -> None:
        seed = zlib.crc32(name.encode())
        self._dice = random.Random(seed)  # noqa: S311 - scenery, not a secret
        self._phase = (seed % 1000) / 1000 * math.tau
        self._length = 60 + seed % 90  # seconds of one wave

    def share(self, now: float) -> float:
        """Return a number between 0 and 1 that changes slowly."""
        wave = math.sin(math.tau * now / self._length + self._phase)
        return 0.5 + 0.4 * wave + self._dice.uniform(-0.08, 0.08)

    def around(self, usual: float, swing: float, now: float) -> float:
        """Return a number within ``swing`` (a share of it) around the usual one."""
        return usual * (1 + swing * (2 * self.share(now) - 1))

    def between(self, low: float, high: float, now: float) -> float:
        """Return a number between two others."""
        return low + (high - low) * self.share(now)
