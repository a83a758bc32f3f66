"""The tray icon: the same glyph as on the wall, in the palette that suits the panel."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from app.model.board import Glyph, SoundState, Summary
from widgets.glyphs import BOX, GlyphPainter
from widgets.palette import ThemeName, palette, tokens
from widgets.pictograms import paint_pictogram
from widgets.sign import Sign
from widgets.small_glyphs import may_paint, paint_small

SIZES = (16, 22, 24, 32, 48, 64)
SAFE_EDGE = 0.5  # of a box of 16
BADGE_CENTRE = 11.6
BADGE_RADIUS = 4.6


def tray_icon(summary: Summary, *, light_panel: bool = False) -> QIcon:
    """Return the icon of a state of affairs in all tray sizes; a muted alarm wears a slashed bell."""
    muted = summary.sound is SoundState.MUTED
    return sign_icon(Sign(summary.glyph, taken=summary.taken), muted=muted, light_panel=light_panel)


def dead_icon(*, light_panel: bool = False) -> QIcon:
    """Return the icon of an engine that does not run."""
    return sign_icon(Sign(Glyph.DEAD), light_panel=light_panel)


def sign_icon(sign: Sign, *, muted: bool = False, light_panel: bool = False) -> QIcon:
    """Return a sign as an icon."""
    icon = QIcon()
    for size in SIZES:
        icon.addPixmap(icon_picture(sign, size, muted=muted, light_panel=light_panel))
    return icon


def icon_picture(sign: Sign, size: int, *, muted: bool = False, light_panel: bool = False) -> QPixmap:
    """Return a sign as a square picture of ``size`` pixels with a transparent ground."""
    theme: ThemeName = "light" if light_panel else "dark"
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if may_paint(sign, size):
        rule = tokens().theme_rules.get(theme, {}).get("warning_glyph_edge")
        colours = palette(theme)
        paint_small(painter, sign, size, colours, colours.named(rule[0]) if rule else None)
    scale = size / BOX
    painter.translate(size / 2, size / 2)
    if not may_paint(sign, size):
        painter.save()
        painter.scale(scale * (BOX - 2 * SAFE_EDGE) / BOX, scale * (BOX - 2 * SAFE_EDGE) / BOX)
        GlyphPainter(theme).paint(painter, sign)
        painter.restore()
    if muted:
        painter.scale(scale, scale)
        _badge(painter, palette(theme).ink1, small=size < SIZES[1])
    painter.end()
    return picture


def _badge(painter: QPainter, ink: QColor, *, small: bool) -> None:
    """Draw the badge right below, in a gap that shows the panel; at 16 px a bell would be a blot."""
    centre = QPointF(BADGE_CENTRE - BOX / 2, BADGE_CENTRE - BOX / 2)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.black)
    painter.drawEllipse(centre, BADGE_RADIUS, BADGE_RADIUS)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    if small:
        painter.setBrush(ink)
        painter.drawEllipse(centre, 3.4, 3.4)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.setPen(QPen(Qt.GlobalColor.black, 1.6))
        painter.drawLine(centre + QPointF(-2.6, 2.6), centre + QPointF(2.6, -2.6))
        return
    painter.translate(centre)
    painter.scale(0.52, 0.52)
    paint_pictogram(painter, "bell_slashed", ink, QColor(Qt.GlobalColor.transparent))
