"""A logged warning fails the test that caused it, unless the test said that it expects it."""

import logging
from collections.abc import Callable, Iterator

import pytest

LOGS = pytest.StashKey["Listener"]()
Expect = Callable[[str], None]


class Listener(logging.Handler):
    """Keeps what was logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.heard: list[str] = []
        self.expected: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def unexpected(self) -> list[str]:
        """Return the lines that nobody announced."""
        return [line for line in self.heard if not any(part in line for part in self.expected)]


@pytest.fixture(autouse=True)
def _listen(request: pytest.FixtureRequest) -> Iterator[None]:
    listener = Listener()
    request.node.stash[LOGS] = listener
    root = logging.getLogger()
    root.addHandler(listener)
    yield
    root.removeHandler(listener)


@pytest.fixture
def expect_log(request: pytest.FixtureRequest) -> Expect:
    """Return a function that allows warnings containing a text: ``expect_log("disk is full")``."""

    def expect(part: str) -> None:
        request.node.stash[LOGS].expected.append(part)

    return expect


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Complain at the end, when late tasks and finalisers have spoken too."""
    yield
    listener = item.stash.get(LOGS, None)
    if listener is not None and (lines := listener.unexpected()):
        pytest.fail("logged by this test, and not expected:\n  " + "\n  ".join(lines), pytrace=False)
