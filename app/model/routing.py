"""Who is told what, when, and again: ``routes``, ``escalations``, ``hours`` and ``desktop``."""

import enum
from typing import Final

from app.model.clock import Moment
from app.model.matcher import Matchers
from app.model.value import Value
from app.model.verdict import Level

DAY: Final = 24 * 60  # minutes
GROUP_INTERVAL: Final = 300.0  # seconds between two notices that an incident grew
DESKTOP_REPEAT: Final = 600.0  # seconds until an alarm that nobody took is heard and seen again


class Stretch(Value, frozen=True, kw_only=True):
    """A part of the week by the wall's clocks, in minutes since midnight of the day on which it begins.

    One that ends where it begins or before goes on into the next day.
    """

    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)  # 0 is Monday; the days on which it begins
    start: int = 0
    end: int = DAY


class Hours(Value, frozen=True, kw_only=True):
    """Hours that have a name, as ``nights``."""

    name: str
    stretches: tuple[Stretch, ...]
    spares: Level | None = None  # what is as bad as this is told in quiet hours all the same


class Route(Value, frozen=True, kw_only=True):
    """Who is told of what: the first that matches counts, and those after it while ``goes_on`` is set."""

    match: Matchers = ()  # all must hold for one of its alerts; none at all: everything
    channels: tuple[str, ...] = ()  # desktop may stand among them
    repeat: float | None = None  # seconds until outside channels are reminded
    wait: float = 0.0  # seconds from the incident's opening to the first notice
    escalate: str = ""
    hours: str = ""  # it matches in these hours only
    quiet: str = ""  # in these hours its channels are not told
    goes_on: bool = False


class Step(Value, frozen=True, kw_only=True):
    """Whom to tell once nobody has it for so long."""

    after: float = 0.0  # seconds
    channels: tuple[str, ...]
    repeat: float | None = None


class Escalation(Value, frozen=True, kw_only=True):
    """Steps in the order of their waits."""

    name: str
    steps: tuple[Step, ...]


class Heard(enum.StrEnum):
    """What the desktop sounds for."""

    ALL = "all"
    CRITICAL = "critical"
    NONE = "none"


class SoundHours(Value, frozen=True, kw_only=True):
    """What is heard in these hours."""

    hours: str
    heard: Heard


class PopUps(enum.StrEnum):
    """Where pop-ups come though a wall shows the same."""

    NOT_OVER_WALLS = "not_over_walls"  # a kiosk's wall that fills its screen tells it; a desk gets them
    NOT_OVER_FULL_SCREENS = "not_over_full_screens"  # nor does a desk whose window fills its screen
    ALWAYS = "always"


class DesktopTimes(Value, frozen=True, kw_only=True):
    """When the desktop says what."""

    repeat: float | None = DESKTOP_REPEAT  # of what is critical; None: never
    quiet: str = ""  # in these hours nothing pops up
    pop_ups: PopUps = PopUps.NOT_OVER_WALLS
    sound: tuple[SoundHours, ...] = ()  # the first whose hours are now counts; else all is heard


class Routing(Value, frozen=True, kw_only=True):
    """All of it. Without routes every channel is told, by its least severity."""

    routes: tuple[Route, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    hours: tuple[Hours, ...] = ()
    desktop: DesktopTimes = DesktopTimes()
    group_interval: float = GROUP_INTERVAL


class Waited(Value, frozen=True, kw_only=True):
    """For how long nobody had an incident though somebody was to be told; escalations go by this.

    It stands still while the incident is acknowledged, suppressed, explained by a parent, or while this
    monitor is blind.
    """

    seconds: float = 0.0  # up to ``at``
    at: Moment
    runs: bool = True

    def by(self, now: Moment) -> float:
        """Return the seconds until now."""
        return self.seconds + (max(0.0, now.seconds_since(self.at)) if self.runs else 0.0)

    def switched(self, now: Moment, *, runs: bool) -> "Waited":
        """Return it running or standing still from now on."""
        return self if runs is self.runs else Waited(seconds=self.by(now), at=now, runs=runs)
