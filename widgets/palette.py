"""Colours, sizes and shapes of the product, loaded from ``resources/themes/tokens.json``."""

from functools import cache
from typing import Any, Literal

import msgspec
from PySide6.QtGui import QColor

from resources import FOLDER

ThemeName = Literal["dark", "light", "high_contrast"]
THEMES: tuple[ThemeName, ...] = ("dark", "light", "high_contrast")


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """What the program uses of the token file. Sizes are in base modules, see ``unit``."""

    type: dict[str, tuple[float, int]]  # role -> (size, weight)
    space: dict[str, float]
    themes: dict[str, dict[str, str]]
    theme_rules: dict[str, dict[str, Any]]
    glyphs: dict[str, Any]  # geometry in a box of 16, see ``glyphs``
    hatch: dict[str, Any]
    chart: dict[str, Any]
    density: dict[str, Any]
    motion: dict[str, Any]
    viewing: dict[str, Any]
    font: dict[str, Any]


@cache
def tokens() -> Tokens:
    """Return the tokens; the file is part of the program, so a fault in it is a fault of the build."""
    raw = (FOLDER / "themes" / "tokens.json").read_bytes()
    return msgspec.json.decode(raw, type=Tokens)


class Palette(msgspec.Struct, frozen=True):
    """The colours of one theme, by their names in the token file."""

    canvas: QColor
    surface: QColor
    raised: QColor
    hairline: QColor
    grid: QColor
    ink1: QColor
    ink2: QColor
    ink3: QColor
    quiet: QColor
    band: QColor
    trace: QColor
    ok: QColor
    warning: QColor
    critical: QColor
    unknown: QColor
    on_critical: QColor
    on_warning: QColor
    on_unknown: QColor
    tint_critical: QColor
    tint_warning: QColor
    tint_unknown: QColor
    hatch: QColor
    warning_line: QColor
    focus: QColor
    proof: QColor

    def named(self, name: str) -> QColor:
        """Return a colour by its token name."""
        colour: QColor = getattr(self, name)
        return colour


@cache
def palette(theme: ThemeName) -> Palette:
    """Return the palette of a theme."""
    colours = tokens().themes[theme]
    return Palette(**{name: QColor(colours[name]) for name in Palette.__struct_fields__})
