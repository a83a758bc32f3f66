"""How colours are seen: contrast, distance, and the loss of a kind of cones."""

import itertools
import math

from widgets.canvas import Writing
from widgets.painted import Painted
from widgets.unit import LEAST

CAP, DESCENT = 0.7275, 0.24  # of a text's size: its capitals, and what hangs below the line
Rgb = tuple[float, float, float]  # linear light, 0..1

# Machado, Oliveira, Fernandes 2009, severity 1.0.
PROTAN = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
DEUTAN = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))
TRITAN = ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900))


def linear(red: int, green: int, blue: int) -> Rgb:
    """Return an sRGB colour in linear light."""
    return _to_linear(red), _to_linear(green), _to_linear(blue)


def _to_linear(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def luminance(colour: Rgb) -> float:
    """Return the relative luminance."""
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast of the web's accessibility rules, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def through(matrix: tuple[Rgb, Rgb, Rgb], colour: Rgb) -> Rgb:
    """Return a colour as eyes see it that lack a kind of cones."""
    red, green, blue = (sum(m * c for m, c in zip(row, colour, strict=True)) for row in matrix)
    return _within(red), _within(green), _within(blue)


def grey(colour: Rgb) -> Rgb:
    """Return a colour without its hue."""
    value = luminance(colour)
    return value, value, value


def _within(value: float) -> float:
    return min(1.0, max(0.0, value))


def lab(colour: Rgb) -> Rgb:
    """Return a colour in CIELAB under D65."""
    red, green, blue = colour
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = luminance(colour)
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one: Rgb, other: Rgb) -> float:
    """Return CIEDE2000 between two colours in linear light."""
    l1, a1, b1 = lab(one)
    l2, a2, b2 = lab(other)
    mean_c = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean_c**7 / (mean_c**7 + 25**7))) if mean_c else 0.0
    c1, c2 = math.hypot(a1 * (1 + g), b1), math.hypot(a2 * (1 + g), b2)
    h1, h2 = _hue(a1 * (1 + g), b1), _hue(a2 * (1 + g), b2)
    dh = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    big_dh = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(dh) / 2)
    mean_l, mean_cp = (l1 + l2) / 2, (c1 + c2) / 2
    mean_h = (h1 + dh / 2) % 360 if c1 * c2 else h1 + h2
    t = (
        1
        - 0.17 * _cos(mean_h - 30)
        + 0.24 * _cos(2 * mean_h)
        + 0.32 * _cos(3 * mean_h + 6)
        - 0.20 * _cos(4 * mean_h - 63)
    )
    sl = 1 + 0.015 * (mean_l - 50) ** 2 / math.sqrt(20 + (mean_l - 50) ** 2)
    sc, sh = 1 + 0.045 * mean_cp, 1 + 0.015 * mean_cp * t
    turn = 30 * math.exp(-(((mean_h - 275) / 25) ** 2))
    rc = 2 * math.sqrt(mean_cp**7 / (mean_cp**7 + 25**7)) if mean_cp else 0.0
    rt = -math.sin(math.radians(2 * turn)) * rc
    dl, dc, dhh = (l2 - l1) / sl, (c2 - c1) / sc, big_dh / sh
    return math.sqrt(max(0.0, dl * dl + dc * dc + dhh * dhh + rt * dc * dhh))


def _hue(a: float, b: float) -> float:
    return math.degrees(math.atan2(b, a)) % 360


def _cos(degrees: float) -> float:
    return math.cos(math.radians(degrees))


def faults(section: Painted, *, may_cut: bool = False) -> list[str]:
    """Return what is wrong with the texts of a section: cut, too small, outside of it, over another."""
    found = [problem for writing in section.writings for problem in _faults_of(section, writing, may_cut)]
    for one, other in itertools.combinations(section.writings, 2):
        apart = one.x + one.width <= other.x + 0.05 or other.x + other.width <= one.x + 0.05
        if not apart and abs(one.y - other.y) < (one.size + other.size) / 2 * CAP:
            found.append(f"{one.text!r} lies over {other.text!r}")
    return found


def _faults_of(section: Painted, writing: Writing, may_cut: bool) -> list[str]:
    low, high = writing.y - writing.size * CAP / 2, writing.y + writing.size * (CAP / 2 + DESCENT)
    rules = {
        "is cut": writing.cut and not (may_cut and writing.foreign),
        "is too small": writing.size < LEAST,
        "is outside": writing.x < -0.05 or writing.x + writing.width > section.wide() + 0.3,
        "is above or below": low < -0.05 or high > section.high() + 0.3,
    }
    return [f"{type(section).__name__}: {writing.text!r} {rule}" for rule, broken in rules.items() if broken]
