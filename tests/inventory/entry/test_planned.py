"""Maintenance windows, inhibitions and the zone as they are read from a file."""

import jsonschema
import pytest
import yaml

from app.inventory.schema import json_schema
from app.inventory.wire import decode_inventory, encode_inventory
from app.model.maintenance import Fixed, Flexible, Inhibition, Recurring
from app.model.matcher import matchers_of
from probes import kinds
from tests.inventory.conftest import TCP, Write

TARGETS = f"targets: [{{id: web, class: api, checks: [{{probe: {TCP}}}]}}]\n"
ZONE = "timezone: Europe/Malta\n"
WHOLE = (
    TARGETS
    + ZONE
    + """maintenance:
  - {name: backup, match: element=api, at: "02:30", lasts: 90m, days: mon-wed, reason: dump, owner: ops}
  - {name: month end, match: [target=web, check!=x], at: "23:00", lasts: 2h, month_days: [1, -1]}
  - {name: patches, match: target=web, at: "04:00", lasts: 1h, days: tue, nth: [2]}
  - {name: fortnight, match: target=web, at: "04:00", lasts: 1h, every_weeks: 2, first: 2026-11-25}
  - {name: move, match: target=web, start: "2026-12-01 02:00", end: "2026-12-01 04:00"}
  - {name: long move, match: target=web, start: "2026-07-01 02:00", lasts: 90m}
  - {name: swap, match: target=web, start: "2026-12-01 02:00", end: "2026-12-01 06:00", lasts: 30m,
     flexible: true}
inhibit:
  - {source: level=critical, target: [level=warning, element=api], equal: [site]}
"""
)
DECEMBER = 1_796_086_800.0  # 2026-12-01 01:00 UTC, which is two in the morning on Malta
JULY = 1_782_864_000.0  # 2026-07-01 00:00 UTC, the same in summer


def test_the_sections_are_read_and_survive_the_wire(loaded: Write) -> None:
    """Every key arrives, local times as instants of the zone, also through the child that reads files."""
    found = loaded(WHOLE)
    assert [error.wrong.plain() for error in found.errors] == []
    inventory = found.inventory
    assert inventory is not None
    assert inventory.timezone == "Europe/Malta"
    plans = {window.id: window.plan for window in inventory.maintenance}
    assert plans == {
        "backup": Recurring(at=150, lasts=5400.0, weekdays=(0, 1, 2)),
        "month end": Recurring(at=1380, lasts=7200.0, month_days=(1, -1)),
        "patches": Recurring(at=240, lasts=3600.0, weekdays=(1,), nth=(2,)),
        "fortnight": Recurring(at=240, lasts=3600.0, every_weeks=2, first="2026-11-25"),
        "move": Fixed(start=DECEMBER, end=DECEMBER + 7200),
        "long move": Fixed(start=JULY, end=JULY + 5400),
        "swap": Flexible(start=DECEMBER, end=DECEMBER + 14_400, lasts=1800.0),
    }
    first = inventory.maintenance[0]
    assert (first.author, first.reason, first.listed) == ("ops", "dump", True)
    assert inventory.maintenance[1].matchers == matchers_of("target=web check!=x")
    assert inventory.inhibit == (
        Inhibition(
            source=matchers_of("level=critical"),
            target=matchers_of("level=warning element=api"),
            equal=("site",),
        ),
    )
    assert decode_inventory(encode_inventory(inventory), kinds()) == inventory


def test_the_schema_knows_them() -> None:
    """What is read is valid by the schema that editors use."""
    jsonschema.validate(yaml.safe_load(WHOLE.replace("2026-11-25}", "'2026-11-25'}")), json_schema(kinds()))


def test_without_them_all_is_as_before(loaded: Write) -> None:
    """An inventory of an earlier version plans nothing."""
    inventory = loaded(TARGETS).inventory
    assert inventory is not None
    assert (inventory.timezone, inventory.maintenance, inventory.inhibit) == ("", (), ())


def test_windows_of_several_files_are_one_list(loaded: Write) -> None:
    """Names are unique over all of them."""
    one = "maintenance: [{name: a, match: target=web, at: '02:00', lasts: 1h}]\n"
    found = loaded(TARGETS + one, one.replace("name: a", "name: b"))
    assert found.inventory is not None
    assert [window.id for window in found.inventory.maintenance] == ["a", "b"]
    assert [error.kind for error in loaded(TARGETS + one, one).errors] == ["duplicate-window"]


