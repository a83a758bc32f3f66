from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.transport.http import HttpTransport
from app.transport.resolver import Resolver
from tests.probes.web import Authority


@pytest.fixture
async def transport() -> AsyncIterator[HttpTransport]:
    """Give a transport and close it."""
    made = HttpTransport(Resolver())
    yield made
    await made.close()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Give a certificate authority of our own."""
    return Authority(tmp_path)
