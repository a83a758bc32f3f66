"""Make .venv and fill it with the locked packages and the project."""

import shutil
import subprocess
import sys
from pathlib import Path

from progress import CommandError, SetupError, Terminal

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "packaging" / "requirements"
PIP = ("-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off")

# The first sign that is found decides: pip also says "No matching distribution" when it reached nobody.
REMEDIES = (
    ("No space left on device", "free some disk space, then run the command again."),
    (
        "CERTIFICATE_VERIFY_FAILED",
        "this network shows a certificate that pip does not trust; name its certificates by PIP_CERT.",
    ),
    (
        "Temporary failure in name resolution",
        "this machine does not reach its package source; look at the network.",
    ),
    (
        "Max retries exceeded",
        "the package source does not answer; look at network, proxy and `pip config list`.",
    ),
    ("Connection broken", "the connection broke off; run the command again."),
    (
        "DO NOT MATCH THE HASHES",
        "the package source hands out other files than those that were locked; do not use it.",
    ),
    (
        "No matching distribution",
        "the package source lacks a locked version, or this Python or machine has no wheel.",
    ),
    (
        "Could not find a version",
        "the package source lacks a locked version, or this Python or machine has no wheel.",
    ),
    (
        "Permission denied",
        "the folder .venv belongs to somebody else; remove it, then run the command again.",
    ),
)


def provide(lock: str, terminal: Terminal) -> None:
    """Make .venv hold what a lock names ('runtime' or 'dev'), and the project. Raises SetupError."""
    try:
        _make_venv(terminal)
        _pip(
            terminal,
            "build tools (hash-locked)",
            "--require-hashes",
            "--no-deps",
            "-r",
            str(LOCKS / "build.txt"),
        )
        count = len(locked(LOCKS / f"{lock}.txt"))
        title = f"Python packages ({count}, hash-locked)"
        _pip(terminal, title, "--require-hashes", "--no-deps", "-r", str(LOCKS / f"{lock}.txt"))
        _pip(terminal, "the project itself", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    except CommandError as error:
        raise explained(error) from error


def locked(lock: Path) -> list[str]:
    """Return the pinned packages of a lock file, as ``name==version``."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return [line.split()[0] for line in lines if line[:1].isalnum()]


def _pip(terminal: Terminal, title: str, *words: str) -> None:
    terminal.step(title, [str(PYTHON), *PIP, *words])


def _make_venv(terminal: Terminal) -> None:
    """Make .venv unless there is one of this Python's version that runs."""
    if venv_works():
        return
    if VENV.is_symlink() or VENV.is_file():
        raise SetupError(f"{VENV} is not a folder.", "remove it, then run the command again.")
    if VENV.exists():
        shutil.rmtree(VENV)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    terminal.step(f".venv with Python {version}", [sys.executable, "-m", "venv", str(VENV)])


def venv_works() -> bool:
    """Return whether .venv runs, with pip and with this Python's version."""
    if not PYTHON.exists():
        return False
    ask = "import sys, pip; print(*sys.version_info[:2])"
    answer = subprocess.run([str(PYTHON), "-c", ask], capture_output=True, text=True, check=False)
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def explained(error: CommandError) -> SetupError:
    """Return the failure with what to do about it."""
    remedy = next((remedy for sign, remedy in REMEDIES if sign in error.output), None)
    return SetupError(
        f"{error}:\n{error.tail()}", remedy or "read the lines above; then run the command again."
    )
