"""The detail of a check as plain text."""

from msgspec.structs import replace

from app.model.board import CheckDetail
from app.model.phrase import phrase
from app.model.probe import ErrorGroup, Phase
from app.model.state import State
from tests.shell.boards import NOW, check
from widgets.views.sheet import sheet, sheet_text


def test_all_of_a_detail_is_copied() -> None:
    """State, reasons, phases, values, errors, answer, runbook and facts stand in the text."""
    view = replace(
        check("kestrin", State.CRITICAL),
        runbook="https://runbooks.example/k",
        sentence=phrase("No answer in 10 s"),
    )
    detail = CheckDetail(
        view=view,
        phases=(Phase(name="connect", seconds=0.011),),
        facts={"server": "edge"},
        errors=(ErrorGroup(template="refused <*>", count=3, first=NOW, last=NOW, example="refused 1"),),
        detail="503 try later",
    )
    text = sheet_text(sheet(detail, NOW))
    for part in (
        "kestrin\n",
        "Critical for: 0 s",
        "Why it is critical\n  No answer in 10 s",
        "Last answer by phases\n  Connect: 11 ms",
        "Response time: 10 ms",
        "3 x refused <*>",
        "503 try later",
        "https://runbooks.example/k",
        "server: edge",
    ):
        assert part in text


def test_what_is_not_there_has_no_title() -> None:
    """A check without phases, errors and facts is told without empty parts."""
    text = sheet_text(sheet(CheckDetail(view=check("a")), NOW))
    assert "phases" not in text
    assert "Errors" not in text
    assert "Facts" not in text
