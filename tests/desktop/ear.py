"""Hear what was really played on a stage: record the sound server's monitor and find every stretch of sound.

    with ear.record(folder / "alarm.raw", stage.env):
        ...                                              # silence is recorded, too
    for sound in ear.stretches(folder / "alarm.raw"):    # start and length in s, hz, rms, peak
        ...

Measured tolerances: start and length ±0.05 s, hz ±2.
"""

import contextlib
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE, CHANNELS = 48000, 2
BYTES_A_SECOND = RATE * CHANNELS * 2
FULL_SCALE = 32768
WINDOW = 0.01  # seconds over which loudness is measured
Samples = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Sound:
    """One stretch of sound.

    ``start`` and ``length`` in seconds of the recording, ``hz`` its strongest frequency, loudness 0 to 1.
    """

    start: float
    length: float
    hz: float
    rms: float
    peak: float

    @property
    def end(self) -> float:
        """The second of the recording in which silence begins."""
        return self.start + self.length


@contextlib.contextmanager
def record(path: Path, env: Mapping[str, str], *, seconds: float = 10) -> Iterator[float]:
    """Record until the block ends; give the wall time of the first sample.

    Waits for the first byte, at most so many seconds, so that nothing after it is lost. Raises RuntimeError.
    """
    form = ["--format=s16le", f"--rate={RATE}", f"--channels={CHANNELS}", "--latency-msec=10", "--raw"]
    with path.open("wb") as file:
        recorder = subprocess.Popen(["parec", "-d", env["STAGE_MONITOR"], *form], stdout=file, env=dict(env))
        try:
            yield _first_sample(recorder, path, time.monotonic() + seconds)
        finally:
            recorder.terminate()
            recorder.wait(5)


def _first_sample(recorder: subprocess.Popen[bytes], path: Path, end: float) -> float:
    while not (size := path.stat().st_size):
        if recorder.poll() is not None or time.monotonic() > end:
            raise RuntimeError("parec gives no data; is the sink there?")
        time.sleep(0.002)
    return time.time() - size / BYTES_A_SECOND


def stretches(path: Path, *, floor: float = 0.01, gap: float = 0.06) -> list[Sound]:
    """Return every stretch louder than ``floor`` (of full scale), joined when nearer than ``gap`` seconds."""
    samples = _samples(path)
    step = int(RATE * WINDOW)
    windows = samples[: len(samples) // step * step].reshape(-1, step)
    loud = np.flatnonzero(np.sqrt((windows**2).mean(axis=1)) > floor)
    if not len(loud):
        return []
    cuts = np.flatnonzero(np.diff(loud) > gap / WINDOW) + 1
    return [
        _measured(samples, int(part[0]) * step, int(part[-1] + 1) * step) for part in np.split(loud, cuts)
    ]


def _samples(path: Path) -> Samples:
    raw = np.fromfile(path, dtype="<i2")
    stereo = raw[: len(raw) // CHANNELS * CHANNELS].reshape(-1, CHANNELS)
    mono: Samples = stereo.mean(axis=1) / FULL_SCALE
    return mono


def _measured(samples: Samples, begin: int, end: int) -> Sound:
    part = samples[begin:end]
    size = max(len(part), RATE)
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), size))
    return Sound(
        start=round(begin / RATE, 3),
        length=round((end - begin) / RATE, 3),
        hz=round(float(np.fft.rfftfreq(size, 1 / RATE)[int(spectrum.argmax())]), 1),
        rms=round(float(np.sqrt((part**2).mean())), 4),
        peak=round(float(np.abs(part).max()), 4),
    )
