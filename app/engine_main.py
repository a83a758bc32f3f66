"""The composition root of the engine: the only place where its parts meet."""

import asyncio
import contextlib
import faulthandler
import fcntl
import gc
import getpass
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module, resources
from pathlib import Path
from typing import Any

import msgspec

from app import __version__
from app.desktop.notification import Notifier, PopUp, Urgency
from app.desktop.sound import Heard, Speaker
from app.desktop.supervisor import Supervisor, unsupervised
from app.engine.clock import SystemClock
from app.engine.engine import Engine
from app.engine.limits import Limits, raised_descriptor_limit, total_limit
from app.engine.tasks import Keeper
from app.files.whole import write_whole
from app.history.history_store import SqliteHistoryStore
from app.history.replay_child import replay_in_child
from app.history.spare_memory import give_back
from app.history.state_store import SqliteStateStore
from app.inventory.child import command_line, load_in_child, own_command
from app.inventory.secrets import Secrets
from app.inventory.watch import changes
from app.inventory.wire import LAST_INVENTORY, decode_inventory, encode_inventory
from app.inventory.zone import zone_of
from app.link.address import AddressRefused, socket_path
from app.link.handler import Departure
from app.link.server import LinkServer
from app.model.board import Tone
from app.model.intent import Acknowledge, Intent
from app.model.loaded import Loaded
from app.model.message import Answer, AskReplay, BoardPush, Question, Sender
from app.model.notice import Delivery
from app.model.phrase import Phrase
from app.model.probe import Probe
from app.model.replay import Replay
from app.model.verdict import Level
from app.notify import plan
from app.notify.deliver import ChannelDeliverer
from app.transport.anchors import Anchors
from app.transport.beats.desk import HeartbeatDesk
from app.transport.beats.outward import Outward
from app.transport.system_names import Settings
from probes import kinds

ALREADY_RUNNING = 5
FAILED = 1
_INVENTORY_WITHIN = 3.0
_UNWATCHED = 3600.0  # seconds; nobody asks for signs of life
_log = logging.getLogger("nocwall.engine")

Submit = Callable[[Intent, Sender], Awaitable[Answer]]


def main(state: Path, inventory: Sequence[Path]) -> int:
    """Run an engine over a state folder until it is asked to end; return the exit code."""
    faulthandler.enable()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs addresses, and a webhook's is a secret
    try:
        with _locked(state), asyncio.Runner(loop_factory=_loop_factory()) as runner:
            return runner.run(_serve(state, tuple(inventory)))
    except _AlreadyRunning as running:
        sys.stderr.write(f"nocwall: an engine is already running for {state} (process {running.pid})\n")
        return ALREADY_RUNNING
    except (AddressRefused, OSError) as error:
        sys.stderr.write(f"nocwall: the engine cannot start: {error}\n")
        return FAILED


async def _serve(state: Path, inventory: tuple[Path, ...]) -> int:
    clock = SystemClock()
    secrets = Secrets(state, os.environ)
    alarm = OwnAlarm(os.environ)

    def deliverer(on_delivery: Callable[[Delivery], None]) -> ChannelDeliverer:
        return ChannelDeliverer((), secrets, on_delivery, clock=clock, child=own_command("apprise-channel"))

    history = SqliteHistoryStore(state / "history.db")

    async def replayer(ask: AskReplay) -> Replay:
        await history.flush()
        return await replay_in_child((*own_command("replay-history"), "--state", str(state)), ask)

    engine = Engine(
        store=SqliteStateStore(state / "state.db"),
        history=history,
        planner=plan,
        make_deliverer=deliverer,
        secrets=secrets,
        clock=clock,
        build=__version__,
        limits=Limits(total_limit(raised_descriptor_limit())),
        alarm=alarm,
        inbound=HeartbeatDesk(clock=clock, secrets=secrets, path=state / "heartbeats.msgpack"),
        anchors=Anchors(Settings(Path("/etc/resolv.conf"), None)),
        replayer=replayer,
        herald=Outward(clock=clock, secrets=secrets, build=__version__, state=state),
        zone=zone_of,
    )
    alarm.submit = engine.submit
    link = LinkServer(socket_path(state), Reception(engine), build=__version__, clock=clock)
    await engine.start(link)
    try:
        await _until_stopped(engine, link, state, inventory)
    finally:
        await link.close()
        await engine.close()
    return 0


