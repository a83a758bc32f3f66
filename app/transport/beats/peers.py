"""What other monitors said of themselves: the newest of each, and why others of theirs were refused."""

import threading
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from app.files.whole import write_whole
from app.model.clock import Moment, recalled
from app.model.deadman import SKEW, SignOfLife
from app.model.phrase import Phrase, foreign, phrase
from app.model.quantity import age
from app.model.value import Value
from app.transport.beats.beat import OWN, read_whole
from app.transport.beats.request import Answer, Refused

SIGNATURE: Final = phrase("its signature is wrong: both sides need the same secret")


class Heard(Value, frozen=True, kw_only=True):
    """One sign of life that was accepted. ``ahead``: seconds that its clock is before ours."""

    at: Moment
    sign: SignOfLife
    ahead: float = 0.0


class Refusal(Value, frozen=True, kw_only=True):
    """The newest thing that was not accepted under a name."""

    at: Moment
    why: Phrase


class _Kept(Value, frozen=True, kw_only=True):
    wall: float
    sign: SignOfLife
    ahead: float = 0.0


class PeerBook:
    """Accepts each counter once, in rising order, over restarts too."""

    def __init__(self, path: Path | None, now: Moment) -> None:
        self._path = path
        self._heard: dict[str, Heard] = _kept(path, now) if path is not None else {}
        self._refused: dict[str, Refusal] = {}
        self._disk = threading.Lock()  # two peers may be heard at the same time

    def last(self, name: str) -> Heard | None:
        """Return the newest sign of life under a name."""
        return self._heard.get(name)

    def refusal(self, name: str) -> Refusal | None:
        """Return what was refused under a name since its last sign of life."""
        return self._refused.get(name)

    def keep(self, names: Collection[str]) -> None:
        """Forget refusals of those who are no longer waited for; counters stay, for names come back."""
        self._refused = {name: each for name, each in self._refused.items() if name in names}

    def refuse(self, name: str, why: Phrase, now: Moment) -> None:
        """Note why something under a name was not accepted."""
        self._refused[name] = Refusal(at=now, why=why)

    def take(self, name: str, sign: SignOfLife, now: Moment) -> Heard | None:
        """Accept a sign of life that is signed; return the one before. Raises ``Refused``."""
        before = self._heard.get(name)
        why = _objection(name, sign, before, now)
        if why is not None:
            self.refuse(name, why, now)
            raise Refused(Answer(409, why.plain()))
        self._heard[name] = Heard(at=now, sign=sign, ahead=sign.unix - now.wall)
        self._refused.pop(name, None)
        return before

    def save(self) -> None:
        """Write the counters, for replays after a restart. Blocks; a sick disk costs no more."""
        if self._path is None:
            return
        with self._disk, suppress(OSError):
            kept = {
                name: _Kept(wall=each.at.wall, sign=each.sign, ahead=each.ahead)
                for name, each in dict(self._heard).items()
            }
            write_whole(self._path, msgspec.msgpack.encode(kept), OWN, alone=True)


def _objection(name: str, sign: SignOfLife, before: Heard | None, now: Moment) -> Phrase | None:
    if sign.name != name:
        return phrase("it calls itself {name}", name=foreign(sign.name, 60))
    ahead = sign.unix - now.wall
    if abs(ahead) > SKEW:
        late = phrase("its clock, or the heartbeat itself, is {age} behind ours", age=age(-ahead))
        early = phrase("its clock is {age} ahead of ours", age=age(ahead))
        return early if ahead > 0 else late
    if before is not None and sign.counter <= before.sign.counter:
        return phrase("it was heard before: a copy, or its counter went back")
    return None


def _kept(path: Path, now: Moment) -> dict[str, Heard]:
    return {
        name: Heard(at=recalled(each.wall, now), sign=each.sign, ahead=each.ahead)
        for name, each in read_whole(path, _Kept).items()
    }
