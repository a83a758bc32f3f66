"""The page of the JSON forms names each field that is put out, and none besides."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from app.commands.channels import channel_form
from app.commands.events import event_form
from app.commands.incidents import figures_form
from app.commands.maintenance import maintenance_form
from app.commands.plain_form import check_form, health_form, incident_form, status_form
from app.commands.replay_form import replay_form
from app.commands.silence import preview_form, silence_form
from app.commands.why_form import why_form
from app.model.board import Banner, Board, EngineHealth
from app.model.channel_view import ChannelView
from app.model.deadman import Ear, Pulse
from app.model.event import Event, EventKind
from app.model.figures import Figures, TargetFigures
from app.model.incident import Entry, EntryKind, Repair, Ticked
from app.model.phrase import phrase
from app.model.replay import CheckReplay, Firing, Missed, Replay, Span, Tally
from app.model.state import State
from app.model.suppression import Suppression, SuppressionKind
from app.model.suppression_view import MaintenanceView, Preview, SilenceView
from app.model.verdict import Level
from app.model.why import ChannelWhy, ParentWhy, Quiet, RuleWhy, Why
from tests.shell.boards import NOW, check, incident

PAGE = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
SAID = phrase("said")
SHOWN = check("kestrin")
TALLY = Tally(fired=1)
INCIDENT = replace(
    incident(),
    suppressed=Suppression(kind=SuppressionKind.SILENCE, by="S-1"),
    fixed=Repair(who="Ann", at=NOW),
    ticks=(Ticked(step="restart", who="Ann", at=NOW),),
    timeline=(Entry(at=NOW, kind=EntryKind.HARD, text=SAID),),
)
HEALTH = EngineHealth(pid=1, build="1", started=NOW, pulse=Pulse(ears=(Ear(who="other wall"),)))
BOARD = Board(
    now=NOW,
    checks=(SHOWN,),
    incidents=(INCIDENT,),
    banners=(Banner(id="sound", state=State.WARNING, text=SAID, since=NOW),),
    health=HEALTH,
)
WHY = Why(
    now=NOW,
    view=SHOWN,
    incident=INCIDENT,
    rules=(RuleWhy(rule="up", level=Level.GOOD),),
    parents=(ParentWhy(target="edge", name="Edge", down=False),),
    quiet=(Quiet(kind="silence", text=SAID),),
    channels=(ChannelWhy(channel="ops", told=True),),
)
FIRING = Firing(check="a/b", rule="up", began=0.0, spans=(Span(begin=1.0, end=2.0, level=Level.WARNING),))
REPLAY = Replay(
    since=0.0,
    until=1.0,
    checks=(
        CheckReplay(
            check="a/b",
            rules=(),
            results=1,
            unknown=0,
            present=TALLY,
            changed=TALLY,
            missed=Missed(),
            added=Missed(),
        ),
    ),
    present_firings=(FIRING,),
    changed_firings=(FIRING,),
)
SILENCE = SilenceView(id="S-1", matchers="a=b", who="Ann", reason="", starts=NOW, until=NOW)
WINDOW = MaintenanceView(id="M-1", matchers="a=b", kind="fixed")
CHANNEL = ChannelView(id="ops", kind="webhook", scheme="https", min_severity="warning")
EVENT = Event(at=NOW, kind=EventKind.STATE, subject="a/b", what="OK")
FIGURES = Figures(targets=(TargetFigures(target="a", count=1),))

TABLES = {
    "## status": status_form(BOARD),
    "### a check": check_form(SHOWN, NOW),
    "### an incident": incident_form(INCIDENT),
    "### the engine": health_form(HEALTH, NOW),
    "## events": event_form(EVENT),
    "## why": why_form(WHY),
    "## rules replay": replay_form(REPLAY, listed=True),
}
ELSEWHERE = {
    "## status": ["checks", "incidents", "engine"],
    "## why": ["check", "incident"],
}  # fields whose own fields have tables of their own
PROSE = {
    "## channels": channel_form(CHANNEL),
    "## incidents": figures_form(FIGURES),
    "## silences and maintenance": {
        **silence_form(SILENCE),
        **maintenance_form(WINDOW),
        **preview_form(Preview()),
    },
}


def section(heading: str) -> str:
    """Return the page below a heading."""
    return re.split(r"^##", PAGE.partition(f"\n{heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def names(text: str) -> set[str]:
    """Return what stands there as a field."""
    return set(re.findall(r"`([a-z_0-9.]+)`", text))


def inner(form: Any) -> Iterator[str]:
    """Return the fields within a field; keys of ``values`` and ``data`` are no fields."""
    for each in form if isinstance(form, list) else [form]:
        if isinstance(each, dict):
            for name, value in each.items():
                yield name
                yield from () if name == "data" else inner(value)


@pytest.mark.parametrize("heading", TABLES)
def test_a_table_has_each_field_and_none_besides(heading: str) -> None:
    """The first column names exactly what is put out; fields within these stand in the section, too."""
    form = dict(TABLES[heading])
    summary = form.pop("summary", {})
    wanted = {*form, *(f"summary.{name}" for name in summary)}
    rows = [line.split("|") for line in section(heading).splitlines() if line.startswith("| `")]
    assert set().union(*(names(row[1]) for row in rows)) == wanted
    form["values"] = list(form.get("values", {}).values())
    within = {
        name
        for field, value in form.items()
        if field not in ELSEWHERE.get(heading, [])
        for name in inner(value)
    }
    assert within <= names(section(heading))


@pytest.mark.parametrize("heading", PROSE)
def test_a_section_without_a_table_has_each_field(heading: str) -> None:
    """Each field that is put out stands in the section."""
    assert set(inner(PROSE[heading])) <= names(section(heading))
