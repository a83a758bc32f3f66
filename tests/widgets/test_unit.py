"""The base module and the angles of sight."""

import pytest

from widgets.palette import tokens
from widgets.unit import arcminutes, tier, tier_floor, unit

PITCH = 1217.6 / 1920


def test_the_module_follows_the_smaller_edge() -> None:
    """A 16:9 screen has 240 by 135 modules; other shapes never stretch type."""
    assert unit(1920, 1080) == 8
    assert unit(3840, 2160) == 16
    assert unit(1920, 1200) == 8
    assert unit(2560, 1080) == 8


@pytest.mark.parametrize("role", ["hero", "verdict", "clock", "hero_number"])
def test_glance_roles_are_seen_from_five_metres(role: str) -> None:
    """What is read at a glance covers 16 minutes of arc at 5 m on a 55-inch screen."""
    assert arcminutes(tokens().type[role][0], 8, PITCH, 5000) >= 16


@pytest.mark.parametrize("role", ["name", "card_title", "count", "value", "heading"])
def test_read_roles_are_seen_from_five_metres(role: str) -> None:
    """What names a deviation covers 10 minutes of arc at 5 m."""
    assert arcminutes(tokens().type[role][0], 8, PITCH, 5000) >= 10


def test_nothing_is_smaller_than_what_can_be_read_on_approach() -> None:
    """The smallest role covers 5.7 minutes at 5 m, 11.4 at 2.5 m."""
    least = min(size for size, _ in tokens().type.values())
    assert arcminutes(least, 8, PITCH, 5000) >= 5.7


def test_tiers_have_floors() -> None:
    """A size shrinks within its tier only."""
    assert [tier(size) for size in (6.75, 4.5, 3.0)] == ["glance", "read", "approach"]
    assert [tier_floor(size) for size in (6.75, 4.5, 3.0)] == [6.5, 4.0, 2.25]
