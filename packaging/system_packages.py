"""Find which system packages are missing, and install them by apt-get where that is possible."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from needs import SERVICES, Need, absent
from progress import CommandError, SetupError, Terminal

# No questions, and no started services: RUNLEVEL holds back invoke-rc.d and SYSTEMD_OFFLINE systemctl, and no
# file of the system has to be changed and changed back for it.
QUIET = {
    "DEBIAN_FRONTEND": "noninteractive",
    "NEEDRESTART_SUSPEND": "1",
    "RUNLEVEL": "1",
    "SYSTEMD_OFFLINE": "1",
    "LC_ALL": "C.UTF-8",
}
# Never take away what somebody uses: pulseaudio would remove a desktop's pipewire-audio. Rather fail.
INSTALL = (
    "apt-get",
    "install",
    "-y",
    "-q",
    "--no-install-recommends",
    "--no-remove",
    "-oDPkg::Lock::Timeout=120",
)
UPDATE = ("apt-get", "update", "-q", "-oDPkg::Lock::Timeout=120")
MISSING = 3

REMEDIES = (
    ("No space left on device", "free some disk space, then run the command again."),
    ("Could not get lock", "another package manager is running; let it end, then run the command again."),
    ("dpkg was interrupted", "run `sudo dpkg --configure -a`, then the command again."),
    (
        "Packages need to be removed",
        "some packages conflict with what this machine uses; use a container for it.",
    ),
    (
        "Temporary failure resolving",
        "this machine does not reach its package mirrors; look at network and proxy.",
    ),
    (
        "Unable to locate package",
        "its sources lack a package (Ubuntu: enable `universe`), see /etc/apt/sources.list.",
    ),
    (
        "Failed to fetch",
        "a package mirror did not answer; run the command again, or look at network and proxy.",
    ),
    (
        "Can't select candidate version",
        "its sources lack a package; an administrator may run `apt-get update` first.",
    ),
    ("a password is required", "run it as root, or as a user whose sudo asks no password."),
)


def installed(names: Iterable[str]) -> set[str]:
    """Return which of the packages dpkg has."""
    command = ["dpkg-query", "-W", "-f=${db:Status-Abbrev}\t${Package}\n", *names]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    rows = (line.split("\t") for line in output.splitlines())
    return {row[1] for row in rows if row[0].startswith("ii")}


def missing(needs: Sequence[Need]) -> list[Need]:
    """Return the needs that no installed package meets."""
    if shutil.which("dpkg-query") is None:
        return absent(needs)
    there = installed(name for need in needs for name in need.names)
    wanted = [need for need in needs if there.isdisjoint(need.names)]
    return [need for need in wanted if not (need.from_anywhere and need.is_there())]


def known(names: Sequence[str]) -> set[str]:
    """Return which of the packages apt could install now."""
    plain = {**os.environ, "LC_ALL": "C"}
    output = subprocess.run(
        ["apt-cache", "policy", *names], env=plain, capture_output=True, text=True, check=False
    ).stdout
    found = re.findall(r"^(\S+):\n.*\n +Candidate: (.+)$", output, re.MULTILINE)
    return {name for name, candidate in found if candidate != "(none)"}


def chosen(needs: Sequence[Need], candidates: set[str]) -> tuple[list[str], list[Need]]:
    """Return the package to take for each need, and the needs for which there is none."""
    names, unmet = [], []
    for need in needs:
        name = next((name for name in need.names if name in candidates), None)
        if name is None:
            unmet.append(need)
        elif name not in names:
            names.append(name)
    return names, unmet


class Rights(NamedTuple):
    """How this user may install: a prefix to the command, or nothing."""

    prefix: tuple[str, ...] | None

    def command(self, words: Sequence[str], env: Mapping[str, str]) -> list[str]:
        """Return the command with its settings, which sudo would not pass on by itself."""
        settings = [f"{name}={value}" for name, value in env.items()]
        return [*(self.prefix or ()), "env", *settings, *words]


def rights() -> Rights:
    """Find out how this user may install; only a person at a terminal is asked for a password."""
    if os.geteuid() == 0:
        return Rights(())
    if shutil.which("sudo") is None:
        return Rights(None)
    if subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return Rights(("sudo", "-n"))
    return Rights(("sudo",) if sys.stdin is not None and sys.stdin.isatty() else None)


def provide(needs: Sequence[Need], terminal: Terminal) -> None:
    """Install what is missing. Raises SetupError."""
    lacking = missing(needs)
    if not lacking:
        return
    if shutil.which("apt-get") is None:
        raise SetupError(
            "these system packages are missing, and this is no Debian or Ubuntu:\n    "
            + "\n    ".join(_rows(lacking)),
            "install them under the names of this system, then run the command again.",
            MISSING,
        )
    allowed = rights()
    if allowed.prefix is None:
        names, unmet = chosen(lacking, known(_names(lacking)))
        names += [need.names[-1] for need in unmet]
        raise SetupError(
            f"{len(names)} system packages are missing, and this user may not install them.",
            "let an administrator run\n    apt-get update\n"
            f"    apt-get install --no-install-recommends {' '.join(names)}\n"
            "and then run the command again.",
            MISSING,
        )
    try:
        _install(lacking, allowed, terminal)
    except CommandError as error:
        raise explained(error) from error


def _rows(needs: Sequence[Need]) -> list[str]:
    return [f"{need.names[-1]:<28} (has {' or '.join(need.proof.split())})" for need in needs]


def _names(needs: Sequence[Need]) -> list[str]:
    return [name for need in needs for name in need.names]


def _install(lacking: Sequence[Need], allowed: Rights, terminal: Terminal) -> None:
    names, unmet = chosen(lacking, known(_names(lacking)))
    if unmet:
        names = _choose_again(lacking, allowed, terminal)
    command = allowed.command([*INSTALL, *names], QUIET)
    title = f"system packages ({len(names)} missing)"
    try:
        terminal.step(title, command)
    except CommandError as error:
        # Lists that are older than the mirror name files that are gone.
        if "404" not in error.output:
            raise
        update(allowed, terminal)
        terminal.step(title, command)
    _keep_services_off(names, allowed)


def _choose_again(lacking: Sequence[Need], allowed: Rights, terminal: Terminal) -> list[str]:
    failure = update(allowed, terminal)
    names, unmet = chosen(lacking, known(_names(lacking)))
    if unmet:
        wanted = ", ".join(" or ".join(need.names) for need in unmet)
        remedy = REMEDIES[5][1] if failure is None else explained(failure).remedy
        raise SetupError(f"no package source of this machine has {wanted}.", remedy)
    return names


def update(allowed: Rights, terminal: Terminal) -> CommandError | None:
    """Renew the package lists; return what went wrong: one dead source of several is no reason to stop."""
    try:
        terminal.step("package lists", allowed.command(UPDATE, QUIET))
    except CommandError as error:
        return error
    return None


def _keep_services_off(names: Sequence[str], allowed: Rights) -> None:
    """Servers that are installed for tests only shall not start with the machine."""
    units = [SERVICES[name] for name in names if name in SERVICES]
    if units and shutil.which("systemctl"):
        words = ["systemctl", "disable", "--no-reload", *units]
        subprocess.run(allowed.command(words, QUIET), capture_output=True, check=False)


def explained(error: CommandError) -> SetupError:
    """Return the failure of apt-get with what to do about it."""
    remedy = next((remedy for sign, remedy in REMEDIES if sign in error.output), None)
    return SetupError(
        f"{error}:\n{error.tail()}", remedy or "read the lines above; then run the command again."
    )
