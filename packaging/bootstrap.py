"""Make this machine ready: system packages, .venv, locked Python packages, the project itself.

    python3 packaging/bootstrap.py run|test [--force]

Silent and quick when nothing has to be done. Exit code 0: ready; 1: a step failed; 3: something is missing
that only a person can install. Standard library only. This file alone must also be readable by older Pythons.
"""

import os
import shutil
import sys

OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
MISSING = 3


def main() -> int:
    """Go on with a Python that is new enough, or say that there is none."""
    if sys.version_info < OLDEST:
        return elsewhere()
    from setup_steps import make_ready  # newer syntax from here on

    return make_ready(sys.argv[1:])


def elsewhere() -> int:
    """Start again with a newer Python that lies beside this one."""
    for name in NEWER:
        path = shutil.which(name)
        if path:
            os.execv(path, [path] + sys.argv)  # noqa: RUF005, S606 - old syntax on purpose; no shell wanted
    found = ".".join(str(part) for part in sys.version_info[:3])
    sys.stderr.write(
        "Nocwall needs Python 3.11 or newer; this is Python " + found + " (" + sys.executable + ").\n"
        "What to do: install a newer one, for example\n"
        "    sudo apt-get install python3.11 python3.11-venv\n"
        "and run the command again; any python3.11 or newer on PATH is found.\n"
    )
    return MISSING


if __name__ == "__main__":
    sys.exit(main())
