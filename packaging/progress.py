"""One line a step with its seconds; a failed step says what happened and what to do."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

TURN = 0.2  # seconds between looks at the clock
SIGN_OF_LIFE = 10.0  # seconds between lines where lines cannot be rewritten
TAIL = 15  # lines of a failed command that are shown
WIDTH = 100


class SetupError(Exception):
    """A step that failed: what happened, and what a person can do."""

    def __init__(self, happened: str, remedy: str, code: int = 1) -> None:
        super().__init__(happened)
        self.happened, self.remedy, self.code = happened, remedy, code


class CommandError(Exception):
    """A command that ended with another exit code than 0."""

    def __init__(self, command: Sequence[str], code: int, output: str) -> None:
        super().__init__(f"`{' '.join(command[:4])} …` ended with exit code {code}")
        self.output = output

    def tail(self) -> str:
        """Return the last lines of what the command said."""
        return "\n".join("    | " + line for line in self.output.splitlines()[-TAIL:])


class Terminal:
    """Where progress is shown. The full output of every command goes to the log."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.rewrites = sys.stdout.isatty()
        self.started = time.monotonic()

    def say(self, line: str) -> None:
        """Print a line that stays."""
        blank = f"\r{'':{WIDTH}}\r" if self.rewrites else ""
        print(f"{blank}{line}", flush=True)

    def glance(self, line: str) -> None:
        """Show a line that will be replaced."""
        print(f"\r{line[:WIDTH]:{WIDTH}}", end="", flush=True)

    def step(self, title: str, command: Sequence[str], env: Mapping[str, str] | None = None) -> str:
        """Run a command as a step; return what it said. Raises CommandError."""
        began = time.monotonic()
        output = self._run(title, command, {**os.environ, **(env or {})}, began)
        self.say(f"  {title:<60} {time.monotonic() - began:6.1f} s")
        return output

    def _run(self, title: str, command: Sequence[str], env: Mapping[str, str], began: float) -> str:
        lines: SimpleQueue[str | None] = SimpleQueue()
        with subprocess.Popen(
            command,
            env=env,
            stdin=None if sys.stdin is not None and sys.stdin.isatty() else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process:
            reader = Thread(target=_read, args=(process, lines), daemon=True)
            reader.start()
            output = self._follow(title, lines, began)
            reader.join()
        code = process.returncode
        self._record(command, output, code)
        if code:
            raise CommandError(command, code, output)
        return output

    def _follow(self, title: str, lines: "SimpleQueue[str | None]", began: float) -> str:
        said: list[str] = []
        shown = began
        while True:
            try:
                line = lines.get(timeout=TURN)
            except Empty:
                line = ""
            if line is None:
                return "".join(said)
            said.append(line)
            now = time.monotonic()
            newest = next((text.strip() for text in reversed(said) if text.strip()), "")
            if self.rewrites:
                self.glance(f"  {title}: {now - began:.0f} s  {newest}")
            elif now - shown >= SIGN_OF_LIFE:
                shown = now
                self.say(f"  … {title}: {now - began:.0f} s  {newest}"[:WIDTH])

    def _record(self, command: Sequence[str], output: str, code: int) -> None:
        self.log.parent.mkdir(exist_ok=True)
        with self.log.open("a", encoding="utf-8") as file:
            file.write(f"$ {' '.join(command)}\n{output}\n-> {code}\n\n")

    def failed(self, error: SetupError) -> int:
        """Tell a failure and its remedy; return the exit code."""
        self.say(f"\nSetting up stopped: {error.happened}\nWhat to do: {error.remedy}")
        if self.log.exists():
            self.say(f"(everything that was said: {self.log})")
        return error.code


def _read(process: "subprocess.Popen[str]", lines: "SimpleQueue[str | None]") -> None:
    if process.stdout is not None:
        for line in process.stdout:
            lines.put(line)
    lines.put(None)
