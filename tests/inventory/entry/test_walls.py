"""Walls as they are read from a file."""

import jsonschema
import pytest
import yaml

from app.inventory.schema import json_schema
from app.inventory.wire import decode_inventory, encode_inventory
from app.model.matcher import matchers_of
from app.model.target import ElementClass
from app.model.wall import Dimming, PageKind, WallCell, WallPage, WallPlan, WidgetKind
from probes import kinds
from tests.inventory.conftest import TCP, Write

TARGETS = f"targets: [{{id: web, class: api, labels: {{site: malta}}, checks: [{{probe: {TCP}}}]}}]\n"
WHOLE = (
    TARGETS
    + """walls:
  - name: Room 1
    screen: DP-1
    dim: {from: "22:00", to: "06:30", level: 0.4}
    pages:
      - {kind: overview}
      - {kind: element, class: payment, title: Money, dwell: 30s, dwell_bad: 90s}
      - {kind: element, match: 'site=malta'}
      - {kind: big_number, check: web/tcp}
      - {kind: big_number, count: untaken, title: Nobody's}
  - {name: Door, pages: [{kind: incidents}, {kind: charts}, {kind: errors}]}
  - name: Hall
    pages:
      - {kind: network_map, match: element=api}
      - {kind: response_times, class: api, series: error_rate}
      - {kind: error_stream, match: target=web}
      - {kind: provider, match: target=web, title: Web, figures: [response_time, error_rate]}
      - {kind: payments}
      - kind: grid
        columns: 3
        rows: 2
        cells:
          - {widget: number, check: web/tcp, at: [1, 1]}
          - {widget: chart, check: web/tcp, series: error_rate, at: [2, 1], span: [2, 1]}
          - {widget: text, text: Night shift 555 0142, at: [1, 2]}
          - {widget: state, class: api, title: All of them, at: [2, 2]}
          - {widget: clock, at: [3, 2]}
"""
)


def test_the_section_is_read_and_survives_the_wire(loaded: Write) -> None:
    """Every key arrives, with its defaults, also through the child that reads files."""
    found = loaded(WHOLE)
    assert [error.wrong.plain() for error in found.errors] == []
    assert found.inventory is not None
    assert found.inventory.walls[0] == WallPlan(
        name="Room 1",
        screen="DP-1",
        dim=Dimming(starts=1320, ends=390, level=0.4),
        pages=(
            WallPage(kind=PageKind.OVERVIEW),
            WallPage(
                kind=PageKind.ELEMENT, element=ElementClass.PAYMENT, title="Money", dwell=30, dwell_bad=90
            ),
            WallPage(kind=PageKind.ELEMENT, match=matchers_of("site=malta")),
            WallPage(kind=PageKind.BIG_NUMBER, check="web/tcp", series="response_time"),
            WallPage(kind=PageKind.BIG_NUMBER, count="untaken", title="Nobody's"),
        ),
    )
    assert [page.kind for page in found.inventory.walls[1].pages] == ["incidents", "charts", "errors"]
    hall = found.inventory.walls[2].pages
    assert [page.kind for page in hall] == [
        "network_map",
        "response_times",
        "error_stream",
        "provider",
        "payments",
        "grid",
    ]
    assert hall[1].series == "error_rate"
    assert hall[3].figures == ("response_time", "error_rate")
    assert hall[4].figures == ()
    grid = hall[-1]
    assert (grid.columns, grid.rows) == (3, 2)
    assert grid.cells[0] == WallCell(
        widget=WidgetKind.NUMBER, check="web/tcp", series="response_time", column=1, row=1
    )
    assert (grid.cells[1].wide, grid.cells[1].high, grid.cells[1].series) == (2, 1, "error_rate")
    assert (grid.cells[3].element, grid.cells[3].title) == (ElementClass.API, "All of them")
    assert decode_inventory(encode_inventory(found.inventory), kinds()) == found.inventory


def test_the_schema_knows_it() -> None:
    """What is read is valid by the schema that editors use."""
    jsonschema.validate(yaml.safe_load(WHOLE), json_schema(kinds()))


def test_without_it_all_is_as_before(loaded: Write) -> None:
    """An inventory of an earlier version has no walls."""
    inventory = loaded(TARGETS).inventory
    assert inventory is not None
    assert inventory.walls == ()


def page(rest: str) -> str:
    """Return an inventory with a wall of one page."""
    return TARGETS + f"walls: [{{name: a, pages: [{{{rest}}}]}}]\n"


def grid(*cells: str) -> str:
    """Return an inventory with a grid of three columns and two rows."""
    return page(f"kind: grid, columns: 3, rows: 2, cells: [{', '.join(f'{{{cell}}}' for cell in cells)}]")


