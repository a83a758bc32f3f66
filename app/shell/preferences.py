"""What a person has set, in one small file; a broken file is as good as none."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import msgspec

from app.files.whole import write_whole
from app.model.value import Value
from app.shell.tasks import Tasks
from widgets.tables.setting import Setting

SETTLE = 1.0  # seconds: a dragged window changes its place many times
LARGEST = 100_000  # bytes


class Preferences(Value, frozen=True, kw_only=True):
    """Settings of one desktop."""

    theme: str = "dark"
    who: str = ""  # the name with which incidents are taken
    page: str = "overview"
    screen: str = ""  # name of the screen that the wall fills
    full_screen: bool = False
    geometry: tuple[int, int, int, int] | None = None  # x, y, width, height
    tables: dict[str, Setting] = {}  # of the desk, by their names


def load(path: Path) -> Preferences:
    """Return the settings of the file, or the defaults where it is missing or broken."""
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(LARGEST), type=Preferences)
    except (OSError, msgspec.MsgspecError):
        return Preferences()


def save(path: Path, preferences: Preferences) -> None:
    """Write the file so that a reader sees the old one or the new one. Raises ``OSError``."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(path, msgspec.json.format(msgspec.json.encode(preferences), indent=2) + b"\n")


class Keeper:
    """The present settings; changes are written soon, in a thread.

    ``begun``: False where no loop turns yet; ``begin`` says when one does.
    """

    def __init__(
        self, path: Path, tasks: Tasks, *, on_trouble: Callable[[str], None], begun: bool = True
    ) -> None:
        self._path = path
        self._tasks = tasks
        self._on_trouble = on_trouble
        self._begun = begun
        self._changed = False
        self._writing = False
        self.present = load(path)

    def change(self, **changes: object) -> None:
        """Set fields of ``Preferences``."""
        new = msgspec.structs.replace(self.present, **changes)
        if new == self.present:
            return
        self.present, self._changed = new, True
        self._write()

    def begin(self) -> None:
        """Write from now on what is changed, and what was changed before."""
        self._begun = True
        self._write()

    async def flush(self) -> None:
        """Write what is not written yet."""
        import asyncio  # the window is painted before this is loaded

        while self._changed:
            self._changed = False
            try:
                await asyncio.to_thread(save, self._path, self.present)
            except OSError as error:
                self._on_trouble(f"settings are not saved: {error.strerror}")

    def _write(self) -> None:
        if self._begun and self._changed and not self._writing:
            self._writing = True
            self._tasks.start(self._write_soon(), "write preferences")

    async def _write_soon(self) -> None:
        import asyncio

        try:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(SETTLE)
            await self.flush()
        finally:
            self._writing = False
