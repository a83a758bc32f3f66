"""Make the alarm tones in resources/sounds: short, plain, and told apart by ear and by a spectrum.

critical.wav  2.4 s: 880 Hz and 660 Hz in turn, never silent
warning.wav   2.4 s: two notes of 523 Hz, then silence
test.wav      0.8 s: one note of 440 Hz
silent.wav    0.2 s of nothing: proves the way to the loudspeaker without being heard
"""

import array
import math
import sys
import wave
from pathlib import Path

RATE = 24_000
PEAK = 0.6
FADE = 0.008  # seconds; an edge without it clicks

# Each tone is a row of notes: frequency in Hz (0 is silence) and length in seconds.
TONES: dict[str, tuple[tuple[float, float], ...]] = {
    "critical": ((880, 0.4), (660, 0.2)) * 4,
    "warning": ((523, 0.3), (0, 0.15), (523, 0.3), (0, 1.65)),
    "test": ((440, 0.8),),
    "silent": ((0, 0.2),),
}


def note(hertz: float, seconds: float) -> list[float]:
    """Return one note as samples from -1 to 1, faded at both ends."""
    count = round(RATE * seconds)
    edge = RATE * FADE
    return [
        PEAK
        * math.sin(2 * math.pi * hertz * index / RATE)
        * min(1.0, index / edge, (count - 1 - index) / edge)
        for index in range(count)
    ]


def write(path: Path, notes: tuple[tuple[float, float], ...]) -> None:
    """Write the notes as a 16 bit mono file."""
    samples = [value for hertz, seconds in notes for value in note(hertz, seconds)]
    data = array.array("h", (round(value * 32_767) for value in samples))
    if sys.byteorder == "big":
        data.byteswap()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(data.tobytes())


def main(folder: Path) -> None:
    """Write all tones into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, notes in TONES.items():
        write(folder / f"{name}.wav", notes)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "resources" / "sounds")
