"""The samples of the bench: the same sorts of lines for both."""

import math

CURVES = 3
GAP_EVERY, GAP_LONG = 900, 60  # samples


def sample(chart: int, curve: int, second: int) -> float | None:
    """Return a value of one curve; each has its gaps."""
    if (second + 137 * chart) % GAP_EVERY < GAP_LONG:
        return None
    wave = math.sin(second / 97 + chart) + 0.6 * math.sin(second / 7.3 + 2 * curve)
    noise = (second * 7919 + chart * 104_729 + curve * 1299) % 997 / 997
    return 0.2 + 0.05 * curve + 0.02 * wave + 0.02 * noise


BAND = (0.16, 0.26)
LIMITS = (0.35, 0.4)
