"""Installing system packages, with the package tools replaced by small programs that record their calls."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import system_packages
from needs import Need
from progress import SetupError, Terminal

GLIB = Need(("libglib2.0-0t64", "libglib2.0-0"), "libglib-2.0.so.0")
XVFB = Need(("xvfb",), "Xvfb")
REDIS = Need(("redis-server",), "redis-server")

DPKG = """#!/bin/sh
for name in "$@"; do
    grep -qx -- "$name" "$FAKE/installed" && printf 'ii \\t%s\\n' "$name"
done
exit 0
"""
CACHE = """#!/bin/sh
shift
for name in "$@"; do
    grep -qx -- "$name" "$FAKE/known" && printf '%s:\\n  Installed: (none)\\n  Candidate: 1.0\\n' "$name"
done
exit 0
"""
GET = """#!/bin/sh
echo "$@" >> "$FAKE/calls"
case "$1" in update) cat "$FAKE/mirror" >> "$FAKE/known";; esac
[ -z "$FAKE_FAILURE" ] || { echo "$FAKE_FAILURE"; exit 100; }
exit 0
"""

Machine = Callable[..., Path]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a function that makes a machine: what it has, what its lists know, what its mirror has."""

    def make(
        *, has: str = "", knows: str = "", mirror: str = "", root: bool = True, tools: tuple[str, ...] = ()
    ) -> Path:
        folder = tmp_path / "machine"
        folder.mkdir()
        for name, names in (("installed", has), ("known", knows), ("mirror", mirror), ("calls", "")):
            (folder / name).write_text("".join(f"{word}\n" for word in names.split()))
        for name, text in {"dpkg-query": DPKG, "apt-cache": CACHE, "apt-get": GET}.items():
            if not tools or name in tools:
                (folder / name).write_text(text)
                (folder / name).chmod(0o755)
        for name in ("sh", "env", "grep", "cat", "true", "printf"):
            real = next(Path(place, name) for place in ("/usr/bin", "/bin") if Path(place, name).exists())
            (folder / name).symlink_to(real)
        monkeypatch.setenv("PATH", str(folder))
        monkeypatch.setenv("FAKE", str(folder))
        monkeypatch.setenv("FAKE_FAILURE", "")
        monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)
        return folder

    return make


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """Return a terminal with its log in a folder of the test."""
    return Terminal(tmp_path / "setup.log")


def calls(folder: Path) -> list[list[str]]:
    """Return what apt-get was asked, options left out."""
    lines = (folder / "calls").read_text().splitlines()
    return [[word for word in line.split() if not word.startswith("-")] for line in lines]


def test_nothing_is_asked_when_nothing_is_missing(machine: Machine, terminal: Terminal) -> None:
    """A machine that has everything, under any of the names, is left alone."""
    folder = machine(has="libglib2.0-0 xvfb")
    system_packages.provide([GLIB, XVFB], terminal)
    assert calls(folder) == []


def test_the_name_that_this_release_knows_is_taken(machine: Machine, terminal: Terminal) -> None:
    """Debian 12 gets its name of a library, a later Ubuntu the one with t64, without an update."""
    folder = machine(knows="libglib2.0-0 xvfb")
    system_packages.provide([GLIB, XVFB], terminal)
    assert calls(folder) == [["install", "libglib2.0-0", "xvfb"]]
    (folder / "known").write_text("libglib2.0-0t64\n")
    system_packages.provide([GLIB], terminal)
    assert calls(folder)[1:] == [["install", "libglib2.0-0t64"]]


def test_nothing_is_ever_removed(machine: Machine, terminal: Terminal) -> None:
    """Apt is told to fail rather than to take away what somebody uses."""
    folder = machine(knows="xvfb")
    system_packages.provide([XVFB], terminal)
    assert "--no-remove" in (folder / "calls").read_text()


def test_lists_are_renewed_only_when_a_name_is_unknown(machine: Machine, terminal: Terminal) -> None:
    """A fresh machine without lists gets an update first."""
    folder = machine(mirror="xvfb")
    system_packages.provide([XVFB], terminal)
    assert calls(folder) == [["update"], ["install", "xvfb"]]


def test_a_package_that_no_source_has_is_named(machine: Machine, terminal: Terminal) -> None:
    """What is in no source even after the update is named, with a remedy."""
    machine(mirror="xvfb")
    with pytest.raises(SetupError, match="redis-server") as caught:
        system_packages.provide([XVFB, REDIS], terminal)
    assert "universe" in caught.value.remedy


def test_without_rights_the_exact_list_is_told(machine: Machine, terminal: Terminal) -> None:
    """A user without root or sudo gets the command for an administrator, and exit code 3."""
    folder = machine(has="redis-server", knows="libglib2.0-0 xvfb", root=False)
    with pytest.raises(SetupError) as caught:
        system_packages.provide([GLIB, XVFB, REDIS], terminal)
    assert caught.value.code == system_packages.MISSING
    assert "apt-get install --no-install-recommends libglib2.0-0 xvfb\n" in caught.value.remedy
    assert calls(folder) == []


def test_with_sudo_its_settings_pass_through(machine: Machine, terminal: Terminal) -> None:
    """A user with sudo installs by it without a question, with the settings that sudo would drop."""
    folder = machine(knows="xvfb", root=False)
    sudo = folder / "sudo"
    sudo.write_text('#!/bin/sh\nshift\necho "sudo $*" >> "$FAKE/asked"\nexec "$@"\n')
    sudo.chmod(0o755)
    system_packages.provide([XVFB], terminal)
    assert calls(folder) == [["install", "xvfb"]]
    assert "DEBIAN_FRONTEND=noninteractive" in (folder / "asked").read_text()


def test_elsewhere_the_list_is_told_by_proof(machine: Machine, terminal: Terminal) -> None:
    """Without Debian's tools what is missing is found by its proof, and told with exit code 3."""
    machine(tools=("none",))
    made_up = Need(("xnowhere",), "Xnowhere")
    with pytest.raises(SetupError, match="xnowhere") as caught:
        system_packages.provide([GLIB, made_up], terminal)
    assert caught.value.code == system_packages.MISSING
    assert "glib" not in caught.value.happened


@pytest.mark.parametrize(("said", "remedy"), system_packages.REMEDIES, ids=lambda text: text[:20])
def test_a_failure_says_what_to_do(
    machine: Machine, terminal: Terminal, monkeypatch: pytest.MonkeyPatch, said: str, remedy: str
) -> None:
    """A failed step tells the command's last lines and a remedy."""
    machine(knows="xvfb")
    monkeypatch.setenv("FAKE_FAILURE", f"E: {said} …")
    with pytest.raises(SetupError) as caught:
        system_packages.provide([XVFB], terminal)
    assert said in caught.value.happened
    assert caught.value.remedy == remedy
    assert said in terminal.log.read_text()


def test_what_others_installed_is_not_asked_of_apt(machine: Machine) -> None:
    """A command that comes from elsewhere will do where Debian's own would conflict with it."""
    machine()
    elsewhere = Need(("no-such-package",), "sh", from_anywhere=True)
    absent = Need(("no-such-package",), "no-such-command", from_anywhere=True)
    strict = Need(("no-such-package",), "sh")
    assert system_packages.missing([elsewhere, absent, strict]) == [absent, strict]
