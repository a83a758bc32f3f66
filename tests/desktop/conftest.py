"""Stages for the tests of this folder; flow tests make their own by ``with Stage(…)``."""

from collections.abc import Iterator

import pytest

from tests.desktop.stage import Stage


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """Give a whole desktop, shared by the tests of one file."""
    with Stage(tray="sni", notify=True, audio=True, keyring=True) as whole:
        yield whole
