"""What is watched."""

import enum
from collections.abc import Mapping
from typing import Final

from app.model.value import Value


class ElementClass(enum.StrEnum):
    """The six classes of elements under control."""

    APPLICATION_SERVER = "application_server"
    DATABASE = "database"
    API = "api"
    GAME_PROVIDER = "game_provider"
    PAYMENT = "payment"
    NETWORK = "network"


class Weight(enum.StrEnum):
    """What a thing is worth to the business, heaviest first."""

    VITAL = "vital"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


WEIGHTS: Final[Mapping[ElementClass, Weight]] = {
    ElementClass.PAYMENT: Weight.HIGH,
    ElementClass.GAME_PROVIDER: Weight.HIGH,
    ElementClass.API: Weight.HIGH,
    ElementClass.DATABASE: Weight.HIGH,
    ElementClass.APPLICATION_SERVER: Weight.NORMAL,
    ElementClass.NETWORK: Weight.NORMAL,
}


class Redundancy(Value, frozen=True, kw_only=True):
    """Targets that stand in for one another; ``at_least`` of them must work."""

    of: tuple[str, ...]  # ids of targets, two or more
    at_least: int = 1


class PlayerWords(Value, frozen=True, kw_only=True):
    """What may be said to players, as the inventory words it; an empty text: as this program words it."""

    critical: str = ""  # it does not work
    warning: str = ""  # not as usual
    unknown: str = ""  # nothing is known


class Target(Value, frozen=True, kw_only=True):
    """A thing that is watched by one or more checks."""

    id: str
    name: str
    short: str  # at most 18 signs, for the cells of the wall
    element: ElementClass
    labels: dict[str, str] = {}
    owner: str = ""
    runbook: str = ""
    runbook_steps: tuple[str, ...] = ()
    weight: Weight = Weight.NORMAL
    # Ids of targets, and groups of which enough must work; all of these must hold for this one to work.
    depends_on: tuple[str | Redundancy, ...] = ()
    players: PlayerWords | None = None  # None: what players are told is worded here, if they notice it
