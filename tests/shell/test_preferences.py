"""Settings survive, and a broken file is as good as none."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from app.shell import preferences
from app.shell.preferences import Keeper, Preferences, load, save
from app.shell.tasks import Tasks
from tests.shell.conftest import Live


def test_settings_come_back(tmp_path: Path) -> None:
    """What was saved is loaded, and nothing else lies beside it."""
    kept = Preferences(theme="light", who="Mira K.", geometry=(1, 2, 300, 400), screen="M1")
    save(tmp_path / "deep" / "desk.json", kept)
    assert load(tmp_path / "deep" / "desk.json") == kept
    assert [file.name for file in (tmp_path / "deep").iterdir()] == ["desk.json"]


@pytest.mark.parametrize("content", ["", "{", '{"theme": 5}', "[1]", "\x00" * 50])
def test_a_broken_file_gives_the_defaults(tmp_path: Path, content: str) -> None:
    """No damage keeps the program from starting."""
    (tmp_path / "desk.json").write_text(content)
    assert load(tmp_path / "desk.json") == Preferences()
    assert load(tmp_path / "missing.json") == Preferences()


def test_changes_are_written_soon_and_together(
    live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many changes are one file a moment later; what is not written yet is flushed at the end."""
    monkeypatch.setattr(preferences, "SETTLE", 0.05)
    path = tmp_path / "desk.json"

    async def work() -> Any:
        tasks = Tasks()
        keeper = Keeper(path, tasks, on_trouble=lambda _what: None)
        for page in ("charts", "errors", "incidents"):
            keeper.change(page=page)
        assert not path.exists()
        while not path.exists():  # noqa: ASYNC110 - a file has no event
            await asyncio.sleep(0.01)
        assert load(path).page == "incidents"
        keeper.change(who="Tomas R.")
        await keeper.flush()
        assert load(path).who == "Tomas R."
        await tasks.close()

    live(work())


def test_settings_that_cannot_be_saved_are_said(live: Live, tmp_path: Path) -> None:
    """A folder that cannot be made is told once, and the settings hold for this session."""
    (tmp_path / "file").write_text("")
    troubles: list[str] = []

    async def work() -> Any:
        tasks = Tasks()
        keeper = Keeper(tmp_path / "file" / "desk.json", tasks, on_trouble=troubles.append)
        keeper.change(theme="light")
        await keeper.flush()
        assert keeper.present.theme == "light"
        await tasks.close()

    live(work())
    assert len(troubles) == 1
    assert "settings are not saved" in troubles[0]


def test_what_was_set_before_a_loop_turns_is_written_when_one_does(
    live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command line sets the page before the first paint; it is kept all the same."""
    monkeypatch.setattr(preferences, "SETTLE", 0.01)
    path, tasks = tmp_path / "desk.json", Tasks()
    keeper = Keeper(path, tasks, on_trouble=lambda _what: None, begun=False)
    keeper.change(page="charts")

    async def work() -> Any:
        keeper.begin()
        while not path.exists():  # noqa: ASYNC110 - a file has no event
            await asyncio.sleep(0.01)
        assert load(path).page == "charts"
        await tasks.close()

    live(work())
