"""The alarm as it is really heard, and as it is known not to be."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.desktop import sound
from app.desktop.sound import Heard, Speaker
from app.model.board import SoundState, Tone
from tests.desktop import ear
from tests.desktop.stage import Stage

SOUNDS = Path(__file__).parents[2] / "resources" / "sounds"
BROKEN = SoundState.BROKEN


@asynccontextmanager
async def speaker(stage: Stage) -> AsyncIterator[tuple[Speaker, asyncio.Queue[Heard]]]:
    """Give a speaker on the stage's sound server."""
    told: asyncio.Queue[Heard] = asyncio.Queue()
    made = Speaker(SOUNDS, stage.env, on_heard=told.put_nowait)
    try:
        yield made, told
    finally:
        await made.close()


@pytest.mark.alone
@pytest.mark.parametrize(("tone", "hertz"), [(Tone.CRITICAL, 880.0), (Tone.WARNING, 523.0)])
async def test_a_tone_is_heard_at_once_and_silenced_at_once(
    stage: Stage, tmp_path: Path, tone: Tone, hertz: float
) -> None:
    """Each severity has its frequency, sounds within 0.3 s, goes on, and ends with the word."""
    async with speaker(stage) as (voice, _told):
        with ear.record(tmp_path / "heard.raw", stage.env) as began:
            wanted = time.time() - began
            voice.play(tone)
            await asyncio.sleep(3.4)
            voice.play(None)
            unwanted = time.time() - began
            await asyncio.sleep(0.6)
    heard = ear.stretches(tmp_path / "heard.raw")
    assert {round(each.hz) for each in heard} <= {round(hertz) - 1, round(hertz), round(hertz) + 1}
    assert heard[0].start - wanted < 0.3
    assert heard[-1].end > wanted + 2.4, "the tone is not repeated"
    assert heard[-1].end < unwanted + 0.15


async def test_the_way_is_proved_without_a_sound(stage: Stage, tmp_path: Path) -> None:
    """At the start the loudspeaker is known to work though nobody heard anything; a test tone is heard."""
    async with speaker(stage) as (voice, told):
        with ear.record(tmp_path / "start.raw", stage.env):
            voice.start()
            async with asyncio.timeout(6):
                assert await told.get() == Heard(state=SoundState.WORKING)
        assert ear.stretches(tmp_path / "start.raw") == []
        with ear.record(tmp_path / "test.raw", stage.env):
            assert (await voice.prove()).state is SoundState.WORKING
        (heard,) = ear.stretches(tmp_path / "test.raw")
        assert heard.hz == pytest.approx(440, abs=2)


async def test_no_sound_server_is_broken_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any sound server the tone is known not to be heard, within a second."""
    monkeypatch.setattr(sound, "LOOK_AGAIN", 0.2)
    with Stage() as silent:
        # A root user's pulseaudio does not start by itself; another's must not either.
        silent.env["PULSE_SERVER"] = f"unix:{silent.folder}/nobody"
        async with speaker(silent) as (voice, told):
            voice.play(Tone.CRITICAL)
            async with asyncio.timeout(2):
                assert (await told.get()).state is BROKEN
            assert voice.heard.reason == "no sound server"


@pytest.mark.fault("N33")
async def test_devices_go_and_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed server and a loudspeaker that is turned off are noticed; the next default device is heard."""
    monkeypatch.setattr(sound, "LOOK_AGAIN", 0.2)
    with Stage(audio=True) as stage:
        async with speaker(stage) as (voice, told):
            voice.start()
            async with asyncio.timeout(6):
                assert (await told.get()).state is SoundState.WORKING
            stage.run("pactl", "set-sink-mute", "@DEFAULT_SINK@", "1")
            async with asyncio.timeout(6):
                assert (await told.get()).reason == "the loudspeaker is turned off in the system"
            stage.run("pactl", "set-sink-mute", "@DEFAULT_SINK@", "0")
            async with asyncio.timeout(6):
                assert (await told.get()).state is SoundState.WORKING
            await asyncio.to_thread(stage.end, "pulse", signal.SIGKILL)
            async with asyncio.timeout(5):
                assert (await told.get()).reason == "no sound server"
            await asyncio.to_thread(stage.begin, "pulse")
            async with asyncio.timeout(8):
                assert (await told.get()).state is SoundState.WORKING
            stage.run("pactl", "load-module", "module-null-sink", "sink_name=second")
            stage.run("pactl", "set-default-sink", "second")
            second = {**stage.env, "STAGE_MONITOR": "second.monitor"}
            with ear.record(tmp_path / "second.raw", second):
                voice.play(Tone.CRITICAL)
                await asyncio.sleep(1.0)
                voice.play(None)
            assert ear.stretches(tmp_path / "second.raw")[0].hz == pytest.approx(880, abs=2)
