"""The speaker with players of the test's own: real child processes that play nothing."""

import asyncio
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.desktop import sound
from app.desktop.sound import Heard, Speaker
from app.model.board import SoundState, Tone

WORKING = Heard(state=SoundState.WORKING)


class Room:
    """A folder of players and tones; every player writes when it begins and what it plays."""

    def __init__(self, folder: Path) -> None:
        self.programs = folder / "bin"
        self.tones = folder / "sounds"
        self.diary = folder / "diary"
        self.programs.mkdir()
        self.tones.mkdir()
        self.diary.touch()
        for name in ("critical", "warning", "test", "silent"):
            with wave.open(str(self.tones / f"{name}.wav"), "wb") as file:
                file.setparams((1, 2, 8000, 1600, "NONE", ""))
                file.writeframes(bytes(3200))
        self.said: asyncio.Queue[Heard] = asyncio.Queue()
        self.speaker = Speaker(self.tones, {"PATH": str(self.programs)}, on_heard=self.said.put_nowait)

    def program(self, name: str, script: str) -> None:
        made = self.programs / name
        made.write_text(f"#!/bin/sh\nfor last; do :; done\n{script}\n")
        made.chmod(0o755)

    def player(self, name: str, then: str = "exec /bin/sleep 0.2") -> None:
        self.program(name, f'echo "{name} ${{last##*/}} $$" >> {self.diary}\n{then}')

    @property
    def played(self) -> list[str]:
        return [" ".join(line.split()[:2]) for line in self.diary.read_text().splitlines()]

    @property
    def living(self) -> list[str]:
        pids = [line.split()[2] for line in self.diary.read_text().splitlines()]
        return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    assert made.living == []


async def until(true: Callable[[], object], seconds: float = 5) -> None:
    """Wait until the function says yes."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - files and processes have no event to wait for
            await asyncio.sleep(0.01)


@pytest.mark.alone
async def test_a_tone_is_repeated_until_told_to_stop(room: Room) -> None:
    """The tone is played again and again; silence ends the player at once."""
    room.player("paplay")
    room.speaker.play(Tone.CRITICAL)
    await until(lambda: len(room.played) >= 3)
    assert set(room.played) == {"paplay critical.wav"}
    room.speaker.play(None)
    began = time.monotonic()
    await until(lambda: not room.living)
    assert time.monotonic() - began < 0.15
    count = len(room.played)
    await asyncio.sleep(0.3)
    assert len(room.played) == count
    assert room.speaker.heard == WORKING
    await room.speaker.close()


async def test_a_worse_tone_takes_over_at_once(room: Room) -> None:
    """A critical tone does not wait for the end of a warning tone."""
    room.player("paplay", "exec /bin/sleep 5")
    room.speaker.play(Tone.WARNING)
    await until(lambda: room.played == ["paplay warning.wav"])
    room.speaker.play(Tone.CRITICAL)
    await until(lambda: room.played[-1] == "paplay critical.wav", 1)
    await until(lambda: len(room.living) == 1, 1)
    await room.speaker.close()


async def test_players_are_tried_in_their_order(room: Room) -> None:
    """Where paplay fails the next player plays, and the sound works."""
    room.player("paplay", "exit 1")
    room.player("aplay")
    assert await room.speaker.prove() == WORKING
    assert room.played == ["paplay test.wav", "aplay test.wav"]
    await room.speaker.close()


async def test_a_failing_player_is_broken_sound_with_its_reason(room: Room) -> None:
    """A player that fails says why, and the alarm goes on trying."""
    room.player("paplay", "echo 'Connection refused' >&2; exit 1")
    room.speaker.play(Tone.CRITICAL)
    async with asyncio.timeout(2):
        heard = await room.said.get()
    assert heard == Heard(state=SoundState.BROKEN, reason="failed: Connection refused")
    await room.speaker.close()


async def test_a_player_that_ends_early_is_not_believed(room: Room) -> None:
    """A status of success after no time at all proves nothing."""
    room.player("paplay", "exit 0")
    heard = await room.speaker.prove()
    assert heard.state is SoundState.BROKEN
    await room.speaker.close()


async def test_a_hanging_player_is_broken_sound(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sound server that takes everything and never answers is noticed and the player ended."""
    monkeypatch.setattr(sound, "SLACK", 0.3)
    room.player("paplay", "exec /bin/sleep 60")
    heard = await room.speaker.prove()
    assert heard == Heard(state=SoundState.BROKEN, reason="the sound server does not answer")
    await room.speaker.close()


async def test_no_player_at_all_is_said(room: Room) -> None:
    """A machine without any player says so."""
    heard = await room.speaker.prove()
    assert heard == Heard(state=SoundState.BROKEN, reason=sound.MISSING)
    await room.speaker.close()


PACTL = """case "$1" in
get-default-sink) echo {sink};;
get-sink-mute) echo "Mute: {mute}";;
get-sink-volume) echo "Volume: front-left: 0 / {volume} / -inf dB";;
subscribe) exec {events};;
esac"""


def pactl(room: Room, events: str = "/bin/true", **device: str) -> None:
    """Make the sound server say this of its device."""
    said = {"sink": "hdmi", "mute": "no", "volume": "80%", **device}
    room.program("pactl", PACTL.format(events=events, **said))


@pytest.mark.parametrize(
    ("device", "reason"),
    [
        ({"sink": "auto_null"}, "no sound device"),
        ({"mute": "yes"}, "the loudspeaker is turned off in the system"),
        ({"volume": "0%"}, "the volume is at zero in the system"),
        ({"sink": "hdmi; exit 1"}, "no sound server"),
    ],
)
async def test_playing_into_nothing_is_not_sound(room: Room, device: dict[str, str], reason: str) -> None:
    """A server without a device, or turned down, is broken sound though the player succeeds."""
    room.player("paplay")
    pactl(room, **device)
    assert await room.speaker.prove() == Heard(state=SoundState.BROKEN, reason=reason)
    await room.speaker.close()


async def test_the_watch_proves_silently_and_notices_changes(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the start the way is proved unheard; a device that goes is noticed, one that returns is proved."""
    monkeypatch.setattr(sound, "SETTLE", 0.0)
    pipe = tmp_path / "events"
    pipe.touch()
    room.player("paplay")
    follow = f"/usr/bin/tail -n +1 -f {pipe}"
    pactl(room, follow)
    room.speaker.start()
    async with asyncio.timeout(5):
        assert await room.said.get() == WORKING
        assert room.played == ["paplay silent.wav"]
        pactl(room, follow, sink="auto_null")
        with pipe.open("a") as file:
            file.write("Event 'change' on server #0\n")
        assert (await room.said.get()).reason == "no sound device"
        pactl(room, follow)
        with pipe.open("a") as file:
            file.write("Event 'new' on sink #4\n")
        assert await room.said.get() == WORKING
    await room.speaker.close()
