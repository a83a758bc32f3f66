"""A test that leaves something running fails: tasks, threads, child processes, descriptors, Qt things.

What a module- or session-wide fixture holds is there before the test and is no leak. Everything is given a
moment to end, for closing a socket or joining a thread takes a turn of the loop or of the scheduler.
"""

import asyncio
import contextlib
import functools
import gc
import inspect
import os
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

GRACE = float(os.environ.get("LEAK_GRACE", "2"))  # seconds in which what a test has ended must be gone
TASK_GRACE = 0.3
PROC = Path("/proc/self")

# Helpers of the language itself, started once and kept for the life of the process.
KEPT_CHILDREN = ("resource_tracker", "forkserver")


class Traces(NamedTuple):
    """What was alive at one moment, as labels that a person can act on."""

    threads: frozenset[str]
    children: frozenset[str]
    descriptors: frozenset[str]
    qt: frozenset[str]


BEFORE = pytest.StashKey[Traces]()


def threads() -> frozenset[str]:
    """Return the living threads."""
    # Waker of pytest-timeout's thread method and the like are daemons of the test run, not of the test.
    return frozenset(
        f"thread {thread.name!r} ({thread.ident})"
        for thread in threading.enumerate()
        if not thread.name.startswith("pytest_timeout")
    )


def children() -> frozenset[str]:
    """Return the child processes, dead ones that nobody waited for included."""
    found = set()
    for listing in PROC.glob("task/*/children"):
        try:
            pids = listing.read_text().split()
        except OSError:
            continue  # that thread has just ended
        found.update(pids)
    named = {pid: _command(pid) for pid in found}
    return frozenset(
        f"child process {pid}: {command}"
        for pid, command in named.items()
        if not any(kept in command for kept in KEPT_CHILDREN)
    )


def _command(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:120]
    except OSError:
        return "gone"


def descriptors() -> frozenset[str]:
    """Return open sockets, pipes and files; a loop's event descriptors are seen by its sockets."""
    found = set()
    for link in (PROC / "fd").iterdir():
        if int(link.name) <= 2:  # the standard streams, which pytest redirects for each test
            continue
        try:
            target = str(link.readlink())
        except OSError:
            continue  # the descriptor of the listing itself
        if not target.startswith(("anon_inode:", "/dev/", "/proc/", "/memfd:", "/usr/", "/sys/")):
            found.add(f"descriptor {link.name}: {target}")
    return frozenset(found)


def qt_things() -> frozenset[str]:
    """Return top-level widgets and running timers."""
    widgets_module = sys.modules.get("PySide6.QtWidgets")
    if widgets_module is None or widgets_module.QApplication.instance() is None:
        return frozenset()
    from PySide6.QtCore import QCoreApplication, QEvent, QTimer
    from PySide6.QtWidgets import QApplication
    from shiboken6 import isValid

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    found = {
        f"top-level widget {type(widget).__name__} ({id(widget):x})"
        for widget in QApplication.topLevelWidgets()
    }
    found.update(
        f"running timer of {type(timer.parent()).__name__} ({id(timer):x})"
        for timer in gc.get_objects()
        # Not isinstance: it asks a dead weak proxy of some library for its class, and that raises.
        if issubclass(type(timer), QTimer) and isValid(timer) and timer.isActive()
    )
    return frozenset(found)


def traces(*, qt: bool) -> Traces:
    """Return everything that is alive now; Qt's things only where a test can have made some.

    To find them is to look through every object there is: 50 ms towards the end of a session.
    """
    things = qt_things() if qt else frozenset()
    return Traces(threads=threads(), children=children(), descriptors=descriptors(), qt=things)


def left_over(before: Traces, now: Traces) -> list[str]:
    """Return what is alive now and was not before."""
    return sorted(label for old, new in zip(before, now, strict=True) for label in new - old)


def settled(before: Traces, *, qt: bool) -> list[str]:
    """Return what is still left after the grace."""
    left = left_over(before, traces(qt=qt))
    if not left:
        return []
    gc.collect()  # what only a cycle still holds is garbage, not a leak
    end = time.monotonic() + GRACE
    while (left := left_over(before, traces(qt=qt))) and time.monotonic() < end:
        time.sleep(0.02)
        if qt:
            _let_timers_end()
    return left


def _let_timers_end() -> None:
    """Run the loop once: a timer that fires once for something that is gone waits for nothing else."""
    from PySide6.QtCore import QCoreApplication

    if QCoreApplication.instance() is not None:
        QCoreApplication.processEvents()


@pytest.fixture(scope="module", autouse=True)
def _young_heap() -> None:
    """Hide from the collector what is there before a file's tests: all modules, Qt and the tests themselves.

    A quarter of a million objects else, which every look for timers and every full collection walks through.
    Before every file, and not once: a test of the shell's garbage undoes it.
    """
    gc.collect()
    gc.freeze()


def pytest_configure() -> None:
    """Let libuv make the one pipe that it keeps for the life of the process."""
    with contextlib.suppress(ImportError):
        import uvloop

        uvloop.new_event_loop().close()


def _uses_qt(item: pytest.Item) -> bool:
    return "qapp" in getattr(item, "fixturenames", ())


@pytest.fixture(autouse=True)
def _traces_before(request: pytest.FixtureRequest) -> None:
    """Remember what is alive once the wider fixtures stand and before the test's own do."""
    request.node.stash[BEFORE] = traces(qt=_uses_qt(request.node))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Compare after every fixture of the test is gone."""
    yield
    before = item.stash.get(BEFORE, None)
    if before is not None and (left := settled(before, qt=_uses_qt(item))):
        pytest.fail("left behind by this test:\n  " + "\n  ".join(left), pytrace=False)


def _guarded(function: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Return the coroutine function with a look at its tasks at its end."""

    @functools.wraps(function)
    async def guarded(*args: Any, **kwargs: Any) -> Any:
        before = asyncio.all_tasks()
        result = await function(*args, **kwargs)
        end = time.monotonic() + TASK_GRACE
        while (left := asyncio.all_tasks() - before) and time.monotonic() < end:  # noqa: ASYNC110 - no one event
            await asyncio.sleep(0.01)
        if left:
            names = "\n  ".join(sorted(str(task.get_coro()) for task in left))
            pytest.fail(f"tasks left running by this test:\n  {names}", pytrace=False)
        return result

    return guarded


def pytest_itemcollected(item: pytest.Item) -> None:
    """Guard each asynchronous test; fixtures' own tasks are there before and stay out of it."""
    if not isinstance(item, pytest.Function):
        return
    function = item.obj
    if inspect.iscoroutinefunction(function) and not hasattr(function, "hypothesis"):
        item.obj = _guarded(function)
