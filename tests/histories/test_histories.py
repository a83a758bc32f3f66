from hypothesis import Phase, HealthCheck, given, settings
from hypothesis import strategies as st

from tests.histories.invariants import Watch, all_is_over, only_what_was_hard_is_told, problems_and_ends_pair
from tests.histories.world import AROUND, STATES, WISHES, Happening, World

BAD = tuple(name for name in STATES if name != "good")
WHAT = BAD * 3 + ("good",) * 8 + tuple(WISHES) * 2 + AROUND + ("kill", "restart", "remove", "add")

happenings = st.builds(
    Happening,
    what=st.sampled_from(WHAT),
    check=st.integers(0, 4),
    after=st.sampled_from((0.02, 0.4, 1.0, 3.0, 8.0, 20.0)),
)
histories = st.lists(happenings, max_size=20)
thorough = settings(
    max_examples=300, phases=(Phase.generate,), deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@thorough
@given(histories, st.integers(1, 3), st.sampled_from((0.0, 8.0)))
def test_whatever_happens_the_promises_hold(
    history: list[Happening], attempts: int, recover_hold: float
) -> None:
    """Over faults, wishes, crashes and clock steps: told is paired, green is proved, one decision rules."""
    world = World(attempts=attempts, recover_hold=recover_hold)
    watch = Watch(world)

    def at_the_end() -> None:
        if watch.broken:
            raise watch.broken[0]
        all_is_over(world)
        problems_and_ends_pair(world)
        only_what_was_hard_is_told(world)

    try:
        world.run(history, then=at_the_end)
    except AssertionError as error:
        story = "\n".join(world.log)
        raise AssertionError(f"{error}\n{story}") from error
    assert watch.boards