def window(rest: str, match: str = "target=web", name: str = "w") -> str:
    """Return an inventory with one window."""
    return TARGETS + ZONE + f"maintenance: [{{name: {name}, match: '{match}', {rest}}}]\n"


DAILY = 'at: "02:00", lasts: 1h'


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        (TARGETS + "timezone: Europe/Matla\n", "unknown-zone", "timezone"),
        (TARGETS + "timezone: 2\n", "unknown-zone", "timezone"),
        (TARGETS + "timezone: ../../etc/passwd\n", "unknown-zone", "timezone"),
        (window("lasts: 1h"), "no-time", "maintenance[0]"),
        (window('at: "02:00"'), "no-length", "maintenance[0]"),
        (window('start: "2026-12-01 02:00"'), "no-length", "maintenance[0]"),
        (
            window('start: "2026-12-01 02:00", end: "2026-12-01 03:00", lasts: 1h'),
            "no-length",
            "maintenance[0]",
        ),
        (window('start: "2026-12-01 02:00", lasts: 1h, flexible: true'), "no-length", "maintenance[0]"),
        (
            window('start: "2026-12-01 02:00", end: "2026-12-01 02:00"'),
            "end-before-start",
            "maintenance[0].end",
        ),
        (window('start: "2026-02-30 02:00", lasts: 1h'), "no-moment", "maintenance[0].start"),
        (window('start: "tomorrow", lasts: 1h'), "bad-form", "maintenance[0].start"),
        (window('start: "2026-12-01 02:00", lasts: 1h, days: mon'), "not-recurring", "maintenance[0].days"),
        (window(DAILY + ', start: "2026-12-01 02:00"'), "two-plans", "maintenance[0].start"),
        (window(DAILY + ", flexible: true"), "not-once", "maintenance[0].flexible"),
        (window(DAILY + ", nth: [1]"), "nth-of-what", "maintenance[0].nth"),
        (window(DAILY + ", every_weeks: 2"), "weeks-from-when", "maintenance[0].every_weeks"),
        (window(DAILY + ", days: sun, nth: [1], month_days: [20]"), "never-comes", "maintenance[0]"),
        (window(DAILY + ", first: 2026-12-01, last: 2026-11-01"), "never-comes", "maintenance[0]"),
        (window(DAILY + ", first: 2026-13-01"), "no-moment", "maintenance[0].first"),
        (window(DAILY + ", first: 0001-01-01"), "no-moment", "maintenance[0].first"),
        (window(DAILY + ", days: moonday"), "no-day", "maintenance[0].days"),
        (window('at: "24:30", lasts: 1h'), "no-time", "maintenance[0].at"),
        (window('at: "02:00", lasts: 40d'), "duration-too-long", "maintenance[0].lasts"),
        (window(DAILY, match="target=wbe"), "matches-nothing", "maintenance[0].match"),
        (window(DAILY, match="element=apis"), "matches-nothing", "maintenance[0].match"),
        (window(DAILY, match="rule=up"), "not-of-things", "maintenance[0].match"),
        (window(DAILY, match="web"), "bad-matcher", "maintenance[0].match"),
        (window(DAILY, match='target=~"("'), "bad-matcher", "maintenance[0].match"),
        (window(DAILY, name="M-3"), "reserved-window", "maintenance[0].name"),
        (
            TARGETS + "inhibit: [{source: target=wbe, target: level=warning}]\n",
            "matches-nothing",
            "inhibit[0].source",
        ),
        (TARGETS + "inhibit: [{source: level=critical}]\n", "missing-key", "inhibit[0]"),
        (TARGETS + "maintenance: {}\n", "not-a-list", "maintenance"),
    ],
)
def test_what_is_wrong_is_named_with_its_key(text: str, kind: str, key: str, loaded: Write) -> None:
    """File, line, key and a remedy, and nothing else is said about it."""
    (error,) = loaded(text).errors
    assert (error.kind, error.key) == (kind, key)
    assert error.line > 0
    assert error.remedy.plain()


def test_a_slip_is_recognised(loaded: Write) -> None:
    """The nearest name is offered."""
    (error,) = loaded(TARGETS + "timezone: Europe/Matla\n").errors
    assert error.remedy.plain() == "did you mean Europe/Malta?"
