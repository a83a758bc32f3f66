"""The whole program under random faults and kill -9: ``python -m tests.bench.soak [--minutes N] [--seed N]``.

Demo, engine and shell run on a private desktop. Services fail and recover at random, incidents are taken, and
in the first third of the time the engine is killed again and again. Then its longest life is watched: memory,
descriptors, threads and tasks must be level. All the time: nothing that was said to be stored is lost, and a
webhook receiver is told each problem and each end once. The exit code says whether all of that held.
"""

import argparse
import asyncio
import contextlib
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from app.demo import client
from app.demo.faults import Kind
from app.link.client import LinkLost
from app.model.board import Board
from tests.bench.asking import acknowledge, board_of
from tests.bench.report import Figure, say, show
from tests.bench.soak_watch import Lives, Promises, Receiver
from tests.desktop.stage import Stage
from tests.flows.program import Program, program

LOOK = 2.0  # seconds
CALM = 120.0  # seconds at the end in which everything must be good again
NEVER = (Kind.CPU_BURN,)  # it would burn what is being measured
WARM = 660.0  # seconds until the page caches of SQLite are full, 2 MiB each
BACK = 15.0  # seconds in which a killed engine is back


class Soak:
    """One run: the troubles of a seed, and what is seen."""

    def __init__(self, wall: Program, receiver: Receiver, dice: random.Random, minutes: float) -> None:
        self._wall = wall
        self._receiver = receiver
        self._dice = dice
        self._minutes = minutes
        self.lives = Lives(warm_up=min(WARM, minutes * 60 * 0.35))
        self.promises = Promises()
        self.kills: list[float] = []  # seconds until the engine was back
        self.faults = 0
        self.wrong: list[str] = []

    def run(self, shell: int) -> Board:
        """Make trouble until the time is over, then calm down; return the last board."""
        began = time.monotonic()
        end = began + self._minutes * 60
        kills = self._kill_times(began)
        trouble = began
        while time.monotonic() < end:
            if kills and time.monotonic() > kills[0]:
                kills.pop(0)
                self._kill()
            if time.monotonic() > trouble:
                trouble = time.monotonic() + self._dice.uniform(2, 8)
                self._trouble()
            self._look(shell)
            time.sleep(LOOK)
        return self._calm(shell)

    def _kill_times(self, began: float) -> list[float]:
        """Return when the engine dies: in the first third, each six minutes of the run, at least twice."""
        number = max(2, round(self._minutes / 6))
        first, last = began + 20, began + self._minutes * 20
        return sorted(self._dice.uniform(first, max(first, last)) for _ in range(number))

    def board(self) -> Board | None:
        """Return the board, or None where no engine answers."""
        try:
            return asyncio.run(board_of(self._wall.state, self._wall.environ))
        except (OSError, LinkLost):
            return None

    def _look(self, shell: int) -> None:
        board = self.board()
        if board is None or board.health is None:
            return
        self.lives.note("engine", board.health.pid, board.health.tasks)
        self.lives.note("shell", shell)
        self.promises.look(board)
        waiting = [incident for incident in board.incidents if not incident.taken]
        if waiting and self._dice.random() < 0.3:
            self._take(self._dice.choice(waiting).id)

    def _take(self, incident: str) -> None:
        who = self._dice.choice(("Mira K.", "Tomas R.", "Ana"))
        with contextlib.suppress(OSError, LinkLost):
            if asyncio.run(acknowledge(self._wall.state, self._wall.environ, incident, who)):
                self.promises.taken[incident] = who

    def _trouble(self) -> None:
        """Break a service for some seconds."""
        services = client.ask(self._wall.state, do="list")["services"]
        service = self._dice.choice(services)
        kinds = [kind for kind in service["kinds"] if kind not in NEVER]
        if kinds and not service["fault"]:
            wish = {"do": "fault", "service": service["name"], "kind": self._dice.choice(kinds)}
            client.ask(self._wall.state, **wish, seconds=self._dice.uniform(5, 40))
            self.faults += 1

    def _kill(self) -> None:
        """Kill the engine, often just after it has said that something is stored; wait until it is back."""
        board = self.board()
        if board is None or board.health is None:
            return
        waiting = [incident for incident in board.incidents if not incident.taken]
        if waiting:
            self._take(waiting[0].id)
        os.kill(board.health.pid, signal.SIGKILL)
        killed = time.monotonic()
        while time.monotonic() < killed + BACK:
            back = self.board()
            if back is not None and back.health is not None and back.health.pid != board.health.pid:
                self.kills.append(time.monotonic() - killed)
                self.promises.look(back)
                return
            time.sleep(0.1)
        self.wrong.append(f"the engine was not back {BACK:g} s after kill -9")

    def _calm(self, shell: int) -> Board:
        """Mend everything and wait until all is good and told."""
        client.ask(self._wall.state, do="clear", service="")
        end = time.monotonic() + CALM
        board = self.board()
        while time.monotonic() < end:
            board = self.board()
            if board is not None and not board.incidents and not self._receiver.wrongs(board):
                break
            self._look(shell)
            time.sleep(LOOK)
        if board is None:
            raise RuntimeError(f"no engine answers\n{self._wall.log()}")
        self.wrong += [
            f"{incident.id} is still open: {incident.title.plain()}" for incident in board.incidents
        ]
        return board


