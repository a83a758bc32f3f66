"""A canvas: painting in base modules, with a record of every text for tests and for the ear."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from app.model.board import Glyph
from widgets.look import Look
from widgets.palette import tokens
from widgets.pictograms import Pictogram
from widgets.sign import Sign
from widgets.text import Fitted, Order, fit
from widgets.typeface import CAP_HEIGHT, direction_of
from widgets.unit import LEAST, role_size, role_weight, tier_floor

Align = Literal["left", "right", "centre"]
LINE_PITCH = 1.3  # of the size


class Box(NamedTuple):
    """An area in u."""

    x: float
    y: float
    w: float
    h: float


def area(box: Box, u: float) -> QRectF:
    """Return an area of a section in logical pixels, its edges on whole ones."""
    left, top = round(box.x * u), round(box.y * u)
    right, bottom = round((box.x + box.w) * u), round((box.y + box.h) * u)
    return QRectF(left, top, right - left, bottom - top)


def place(widget: QWidget, u: float, box: Box) -> None:
    """Put a widget at a place in u of its parent, its edges on whole pixels."""
    left, top = round(box.x * u), round(box.y * u)
    widget.setGeometry(left, top, round((box.x + box.w) * u) - left, round((box.y + box.h) * u) - top)


def baseline(middle: float, size: float, u: float, dpr: float) -> float:
    """Return where capitals stand whose middle and size are given in u; logical pixels."""
    return round((middle + size * CAP_HEIGHT / 2) * u * dpr) / dpr


class Writing(NamedTuple):
    """A text as it stands on a section, in u of that section."""

    text: str
    x: float
    y: float  # centre of the capitals
    width: float
    size: float
    ink: str
    cut: bool
    foreign: bool


class Spot(NamedTuple):
    """An area that can be chosen; ``words`` is what a screen reader says of it."""

    id: str
    box: Box
    words: str


class Canvas:
    """Paints with a look; ``u`` is the base module in logical pixels, the origin the section's corner."""

    def __init__(self, painter: QPainter, look: Look, u: float, dpr: float = 1.0) -> None:
        self.painter = painter
        self.look = look
        self.palette = look.palette
        self.u = u
        self.dpr = dpr
        self.writings: list[Writing] = []
        self.spots: list[Spot] = []

    def fill(self, box: Box, colour: QColor, radius: float = 0.0) -> None:
        """Fill an area; a radius rounds its corners."""
        if radius:
            self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(colour)
            self.painter.drawRoundedRect(self.area(box), radius * self.u, radius * self.u)
        else:
            self.painter.fillRect(self.area(box), colour)

    def frame(self, box: Box, colour: QColor, width: float, radius: float = 0.0) -> None:
        """Draw a frame whose line lies inside the area."""
        pen = QPen(colour, max(1.0 / self.dpr, width * self.u))
        half = pen.widthF() / 2
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        area = self.area(box).adjusted(half, half, -half, -half)
        self.painter.drawRoundedRect(area, radius * self.u, radius * self.u)

    def panel(self, box: Box, ground: QColor, radius: float = 1.0) -> None:
        """Fill a panel; the high-contrast theme gives it a border."""
        self.fill(box, ground, radius)
        if self.look.border:
            name, width = self.look.border
            self.frame(box, self.palette.named(name), width, radius)

    def rail(self, x: float, y: float, h: float, colour: QColor, width: float = 0.9) -> None:
        """Draw the state rail at the left edge of a panel that starts at x; its outer corners are round."""
        self.painter.save()
        self.painter.setClipRect(self.area(Box(x, y, width, h)))
        self.fill(Box(x, y, 2 * width + 2, h), colour, 1.0)
        self.painter.restore()

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: QColor) -> None:
        """Draw a hairline, never under one device pixel."""
        width = max(1.0 / self.dpr, tokens().space["hairline"] * self.u)
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        self.painter.setPen(QPen(colour, width))
        self.painter.drawLine(QPointF(x1 * self.u, y1 * self.u), QPointF(x2 * self.u, y2 * self.u))

    def hatched(self, box: Box, colour: QColor | None = None) -> None:
        """Fill an area with the hatch."""
        self.painter.fillRect(self.area(box), QBrush(self.look.hatch(self.u, self.dpr, colour)))

    def hatch_frame(self, box: Box) -> None:
        """Draw the frame of what is stale, round a plain core."""
        x, y, w, h = box
        width = float(tokens().hatch["frame"])
        self.hatched(Box(x, y, w, width))
        self.hatched(Box(x, y + h - width, w, width))
        self.hatched(Box(x, y + width, width, h - 2 * width))
        self.hatched(Box(x + w - width, y + width, width, h - 2 * width))

    def glyph(self, sign: Sign, cx: float, cy: float, size: float) -> None:
        """Draw a sign round a centre; ``size`` is its box."""
        pixels = max(5, round(size * self.u * self.dpr))
        self._square(self.look.glyph(sign, pixels, self.dpr), pixels, cx, cy)

    def picture(
        self,
        name: Pictogram,
        cx: float,
        cy: float,
        size: float,
        colour: QColor,
        *,
        ground: QColor | None = None,
    ) -> None:
        """Draw a pictogram round a centre."""
        pixels = max(5, round(size * self.u * self.dpr))
        self._square(self.look.picture(name, colour, pixels, self.dpr, ground), pixels, cx, cy)

    def cell_glyph(self, sign: Sign, cx: float, cy: float) -> None:
        """Draw a sign in the size of a cell, where a healthy one is but a dot."""
        self.glyph(sign, cx, cy, 2.0 if sign.glyph is Glyph.OK else 2.4)

    def text(
        self,
        words: str | Sequence[str],
        x: float,
        y: float,
        width: float,
        role: str,
        *,
        ink: str = "ink1",
        align: Align = "left",
        least: float | None = None,
        lines: int = 1,
        foreign: bool = False,
        weight: int | None = None,
        order: Order = "shorter",
        pitch: float = LINE_PITCH,
        size: float | None = None,
        down: bool = False,
    ) -> float:
        """Write words round the line y (centre of capitals); return the width of the longest line in u.

        ``words`` may be several wordings, the longest first. Several lines stand around y, or with ``down``
        go down from it.
        """
        wordings = [words] if isinstance(words, str) else list(words)
        if not wordings or not wordings[0]:
            return 0.0
        heavy = weight or role_weight(role)
        largest = size or role_size(role)
        floor = min(largest, tier_floor(largest) if least is None else least)

        def fitted(smallest: float) -> Fitted:
            return fit(
                wordings,
                lambda text, at: self.measure(text, at, heavy),
                width=width,
                size=largest,
                least=smallest,
                lines=lines,
                order=order,
            )

        if self.measure(wordings[0], largest, heavy) <= width:  # as nearly all do: no other way is looked for
            done = Fitted((wordings[0],), largest)
        else:
            done = fitted(floor)
        if done.cut and not foreign and floor > LEAST:
            done = fitted(LEAST)  # other languages are longer: our own words shrink before they lose a letter
        lift = 0.0 if down else (len(done.lines) - 1) * done.size * pitch / 2
        return self._write(done, Box(x, y - lift, width, pitch), heavy, ink, align, foreign=foreign)

    def label(self, text: str, x: float, y: float, size: float, *, weight: int, ink: str) -> None:
        """Write a short text that stands there often, as a number: its picture is kept."""
        pixels = self._pixels(size)
        picture = self.look.label(text, pixels, weight, self.palette.named(ink), self.dpr)
        left, top = round(x * self.u * self.dpr), round(y * self.u * self.dpr - picture.height() / 2)
        self.painter.drawPixmap(QPointF(left / self.dpr, top / self.dpr), picture)
        self.writings.append(
            Writing(text, x, y, self.measure(text, size, weight), size, ink, cut=False, foreign=False)
        )

    def measure(self, text: str, size: float, weight: int) -> float:
        """Return the width of a text in u."""
        return self.look.typeface.width(text, self._pixels(size), weight) / self.u

    def spot(self, id_: str, box: Box, words: str) -> None:
        """Note an area that can be chosen by mouse and keyboard."""
        self.spots.append(Spot(id_, box, words))

    def area(self, box: Box) -> QRectF:
        """Return an area in logical pixels, its edges on whole ones."""
        return area(box, self.u)

    def _pixels(self, size: float) -> int:
        return max(1, round(size * self.u))

    def _square(self, picture: QPixmap, pixels: int, cx: float, cy: float) -> None:
        half = pixels / 2
        left = round(cx * self.u * self.dpr - half) / self.dpr
        top = round(cy * self.u * self.dpr - half) / self.dpr
        self.painter.drawPixmap(QPointF(left, top), picture)

    def _write(
        self,
        done: Fitted,
        place: Box,
        weight: int,
        ink: str,
        align: Align,
        *,
        foreign: bool,
    ) -> float:
        x, y, width, pitch = place
        self.painter.setFont(self.look.typeface.font(self._pixels(done.size), weight))
        self.painter.setPen(self.palette.named(ink))
        widest = 0.0
        for number, line in enumerate(done.lines):
            long = self.measure(line, done.size, weight)
            left = x + {"left": 0.0, "right": width - long, "centre": (width - long) / 2}[align]
            middle = y + number * done.size * pitch
            self.painter.setLayoutDirection(direction_of(line))
            self.painter.drawText(QPointF(left * self.u, baseline(middle, done.size, self.u, self.dpr)), line)
            self.writings.append(Writing(line, left, middle, long, done.size, ink, done.cut, foreign))
            widest = max(widest, long)
        return widest