async def _until_stopped(engine: Engine, link: LinkServer, state: Path, inventory: tuple[Path, ...]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, engine.stopped.set)
    loaded = asyncio.Event()
    watching = Keeper(engine.died)
    watching.keep("inventory", partial(_feed_inventory, engine, state, inventory, loaded))
    supervisor = Supervisor(os.environ)
    for name in os.environ.keys() - unsupervised(os.environ).keys():
        del os.environ[name]  # plugins that we run are not to speak for us
    try:
        # The first board that anybody sees knows its checks, unless reading them takes long.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_INVENTORY_WITHIN):
                await loaded.wait()
        await engine.shown()
        await link.start()
        supervisor.say("READY=1")
        watching.keep("watchdog", partial(_keep_watchdog_quiet, engine, supervisor))
        await engine.stopped.wait()
    finally:
        supervisor.say("STOPPING=1")
        await watching.close()


async def _keep_watchdog_quiet(engine: Engine, supervisor: Supervisor) -> None:
    """Tell the supervisor that we live, as long as nothing is wrong that a start anew would mend."""
    while True:
        await asyncio.sleep(supervisor.interval or _UNWATCHED)
        if supervisor.interval and not engine.life().dead:
            supervisor.say("WATCHDOG=1")


async def _feed_inventory(engine: Engine, state: Path, paths: tuple[Path, ...], first: asyncio.Event) -> None:
    """Load the inventory, and again after each change of its files."""
    known = await asyncio.to_thread(kinds)  # their modules take a fifth of a second to load
    last_good = LastGood(state / LAST_INVENTORY, known)

    async def load() -> Loaded:
        cache = state / "inventory-cache.msgpack"
        return await load_in_child(paths, command_line(), known, cache=cache)

    loaded = await load()
    if loaded.inventory is None and (kept := await asyncio.to_thread(last_good.read)) is not None:
        await engine.apply(kept)
    await engine.apply(loaded)
    first.set()
    await asyncio.to_thread(last_good.keep, loaded)
    _settle()
    async for _ in changes(paths, loaded.fingerprint):
        loaded = await load()
        await engine.apply(loaded)
        await asyncio.to_thread(last_good.keep, loaded)
        _settle()


def _settle() -> None:
    """Leave alone what is there now: looking through all of it for garbage held the loop for 20 to 100 ms."""
    gc.collect()
    gc.freeze()
    give_back()


class LastGood:
    """The inventory that was taken last, for a start at which the files are broken."""

    def __init__(self, path: Path, probes: tuple[type[Probe], ...]) -> None:
        self._path = path
        self._probes = probes

    def keep(self, loaded: Loaded) -> None:
        """Keep a good inventory; a disk that refuses costs no more than this comfort."""
        if loaded.inventory is None:
            return
        with contextlib.suppress(OSError):
            write_whole(self._path, encode_inventory(loaded.inventory), 0o600, alone=True)

    def read(self) -> Loaded | None:
        """Return what was kept, or None where there is nothing that can be read."""
        try:
            return Loaded(inventory=decode_inventory(self._path.read_bytes(), self._probes))
        except (OSError, msgspec.DecodeError):
            return None


