"""What support may tell players, as it is read from a file."""

import jsonschema
import pytest
import yaml

from app.inventory.schema import json_schema
from app.inventory.wire import decode_inventory, encode_inventory
from app.model.target import PlayerWords, Weight
from probes import kinds
from tests.inventory.conftest import TCP, Write

WHOLE = f"""classes:
  payment: {{weight: vital, interval: 20s, players: "{{name}} fails, please wait."}}
targets:
  - {{id: plain, class: api, checks: [{{probe: {TCP}}}]}}
  - {{id: paygrove, class: payment, checks: [{{probe: {TCP}}}]}}
  - id: login
    class: payment
    players: {{warning: Slower than usual., critical: No sign-in now.}}
    checks: [{{probe: {TCP}}}]
"""


def test_a_target_has_its_own_words_then_those_of_its_class(loaded: Write) -> None:
    """What a target does not word its class does; without either nothing is there; the wire keeps it."""
    found = loaded(WHOLE)
    assert [error.wrong.plain() for error in found.errors] == []
    assert found.inventory is not None
    plain, paygrove, login = found.inventory.targets
    assert plain.players is None
    assert paygrove.players == PlayerWords(critical="{name} fails, please wait.")
    assert paygrove.weight is Weight.VITAL
    assert login.players == PlayerWords(critical="No sign-in now.", warning="Slower than usual.")
    assert decode_inventory(encode_inventory(found.inventory), kinds()) == found.inventory
    jsonschema.validate(yaml.safe_load(WHOLE), json_schema(kinds()))


def target(players: str) -> str:
    """Return an inventory with one target on line 1 and its words on line 2."""
    return f"targets: [{{id: a, class: api, checks: [{{probe: {TCP}}}],\n  players: {players}}}]\n"


CLASS = target('""').partition(",\n")[0] + "}]\nclasses: {api: {players: '{x}'}}\n"


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        (target('""'), "text-too-short", "targets[0].players"),
        (target('"{nmae} fails"'), "unknown-placeholder", "targets[0].players"),
        (target('{critical: "a } b"}'), "unknown-placeholder", "targets[0].players.critical"),
        (target("{critcal: a}"), "unknown-key", "targets[0].players.critcal"),
        (target('"two\\nlines"'), "hidden-signs", "targets[0].players"),
        (target("[a]"), "not-text", "targets[0].players"),
        (CLASS, "unknown-placeholder", "classes.api.players"),
    ],
)
def test_mistakes_are_told_with_place_and_remedy(loaded: Write, text: str, kind: str, key: str) -> None:
    """Each is told once, in its line, at its key, with what to write instead."""
    errors = loaded(text).errors
    assert [(error.kind, error.key, error.line) for error in errors] == [(kind, key, 2)]
    assert errors[0].remedy.plain()
