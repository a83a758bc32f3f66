from pathlib import Path

import msgspec
import pytest

from app.inventory.load import load
from app.inventory.wire import decode_inventory, encode_inventory
from probes import kinds

EXAMPLE = Path(__file__).parent.parent.parent / "resources" / "inventories" / "example.yaml"


def test_there_and_back() -> None:
    """An inventory comes out of MessagePack as it went in, every probe of its own kind."""
    inventory = load([EXAMPLE], kinds()).inventory
    assert inventory is not None
    found = decode_inventory(encode_inventory(inventory), kinds())
    assert found == inventory
    assert [type(check) for check in found.checks] == [type(check) for check in inventory.checks]
    assert found.checks[0].probe.address


@pytest.mark.parametrize("data", [b"", b"\xc1", msgspec.msgpack.encode({"targets": 5})])
def test_foreign_bytes(data: bytes) -> None:
    """Bytes that are no inventory are refused as such."""
    with pytest.raises(msgspec.DecodeError):
        decode_inventory(data, kinds())
