"""A heartbeat that came, and the file in which the newest of each name outlives the engine."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from app.files.whole import write_whole
from app.model.clock import Moment, recalled
from app.model.value import Value
from app.model.verdict import Level

K = TypeVar("K", bound=Value)
OWN: Final = 0o600  # mode of files for their owner alone
_LARGEST: Final = 64 * 1024 * 1024


class Beat(Value, frozen=True, kw_only=True):
    """One heartbeat: when it came, and what it said. Texts are foreign and cut."""

    at: Moment
    level: Level = Level.GOOD
    message: str = ""
    numbers: dict[str, float] = {}


class _Kept(Value, frozen=True, kw_only=True):
    wall: float  # of the clock that goes on while the machine is off
    level: Level = Level.GOOD
    message: str = ""
    numbers: dict[str, float] = {}


def kept(path: Path, now: Moment) -> dict[str, Beat]:
    """Return the beats of earlier runs; none where the file is missing or damaged. Blocks."""
    found = read_whole(path, _Kept)
    return {
        name: Beat(at=recalled(each.wall, now), level=each.level, message=each.message, numbers=each.numbers)
        for name, each in found.items()
    }


def keep(path: Path, beats: Mapping[str, Beat]) -> None:
    """Put the beats into the file, whole or not at all. Blocks; a disk that refuses costs no more."""
    data = msgspec.msgpack.encode(
        {
            name: _Kept(wall=beat.at.wall, level=beat.level, message=beat.message, numbers=beat.numbers)
            for name, beat in beats.items()
        }
    )
    with suppress(OSError):
        write_whole(path, data, OWN, alone=True)


def read_whole(path: Path, kind: type[K]) -> dict[str, K]:
    """Return what a file keeps by name; nothing where it is missing, damaged or enormous. Blocks."""
    try:
        if path.stat().st_size > _LARGEST:
            return {}
        return msgspec.msgpack.decode(path.read_bytes(), type=dict[str, kind])  # type: ignore[valid-type]
    except (OSError, msgspec.DecodeError):
        return {}
