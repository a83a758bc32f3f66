"""Any number of checks finds its places, in any room, and states have no say in it."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from widgets.canvas import Box
from widgets.density import FINEST, FOOT, PAD, Plan, Step, plan, widest_count
from widgets.palette import tokens

# In u: 16:9 at any scale, portrait, ultra-wide, and parts of a page.
ROOMS = st.tuples(st.floats(60, 570), st.floats(12, 420))
SIZES = st.lists(st.one_of(st.integers(1, 60), st.integers(1, 10_000)), min_size=1, max_size=6)


def apart(one: Box, other: Box) -> bool:
    return (
        one.x + one.w <= other.x + 1e-6
        or other.x + other.w <= one.x + 1e-6
        or one.y + one.h <= other.y + 1e-6
        or other.y + other.h <= one.y + 1e-6
    )


def within(area: Box, width: float, height: float) -> bool:
    return (
        area.x >= 0
        and area.y >= -1e-6
        and area.x + area.w <= width + 1e-6
        and area.y + area.h <= height + 1e-6
    )


@settings(max_examples=300, deadline=None)
@given(SIZES, ROOMS)
def test_groups_are_apart_and_inside(sizes: list[int], room: tuple[float, float]) -> None:
    """No group reaches over another or over the edge, and each has its area or all share one."""
    made = plan(sizes, *room)
    assert len(made.areas) == (1 if made.together else len(sizes))
    assert all(within(area, *room) for area in made.areas)
    assert all(apart(one, other) for one, other in itertools.combinations(made.areas, 2))


@settings(max_examples=300, deadline=None)
@given(SIZES, ROOMS)
def test_every_mark_has_its_place(sizes: list[int], room: tuple[float, float]) -> None:
    """Where marks are drawn, all marks of a group stand below its head and above its foot."""
    made = plan(sizes, *room)
    if made.step is not Step.MARKS:
        return
    assert FINEST <= made.pitch <= float(tokens().density["dots"]["pitch_max"])
    for number, (size, area) in enumerate(zip(sizes, made.areas, strict=True)):
        columns = made.columns(number)
        rows = -(-size // columns)
        assert columns * made.pitch <= area.w - 2 * PAD + 1e-6 or columns == 1
        assert made.head + rows * made.pitch + FOOT <= area.h + 1e-6


def test_density_falls_with_numbers() -> None:
    """Names, then marks, then finer marks, then counts: at 1080p 48, 300, 10,000 and 100,000 checks."""
    names = [[8.0] * 8] * 6
    steps = [plan([8] * 6, 234, 85, names), plan([50] * 6, 234, 85, [[8.0] * 50] * 6)]
    steps += [plan([number] * 6, 234, 85) for number in (1_667, 16_667)]
    assert [made.step for made in steps] == [Step.NAMES, Step.MARKS, Step.MARKS, Step.COUNTS]
    assert steps[1].pitch == 3.0 > steps[2].pitch >= FINEST
    assert not steps[3].together


def test_no_room_is_no_reason_to_hide() -> None:
    """Where not even the counts of each group fit, there is one area for the counts of all."""
    made: Plan = plan([10_000] * 6, 60, 14)
    assert (made.step, made.together, len(made.areas)) == (Step.COUNTS, True, 1)


@given(st.lists(st.integers(0, 3_000), min_size=6, max_size=6))
def test_the_widest_counts_are_known_beforehand(numbers: list[int]) -> None:
    """No mix of states needs more room than was kept for the number of all."""
    signs, digit, comma = 1.15 + 0.4 + 1.0, 0.66, 0.3
    shown = [number for number in numbers if number]
    texts = [f"{number:,}" for number in shown]
    need = sum(signs + digit * sum(c.isdigit() for c in t) + comma * t.count(",") for t in texts)
    assert need <= widest_count(sum(shown), 1.0) + 1e-6
