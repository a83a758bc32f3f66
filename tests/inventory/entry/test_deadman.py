"""The section that says whom to tell that we live."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.inventory.load import load
from app.inventory.secrets import names_in
from app.inventory.wire import decode_inventory, encode_inventory
from app.model.deadman import Deadman
from app.model.loaded import Loaded
from app.model.probe import Secret
from probes import kinds

Write = Callable[[str], Loaded]
TARGETS = """
targets:
  - {id: web, class: api, checks: [{probe: {kind: tcp, host: 127.0.0.1, port: 1}}]}
"""
WHOLE = """deadman:
  name: Wall A
  every: 1m
  file: /run/nocwall/alive.json
  url: {secret: ping}
  method: POST
  fail: true
  peers: [{url: "https://wall-b:8765", secret: {secret: walls}, ca_file: /etc/ca.pem}]
"""


def test_the_section_is_read_and_survives_the_wire(loaded: Write) -> None:
    """Every key arrives, also through the child that reads the files, and its secrets are known by name."""
    inventory = loaded(WHOLE + TARGETS).inventory
    assert inventory is not None
    told = inventory.deadman
    assert told is not None
    assert (told.every, told.url, told.peers[0].secret) == (
        60.0,
        Secret(secret="ping"),
        Secret(secret="walls"),
    )
    assert inventory.around.name == "Wall A"
    assert decode_inventory(encode_inventory(inventory), kinds()) == inventory
    assert names_in(inventory) == ("ping", "walls")


def test_without_the_section_nobody_is_told(loaded: Write) -> None:
    """An inventory of old is what it was."""
    inventory = loaded(TARGETS).inventory
    assert inventory is not None
    assert inventory.deadman is None
    assert Deadman(file="/a").every == 30.0


@pytest.mark.parametrize(
    ("section", "kind", "line"),
    [
        ("{}", "nobody-told", 1),
        ("{file: alive.json}", "relative-file", 1),
        ("{url: 'ftp://example.com/'}", "bad-url", 1),
        ("{url: 'https://user:word@example.com/'}", "password-in-url", 1),
        ("{url: {secret: 'no name'}}", "bad-secret-name", 1),
        ("{file: /a, every: 100ms}", "duration-too-short", 1),
        ("{file: /a, fail: true}", "fail-without-url", 1),
        ("{file: /a, method: PATCH, url: 'http://h/'}", "unknown-value", 1),
        ("{file: /a, colour: red}", "unknown-key", 1),
        ("{peers: [{url: 'http://h:1', secret: {secret: s}}]}", "no-name", 1),
        ("{name: A, peers: [{url: 'http://h:1', secret: hunter2}]}", "secret-in-plain", 1),
        ("{name: A, peers: [{url: 'h:1', secret: {secret: s}}]}", "bad-url", 1),
        ("yes", "not-a-mapping", 1),
    ],
)
def test_mistakes_are_named(
    section: str, kind: str, line: int, kinds_of: Callable[..., list[tuple[int, str]]]
) -> None:
    """Each mistake has its line and its kind, once."""
    assert kinds_of(f"deadman: {section}{TARGETS}") == [(line, kind)]


def test_a_mistake_has_file_key_and_remedy(tmp_path: Path) -> None:
    """What is wrong is said with where it stands and what to write."""
    file = tmp_path / "noc.yaml"
    file.write_text(WHOLE.replace("name: Wall A", "title: Wall A") + TARGETS)
    said = [error.plain() for error in load([file], kinds()).errors]
    assert any("noc.yaml" in each and ":2" in each and "title" in each for each in said), said


def test_this_walls_own_name_is_no_peer(kinds_of: Callable[..., list[tuple[int, str]]]) -> None:
    """A peer check with the wall's own name would hear itself, and is refused."""
    text = """deadman: {name: Wall A, file: /a}
listen: {address: 127.0.0.1, port: 8765}
targets:
  - {id: b, class: api, checks: [{probe: {kind: peer, name: Wall A, secret: {secret: walls}}}]}
"""
    assert kinds_of(text) == [(4, "own-name")]
    assert kinds_of(text.replace("kind: peer, name: Wall A", "kind: peer, name: Wall B")) == []
