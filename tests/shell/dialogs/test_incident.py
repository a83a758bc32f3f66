"""One incident is shown whole, and what can be done about it is a wish each."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest
from PySide6.QtWidgets import QPushButton

from app.model.board import CheckDetail
from app.model.incident import Entry, EntryKind, Incident, Ticked
from app.model.intent import Act, Assign, Comment, Fixed, Intent, Looked, Release, Tick
from app.model.message import Answer, AskDetail, AskIncidents, Question
from app.model.phrase import phrase
from app.shell.dialogs.incident import IncidentDialog
from app.shell.tasks import Tasks
from tests.link.parts import RealClock
from tests.shell.boards import check, incident
from tests.shell.conftest import Live
from tests.shell.dialogs.tables import shown

STEPS = ("Look at the <b>console</b>", "Call the PSP")


class Engine:
    """Knows two incidents and notes what is wished."""

    def __init__(self, first: Incident | None = None) -> None:
        self.wishes: list[Intent] = []
        now = RealClock().now()
        lines = (
            Entry(at=now, kind=EntryKind.HARD, text=phrase("Confirmed")),
            Entry(at=now, kind=EntryKind.COMMENT, text=phrase("{comment}", comment="<i>odd</i>"), who="Ann"),
        )
        self.first = first or msgspec.structs.replace(
            incident(1), timeline=lines, ticks=(Ticked(step=STEPS[0], who="Ann", at=now),)
        )

    async def ask(self, question: Question | Intent, timeout: float) -> Answer:  # noqa: ARG002, ASYNC109 - the form
        match question:
            case AskIncidents(closed=False):
                mine = (self.first,) if self.first.closed is None else ()
                return Answer(id=0, incidents=(*mine, *(() if question.what else (incident(2),))))
            case AskIncidents():
                return Answer(id=0, incidents=(self.first,) if self.first.closed is not None else ())
            case AskDetail():
                view = check("kestrin")
                return Answer(id=0, detail=CheckDetail(view=view, runbook_steps=STEPS))
            case _:
                assert isinstance(question, Intent)
                self.wishes.append(question)
                return Answer(id=0, text="Noted")


Work = Callable[[IncidentDialog], Awaitable[None]]


def run(live: Live, engine: Engine, work: Work, who: str = "Mira") -> list[Intent]:
    async def whole() -> Any:
        tasks = Tasks()
        dialog = IncidentDialog("I-1", ask=engine.ask, who=who, clock=RealClock(), tasks=tasks)
        dialog.open()
        await asyncio.sleep(0.05)
        await work(dialog)
        await asyncio.sleep(0.05)
        dialog.close()
        dialog.deleteLater()
        await tasks.close()

    live(whole())
    return engine.wishes


def test_the_whole_story_is_shown_and_opening_it_is_seeing_it(live: Live) -> None:
    """Timeline, runbook with who did which step, foreign text as it is; the engine learns of it."""

    async def work(dialog: IncidentDialog) -> None:
        assert dialog._lines.rowCount() == 2
        assert shown(dialog._lines, 1)[1:] == ["<i>odd</i>", "Ann"]
        assert [box.isChecked() for box in dialog._boxes] == [True, False]
        assert dialog._boxes[0].text().startswith("Look at the <b>console</b>  (Ann, ")
        assert "severity 3 of 4" in dialog._state.text()

    assert run(live, Engine(), work) == [Looked(who="Mira", what="I-1")]


@pytest.mark.parametrize(
    ("button", "wish"),
    [
        ("Comment", Comment(what="I-1", text="it hangs", who="Mira")),
        ("This was done", Act(what="I-1", text="it hangs", who="Mira")),
        ("Give it to this name", Assign(what="I-1", to="it hangs", who="Mira")),
        ("It is fixed", Fixed(what="I-1", who="Mira", comment="it hangs")),
    ],
)
def test_the_line_of_text_goes_with_what_is_pressed(live: Live, button: str, wish: Intent) -> None:
    """One line serves a comment, an action, a name and the word that it is fixed; it is empty afterwards."""

    async def work(dialog: IncidentDialog) -> None:
        buttons = {each.text(): each for each in dialog.findChildren(QPushButton)}
        assert buttons[button].isEnabled() == (button == "It is fixed")
        dialog._text.setText("it hangs")
        buttons[button].click()
        assert dialog._text.text() == ""

    assert run(live, Engine(), work)[1:] == [wish]


def test_a_step_is_ticked_and_joining_asks_first(live: Live) -> None:
    """A tick goes with its step; another is taken in by a dialog that asks; one part is not split."""
    wished: list[str] = []

    async def work(dialog: IncidentDialog) -> None:
        assert not dialog._release.isEnabled()
        dialog._boxes[1].click()
        await asyncio.sleep(0.05)
        dialog.merge_wished.connect(wished.append)
        dialog._into.click()
        assert not dialog._apart.isEnabled()

    wishes = run(live, Engine(), work)[1:]
    assert wishes == [Tick(what="I-1", step="Call the PSP", done=True, who="Mira")]
    assert wished == ["I-1"]


def test_what_somebody_has_can_be_given_back(live: Live) -> None:
    """The owner's name stands there, and giving back is a wish."""
    engine = Engine()
    engine.first = msgspec.structs.replace(engine.first, owner="Ann")

    async def work(dialog: IncidentDialog) -> None:
        assert "Ann has it" in dialog._state.text()
        dialog._release.click()

    assert run(live, engine, work)[1:] == [Release(what="I-1", who="Mira")]


def test_what_is_over_can_only_be_commented(live: Live) -> None:
    """A closed incident is shown with its length; all but the comment is out of reach."""
    engine = Engine()
    engine.first = msgspec.structs.replace(engine.first, closed=RealClock().now(), alerts=())

    async def work(dialog: IncidentDialog) -> None:
        dialog._text.setText("why?")
        assert "over; it lasted" in dialog._state.text()
        buttons = dialog.findChildren(QPushButton)
        usable = {each.text() for each in buttons if each.isEnabled() and each.isVisible()}
        assert usable == {"Comment", "Close"}

    run(live, engine, work)


def test_without_a_name_nothing_is_done_in_anybodys_name(live: Live) -> None:
    """Taking it asks for the name; all else says that it is missing, and nothing counts as seen."""

    async def work(dialog: IncidentDialog) -> None:
        dialog._text.setText("x")
        assert dialog._take.isEnabled()
        assert not dialog._comment.isEnabled()
        assert "name" in dialog._said.text()

    assert run(live, Engine(), work, who="") == []
