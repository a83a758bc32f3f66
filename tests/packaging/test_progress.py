"""What a person sees while it installs."""

from pathlib import Path

import pytest

from progress import CommandError, SetupError, Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """Return a terminal with its log in a folder of the test."""
    return Terminal(tmp_path / "build" / "setup.log")


def test_a_step_is_one_line_with_its_seconds(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    """A command that works shows one line, and what it said goes to the log."""
    assert terminal.step("greeting", ["sh", "-c", "echo hello"]) == "hello\n"
    shown = capsys.readouterr().out
    assert shown.count("\n") == 1
    assert shown.strip().startswith("greeting")
    assert shown.strip().endswith(" s")
    assert "hello" in terminal.log.read_text()


def test_a_long_step_gives_signs_of_life(
    terminal: Terminal, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where lines cannot be rewritten, a long step tells every few seconds how far it is."""
    monkeypatch.setattr("progress.SIGN_OF_LIFE", 0.05)
    terminal.step("long", ["sh", "-c", "echo unpacking; sleep 0.5"])
    assert "unpacking" in capsys.readouterr().out


def test_a_failed_command_keeps_its_last_words(terminal: Terminal) -> None:
    """The error holds what was said, errors included."""
    with pytest.raises(CommandError, match="exit code 4") as caught:
        terminal.step("failing", ["sh", "-c", "echo no such mirror >&2; exit 4"])
    assert "no such mirror" in caught.value.tail()


def test_a_failure_tells_what_happened_and_what_to_do(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last lines of a failed set-up name the remedy, and the exit code is the error's."""
    assert terminal.failed(SetupError("the disk is full.", "free some space.", 3)) == 3
    said = capsys.readouterr().out
    assert "the disk is full." in said
    assert "What to do: free some space." in said
