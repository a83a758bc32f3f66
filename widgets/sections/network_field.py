"""The field of a map: lines first, then what they tie together, below it what has no ties."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from app.model.board import Glyph
from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.making import Steps
from widgets.painted import Painted
from widgets.palette import tokens
from widgets.sections.deviation_row import PITCH, draw_row
from widgets.sections.map_node import draw_group, draw_mark, draw_node
from widgets.sections.map_places import LIST, Placed, placed
from widgets.sign import Sign
from widgets.tr import tr
from widgets.unit import role_weight
from widgets.views.layers import Edge
from widgets.views.network import MapView

FOOT = 4.2
ALONE = 7.0
PAD = 0.8
MANY_LINES = 60
DASH = [5.0, 4.0]
STEP = 8  # nodes or lines that are drawn in one go: a millisecond
CAUSE = 70.0  # of the width above the names for each that failed first


class NetworkField(Painted):
    """Paints a ``MapView``; a chosen spot is a check's id, or the page of all checks."""

    stepwise = True

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._view: MapView | None = None
        self._places: Placed | None = None
        self._placed_for: tuple[object, ...] = ()
        self.setAccessibleName(tr("Map"))

    def show_map(self, view: MapView) -> None:
        """Show another map, or other states of the same."""
        if view != self._view:
            self._view = view
            self.setAccessibleDescription(view.spoken)
            self.renew()

    def drawing(self, canvas: Canvas) -> Steps:
        """Paint everything."""
        view = self._view
        if view is None:
            return
        ties = bool(view.shape.targets.blocks)
        low = self.high() - FOOT - (ALONE if view.alone and ties else 0.0)
        if ties:
            yield from self._draw_map(canvas, view, Box(PAD, PAD, self.wide() - 2 * PAD, low - 2 * PAD))
            if view.alone:
                self._draw_alone(canvas, view, low)
            self._draw_foot(canvas, view)
        else:
            self._draw_none(canvas, view)

    def _draw_map(self, canvas: Canvas, view: MapView, room: Box) -> Steps:
        found = self._found(canvas, view, room)
        groups = found.step == "groups"
        yield
        yield from _draw_lines(
            canvas,
            found,
            view.lit_groups if groups else view.lit,
            (view.shape.groups if groups else view.shape.targets).some,
        )
        if found.step == "glyphs":
            yield from _draw_marks(canvas, view, found)
            self._draw_list(canvas, view, room)
            return
        if not found.level.line:
            self._draw_strip(canvas, view, room)
        for place, (number, box) in enumerate(found.boxes.items()):
            if place % STEP == 0:
                yield
            if groups:
                draw_group(canvas, view, view.shape.groups.blocks[number], box, found.level)
            else:
                draw_node(canvas, view.nodes[number], box, found.level)

    def _draw_strip(self, canvas: Canvas, view: MapView, room: Box) -> None:
        """Paint what failed first side by side, with its reason and how much it cuts off."""
        if not view.rows:
            canvas.text(_calm(view), room.x, room.y + 4, room.w, "heading", ink="ink3", least=3.0)
            return
        most = max(1, int(room.w // CAUSE))
        rest = len(view.rows) - most
        width = (room.w - 18 - (most - 1) * 2) / most
        for number, row in enumerate(view.rows[:most]):
            draw_row(canvas, row, room.x + number * (width + 2), room.y, width)
        if rest > 0:
            words = tr("+{n} more", n=f"{rest:,}")
            canvas.text(words, room.x, room.y + 4.2, room.w, "body", ink="ink2", align="right")

    def _found(self, canvas: Canvas, view: MapView, room: Box) -> Placed:
        """Return the places; they are worked out anew for other targets or another room only."""
        key = (view.shape, tuple(node.names for node in view.nodes), room, self.u)
        if self._places is None or key != self._placed_for:
            weight = role_weight("name")
            names = [min(node.names, key=len) for node in view.nodes]
            longest = sorted(names, key=len, reverse=True)[:60]
            self._placed_for = key
            self._places = placed(
                view.shape, room, lambda size: max(canvas.measure(name, size, weight) for name in longest)
            )
        return self._places

    def _draw_list(self, canvas: Canvas, view: MapView, room: Box) -> None:
        """Paint what deviates by its name beside the glyphs."""
        x, most = room.x + room.w - LIST, int((room.h - 5) / PITCH)
        if not view.rows:
            canvas.text(_calm(view), x, room.y + 3, LIST, "heading", ink="ink3", least=3.0)
        for number, row in enumerate(view.rows[:most]):
            draw_row(canvas, row, x, room.y + number * PITCH, LIST)
        rest = len(view.rows) - most
        if rest > 0:
            canvas.text(
                tr("+{n} more", n=f"{rest:,}"), x, room.y + most * PITCH + 2.4, LIST, "body", ink="ink2"
            )

    def _draw_alone(self, canvas: Canvas, view: MapView, top: float) -> None:
        """Paint the strip of what has no ties: counted, and those that deviate by name as far as they fit."""
        box = Box(0, top, self.wide(), ALONE - 0.8)
        canvas.panel(box, canvas.palette.surface, 0.5)
        middle = top + box.h / 2
        left = 2.0 + canvas.text(view.alone_words, 2.0, middle, 60, "body", ink="ink2", least=2.25) + 3
        left = draw_counts(canvas, view.alone, left, middle) + 2
        loud = [view.nodes[number] for number in view.shape.alone if view.nodes[number].loud]
        for place, node in enumerate(loud):
            name = min(node.names, key=len)
            wide = canvas.measure(name, 2.75, 600) + 4.6
            more = tr("+{n}", n=str(len(loud) - place))
            if left + wide > self.wide() - 9:
                canvas.text(more, left, middle, 8, "reason", ink="ink1")
                break
            canvas.glyph(node.sign, left + 1.4, middle, 2.8)
            canvas.text(name, left + 3.6, middle, wide, "reason", ink="ink1", weight=600, foreign=True)
            canvas.spot(node.check, Box(left, top, wide, box.h), node.spoken)
            left += wide + 2
        canvas.spot("page:checks", Box(0, top, 40, box.h), view.alone_words)

    def _draw_none(self, canvas: Canvas, view: MapView) -> None:
        canvas.panel(Box(0, 0, self.wide(), self.high()), canvas.palette.surface)
        room = self.wide() - 12
        if not view.nodes:
            canvas.text(tr("Nothing watched here"), 6, 10, room, "card_title", ink="ink2", least=4.0)
            return
        canvas.text(view.alone_words, 6, 10, room, "card_title", least=4.0)
        remedy = tr(
            "Write depends_on: [edge-1] below a target of the inventory, and it is tied to edge-1 here."
        )
        canvas.text(remedy, 6, 17, room, "body", ink="ink2", least=2.25, lines=2, down=True)
        draw_counts(canvas, view.alone, 6, 28)

    def _draw_foot(self, canvas: Canvas, view: MapView) -> None:
        middle = self.high() - FOOT / 2
        canvas.text(view.foot, 0, middle, self.wide(), "label", ink="ink3", least=2.25)


def _calm(view: MapView) -> str:
    """Return what stands where nothing deviates: that, or that nobody knows."""
    return tr("No fresh proof") if view.lost else tr("Nothing deviates")


def _draw_lines(canvas: Canvas, found: Placed, lit: frozenset[Edge], some: frozenset[Edge]) -> Steps:
    """Draw the lines, over the others those along which a failure cuts off.

    Many quiet ones are thin and have plain edges: smooth ones would hold a window at 4K for two frames.
    """
    hair = float(tokens().space["hairline"]) * canvas.u
    many = len(found.lines) > MANY_LINES
    quiet = QPen(
        canvas.palette.hairline, max(1.0 / canvas.dpr, min(hair, 2 / canvas.dpr) if many else 2 * hair)
    )
    bright = QPen(canvas.palette.trace, max(1.0 / canvas.dpr, 3.2 * hair))
    for strong, pen in ((False, quiet), (True, bright)):
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        some_lines = [(edge, points) for edge, points in found.lines.items() if (edge in lit) is strong]
        for place, (edge, points) in enumerate(some_lines):
            if place % STEP == 0:
                yield
                canvas.painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=strong or not many)
                canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
            if edge in some:
                pen.setDashPattern(DASH)
            else:
                pen.setStyle(Qt.PenStyle.SolidLine)
            canvas.painter.setPen(pen)
            canvas.painter.drawPath(_path(points, canvas.u))


def _path(points: Sequence[tuple[float, float]], u: float) -> QPainterPath:
    """Return a line of smooth parts, level where it begins and ends."""
    path = QPainterPath(QPointF(points[0][0] * u, points[0][1] * u))
    for (x1, y1), (x2, y2) in pairwise(points):
        half = (x1 + x2) / 2
        path.cubicTo(*(QPointF(x * u, y * u) for x, y in ((half, y1), (half, y2), (x2, y2))))
    return path


def _draw_marks(canvas: Canvas, view: MapView, found: Placed) -> Steps:
    for x, y, wide, high in found.blocks:
        canvas.panel(Box(x - 0.4, y - 0.4, wide + 0.8, high + 0.8), canvas.palette.surface, 0.5)
    for place, (number, box) in enumerate(found.boxes.items()):
        if place % (4 * STEP) == 0:
            yield
        draw_mark(canvas, view.nodes[number], box)


def draw_counts(canvas: Canvas, signs: Sequence[tuple[Sign, int]], left: float, middle: float) -> float:
    """Write how many there are of each sign; return where it ends."""
    for sign, number in signs:
        good = sign.glyph is Glyph.OK
        canvas.glyph(sign, left + 1.4, middle, 2.4 if good else 3.0)
        left += canvas.text(f"{number:,}", left + 3.6, middle, 20, "body", ink="ink3" if good else "ink1") + 6
    return left
