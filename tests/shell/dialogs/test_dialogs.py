"""Dialogs tell what was wished and never block."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QPushButton

from app.model.board import CheckDetail
from app.model.intent import Acknowledge
from app.model.message import Answer, AskDetail, Question
from app.shell.dialogs.acknowledge import AcknowledgeDialog
from app.shell.dialogs.check_detail import CheckDetailDialog, open_address
from app.shell.dialogs.faults import FaultsDialog
from app.shell.dialogs.label import plain_label
from app.shell.dialogs.quit import QuitDialog
from app.shell.tasks import Tasks
from tests.link.parts import RealClock
from tests.shell.boards import check, incident
from tests.shell.conftest import Live


def test_nobody_takes_an_incident_without_a_name() -> None:
    """The button waits for a name; the wish holds incident, name and comment, cut to one line."""
    dialog = AcknowledgeDialog([incident(1), incident(2)], "I-2", "")
    wished: list[Acknowledge] = []
    dialog.wished.connect(wished.append)
    assert not dialog._take.isEnabled()
    dialog._who.setText("  ")
    assert not dialog._take.isEnabled()
    dialog._who.setText("Mira K.")
    dialog._comment.setText("calling\tthem")
    dialog._take.click()
    assert wished == [Acknowledge(what="I-2", who="Mira K.", comment="calling them")]
    dialog._sticky.setChecked(True)
    dialog._span.setCurrentIndex(2)
    dialog._take.click()
    assert (wished[1].sticky, wished[1].seconds) == (True, 3600.0)
    dialog.deleteLater()


def test_foreign_text_is_shown_literally() -> None:
    """Markup of a target is letters, and opens no file."""
    label = plain_label("<img src='/etc/hostname'><b>x</b>")
    assert label.text() == "<img src='/etc/hostname'><b>x</b>"
    assert label.textFormat().name == "PlainText"
    label.deleteLater()


def test_quitting_has_three_answers() -> None:
    """Everything ends, only the window ends, or nothing does; the harmless one is the default."""
    for press, expected in (("Stop watching", [True]), ("Close the window only", [False]), ("Stay", [])):
        dialog = QuitDialog(window_lost=True)
        chosen: list[bool] = []
        dialog.chosen.connect(chosen.append)
        buttons = {button.text(): button for button in dialog.findChildren(QPushButton)}
        assert buttons["Stay"].isDefault()
        buttons[press].click()
        assert chosen == expected
        dialog.deleteLater()


def test_a_detail_is_asked_anew_and_says_what_is_wrong(live: Live) -> None:
    """The detail is asked for while the dialog is open; an engine that does not answer is said."""
    asked: list[Question] = []
    answers = [Answer(id=0, error="not <b>now</b>"), Answer(id=0, detail=CheckDetail(view=check("kestrin")))]

    async def ask(question: Question) -> Answer:
        asked.append(question)
        if isinstance(question, AskDetail):
            return answers[0] if len(answers) == 1 else answers.pop(0)
        return Answer(id=0)

    async def work() -> Any:
        tasks = Tasks()
        dialog = CheckDetailDialog("kestrin/up", ask=ask, clock=RealClock(), tasks=tasks, theme="dark")
        dialog.open()
        await asyncio.sleep(0.05)
        assert "Not <b>now</b>" in [label.text() for label in dialog.findChildren(QLabel)]
        dialog.close()
        dialog.open()
        await asyncio.sleep(0.1)
        assert any(isinstance(question, AskDetail) for question in asked[1:])
        dialog.close()
        dialog.deleteLater()
        await tasks.close()

    live(work())


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:x", "/bin/sh", ""])
def test_a_runbook_opens_web_pages_only(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """An address of the inventory that is no web page opens nothing."""
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    open_address(address)
    assert opened == []
    open_address("https://runbooks.example/kestrin")
    assert [url.host() for url in opened] == ["runbooks.example"]


def test_faults_are_switched_over_the_socket(live: Live, tmp_path: Path) -> None:
    """The panel shows what the demo tells, and its buttons are wishes to it; a dead demo is said."""
    wishes: list[dict[str, Any]] = []
    services = [{"name": "kestrin-live", "kinds": ["hang", "slow"], "fault": {"kind": "hang"}}]

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wish = json.loads(await reader.readline())
        wishes.append(wish)
        answer = {"ok": True, "services": services} if wish["do"] == "list" else {"ok": True}
        writer.write(json.dumps(answer).encode() + b"\n")
        writer.close()

    async def work() -> Any:
        server = await asyncio.start_unix_server(talk, tmp_path / "control")
        tasks = Tasks()
        dialog = FaultsDialog(tmp_path / "control", tasks)
        dialog.open()
        await asyncio.sleep(0.1)
        buttons = {
            button.accessibleName() or button.text(): button for button in dialog.findChildren(QPushButton)
        }
        buttons["Break kestrin-live"].click()
        buttons["Mend everything"].click()
        await asyncio.sleep(0.1)
        assert {"do": "fault", "service": "kestrin-live", "kind": "hang"} in wishes
        assert {"do": "clear", "service": ""} in wishes
        server.close()
        (tmp_path / "control").unlink()
        buttons["Mend everything"].click()
        await asyncio.sleep(0.1)
        assert dialog._trouble.text() == "The demo does not answer"
        dialog.close()
        dialog.deleteLater()
        await tasks.close()

    live(work())
