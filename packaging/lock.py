"""Pin every Python package with its hashes: build.txt, runtime.txt and dev.txt beside this file. Needs uv.

What is pinned already stays as it is; ``--upgrade`` takes the newest of everything.

Where the packages are looked up is a matter of this machine's settings, and must not stand in the locks.
"""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
LOCKS = Path("packaging") / "requirements"
COMPILE = (
    "pip",
    "compile",
    "--quiet",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--custom-compile-command=make lock",
)


def main() -> int:
    """Write the three locks; dev.txt holds all of runtime.txt with the same versions."""
    beside = Path(sys.executable).with_name("uv")
    uv = str(beside) if beside.exists() else shutil.which("uv")
    if uv is None:
        sys.stderr.write("make lock needs uv. What to do: `pip install uv`, then `make lock` again.\n")
        return 1
    jobs = (
        (str(LOCKS / "build.in"), "-o", str(LOCKS / "build.txt")),
        ("pyproject.toml", "-o", str(LOCKS / "runtime.txt")),
        ("pyproject.toml", "--extra=dev", "-c", str(LOCKS / "runtime.txt"), "-o", str(LOCKS / "dev.txt")),
    )
    newer = [argument for argument in sys.argv[1:] if argument == "--upgrade"]
    return max(subprocess.run([uv, *COMPILE, *newer, *job], cwd=ROOT, check=False).returncode for job in jobs)


if __name__ == "__main__":
    sys.exit(main())
