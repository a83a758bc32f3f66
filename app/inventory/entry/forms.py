"""The entries as they stand in the file, before defaults are filled in."""

from typing import Annotated, Any, Literal

import msgspec

from app.inventory.entry.grouping_form import GroupingForm, ReopenWithin
from app.inventory.entry.planned_forms import InhibitForm, MaintenanceForm, Zone
from app.inventory.entry.players_form import PlayersSaid
from app.inventory.entry.routing_forms import DesktopForm, RouteForm, StepForm, StretchForm
from app.inventory.entry.wall_forms import WallForm
from app.model.channel import OutsideChannel
from app.model.check import Flapping
from app.model.deadman import Deadman
from app.model.grouping import REOPEN_WITHIN
from app.model.routing import GROUP_INTERVAL
from app.model.surroundings import Listen
from app.model.target import ElementClass, Weight
from app.model.value import Value

ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$"
SECRET_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"  # noqa: S105 - it is the form of a name

Id = Annotated[
    str,
    msgspec.Meta(
        pattern=ID,
        description="A short name without spaces, unique; it stays when the name changes.",
    ),
]
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Short = Annotated[
    str,
    msgspec.Meta(
        min_length=1,
        max_length=18,
        description="At most 18 signs for the cells of the wall; default: the name, cut.",
    ),
]
Interval = Annotated[
    float,
    msgspec.Meta(
        ge=0.2,
        le=86_400,
        extra={"form": "duration"},
        description="Time from one run's start to the next, 0.2 s to 1 day.",
    ),
]
Retry = Annotated[
    float,
    msgspec.Meta(
        ge=0.2,
        le=86_400,
        extra={"form": "duration"},
        description="The interval while a problem is not yet confirmed.",
    ),
]
Timeout = Annotated[
    float,
    msgspec.Meta(
        ge=0.05,
        le=3600,
        extra={"form": "duration"},
        description="How long a run may take; below interval and retry_interval.",
    ),
]
Attempts = Annotated[
    int,
    msgspec.Meta(ge=1, le=100, description="Bad results in a row until a problem is confirmed and told."),
]
Hold = Annotated[
    float,
    msgspec.Meta(
        ge=0,
        le=86_400,
        extra={"form": "duration"},
        description="How long all must be good before a problem counts as over; default 0.",
    ),
]
FlappingForm = Annotated[
    Flapping | Literal["off"],
    msgspec.Meta(
        description="When results that are good and bad in turn become one alarm; off: never.",
    ),
]
LabelName = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
LabelValue = Annotated[str, msgspec.Meta(max_length=200)]
Owner = Annotated[str, msgspec.Meta(max_length=80, description="The team that is asked first.")]
Link = Annotated[str, msgspec.Meta(max_length=2000, description="Where it is written what to do.")]
Steps = Annotated[
    tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=200)], ...],
    msgspec.Meta(max_length=50, description="What to do, one step an entry; each can be ticked."),
]
Worth = Annotated[
    Weight | None,
    msgspec.Meta(description="What it is worth to the business; incidents are as severe as what they hit."),
]
Members = Annotated[tuple[str, ...], msgspec.Meta(extra_json_schema={"minItems": 2})]


GroupInterval = Annotated[
    float,
    msgspec.Meta(
        gt=0,
        le=86_400,
        extra={"form": "duration"},
        description="Time between two notices that an incident grew.",
    ),
]


class GroupForm(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Targets that stand in for one another: ``any`` one must work, or ``at_least`` so many ``of`` them."""

    any: Members | None = None
    at_least: Annotated[int, msgspec.Meta(ge=1)] | None = None
    of: Members | None = None


Parents = Annotated[
    tuple[str | GroupForm, ...],
    msgspec.Meta(
        description="Ids of targets without which this one cannot work, and groups of which enough must "
        "work; their failure explains it."
    ),
]


class TimingForm(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often and how patiently checks run; what is not given comes from above."""

    interval: Interval | None = None
    timeout: Timeout | None = None
    attempts: Attempts | None = None
    retry_interval: Retry | None = None
    recover_hold: Hold | None = None
    flapping: FlappingForm | None = None


class CheckForm(TimingForm, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question to the target, asked again and again."""

    probe: Any
    id: Id | None = None
    name: Title | None = None
    short: Short | None = None
    rules: list[Any] = []
    enabled: bool = True


class ClassForm(TimingForm, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds for all targets of a class that say nothing else."""

    weight: Worth = None
    players: PlayersSaid = None


class TargetForm(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A thing that is watched."""

    id: Id
    element: ElementClass = msgspec.field(name="class")
    checks: list[Any]
    name: Title | None = None
    short: Short | None = None
    labels: dict[LabelName, LabelValue] = {}
    owner: Owner = ""
    runbook: Link = ""
    runbook_steps: Steps = ()
    weight: Worth = None
    players: PlayersSaid = None
    depends_on: Parents = ()


class FileForm(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One inventory file; several are read as one."""

    title: Title = ""
    references: Literal["automatic", "none"] = "automatic"
    defaults: TimingForm = TimingForm()
    classes: dict[ElementClass, ClassForm] = {}
    grouping: list[GroupingForm] = []
    reopen_within: ReopenWithin = REOPEN_WITHIN
    targets: list[Any] = []
    channels: list[OutsideChannel] = []
    listen: Listen | None = None
    routes: list[RouteForm] = []
    escalations: dict[Id, list[StepForm]] = {}
    hours: dict[Id, StretchForm | list[StretchForm]] = {}
    desktop: DesktopForm = DesktopForm()
    group_interval: GroupInterval = GROUP_INTERVAL
    deadman: Deadman | None = None
    timezone: Zone = ""
    maintenance: list[MaintenanceForm] = []
    inhibit: list[InhibitForm] = []
    walls: list[WallForm] = []
