"""The tracks of groups follow the worst of their members."""

from app.model.message import Point
from widgets.tracks import Group, Tracks

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