AT = "walls[0].pages[0]"
CELL = f"{AT}.cells[0]"
PLAIN = "pages: [{kind: overview}]"


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        (page("kind: overveiw"), "unknown-value", f"{AT}.kind"),
        (page("title: x"), "missing-key", AT),
        (page("kind: element"), "which-class", AT),
        (page("kind: overview, class: api"), "of-no-use", f"{AT}.class"),
        (page("kind: charts, count: critical"), "of-no-use", f"{AT}.count"),
        (page("kind: big_number"), "which-number", AT),
        (page("kind: big_number, count: ok, check: web/tcp"), "which-number", AT),
        (page("kind: big_number, count: ok, series: days"), "which-number", f"{AT}.series"),
        (page("kind: big_number, check: web/tpc"), "unknown-check", f"{AT}.check"),
        (page("kind: big_number, check: web/tcp, series: x"), "unknown-series", f"{AT}.series"),
        (page("kind: big_number, check: web/tcp, match: target=web"), "of-no-use", f"{AT}.match"),
        (page("kind: overview, match: target=wbe"), "matches-nothing", f"{AT}.match"),
        (page("kind: overview, match: level=critical"), "not-of-things", f"{AT}.match"),
        (page("kind: overview, match: web"), "bad-matcher", f"{AT}.match"),
        (page("kind: provider"), "which-provider", AT),
        (page("kind: charts, figures: [response_time]"), "of-no-use", f"{AT}.figures"),
        (page("kind: payments, figures: [a, b, c, d, e, f, g]"), "list-too-long", f"{AT}.figures"),
        (
            page("kind: provider, match: target=web, figures: [response_time, conect]"),
            "unknown-series",
            f"{AT}.figures[1]",
        ),
        (page("kind: charts, series: connect"), "of-no-use", f"{AT}.series"),
        (page("kind: response_times, series: conect"), "unknown-series", f"{AT}.series"),
        (page("kind: charts, columns: 3"), "of-no-use", f"{AT}.columns"),
        (page("kind: grid, columns: 3, rows: 2"), "which-cells", AT),
        (page("kind: grid, columns: 3, cells: [{widget: clock, at: [1, 1]}]"), "which-cells", AT),
        (grid("widget: clock, at: [1]"), "list-too-short", f"{CELL}.at"),
        (grid("widget: clock, at: [0, 1]"), "too-small", f"{CELL}.at[0]"),
        (grid("widget: clock, at: [3, 1], span: [2, 1]"), "outside-grid", f"{CELL}.at"),
        (grid("widget: clock, at: [1, 2], span: [1, 2]"), "outside-grid", f"{CELL}.at"),
        (
            grid("widget: clock, at: [1, 1], span: [2, 2]", "widget: text, text: x, at: [2, 2]"),
            "cells-overlap",
            f"{AT}.cells[1].at",
        ),
        (grid("widget: clock, check: web/tcp, at: [1, 1]"), "of-no-use", f"{CELL}.check"),
        (grid("widget: number, at: [1, 1]"), "which-widget", CELL),
        (grid("widget: number, check: web/tcp, count: ok, at: [1, 1]"), "which-widget", CELL),
        (grid("widget: number, count: ok, series: x, at: [1, 1]"), "of-no-use", f"{CELL}.series"),
        (grid("widget: chart, check: web/tpc, at: [1, 1]"), "unknown-check", f"{CELL}.check"),
        (grid("widget: chart, check: web/tcp, series: x, at: [1, 1]"), "unknown-series", f"{CELL}.series"),
        (grid("widget: state, match: target=wbe, at: [1, 1]"), "matches-nothing", f"{CELL}.match"),
        (page("kind: overview, dwell: 2s"), "duration-too-short", f"{AT}.dwell"),
        (page("kind: overview, dwell: 60s, dwell_bad: 30s"), "too-short", f"{AT}.dwell_bad"),
        (TARGETS + f"walls: [{{name: a, distance: 500, {PLAIN}}}]\n", "too-large", "walls[0].distance"),
        (
            TARGETS + f"walls: [{{name: a, {PLAIN}}}, {{name: a, {PLAIN}}}]\n",
            "duplicate-wall",
            "walls[1].name",
        ),
        (
            TARGETS + f"walls: [{{name: a, screen: X, {PLAIN}}}, {{name: b, screen: X, {PLAIN}}}]\n",
            "duplicate-screen",
            "walls[1].screen",
        ),
        (
            TARGETS + f"walls: [{{name: a, dim: {{from: '6:00', to: '06:00'}}, {PLAIN}}}]\n",
            "no-hours",
            "walls[0].dim",
        ),
        (
            TARGETS + f"walls: [{{name: a, dim: {{from: '24:30', to: '06:00'}}, {PLAIN}}}]\n",
            "no-time",
            "walls[0].dim.from",
        ),
    ],
)
def test_mistakes_are_told_with_place_and_remedy(loaded: Write, text: str, kind: str, key: str) -> None:
    """Each is told once, at its key, with what to write instead."""
    errors = loaded(text).errors
    assert [(error.kind, error.key) for error in errors] == [(kind, key)]
    assert errors[0].remedy.plain()


def test_the_distance_of_a_wall(loaded: Write) -> None:
    """Metres, within what a room has; without them type is as it was drawn."""
    found = loaded(
        TARGETS + "walls: [{name: a, distance: 7.5, screen_width: 1.22, pages: [{kind: charts}]}]\n"
    )
    assert found.inventory is not None
    assert (found.inventory.walls[0].distance, found.inventory.walls[0].screen_width) == (7.5, 1.22)
