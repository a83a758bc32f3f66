"""The colours keep their distances and contrasts in every theme."""

import itertools

import pytest
from PySide6.QtGui import QColor

from tests.widgets.seeing import DEUTAN, PROTAN, TRITAN, Rgb, contrast, distance, grey, linear, through
from widgets.palette import THEMES, ThemeName, palette, tokens

STATES = ("ok", "warning", "critical", "unknown")


def seen(colour: QColor) -> Rgb:
    return linear(colour.red(), colour.green(), colour.blue())


@pytest.mark.parametrize("theme", THEMES)
def test_every_colour_of_the_token_file_is_a_colour(theme: ThemeName) -> None:
    """Each name of a theme is a valid colour."""
    assert all(QColor(value).isValid() for value in tokens().themes[theme].values())


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("eyes", ["all cones", "protan", "deutan", "tritan", "grey"])
def test_states_are_told_apart_by_all_eyes(theme: ThemeName, eyes: str) -> None:
    """Any two of the four states differ by at least 12, and by 9 without colour."""
    colours = [seen(palette(theme).named(state)) for state in STATES]
    match eyes:
        case "protan":
            colours = [through(PROTAN, colour) for colour in colours]
        case "deutan":
            colours = [through(DEUTAN, colour) for colour in colours]
        case "tritan":
            colours = [through(TRITAN, colour) for colour in colours]
        case "grey":
            colours = [grey(colour) for colour in colours]
        case _:
            pass
    least = min(distance(a, b) for a, b in itertools.combinations(colours, 2))
    assert least >= (9 if eyes == "grey" else 12)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ink", ["ink1", "ink2", "ink3"])
@pytest.mark.parametrize("ground", ["canvas", "surface", "raised"])
def test_inks_can_be_read_on_every_ground(theme: ThemeName, ink: str, ground: str) -> None:
    """Text has a contrast of at least 4.5 on canvas, surface and raised."""
    colours = palette(theme)
    assert contrast(seen(colours.named(ink)), seen(colours.named(ground))) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", ["critical", "warning", "unknown"])
def test_words_can_be_read_on_plates_and_tints(theme: ThemeName, state: str) -> None:
    """Text has a contrast of at least 4.5 on a state's plate and on its tint."""
    colours = palette(theme)
    assert contrast(seen(colours.named(f"on_{state}")), seen(colours.named(state))) >= 4.5
    assert contrast(seen(colours.named("ink2")), seen(colours.named(f"tint_{state}"))) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_marks_stand_out(theme: ThemeName) -> None:
    """Marks have a contrast of at least 3 on the surface; the light triangle has a dark edge instead."""
    colours = palette(theme)
    for name in (*STATES, "proof", "warning_line", "focus"):
        if theme == "light" and name == "warning":
            continue
        assert contrast(seen(colours.named(name)), seen(colours.surface)) >= 3
