import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.probe import ProbeFailed
from app.transport import a2s_wire
from app.transport.a2s_wire import Parts
from tests.transport.game_server import INFO, PLAYERS, single, split

PACKETS = [*single(INFO), *single(PLAYERS), *split(INFO), *split(INFO, packed=True)]


def read(packets: list[bytes]) -> None:
    """Read whatever comes, as the probe would."""
    parts = Parts()
    for packet in packets:
        for reader in (a2s_wire.challenge, a2s_wire.info, a2s_wire.player_count):
            with contextlib.suppress(ProbeFailed):
                reader(parts.whole(packet) or packet[4:])


@given(st.lists(st.binary(max_size=200), max_size=5), st.sampled_from([b"\xff", b"\xfe"]))
def test_any_bytes_are_an_answer_or_refused(data: list[bytes], first: bytes) -> None:
    """No bytes lead to another failure than one of the protocol."""
    read(data)
    read([first + b"\xff\xff\xff" + each for each in data])


@given(st.data())
def test_damaged_answers_are_answers_or_refused(data: st.DataObject) -> None:
    """Neither do good packets with bytes changed or cut off, in any order."""
    packets = [bytearray(each) for each in data.draw(st.permutations(PACKETS))]
    for packet in packets:
        packet[data.draw(st.integers(0, len(packet) - 1))] = data.draw(st.integers(0, 255))
    read([bytes(packet[: data.draw(st.integers(0, len(packet)))]) for packet in packets])


@pytest.mark.parametrize("packed", [False, True])
def test_parts_in_any_order_make_the_whole(packed: bool) -> None:
    """Parts that come backwards and twice are put together, compressed ones too."""
    parts, packets = Parts(), split(INFO, packed=packed)
    found = [parts.whole(packet) for packet in [packets[0], *packets]]
    assert found[:-1] == [None] * len(packets)
    assert found[-1] == INFO


@pytest.mark.parametrize(
    "packet",
    [
        b"\xfe\xff\xff\xff" + struct.pack("<IBBH", 1, 255, 0, 1248) + b"x",
        b"\xfe\xff\xff\xff" + struct.pack("<IBBH", 1, 2, 2, 1248) + b"x",
        b"\xfe\xff\xff\xff" + struct.pack("<IBBH", 1, 0, 0, 1248) + b"x",
        b"\xfe\xff\xff\xff" + struct.pack("<IBBHII", 0x80000001, 1, 0, 1248, 2**31, 0) + b"x",
        b"\xfe\xff\xff\xff" + struct.pack("<IBBHII", 0x80000001, 1, 0, 1248, 9, 0) + b"no bzip2",
    ],
)
def test_claims_that_are_too_large_are_refused(packet: bytes) -> None:
    """Counts and sizes are capped before anything is kept or unpacked."""
    with pytest.raises(ProbeFailed, match="not as a game server"):
        Parts().whole(packet)


def test_a_bomb_is_not_unpacked() -> None:
    """A small packet that would unpack to megabytes is given up at the cap."""
    (bomb,) = split(bytes(5_000_000), size=2000, packed=True)
    lying = bomb[:12] + struct.pack("<I", 60_000) + bomb[16:]
    with pytest.raises(ProbeFailed, match="not as a game server"):
        Parts().whole(lying)


def test_what_a_server_says_is_read() -> None:
    """Names, numbers and flags stand where Valve says they do; an old game's own bytes are passed over."""
    found = a2s_wire.info(INFO)
    assert (found.name, found.map, found.game) == (
        "Nocwall test server",
        "de_dust2",
        "Counter-Strike: Global Offensive",
    )
    assert (found.players, found.most, found.bots, found.version) == (12, 24, 2, "1.38.8.1")
    assert (found.type, found.system, found.password, found.vac) == ("dedicated", "Linux", False, True)
    ship = b"I\7S\0m\0ship\0The Ship\0" + struct.pack("<H", 2400) + b"\1\2\0dw\1\0\1\2\3" + b"1.0\0"
    assert a2s_wire.info(ship).version == "1.0"
    assert a2s_wire.player_count(PLAYERS) == 2
