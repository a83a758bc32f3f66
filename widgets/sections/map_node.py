"""One thing of a map: a target with its name, as a glyph, or a group with its counts."""

from collections.abc import Sequence

from app.model.board import Glyph
from app.model.state import RANK, State
from widgets.canvas import Box, Canvas
from widgets.sections.map_places import Level
from widgets.sign import Sign
from widgets.typeface import CAP_HEIGHT
from widgets.unit import role_weight
from widgets.views.network import MapView, Node, group_titles
from widgets.views.panel import counted_signs_of

_TINT = {State.CRITICAL: "tint_critical", State.WARNING: "tint_warning", State.UNKNOWN: "tint_unknown"}
_STATE = {State.CRITICAL: "critical", State.WARNING: "warning", State.UNKNOWN: "unknown"}
INSET = 0.5


def draw_node(canvas: Canvas, node: Node, place: Box, level: Level) -> None:
    """Paint a target with its name and, where there is room for a second line, why it is as it is."""
    box = Box(place.x + INSET, place.y + INSET / 2, place.w - 2 * INSET, place.h - INSET)
    _draw_ground(canvas, node, box, tall=bool(level.line))
    middle = box.y + box.h / 2
    ink, second = ("on_critical", "on_critical") if node.solid else ("ink1" if node.loud else "ink2", "ink2")
    size = level.glyph * (0.6 if node.sign.glyph is Glyph.OK else 1.0)
    glyph_x = box.x + 1.2 + level.glyph / 2
    canvas.glyph(node.sign._replace(plate=node.solid), glyph_x, middle, size)
    x = glyph_x + level.glyph / 2 + 0.8
    room = box.x + box.w - x - 0.9
    two = bool(level.line and node.lines)
    y = middle - (level.line * CAP_HEIGHT + 1.3) / 2 if two else middle
    canvas.text(
        node.names,
        x,
        y,
        room,
        "name",
        ink=ink,
        size=level.name,
        least=2.25,
        foreign=True,
        order="whole",
        weight=600 if node.loud else 500,
    )
    if two:
        canvas.text(
            node.lines,
            x,
            middle + (level.name * CAP_HEIGHT + 1.3) / 2,
            room,
            "reason",
            ink=second,
            size=level.line,
            least=2.25,
            foreign=True,
            weight=600 if node.solid else None,
            order="whole",
        )
    canvas.spot(node.check, box, node.spoken)


def _draw_ground(canvas: Canvas, node: Node, box: Box, *, tall: bool) -> None:
    state = _STATE.get(node.state, "unknown")
    if node.solid:
        canvas.fill(box, canvas.palette.named(state), 0.5)
        return
    ground = "surface"
    if node.loud and not node.sign.taken:
        ground = _TINT.get(node.state, "surface")
    elif node.loud:
        ground = "raised"
    canvas.panel(box, canvas.palette.named(ground), 0.5)
    if node.loud and (node.caused or node.stale):
        _draw_hatch(canvas, box, tall=tall)
    if node.loud:
        canvas.rail(box.x, box.y, box.h, canvas.palette.named(state), 0.7)


def _draw_hatch(canvas: Canvas, box: Box, *, tall: bool) -> None:
    """Hatch what is cut off, or of which nothing is proved; a low one above and below only."""
    if tall:
        canvas.hatch_frame(box)
        return
    canvas.hatched(Box(box.x, box.y, box.w, 0.4))
    canvas.hatched(Box(box.x, box.y + box.h - 0.4, box.w, 0.4))


def draw_mark(canvas: Canvas, node: Node, place: Box) -> None:
    """Paint a target as its glyph alone."""
    good = node.sign.glyph is Glyph.OK
    size = place.h * (0.66 if good else 0.9)
    canvas.glyph(node.sign, place.x + place.w / 2, place.y + place.h / 2, size)
    canvas.spot(node.check, place, node.spoken)


def draw_group(canvas: Canvas, view: MapView, things: Sequence[int], place: Box, level: Level) -> None:
    """Paint a group: its class, how many it has, the worst and how many there are of each state."""
    box = Box(place.x + INSET, place.y + INSET, place.w - 2 * INSET, place.h - 2 * INSET)
    nodes = [view.nodes[number] for number in things]
    signs = counted_signs_of([node.sign for node in nodes])
    loud = any(node.loud for node in nodes)
    canvas.panel(box, canvas.palette.surface, 0.5)
    if loud:
        worst = min(
            (node for node in nodes if node.loud), key=lambda node: (not node.solid, RANK[node.state])
        )
        canvas.rail(box.x, box.y, box.h, canvas.palette.named(_STATE.get(worst.state, "unknown")))
    x, room, size = box.x + 2.2, box.w - 3.4, level.name
    top = box.y + box.h * 0.25
    used = canvas.text(
        f"{len(things):,}", x, top, room, "body", ink="ink3", align="right", size=size, least=2.25
    )
    titles = group_titles(view.shape, things)
    ink = "ink1" if loud else "ink2"
    canvas.text(titles, x, top, room - used - 1, "body", ink=ink, size=size, least=2.25)
    _draw_signs(canvas, signs, Box(x, box.y + box.h * 0.54, room, box.h * 0.29), level)
    told = ", ".join(f"{count} {sign.glyph.value}" for sign, count in signs)
    first = min(nodes, key=lambda node: (not node.solid, not node.loud))
    canvas.spot(first.check, box, f"{titles[0]}, {told}")


def _draw_signs(canvas: Canvas, signs: Sequence[tuple[Sign, int]], row: Box, level: Level) -> None:
    """Write how many there are of each sign, in a second row where one is not wide enough."""
    sizes = [
        level.glyph + 2.6 + canvas.measure(f"{count:,}", level.name, role_weight("body"))
        for _, count in signs
    ]
    x, y = row.x, row.y + (row.h / 2 if sum(sizes) <= row.w else 0.0)
    for sign, count in signs:
        good, number = sign.glyph is Glyph.OK, f"{count:,}"
        wide = level.glyph + 0.8 + canvas.measure(number, level.name, role_weight("body"))
        if x > row.x and x + wide > row.x + row.w:
            x, y = row.x, y + row.h
        canvas.glyph(sign, x + level.glyph / 2, y, level.glyph * (0.7 if good else 1.0))
        ink = "ink3" if good else "ink1"
        canvas.text(number, x + level.glyph + 0.8, y, wide, "body", ink=ink, least=2.25, size=level.name)
        x += wide + 1.8
