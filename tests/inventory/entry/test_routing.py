from collections.abc import Callable

import pytest

from app.inventory.wire import decode_inventory, encode_inventory
from app.model.matcher import Matcher
from app.model.routing import DesktopTimes, Heard, PopUps, Routing, SoundHours, Step, Stretch
from app.model.verdict import Level
from probes import kinds
from tests.inventory.conftest import TCP, Write

TARGETS = f"targets: [{{id: web, class: api, checks: [{{probe: {TCP}}}]}}]\n"
CHANNELS = "channels: [{kind: webhook, id: ops, url: 'https://hooks.example.com/'}]\n"
WHOLE = """routes:
  - match: ['element=payment target=~"psp-.*"', severity=1]
    channels: [ops, desktop]
    repeat: 2h
    wait: 30s
    escalate: boss
    quiet: nights
    continue: true
  - {channels: [ops], hours: nights}
escalations:
  boss: [{channels: [ops]}, {after: 10m, channels: [ops], repeat: 30m}]
hours:
  nights:
    - {days: mon-fri, from: "22:00", to: "07:00", except: critical}
    - {days: [sat, sun]}
desktop: {repeat: never, quiet: nights, pop_ups: always, sound: {nights: critical}}
group_interval: 1m
"""


def test_the_sections_are_read_and_survive_the_wire(loaded: Write) -> None:
    """Every key arrives, also through the child that reads the files."""
    found = loaded(TARGETS + CHANNELS + WHOLE)
    assert [error.wrong.plain() for error in found.errors] == []
    inventory = found.inventory
    assert inventory is not None
    routing = inventory.routing
    first, second = routing.routes
    assert first.match == (
        Matcher(label="element", value="payment"),
        Matcher(label="target", operator="=~", value="psp-.*"),
        Matcher(label="severity", value="1"),
    )
    assert (first.channels, first.repeat, first.wait) == (("ops", "desktop"), 7200.0, 30.0)
    assert (first.escalate, first.quiet, first.goes_on) == ("boss", "nights", True)
    assert (second.match, second.hours, second.goes_on) == ((), "nights", False)
    assert routing.escalations[0].steps[1] == Step(after=600.0, channels=("ops",), repeat=1800.0)
    (nights,) = routing.hours
    assert nights.spares is Level.CRITICAL
    assert nights.stretches == (Stretch(days=(0, 1, 2, 3, 4), start=1320, end=420), Stretch(days=(5, 6)))
    sound = (SoundHours(hours="nights", heard=Heard.CRITICAL),)
    assert routing.desktop == DesktopTimes(repeat=None, quiet="nights", pop_ups=PopUps.ALWAYS, sound=sound)
    assert routing.group_interval == 60.0
    assert decode_inventory(encode_inventory(inventory), kinds()) == inventory


def test_without_them_all_is_as_before(loaded: Write) -> None:
    """An inventory of old has no routes: every channel is told."""
    inventory = loaded(TARGETS + CHANNELS).inventory
    assert inventory is not None
    assert inventory.routing == Routing()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("routes: none", "not-a-list"),
        ("routes: [{}]", "nobody-told"),
        ("routes: [{channels: [opps]}]", "unknown-channel"),
        ("routes: [{channels: [ops, ops]}]", "named-twice"),
        ("routes: [{channels: [ops], match: payment}]", "bad-matcher"),
        ("routes: [{channels: [ops], match: [a=b, 'c=~[']}]", "bad-matcher"),
        ("routes: [{channels: [ops], escalate: boss}]", "unknown-escalation"),
        ("routes: [{channels: [ops], hours: nights}]", "unknown-hours"),
        ("routes: [{channels: [ops], quiet: nights}]", "unknown-hours"),
        ("routes: [{channels: [ops], repeat: soon}]", "bad-duration"),
        ("escalations: [boss]", "not-a-mapping"),
        ("escalations: {boss: []}", "no-steps"),
        ("escalations: {boss: [{channels: []}]}", "nobody-told"),
        ("escalations: {boss: [{channels: [mail]}]}", "unknown-channel"),
        ("escalations: {b: [{channels: [ops]}, {channels: [ops]}]}", "steps-out-of-order"),
        ("hours: {nights: []}", "no-hours"),
        ("hours: {nights: {days: fri-mom}}", "no-day"),
        ("hours: {nights: {to: '24:30'}}", "no-time"),
        ("hours: {'n n': {days: fri}}", "bad-name"),
        ("desktop: {quiet: nights}", "unknown-hours"),
        ("desktop: {sound: {nights: all}}", "unknown-hours"),
        ("desktop: {pop_ups: never}", "unknown-value"),
        ("group_interval: 0", "bad-duration"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    text: str, kind: str, kinds_of: Callable[..., list[tuple[int, str]]]
) -> None:
    """Whatever leads nowhere, is not known or cannot be a time is an error at its own line."""
    assert kinds_of(TARGETS + CHANNELS + text) == [(3, kind)]


def test_a_week_may_begin_anywhere(loaded: Write) -> None:
    """Days from Friday to Monday go on over the weekend; in a row they may be separated by commas."""
    text = 'hours: {a: {days: fri-mon}, b: {days: "tue, thu"}}'
    inventory = loaded(TARGETS + text).inventory
    assert inventory is not None
    assert [hours.stretches[0].days for hours in inventory.routing.hours] == [(0, 4, 5, 6), (1, 3)]
