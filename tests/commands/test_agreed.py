"""Merges and splits are asked about before they are done, and while somebody thinks no link waits."""

import argparse
import asyncio
import io
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.__main__ import main
from app.commands import agreed, silence
from app.commands.wishing import NOT_SURE
from app.model.board import Board
from app.model.foreseen import Consequence, Foreseen
from app.model.intent import Intent, Merge, Split
from app.model.message import Answer, AskForeseen, AskPreview, AskStatus, Question
from app.model.phrase import phrase
from app.model.suppression_view import Preview
from tests.alerts.making import at

Captured = pytest.CaptureFixture[str]
FORESEEN = Foreseen(
    question=phrase("Make {ids} part of {id}?", ids="I-2", id="I-1"),
    consequences=(
        Consequence(text=phrase("{id} is then called", id="I-1"), name=phrase("2 hang")),
        Consequence(text=phrase("{what} was told to nobody", what="I-2")),
    ),
)


class Client:
    """An engine that foresees and does."""

    def __init__(self) -> None:
        self.asked: list[Question | Intent] = []

    async def ask(self, question: Question | Intent) -> Answer:
        self.asked.append(question)
        if isinstance(question, AskForeseen):
            return Answer(id=0, foreseen=FORESEEN)
        if isinstance(question, AskPreview):
            return Answer(id=0, preview=Preview(checks_count=2))
        if isinstance(question, AskStatus):
            return Answer(id=0, board=Board(now=at(0.0)))
        return Answer(id=0, text="Done", back=(Split(what="I-1", part=("db/a b",), who=""),))


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    made = Client()

    def with_engine(_: argparse.Namespace, talk: Callable[[Any], Awaitable[int]]) -> int:
        async def session() -> int:
            return await talk(made)

        return asyncio.run(session())

    monkeypatch.setattr(agreed, "with_engine", with_engine)
    return made


@pytest.mark.parametrize("words", [("merge", "I-1", "I-2"), ("split", "I-1", "db")])
def test_a_script_has_to_say_yes(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
) -> None:
    """Without a terminal nothing is done, and the sentence says how; with --yes nobody is asked."""
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert main([*words, "--who", "Ann"]) == NOT_SURE
    assert capsys.readouterr().err == (
        "nocwall: Make I-2 part of I-1: nobody is there to be asked; say --yes to do it\n"
    )
    assert [type(each) for each in client.asked] == [AskForeseen]
    assert main([*words, "--who", "Ann", "--yes"]) == 0
    assert isinstance(client.asked[-1], Merge | Split)
    assert len(client.asked) == 2


@pytest.mark.parametrize(
    ("typed", "code"), [("y\n", 0), ("\n", NOT_SURE), ("no\n", NOT_SURE), ("", NOT_SURE)]
)
def test_at_a_terminal_it_is_read_first_and_then_asked(
    client: Client, monkeypatch: pytest.MonkeyPatch, capsys: Captured, typed: str, code: int
) -> None:
    """What would come about stands above the question; only yes is a yes. What takes it back is said."""
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    assert main(["merge", "I-1", "I-2", "--who", "Ann"]) == code
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["  I-1 is then called: 2 hang", "  I-2 was told to nobody"]
    assert lines[2].startswith("Make I-2 part of I-1. Do it? [y/N] ")
    done = [each for each in client.asked if isinstance(each, Merge)]
    assert len(done) == (code == 0)
    if done:
        assert done == [Merge(into="I-1", what=("I-2",), who="Ann")]
        assert lines[-2:] == ["To take it back:", "  nocwall split I-1 'db/a b'"]


@pytest.mark.parametrize(
    ("module", "words"),
    [
        (agreed, ("merge", "I-1", "I-2")),
        (silence, ("silence", "add", "target=~.*", "--for", "1h", "--reason", "all")),
    ],
)
def test_no_link_waits_while_somebody_thinks(
    monkeypatch: pytest.MonkeyPatch, client: Client, module: Any, words: tuple[str, ...]
) -> None:
    """The engine drops a client that is silent for some seconds; who reads longer is heard all the same."""
    links: list[bool] = []

    def with_engine(_: argparse.Namespace, talk: Callable[[Any], Awaitable[int]]) -> int:
        async def session() -> int:
            links.append(True)
            try:
                return await talk(client)
            finally:
                links.pop()

        return asyncio.run(session())

    def confirmed(_question: str, *, yes: bool) -> bool:
        assert not links
        return yes

    monkeypatch.setattr(module, "with_engine", with_engine)
    monkeypatch.setattr(module, "confirmed", confirmed)
    assert main(list(words)) == NOT_SURE
    assert client.asked