class Reception:
    """Lets the link's server and the engine talk, which know nothing of each other."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def answer(self, question: Question, sender: Sender) -> Answer:
        """Answer a question."""
        return await self._engine.answer(question, sender)

    async def submit(self, intent: Intent, sender: Sender) -> Answer:
        """Carry out an intent."""
        return await self._engine.submit(intent, sender)

    def whole_board(self) -> BoardPush:
        """Return the newest board."""
        return self._engine.whole_board()

    def window_fell(self, sender: Sender, how: str) -> None:
        """Tell the engine that a window fell and is back."""
        self._engine.speaker.window_fell(sender, how)

    def speaker_given(self, holder: Sender) -> None:
        """Tell the engine who has tray and sound."""
        self._engine.speaker.given(holder)

    def speaker_gone(self, last: Sender, departure: Departure) -> None:
        """Tell the engine that nobody has them any more."""
        self._engine.speaker.gone(
            last, asked=departure is Departure.ASKED, frozen=departure is Departure.SILENT
        )


class OwnAlarm:
    """Pop-ups and sound of the engine's own; made when they are needed for the first time."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._notifier: Notifier | None = None
        self._speaker: Speaker | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.submit: Submit | None = None

    def play(self, tone: Tone | None) -> None:
        """From now on this tone is heard again and again; None falls silent."""
        if self._speaker is None:
            if tone is None:
                return
            folder = Path(str(resources.files("resources") / "sounds"))
            self._speaker = Speaker(folder, self._environment, on_heard=_heard)
        self._speaker.play(tone)

    def tell(
        self, subject: str, title: Phrase, body: Phrase, level: Level, outcome: Callable[[bool, str], None]
    ) -> None:
        """Show a pop-up in place of the earlier one of this subject; the outcome is told."""
        if self._notifier is None:
            self._notifier = Notifier(self._environment, on_acknowledge=self._acknowledge)
            self._notifier.start()
        urgency = Urgency.CRITICAL if level is Level.CRITICAL else Urgency.NORMAL
        popup = PopUp(
            incident=subject,
            title=title.plain(),
            lines=(body.plain(),),
            urgency=urgency,
            acknowledge=subject.startswith("I-"),
        )
        self._begin(_shown(self._notifier, popup, outcome), "own pop-up")

    def untell(self, subject: str) -> None:
        """Take the pop-up of this subject away."""
        if self._notifier is not None:
            self._begin(self._notifier.close(subject), "close own pop-up")

    async def close(self) -> None:
        """Fall silent and end the connections."""
        if self._speaker is not None:
            await self._speaker.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._notifier is not None:
            await self._notifier.stop()

    def _acknowledge(self, incident: str) -> None:
        if self.submit is not None:
            self._begin(_taken(self.submit, incident), "take from own pop-up")

    def _begin(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(_report)


async def _shown(notifier: Notifier, popup: PopUp, outcome: Callable[[bool, str], None]) -> None:
    shown = await notifier.tell(popup)
    outcome(shown.ok, shown.detail)


async def _taken(submit: Submit, incident: str) -> None:
    who = getpass.getuser()
    await submit(Acknowledge(what=incident, who=who), Sender(session="engine", who=who, role="desk"))


def _heard(heard: Heard) -> None:
    if heard.reason:
        _log.warning("the engine's own tone cannot be heard: %s", heard.reason)


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("%s failed", task.get_name(), exc_info=error)


class _AlreadyRunning(Exception):  # noqa: N818 - it is the name of the outcome
    def __init__(self, pid: str) -> None:
        super().__init__(pid)
        self.pid = pid


@contextlib.contextmanager
def _locked(state: Path) -> Iterator[None]:
    """Hold the state folder for one engine; the lock goes with the process, however it ends."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (state / "engine.lock").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise _AlreadyRunning(file.read(20).strip() or "unknown") from None
        with contextlib.suppress(OSError):  # on a full disk; the lock holds all the same
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
        yield


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return uvloop's factory where uvloop exists."""
    try:
        found: Callable[[], asyncio.AbstractEventLoop] = import_module("uvloop").new_event_loop
    except ImportError:
        return None
    return found
