"""Garbage is collected between the tests of windows, never within: as in the program.

(``app/shell/garbage.py``.) A test's window is garbage in cycles once the test lets go of it, while timers of
what is on it still run. Left to itself Python collects wherever an object is made: once that was in the
middle of laying out a chart on such a window, which was gone under its own feet: a segmentation fault.
"""

import gc
from collections.abc import Iterator

import pytest


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Put the collection off until a test that may have windows is over."""
    if "qapp" not in getattr(item, "fixturenames", ()):
        return (yield)
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.enable()
