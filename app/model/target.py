"""What is watched."""

import enum

from app.model.value import Value


class ElementClass(enum.StrEnum):
    """The six classes of elements under control."""

    APPLICATION_SERVER = "application_server"
    DATABASE = "database"
    API = "api"
    GAME_PROVIDER = "game_provider"
    PAYMENT = "payment"
    NETWORK = "network"


class Target(Value, frozen=True, kw_only=True):
    """A thing that is watched by one or more checks."""

    id: str
    name: str
    short: str  # at most 18 signs, for the cells of the wall
    element: ElementClass
    labels: dict[str, str] = {}
    owner: str = ""
    runbook: str = ""
    depends_on: tuple[str, ...] = ()  # ids of targets; all named parents must work for this one to work
