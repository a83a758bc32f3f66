"""The sections about who is told, as they stand in the file."""

from typing import Annotated, Literal

import msgspec

from app.model.probe import Duration
from app.model.routing import DESKTOP_REPEAT, PopUps
from app.model.value import Value

Wait = Annotated[float, msgspec.Meta(ge=0, le=86_400 * 7, extra={"form": "duration"})]
Names = tuple[str, ...]
Clock = Annotated[str, msgspec.Meta(pattern=r"^([01]?[0-9]|2[0-4]):[0-5][0-9]$")]


class RouteForm(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to tell of what; the first that matches counts."""

    match: str | Names = ()
    channels: Names = ()
    repeat: Duration | None = None
    wait: Wait = 0.0
    escalate: str = ""
    hours: str = ""
    quiet: str = ""
    goes_on: bool = msgspec.field(name="continue", default=False)


class StepForm(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to tell once nobody has it for so long."""

    channels: Names
    after: Wait = 0.0
    repeat: Duration | None = None


class StretchForm(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hours of the week by the wall's clocks; what ends before it begins goes on into the next day."""

    days: str | Names = ()
    begins: Clock = msgspec.field(name="from", default="00:00")
    ends: Clock = msgspec.field(name="to", default="24:00")
    spares: Literal["critical", "warning"] | None = msgspec.field(name="except", default=None)


class DesktopForm(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the desktop pops up and sounds."""

    repeat: Duration | Literal["never"] = DESKTOP_REPEAT
    quiet: str = ""
    pop_ups: PopUps = PopUps.NOT_OVER_WALLS
    sound: dict[str, Literal["all", "critical", "none"]] = {}
