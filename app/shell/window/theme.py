"""Windows and dialogs wear the wall's colours."""

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from widgets.palette import THEMES, ThemeName, palette, tokens
from widgets.typeface import register_fonts

POINTS = 11.0  # of dialogs and menus
# Words for a QApplication that is made with the style: to set it later makes its type, with 566 names.
STYLE = ("-style", "Fusion")
STYLED = "nocwall-styled"  # property of an application that has it


# Of these Fusion paints nothing in the window's colour but their edge, in a shade of it (``_edge``). Left to
# the window's own colour it could not be seen on a dark ground.
EDGED = (
    "QLineEdit",
    "QAbstractSpinBox",
    "QComboBox",
    "QCheckBox",
    "QPushButton",
    "QTextEdit",
    "QTableView",
)
SHADE = 1.4  # by so much Fusion darkens the window's colour for an edge


def theme_name(name: str) -> ThemeName:
    """Return a known theme: the one that is named, else the dark one."""
    return next((theme for theme in THEMES if theme == name), "dark")


def apply(application: QApplication, theme: ThemeName) -> None:
    """Give all windows the colours and the typeface of the tokens."""
    register_fonts()
    if not application.property(STYLED):
        application.setStyle(QStyleFactory.create("Fusion"))
        application.setProperty(STYLED, True)
    colours = palette(theme)
    role = QPalette.ColorRole
    made = QPalette(colours.raised, colours.surface)
    plain: tuple[tuple[QPalette.ColorRole, QColor], ...] = (
        (role.Window, colours.surface),
        (role.WindowText, colours.ink1),
        (role.Base, colours.canvas),
        (role.AlternateBase, colours.raised),
        (role.Text, colours.ink1),
        (role.PlaceholderText, colours.ink3),
        (role.Button, colours.raised),
        (role.ButtonText, colours.ink1),
        (role.ToolTipBase, colours.raised),
        (role.ToolTipText, colours.ink1),
        (role.Highlight, colours.focus),
        (role.HighlightedText, colours.canvas),
        (role.Link, colours.focus),
    )
    for each, colour in plain:
        made.setColor(each, colour)
    for each in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, each, colours.quiet)
    application.setPalette(made)
    edged = QPalette(made)
    edged.setColor(role.Window, _edge(colours.quiet))
    edged.setColor(QPalette.ColorGroup.Disabled, role.Window, _edge(colours.hairline))
    for kind in EDGED:
        application.setPalette(edged, kind)  # type: ignore[arg-type] # the stub says bytes, PySide takes text only
    font = QFont([str(tokens().font["family"]), *tokens().font["fallback"]])
    font.setPointSizeF(POINTS)
    application.setFont(font)


def _edge(wanted: QColor) -> QColor:
    """Return the colour that Fusion makes an edge of the wanted colour of."""
    return QColor.fromHsv(wanted.hue(), wanted.saturation(), min(255, round(wanted.value() * SHADE)))
