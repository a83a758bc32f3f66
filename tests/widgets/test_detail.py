"""The detail of a check."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.model.board import CheckDetail
from app.model.past import ChartMark, MarkKind
from app.model.phrase import phrase
from app.model.probe import ErrorGroup, Phase
from app.model.state import ErrorClass, State
from tests.widgets.boards import NOW, ago, bad_day, good_checks
from tests.widgets.test_layout import CAP, DESCENT
from widgets.detail import CheckDetailView
from widgets.sections.detail_sheet import HEAD, MARGIN, DetailSheet
from widgets.strip_paint import Mark


def detail(name: str = "Paygrove in") -> CheckDetail:
    view = next(c for c in bad_day().board.checks if c.name == name)
    return CheckDetail(
        view=replace(view, incident="I-2316", error=ErrorClass.TIMEOUT_READ),
        phases=(Phase(name="connect", seconds=0.011), Phase(name="first_byte", seconds=9.77)),
        facts={"server": "<b>paygrove</b>"},
        errors=(
            ErrorGroup(template="status 504 from <*>", count=3, first=ago(400), last=ago(3), example="x"),
        ),
        detail='<img src="http://foreign.example/x">' * 20,
        rules=(phrase("Response time 9.8 s, limit 2 s"),),
        owner="payments",
    )


@pytest.fixture
def view(qtbot: QtBot) -> CheckDetailView:
    made = CheckDetailView(buttons=True)
    qtbot.addWidget(made)
    made.resize(1280, 900)
    return made


def words(view: CheckDetailView) -> list[str]:
    sheet = view.findChild(DetailSheet)
    assert isinstance(sheet, DetailSheet)
    return [writing.text for writing in sheet.writings]


def test_it_tells_why_since_when_and_who(view: CheckDetailView) -> None:
    """State, age, reasons, phases, errors, owner and runbook stand in words."""
    view.show_detail(detail(), (), NOW)
    view.grab()
    texts = " | ".join(words(view))
    for wanted in (
        "Paygrove in",
        "Critical for",
        "7 min",
        "Why it is critical",
        "Deposits take 9.8 s, limit 2 s",
        "Response time 9.8 s, limit 2 s",
        "No answer in time",
        "First byte",
        "9.77 s",
        "status 504 from <*>",
        "nobody yet",
        "payments",
        "runbooks.example",
    ):
        assert wanted in texts, wanted


def test_foreign_text_stays_text(view: CheckDetailView) -> None:
    """Markup of the other side is shown as signs and cut where it is long."""
    view.show_detail(detail(), (), NOW)
    view.grab()
    assert any(text.startswith("<img src=") for text in words(view))
    assert "<b>paygrove</b>" in words(view)


def test_wishes_carry_their_ids(view: CheckDetailView, qtbot: QtBot) -> None:
    """Acknowledge names the incident, Recheck the check."""
    view.show_detail(detail(), (), NOW)
    buttons = {button.text(): button for button in view.findChildren(QPushButton)}
    with qtbot.waitSignal(view.acknowledge_wished) as told:
        buttons["Acknowledge"].click()
    assert told.args == ["I-2316"]
    with qtbot.waitSignal(view.recheck_wished) as told:
        buttons["Recheck"].click()
    assert told.args == ["paygrove-in/main"]
    with qtbot.waitSignal(view.close_wished):
        buttons["Close"].click()


def test_old_proof_is_stale_here_too(view: CheckDetailView) -> None:
    """A good check whose answer is old is unknown, with what it was."""
    good = good_checks()[0]
    view.show_detail(CheckDetail(view=replace(good, last=ago(300))), (), NOW)
    view.grab()
    texts = " | ".join(words(view))
    assert "Stale: newest result 5 min old, was OK" in texts
    assert "Why it is good" not in texts


def test_the_chart_is_raised_after_the_first_picture(view: CheckDetailView, qtbot: QtBot) -> None:
    """The plot with axes comes with the next turn of the loop and follows the points."""
    from widgets.plot import Plot

    sample = bad_day()
    points = tuple(p for p in sample.points if p.check == "paygrove-in/main")
    view.show_detail(detail(), points, NOW)
    view.grab()
    qtbot.waitUntil(lambda: view.findChild(Plot) is not None)
    before = view.grab().toImage()
    view.show_detail(detail(), points[: len(points) // 2], NOW)
    assert view.grab().toImage() != before
    view.set_theme("light")
    assert view.grab().toImage() != before


def test_a_check_that_never_answered_has_no_chart_and_no_state(view: CheckDetailView) -> None:
    """Pending is told as waiting, never as good."""
    waiting = replace(
        good_checks()[0], state=State.PENDING, since=None, last=None, series=(), availability=None
    )
    view.show_detail(CheckDetail(view=waiting), (), NOW)
    view.grab()
    texts = words(view)
    assert "It waits for its first answer" in texts
    assert "No proof" in texts


def test_a_long_place_goes_under_the_name_not_over_it(view: CheckDetailView) -> None:
    """Where the line below the name takes two lines, all of it is clear of the name's tails."""
    known = detail()
    view.resize(980, 680)
    place = "https://gateway.paygrove.example/v2/merchants/1049/deposits/health"
    view.show_detail(replace(known, view=replace(known.view, address=place)), (), NOW)
    view.grab()
    sheet = view.findChild(DetailSheet)
    assert isinstance(sheet, DetailSheet)
    head = [writing for writing in sheet.writings if writing.y < MARGIN + HEAD and writing.x < 80]
    name, *lines = sorted(head, key=lambda writing: writing.y)
    assert len(lines) == 2
    assert lines[0].y - lines[0].size * CAP / 2 > name.y + name.size * (CAP / 2 + DESCENT)
    assert lines[1].y + lines[1].size * (CAP / 2 + DESCENT) < MARGIN + HEAD


def test_the_chart_shows_what_happened_and_is_a_sentence_for_the_keyboard(view: CheckDetailView) -> None:
    """What happened stands in the chart; highest, lowest and gaps are counted when it has the focus."""
    points = tuple(p for p in bad_day().points if p.check == "paygrove-in/main")
    mark = ChartMark(at=NOW.wall - 300, kind=MarkKind.DEPLOYED, text=phrase("deploy 4.2"))
    view.show_detail(detail(), points, NOW, (mark,))
    view.grab()
    chart = view._chart
    assert chart._view is not None
    assert chart._view.style.marks == (Mark(mark.at, "deployed"),)
    assert "highest" not in chart.accessibleDescription()
    QApplication.sendEvent(chart, QFocusEvent(QFocusEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    told = chart.accessibleDescription()
    assert told == chart.sentence()
    assert "now " in told
    assert "highest " in told
    assert " gap" in told
    assert chart.focusPolicy() is Qt.FocusPolicy.TabFocus
