"""The tracks of groups follow the worst of their members."""

from app.model.message import Point
from app.model.packed import PackedPast
from widgets.group import Group
from widgets.tracks import IDLE, PART, Tracks

KEY = ("class:api", "response_time")
A, B = ("a/x", "response_time"), ("b/x", "response_time")


def point(key: tuple[str, str], at: float, value: float | None, low: float | None = None) -> Point:
    return Point(check=key[0], series=key[1], at=at, value=value, low=low, high=low)


def values(tracks: Tracks) -> list[float]:
    track = tracks.track(KEY)
    assert track is not None
    return [column.last for column in track.since(0)]


def test_a_group_shows_the_worst_member() -> None:
    """At each time the largest fresh value of all members is drawn."""
    tracks = Tracks()
    tracks.set_groups({KEY: Group((A, B))})
    tracks.add([point(A, 100, 1), point(B, 100, 5), point(A, 110, 7), point(B, 110, 2)])
    assert values(tracks) == [5, 7]


def test_below_means_the_smallest() -> None:
    """Where less is worse the smallest is drawn."""
    tracks = Tracks()
    tracks.set_groups({KEY: Group((A, B), below=True)})
    tracks.add([point(A, 100, 1), point(B, 100, 5)])
    assert values(tracks) == [1]


def test_an_old_value_no_longer_counts() -> None:
    """A member that fell silent does not hold the group up."""
    tracks = Tracks()
    tracks.set_groups({KEY: Group((A, B), fresh=30)})
    tracks.add([point(B, 100, 9), point(A, 100, 1), point(A, 200, 2)])
    assert values(tracks)[-1] == 2


def test_a_group_that_is_set_later_has_its_past() -> None:
    """The history of the members is put together when a group is first drawn."""
    tracks = Tracks()
    tracks.add([point(A, 100, 1), point(B, 101, 5), point(A, 110, 7)])
    tracks.set_groups({KEY: Group((A, B))})
    assert values(tracks) == [5, 7]


def test_late_history_is_taken_in() -> None:
    """Older points that come after live ones change the group's past."""
    tracks = Tracks()
    tracks.set_groups({KEY: Group((A, B))})
    tracks.add([point(A, 200, 1), point(B, 100, 8)])
    assert values(tracks) == [8, 1]


def test_removed_checks_are_forgotten() -> None:
    """Only what is still watched stays in memory."""
    tracks = Tracks()
    tracks.add([point(A, 100, 1), point(B, 100, 5)])
    tracks.keep_only({"a/x"})
    assert tracks.track(A) is not None
    assert tracks.track(B) is None


def test_a_group_of_thousands_is_looked_through_once_a_look() -> None:
    """Ten thousand members cost a group their newest points only: its track grows when it is looked at."""
    tracks = Tracks()
    members = tuple((f"{number}/x", "response_time") for number in range(10_000))
    tracks.set_groups({KEY: Group(members)})
    tracks.add(point(member, 100, number % 97) for number, member in enumerate(members))
    assert values(tracks) == [96]
    track = tracks.track(KEY)
    assert track is not None
    before = track.revision
    tracks.add(point(member, 103, 98) for member in members)
    assert track.revision == before
    assert values(tracks) == [98]
    assert track.revision == before + 1


def test_a_follower_and_a_group_put_together_agree() -> None:
    """Whether a group followed its members or was put together from their pasts, it shows the same."""
    points = [point(key, 100.0 + 3 * n, (n * 7) % 11) for n in range(60) for key in (A, B)][::2]
    followed, made = Tracks(), Tracks()
    followed.set_groups({KEY: Group((A, B), fresh=30)})
    followed.track(KEY)
    for each in points:
        followed.add([each])
    made.add(points)
    made.set_groups({KEY: Group((A, B), fresh=30)})
    assert values(followed) == values(made)


def test_a_page_that_comes_again_has_its_groups_at_once() -> None:
    """What another page draws is followed on, with its newest points; of very many only the last ones."""
    tracks = Tracks()
    tracks.add([point(A, 1000, 1)])
    mine, others = {KEY: Group((A, B))}, {("other", "s"): Group((A,))}
    tracks.set_groups(mine)
    assert tracks.is_behind(KEY)
    track = tracks.track(KEY)
    tracks.set_groups(others)
    tracks.add([point(B, 1010, 3)])
    tracks.set_groups(mine)
    assert not tracks.is_behind(KEY)
    assert tracks.track(KEY) is track
    assert track is not None
    assert track.last == 3.0
    for number in range(IDLE + 1):
        tracks.set_groups({(f"page {number}", "s"): Group((A,))})
    tracks.set_groups(mine)
    assert tracks.is_behind(KEY)


def test_the_past_of_thousands_comes_in_parts_and_whole() -> None:
    """While there is no time nothing is shown; in the end all is there, and what came between the parts."""
    tracks = Tracks()
    members = tuple((f"c{n}", "response_time") for n in range(3 * PART))
    tracks.add([point(key, 10.0 * k, n % 7) for k in range(20) for n, key in enumerate(members)])
    tracks.set_groups({KEY: Group(members)})
    turns = 0
    while not tracks.prepare((KEY,), iter((True, False)).__next__):
        turns += 1
        tracks.add([point(members[-1], 195.0 + turns, 50.0)])
    assert turns > 1
    whole = Tracks()
    whole.add([point(key, 10.0 * k, n % 7) for k in range(20) for n, key in enumerate(members)])
    whole.add([point(members[-1], 196.0 + turn, 50.0) for turn in range(turns)])
    whole.set_groups({KEY: Group(members)})
    assert values(tracks) == values(whole)
    assert values(tracks)[-1] == 50.0


def test_a_past_that_comes_whole_is_in_its_group() -> None:
    """A group that has followed already is put together anew from the pasts of its members."""
    tracks = Tracks()
    tracks.set_groups({KEY: Group((A, B))})
    tracks.add([point(A, 200, 1)])
    assert values(tracks) == [1]
    tracks.add([PackedPast.of(*B, [100.0, 200.0], [8.0, 3.0], [0.0, 0.0], [9.0, 9.0])])
    assert values(tracks) == [8, 3]
