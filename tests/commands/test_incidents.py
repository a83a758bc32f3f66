import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.__main__ import main
from app.commands.incident_text import incident_line, incident_lines
from app.commands.incidents import figures_form, figures_lines
from app.commands.plain_form import incident_form
from app.model.figures import Figures, TargetFigures
from app.model.incident import Entry, EntryKind, Repair, Ticked
from app.model.phrase import phrase
from app.model.suppression import Suppression, SuppressionKind
from tests.alerts.making import at, incident
from tests.history.test_verify import recorded

NOW = at(600)
RICH = replace(
    incident("I-17", owner="Ann", told=("desktop", "ops")),
    targets=("kestrin", "shop"),
    severity=1,
    suppressed=Suppression(kind=SuppressionKind.SILENCE, by="S-3", who="Bo", reason="deploy", until=at(900)),
    ack_until=at(4000),
    sticky=True,
    ticks=(Ticked(step="restart the gateway", who="Ann", at=at(300)),),
    fixed=Repair(who="Ann", at=at(540), comment="restarted"),
    timeline=(Entry(at=at(30), kind=EntryKind.ACKNOWLEDGED, text=phrase("Ann has it"), who="Ann"),),
)


def test_an_incident_is_one_line() -> None:
    """Severity, level, title, age, owner and what is special about it; one that is over says so."""
    line = incident_line(RICH, NOW)
    for part in (
        "I-17",
        " 1 critical",
        "kestrin hangs,",
        "10 min,",
        "Ann has it",
        "(+1 target)",
        "[silence S-3]",
    ):
        assert part in line
    over = incident_line(replace(incident("I-2"), closed=at(120)), NOW)
    assert "over 8 min ago, lasted 2 min, nobody took it" in over


def test_all_of_an_incident_with_its_timeline() -> None:
    """Targets, alerts, owner, silence, who was told, runbook and repair stand above the timeline."""
    text = "\n".join(incident_lines(RICH, NOW))
    expected = (
        "targets: kestrin, shop",
        "alerts: kestrin/launch#up",
        "its owner keeps it",
        "nobody is told: silence S-3 until",
        "told to: desktop, ops",
        "done: restart the gateway (Ann,",
        "said to be fixed by Ann 1 min ago: restarted; proof is awaited",
        "Ann has it  (Ann)",
    )
    places = [text.index(each) for each in expected]
    assert places == sorted(places)


def test_the_json_has_all_of_it() -> None:
    """Each of these has its field, null where there is nothing."""
    form = incident_form(RICH)
    assert form["targets"] == ["kestrin", "shop"]
    assert (form["severity"], form["sticky"], form["suppressed"]["by"]) == (1, True, "S-3")
    assert form["fixed"]["comment"] == "restarted"
    assert form["ticks"][0]["step"] == "restart the gateway"
    bare = incident_form(incident())
    assert (bare["suppressed"], bare["fixed"], bare["merged_into"]) == (None, None, None)
    json.dumps([form, bare])


def test_figures_say_what_they_mean() -> None:
    """Each mean with its name in the trade; what is not known is a dash and null."""
    figures = Figures(
        count=4,
        closed=3,
        unacknowledged=1,
        detect=20.0,
        acknowledge=None,
        repair=600.0,
        targets=(TargetFigures(target="shop", count=3, between=7200.0),),
    )
    text = "\n".join(figures_lines(figures))
    assert "4 incidents, 1 of them open, 1 taken by nobody" in text
    assert "10 min  (MTTR" in text
    assert " -  (MTTA" in text
    assert figures_form(figures)["mtta"] is None
    assert figures_lines(Figures()) == ["No incident is on record for that time."]


async def test_the_event_log_is_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where log and books agree it is exit code 0 and said so; without a record it is said what to do."""
    await recorded(tmp_path / "state.db")
    words = ["incidents", "--state", str(tmp_path), "--verify"]
    assert main(words) == 0
    assert "1 alerts and 1 open incidents: the same as the books" in capsys.readouterr().out
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["differences"] == []
    assert main(["incidents", "--state", str(tmp_path / "nothing"), "--verify"]) == 4
    assert "name it with --state" in capsys.readouterr().err
