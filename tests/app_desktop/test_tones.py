"""The tones that are shipped."""

import runpy
import wave
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOUNDS = ROOT / "resources" / "sounds"


def test_the_tones_are_what_their_script_makes(tmp_path: Path) -> None:
    """The files in resources are exactly those that packaging/make_sounds.py writes."""
    runpy.run_path(str(ROOT / "packaging" / "make_sounds.py"))["main"](tmp_path)
    made = {file.name: file.read_bytes() for file in tmp_path.glob("*.wav")}
    assert made == {file.name: file.read_bytes() for file in SOUNDS.glob("*.wav")}


def test_alarm_tones_are_long_enough_to_repeat() -> None:
    """A player needs 2 s into a sink without a clock, so a shorter tone would leave holes."""
    for name in ("critical", "warning"):
        with wave.open(str(SOUNDS / f"{name}.wav"), "rb") as file:
            assert file.getnframes() / file.getframerate() >= 2
