"""What each profile asks of the machine, and the stamps by which the next start knows that it is done.

The stamps lie in .venv and go with it. With them in order nothing is started and nothing is imported that
takes time: this runs before every `make run`.
"""

import argparse
import hashlib
import sys
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from progress import Terminal

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
VENV = ROOT / ".venv"


class Part(NamedTuple):
    """One half of a profile; a greater part that is done will do."""

    name: str
    greater: tuple[str, ...] = ()


class Profile(NamedTuple):
    """What a command needs of the system, which lock it needs in .venv, and what lies unpacked beside it."""

    system: Part
    python: Part
    unpacked: Part | None = None


FOR_RUN = Part("system-run", greater=("system-test", "system-bench"))
FOR_TEST = Part("system-test", greater=("system-bench",))
FOR_BENCH = Part("system-bench")
RUNTIME = Part("python-runtime", greater=("python-dev",))
DEV = Part("python-dev")
UNPACKED = Part("unpacked-test")
PROFILES = {
    "run": Profile(FOR_RUN, RUNTIME),
    "test": Profile(FOR_TEST, DEV, UNPACKED),
    "bench": Profile(FOR_BENCH, DEV, UNPACKED),
}


def make_ready(words: Sequence[str]) -> int:
    """Carry out what is missing for the named profile; return the exit code."""
    began = time.monotonic()
    options = parsed(words)
    profile = PROFILES[options.profile]
    todo = [part for part in profile if part is not None and (options.force or not is_done(part))]
    if not todo:
        return 0
    from progress import SetupError, Terminal

    terminal = Terminal(ROOT / "build" / "setup.log")
    terminal.say(f"Setting up Nocwall (profile {options.profile}); each step once")
    try:
        _carry_out(profile, todo, terminal)
    except SetupError as error:
        return terminal.failed(error)
    except KeyboardInterrupt:
        terminal.say("\nStopped. The next start goes on where this one ended.")
        return 130
    terminal.say(f"  ready after {time.monotonic() - began:.1f} s")
    return 0


def _carry_out(profile: Profile, todo: Sequence[Part], terminal: "Terminal") -> None:
    import needs
    import python_packages
    import system_packages
    import unpacked

    wanted = needs.PROFILES[profile.system.name.removeprefix("system-")] if profile.system in todo else ()
    for_venv = needs.venv_need() if profile.python in todo else ()
    system_packages.provide([*wanted, *for_venv], terminal)
    if profile.python in todo:
        python_packages.provide(profile.python.name.removeprefix("python-"), terminal)
    if profile.unpacked in todo:
        unpacked.provide(terminal)
    for part in todo:
        stamp(part.name).write_text(fingerprint(part.name), encoding="utf-8")


def parsed(words: Sequence[str]) -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(
        prog="packaging/bootstrap.py", description="Make this machine ready for Nocwall."
    )
    parser.add_argument("profile", choices=list(PROFILES))
    parser.add_argument("--force", action="store_true", help="do every step again")
    return parser.parse_args(words)


def is_done(part: Part) -> bool:
    """Return whether this part or a greater one was finished with the inputs as they are now."""
    return any(_holds(name) for name in (part.name, *part.greater))


def _holds(name: str) -> bool:
    try:
        same = stamp(name).read_text(encoding="utf-8") == fingerprint(name)
    except OSError:
        return False
    return same and (not name.startswith("unpacked") or _still_unpacked())


def _still_unpacked() -> bool:
    """Return whether nobody took away what lies outside .venv."""
    import unpacked

    return all(each.find() for each in unpacked.ALL)


def stamp(name: str) -> Path:
    """Return the file that says that a part is done."""
    return VENV / f".nocwall-{name}"


def fingerprint(name: str) -> str:
    """Return what a part was made from: package lists, locks, the project's own part, Python, the folder."""
    kind, which = name.split("-")
    seen = hashlib.sha256(name.encode())
    if kind == "system":
        seen.update((HERE / "needs.py").read_bytes())
    elif kind == "unpacked":
        seen.update(Path(__file__).with_name("unpacked.py").read_bytes())
    else:
        seen.update(repr((sys.version_info[:2], str(ROOT), _project())).encode())
        for lock in ("build", which):
            seen.update((HERE / "requirements" / f"{lock}.txt").read_bytes())
    return seen.hexdigest()


def _project() -> object:
    """Return the parts of pyproject.toml that decide about the installation; lint rules do not."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return settings["build-system"], settings["project"], settings["tool"]["setuptools"]
