"""Joining and splitting say what will come of it, do what was read, and offer to take it back."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.model.alert import AlertKey
from app.model.foreseen import Consequence, Foreseen
from app.model.incident import Incident
from app.model.intent import Intent, Merge, Split
from app.model.message import Answer, AskForeseen, AskIncidents, Question
from app.model.phrase import phrase
from app.shell.dialogs.regroup import RegroupDialog
from app.shell.dialogs.regrouping import Form, Joining, Parting, parts_of
from app.shell.tasks import Tasks
from tests.shell.boards import incident
from tests.shell.conftest import Live
from tests.shell.dialogs.tables import shown

Work = Callable[[RegroupDialog], Awaitable[None]]
KEYS = tuple(AlertKey(check=name, rule="up") for name in ("kestrin/launch", "kestrin/lobby", "orbit/launch"))
WHOLE = msgspec.structs.replace(incident(1), alerts=KEYS, targets=("kestrin", "orbit"), target="kestrin")


class Engine:
    """Has three open incidents, foresees, and does what is wished."""

    def __init__(self, *incidents: Incident) -> None:
        self.open = incidents or tuple(incident(number) for number in (1, 2, 3))
        self.foreseen: list[Merge | Split] = []
        self.wishes: list[Intent] = []
        self.error = ""

    async def ask(self, question: Question | Intent, timeout: float) -> Answer:  # noqa: ARG002, ASYNC109 - the form
        match question:
            case AskIncidents():
                return Answer(id=0, incidents=self.open, error=self.error)
            case AskForeseen(wish=wish):
                self.foreseen.append(wish)
                found = Foreseen(
                    question=phrase("Do {n}?", n=str(len(self.foreseen))),
                    consequences=(Consequence(text=phrase("It is called"), name=phrase("It hangs")),),
                )
                return Answer(id=0, foreseen=found)
            case Merge(into=into):
                self.wishes.append(question)
                return Answer(id=0, text="Joined", back=(Split(what=into, part=("kestrin",), who=""),))
        assert isinstance(question, Intent)
        self.wishes.append(question)
        return Answer(id=0, error="It is over")


def run(live: Live, engine: Engine, form: Form, work: Work, **more: Any) -> None:
    async def whole() -> Any:
        tasks = Tasks()
        who = more.pop("who", "Mira")
        dialog = RegroupDialog(form, ask=engine.ask, who=who, tasks=tasks, **more)
        dialog.open()
        await asyncio.sleep(0.03)
        await work(dialog)
        dialog.close()
        dialog.deleteLater()
        await tasks.close()

    live(whole())


def test_what_was_read_is_done_and_can_be_taken_back(live: Live) -> None:
    """Nothing is done before it was read; the way back is the default; one press undoes what was done."""
    engine = Engine()

    async def work(dialog: RegroupDialog) -> None:
        assert dialog._one.currentData() == "I-2"
        assert [shown(dialog._many, row)[0] for row in range(2)] == ["I-1", "I-3"]
        assert dialog._question.text() == "Tick what becomes part of it"
        assert not dialog._does.isEnabled()
        dialog._many.setFocus()
        QTest.keyClick(dialog._many, Qt.Key.Key_Down)
        QTest.keyClick(dialog._many, Qt.Key.Key_Space)
        assert not dialog._does.isEnabled()
        await asyncio.sleep(0.03)
        assert (dialog._question.text(), shown(dialog._comes, 0)) == ("Do 1?", ["It is called: It hangs"])
        assert dialog._stays.isDefault()
        assert engine.wishes == []
        dialog._does.click()
        await asyncio.sleep(0.03)
        assert (dialog._question.text(), dialog._stays.text()) == ("Joined", "Close")
        assert not dialog._does.isVisible()
        dialog._undo.click()
        await asyncio.sleep(0.03)
        assert dialog._question.text() == "It is over"
        assert not dialog._undo.isVisible()
        assert not dialog._comes.isVisible()

    run(live, engine, Joining(), work, chosen="I-2")
    assert engine.wishes == [
        Merge(into="I-2", what=("I-3",), who="Mira"),
        Split(what="I-2", part=("kestrin",), who="Mira"),
    ]


def test_another_choice_is_another_question(live: Live) -> None:
    """What is ticked beforehand is asked at once; another incident takes the ticks away."""
    engine = Engine()

    async def work(dialog: RegroupDialog) -> None:
        assert engine.foreseen == [Merge(into="I-1", what=("I-2", "I-3"), who="Mira")]
        assert dialog._does.isEnabled()
        dialog._one.setCurrentIndex(1)
        assert not dialog._does.isEnabled()
        await asyncio.sleep(0.03)
        assert dialog._question.text() == "Tick what becomes part of it"
        assert dialog._comes.rowCount() == 0
        engine.open = engine.open[1:2]
        dialog._turn()
        await asyncio.sleep(0.03)
        assert dialog._question.text() == "There is no other open incident"

    run(live, engine, Joining(), work, chosen="I-1", ticked=("I-3", "I-2", "I-9"))
    assert engine.wishes == []


def test_a_part_leaves_and_a_refusal_is_said(live: Live) -> None:
    """Targets are offered, and checks where a target has several; after a refusal it can be tried again."""
    engine = Engine(WHOLE, incident(2))
    assert parts_of(WHOLE) == ("kestrin", "orbit", "kestrin/launch", "kestrin/lobby")

    async def work(dialog: RegroupDialog) -> None:
        assert [dialog._one.itemData(n) for n in range(dialog._one.count())] == ["I-1"]
        assert shown(dialog._many, 1) == ["orbit", "target"]
        dialog._does.click()
        await asyncio.sleep(0.03)
        assert dialog._said.text() == "It is over"
        assert dialog._does.isEnabled()
        assert not dialog._undo.isVisible()

    run(live, engine, Parting(), work, ticked=("orbit/launch",))
    assert engine.wishes == [Split(what="I-1", part=("orbit",), who="Mira")]


def test_without_an_engine_or_a_name_nothing_is_done(live: Live) -> None:
    """Both are said; what would come of it can be read without a name."""
    engine = Engine()

    async def nameless(dialog: RegroupDialog) -> None:
        assert dialog._comes.rowCount() == 1
        assert not dialog._does.isEnabled()
        assert "name" in dialog._said.text()
        engine.error = "there is no connection to the engine"
        dialog._turn()
        await asyncio.sleep(0.03)
        assert dialog._trouble.text() == "There is no connection to the engine"
        assert not dialog._question.isVisible()

    run(live, engine, Joining(), nameless, who="", ticked=("I-2",))