def main() -> int:
    """Run one soak; 0: all held, 1: not."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    say(f"soak: {arguments.minutes:g} minutes, seed {arguments.seed}")
    receiver = Receiver()
    began = time.monotonic()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="nw-") as folder,
            Stage(tray="sni", notify=True, audio=True) as stage,
            program(Path(folder), stage.env) as wall,
        ):
            shell = _started(wall, receiver.port)
            soak = Soak(wall, receiver, random.Random(arguments.seed), arguments.minutes)
            board = soak.run(shell)
            wrong = _told(soak, receiver, board, time.monotonic() - began)
            if wrong:
                say(wall.log())
    finally:
        receiver.close()
    for line in wrong:
        say(f"WRONG  {line}")
    return 1 if wrong else 0


def _started(wall: Program, port: int) -> int:
    """Start demo and wall, with the receiver as a channel; return the shell's process id."""
    wall.start("demo", "--linger", "0", log="demo.log")
    demo = wall.state / "demo-inventory.yaml"
    while "ready" not in (wall.folder / "demo.log").read_text(encoding="utf-8"):
        time.sleep(0.1)
    own = wall.folder / "channels.yaml"
    own.write_text(
        f'channels: [{{kind: webhook, id: soak, url: "http://127.0.0.1:{port}/"}}]\n', encoding="utf-8"
    )
    folder = wall.folder / "inventory"
    folder.mkdir()
    for file in (demo, own):
        file.rename(folder / file.name)
    shell = wall.start("run", "--inventory", str(folder), log="shell.log").pid
    wall.until("a good wall", lambda status: status["summary"]["rank"] == "good", 60)
    return shell


def _told(soak: Soak, receiver: Receiver, board: Board, took: float) -> list[str]:
    """Print the figures and return what did not hold."""
    wrong = [*soak.wrong, *sorted(soak.promises.broken), *receiver.wrongs(board)]
    figures = [
        Figure("faults switched on", soak.faults),
        Figure("engine killed", len(soak.kills)),
        Figure("back after kill -9, worst", max(soak.kills, default=0.0), "s", 10.0),
        Figure("incidents told", len({each["incident"] for each in receiver.got})),
        Figure("incidents taken", len(soak.promises.taken)),
        Figure("notices sent again under their id", receiver.resent),
    ]
    for name in ("engine", "shell"):
        rises, too_much = soak.lives.slopes(name)
        figures += rises
        wrong += too_much
    show("soak", figures, took, {})
    return wrong


if __name__ == "__main__":
    sys.exit(main())
