"""Maintenance windows and inhibitions as they stand in the file."""

from typing import Annotated

import msgspec

from app.inventory.entry.routing_forms import Clock, Names
from app.model.maintenance import DayOfMonth
from app.model.value import Value

Lasts = Annotated[float, msgspec.Meta(gt=0, le=31 * 86_400, extra={"form": "duration"})]
Date = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
LocalTime = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}$")]
WindowName = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Sentence = Annotated[str, msgspec.Meta(max_length=500)]
Nth = Annotated[int, msgspec.Meta(ge=-5, le=5)]
Zone = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
MaintainedMatch = Annotated[str | Names, msgspec.Meta(extra_json_schema={"minLength": 1, "minItems": 1})]


class MaintenanceForm(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Work that is planned: once (``start``), again and again (``at``), or when something fails first."""

    name: WindowName
    match: MaintainedMatch
    reason: Sentence = ""
    owner: Annotated[str, msgspec.Meta(max_length=80)] = ""
    at: Clock = ""
    lasts: Lasts | None = None
    days: str | Names = ()
    month_days: tuple[DayOfMonth, ...] = ()
    nth: tuple[Nth, ...] = ()
    every_weeks: Annotated[int, msgspec.Meta(ge=1, le=52)] = 1
    first: Date = ""
    last: Date = ""
    start: LocalTime = ""
    end: LocalTime = ""
    flexible: bool = False


class InhibitForm(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """While an alert that matches ``source`` fires, nobody is told of those that match ``target``."""

    source: MaintainedMatch
    target: MaintainedMatch
    equal: tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=60)], ...] = ()
