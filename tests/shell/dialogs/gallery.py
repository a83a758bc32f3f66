"""Every dialog with every content: ``python -m tests.shell.dialogs.gallery OUT [WORD …] [--scale 2]``."""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from app.model.alert import AlertKey
from app.model.board import CheckDetail, CheckView, SeriesView
from app.model.channel_view import ChannelState, ChannelView
from app.model.clock import Moment
from app.model.foreseen import Consequence, Foreseen
from app.model.incident import Entry, EntryKind, Incident, Ticked
from app.model.intent import Intent
from app.model.message import (
    Answer,
    AskChannels,
    AskDetail,
    AskForeseen,
    AskIncidents,
    AskMaintenance,
    AskPreview,
    AskReplay,
    AskSilences,
    AskWhy,
    Question,
)
from app.model.notice import NoticeKind
from app.model.phrase import phrase
from app.model.probe import ErrorGroup, Phase
from app.model.quantity import Unit
from app.model.state import ErrorClass, State
from app.model.suppression_view import MaintenanceView, Preview, SilenceView
from app.model.verdict import Level
from app.model.why import ChannelWhy, ParentWhy, Quiet, RuleWhy, Why
from app.shell.desk.bars import Standing
from app.shell.desk.command_palette import CommandPalette
from app.shell.dialogs.acknowledge import AcknowledgeDialog
from app.shell.dialogs.channels import ChannelsDialog
from app.shell.dialogs.check_detail import CheckDetailDialog
from app.shell.dialogs.faults import FaultsDialog
from app.shell.dialogs.incident import IncidentDialog
from app.shell.dialogs.quiet import QuietDialog
from app.shell.dialogs.quit import QuitDialog
from app.shell.dialogs.regroup import RegroupDialog
from app.shell.dialogs.regrouping import Joining, Parting
from app.shell.dialogs.rule_trial import RuleTrialDialog
from app.shell.dialogs.why import WhyDialog
from app.shell.tasks import Tasks
from tests.shell.boards import NOW, board, check, incident
from tests.shell.desk.known import known_of
from tests.shell.dialogs.faults import faults
from tests.shell.dialogs.test_rule_trial import replay
from widgets.fault_panel import Service
from widgets.palette import THEMES, ThemeName

LONG = "North-western united payment gateway, deposits and payouts, spare route number 2"
CYRILLIC = "Северо-Западный объединённый платёжный шлюз, депозиты и выплаты, запасной путь 2"
HEBREW = "שער התשלומים המאוחד של צפון מערב, הפקדות ומשיכות, נתיב חלופי מספר שתיים במערכת"
SHORT = "Kestrin Live"
NAMES = {"short": SHORT, "long": LONG, "cyrillic": CYRILLIC, "hebrew": HEBREW}
AWAY = "there is no connection to the engine"


class Still:
    """A clock that stands, so that pictures are alike."""

    def now(self) -> Moment:
        """Return the moment of all samples."""
        return NOW


def named_check(name: str) -> CheckView:
    """Return a critical check of this name."""
    series = (
        SeriesView(
            name="response_time",
            title="Response time",
            unit=Unit.SECONDS,
            value=9.8,
            warning=0.4,
            critical=2.0,
        ),
        SeriesView(name="error_rate", title="Errors", unit=Unit.RATIO, value=0.0003),
    )
    return replace(
        check("kestrin", State.CRITICAL),
        target_name=name,
        name=name,
        short=name[:12],
        attempts=3,
        series=series,
        incident="I-1",
        error=ErrorClass.TIMEOUT_READ,
        sentence=phrase("Response time 9.8 s, limit 2 s"),
        runbook="https://runbooks.example/kestrin",
    )


def named_incident(name: str, *, lines: int = 3, owner: str = "") -> Incident:
    """Return an incident with a timeline."""
    kinds = (
        (EntryKind.FIRST_BAD, phrase("First bad result: no answer in 10 s"), ""),
        (EntryKind.HARD, phrase("Confirmed after 3 bad results"), ""),
        (EntryKind.COMMENT, phrase("{comment}", comment=f"{name}: " * 3), name[:60]),
    )
    timeline = tuple(
        Entry(at=NOW.later(10.0 * n - 600), kind=kinds[n % 3][0], text=kinds[n % 3][1], who=kinds[n % 3][2])
        for n in range(lines)
    )
    return replace(
        incident(1, title=f"{name} hangs"),
        cause=phrase("Launch of {name} gets no answer in 10 s", name=name),
        timeline=timeline,
        owner=owner,
        began=NOW.later(-600),
        ticks=(Ticked(step="Look at the console of the provider", who=name[:40], at=NOW),),
    )


def whole_why(name: str) -> Why:
    """Return a decision with something in each of its parts."""
    rule = RuleWhy(
        rule="response_time",
        level=Level.CRITICAL,
        reason=phrase("Response time 9.8 s, limit 2 s"),
        unit=Unit.SECONDS,
        value=9.8,
        limit=2.0,
    )
    return Why(
        now=NOW,
        view=named_check(name),
        retry_interval=5.0,
        next_run=NOW.later(4.0),
        rules=(rule, replace(rule, rule="up", level=Level.GOOD, reason=phrase(""), value=None)),
        parents=(ParentWhy(target="edge", name=name, down=True, incident="I-2", explains=True),),
        quiet=(
            Quiet(kind="silence", text=phrase("{r}", r=name), by="S-3", who="Ann", until=NOW.later(3600.0)),
        ),
        incident=named_incident(name, owner="Ann"),
        channels=(
            ChannelWhy(channel="desktop", told=True, kind=NoticeKind.PROBLEM, reason="new", at=NOW),
            ChannelWhy(
                channel="ops", told=False, reason="silenced", next=phrase("It is told when the silence ends")
            ),
        ),
    )


class Engine:
    """Answers every question: with much, with nothing, with an error."""

    def __init__(self, name: str, kind: str) -> None:
        self._name = name
        self.kind = kind
        self.asked: set[type] = set()

    async def ask(self, question: Question | Intent, timeout: float = 10.0) -> Answer:  # noqa: ARG002, ASYNC109 - the form
        """Answer one."""
        self.asked.add(type(question))
        if self.kind == "away":
            return Answer(id=0, error=AWAY)
        if isinstance(question, Intent):
            return Answer(id=0, text="Noted")
        return self._empty(question) if self.kind == "empty" else self._full(question)

    def _empty(self, question: Question) -> Answer:
        match question:
            case AskIncidents(what=str(what)) if what:
                return Answer(id=0, incidents=(replace(named_incident(self._name, lines=0), ticks=()),))
            case AskDetail():
                return Answer(
                    id=0,
                    detail=CheckDetail(view=replace(check("kestrin", State.PENDING), series=(), last=None)),
                )
            case AskWhy():
                return Answer(
                    id=0,
                    why=Why(now=NOW, view=replace(check("kestrin", State.PENDING), last=None, since=None)),
                )
            case AskPreview():
                return Answer(id=0, preview=Preview())
        return Answer(id=0)

    def _full(self, question: Question) -> Answer:
        name = self._name
        checks = (AlertKey(check="kestrin/up", rule="up"), AlertKey(check=f"kestrin/{name}", rule="up"))
        incident = replace(named_incident(name, lines=60), alerts=checks)
        preview = Preview(checks=(name,) * 9, checks_count=1_234, incidents=("I-1",), incidents_count=1)
        made: dict[type, Callable[[], Answer]] = {
            AskDetail: lambda: Answer(id=0, detail=_detail(name)),
            AskWhy: lambda: Answer(id=0, why=whole_why(name)),
            AskChannels: lambda: Answer(id=0, channels=tuple(_channels(name))),
            AskSilences: lambda: Answer(id=0, silences=tuple(_silences(name))),
            AskMaintenance: lambda: Answer(id=0, maintenance=tuple(_windows(name))),
            AskPreview: lambda: Answer(id=0, preview=preview),
            AskForeseen: lambda: Answer(id=0, foreseen=_foreseen(name)),
            AskReplay: lambda: Answer(id=0, replay=replay()),
        }
        if isinstance(question, AskIncidents):
            others = () if question.closed else tuple(replace(incident, id=f"I-{n}") for n in range(1, 40))
            return Answer(id=0, incidents=others)
        return made.get(type(question), lambda: Answer(id=0))()


def _detail(name: str) -> CheckDetail:
    return CheckDetail(
        view=named_check(name),
        phases=(Phase(name="connect", seconds=0.011), Phase(name="first_byte", seconds=9.77)),
        facts={"server": name},
        errors=(ErrorGroup(template=name, count=3, first=NOW, last=NOW, example=name),),
        detail=f"{name} " * 6,
        rules=(phrase("Response time 9.8 s, limit 2 s"),),
        owner=name[:40],
        runbook_steps=(
            "Look at the console of the provider",
            f"Call {name}",
            "Take the games out of the lobby, and tell support what players may be told meanwhile",
        ),
    )


def _channels(name: str) -> Iterator[ChannelView]:
    states = tuple(ChannelState)
    for n in range(12):
        yield ChannelView(
            id=f"{name[:40]} {n}",
            kind="apprise",
            scheme="pagerduty",
            min_severity="critical",
            state=states[n % len(states)],
            why=f"{name} refused: 401",
            waiting=n,
            delivered=NOW.later(-3600.0 * n) if n % 2 else None,
        )


def _foreseen(name: str) -> Foreseen:
    texts = (
        phrase("{id} ends as a part of {into}", id="I-2", into="I-1"),
        phrase("{id} keeps its number and is then called", id="I-1"),
    )
    told = phrase("{what} was told to {told}: that it is over is told there", what="I-2", told=f"{name}, ops")
    return Foreseen(
        question=phrase("Make {ids} part of {id}?", ids="I-2, I-3", id="I-1"),
        consequences=(
            *(Consequence(text=text, name=phrase("{name} hangs", name=name)) for text in texts),
            Consequence(text=told),
            Consequence(
                text=phrase("A split takes a part out again, with a new number and the owner of the whole")
            ),
        ),
    )


def _silences(name: str) -> Iterator[SilenceView]:
    for n in range(9):
        yield SilenceView(
            id=f"S-{n}",
            matchers=f'target="{name}"',
            who=name[:30],
            reason=f"{name} is replaced",
            starts=NOW,
            until=NOW.later(90_000.0 * (n + 1)),
            active=True,
            hides=1_234,
        )


def _windows(name: str) -> Iterator[MaintenanceView]:
    for n in range(4):
        yield MaintenanceView(
            id=f"nightly backup {n}",
            matchers="element=database",
            kind="recurring",
            who="",
            reason=name,
            starts=NOW.later(3600.0),
            until=NOW.later(9000.0),
            listed=True,
        )


class Case(NamedTuple):
    """One picture: a dialog, whose name stands in it, and how the engine answers."""

    dialog: str
    name: str = "long"
    kind: str = "full"  # full, empty, away

    @property
    def title(self) -> str:
        """Return the name of its file."""
        return f"{self.dialog}-{self.name}-{self.kind}"


Made = Callable[[Engine, str, Tasks, ThemeName], QDialog]


def _acknowledge(_engine: Engine, name: str, _tasks: Tasks, _theme: ThemeName) -> QDialog:
    return AcknowledgeDialog([named_incident(name), incident(2)], "I-1", "")


def _channels_dialog(engine: Engine, _name: str, tasks: Tasks, _theme: ThemeName) -> QDialog:
    return ChannelsDialog(ask=engine.ask, who="Mira", clock=Still(), tasks=tasks)


def _commands(engine: Engine, name: str, _tasks: Tasks, theme: ThemeName) -> QDialog:
    shown = board(named_check(name), check("edge"), incidents=(named_incident(name),))
    standing = Standing(shown, connected=engine.kind != "away", who="", filling=False, turns=False)
    known = known_of(shown, standing)
    palette = CommandPalette(lambda: known, theme)
    palette.field.setText(name[:4])
    return palette


def _detail_dialog(engine: Engine, _name: str, tasks: Tasks, theme: ThemeName) -> QDialog:
    return CheckDetailDialog("kestrin/up", ask=engine.ask, clock=Still(), tasks=tasks, theme=theme)


class _Demo(FaultsDialog):
    """The switches of a demo with services of these names."""

    def __init__(self, names: tuple[str, ...], tasks: Tasks) -> None:
        super().__init__(Path(tempfile.gettempdir()) / "no-such-demo", tasks)
        self._names = names

    async def work(self) -> None:
        """Show what a demo would have told; without names there is none to ask."""
        if not self._names:
            await super().work()
        self._say("")
        kinds = ("hang", "slow", "refuse")
        self._panel.show_services(
            [Service(id=str(n), name=name, faults=kinds, active="hang") for n, name in enumerate(self._names)]
        )


def _faults(engine: Engine, name: str, tasks: Tasks, _theme: ThemeName) -> QDialog:
    return _Demo(() if engine.kind == "away" else (name[:60],) * 20, tasks)


def _incident(engine: Engine, _name: str, tasks: Tasks, _theme: ThemeName) -> QDialog:
    return IncidentDialog("I-1", ask=engine.ask, who="Mira", clock=Still(), tasks=tasks)


def _merge(engine: Engine, _name: str, tasks: Tasks, _theme: ThemeName) -> QDialog:
    return RegroupDialog(
        Joining(), ask=engine.ask, who="Mira", tasks=tasks, chosen="I-1", ticked=("I-2", "I-3")
    )


def _split(engine: Engine, _name: str, tasks: Tasks, _theme: ThemeName) -> QDialog:
    parts = ("kestrin/up",)
    return RegroupDialog(Parting(), ask=engine.ask, who="Mira", tasks=tasks, chosen="I-1", ticked=parts)


def _quiet(engine: Engine, name: str, tasks: Tasks, _theme: ThemeName) -> QDialog:
    return QuietDialog(ask=engine.ask, who="Mira", clock=Still(), tasks=tasks, matchers=f'target="{name}"')


def _quit(_engine: Engine, _name: str, _tasks: Tasks, _theme: ThemeName) -> QDialog:
    return QuitDialog(window_lost=True)


def _trial(engine: Engine, name: str, tasks: Tasks, _theme: ThemeName) -> QDialog:
    return RuleTrialDialog(named_check(name), ask=engine.ask, clock=Still(), tasks=tasks)


def _why(engine: Engine, _name: str, tasks: Tasks, _theme: ThemeName) -> QDialog:
    return WhyDialog("kestrin/up", ask=engine.ask, checks=("kestrin/up", "edge/up"), tasks=tasks)


DIALOGS: dict[str, Made] = {
    "acknowledge": _acknowledge,
    "channels": _channels_dialog,
    "commands": _commands,
    "detail": _detail_dialog,
    "faults": _faults,
    "incident": _incident,
    "merge": _merge,
    "quiet": _quiet,
    "quit": _quit,
    "split": _split,
    "trial": _trial,
    "why": _why,
}
ASKING = (
    "channels",
    "commands",
    "detail",
    "faults",
    "incident",
    "merge",
    "quiet",
    "split",
    "trial",
    "why",
)  # what others fill


def cases() -> Iterator[Case]:
    """Yield each dialog with each kind of names, and where it asks with nothing and with no engine."""
    for dialog in DIALOGS:
        names = ("long",) if dialog == "quit" else tuple(NAMES)
        yield from (Case(dialog, name) for name in names)
        if dialog in ASKING:
            yield from (Case(dialog, "short", kind) for kind in ("empty", "away"))


async def opened(case: Case, theme: ThemeName, tasks: Tasks) -> QDialog:
    """Return a dialog that is shown and has its answers."""
    engine = Engine(NAMES[case.name], case.kind)
    dialog = DIALOGS[case.dialog](engine, NAMES[case.name], tasks, theme)
    dialog.open()
    # What would be hidden is asked when typing rests.
    if isinstance(dialog, RuleTrialDialog):
        next(each for each in dialog.findChildren(QPushButton) if each.isDefault()).click()
    for _ in range(200 if case.dialog == "quiet" and case.kind != "away" else 0):
        if AskPreview in engine.asked:
            break
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.03)
    for _ in range(3):  # what was answered is laid out, from the inside to the outside
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    return dialog


async def over(
    chosen: Iterable[Case], themes: Iterable[ThemeName], see: Callable[[QDialog, Case, ThemeName], None]
) -> None:
    """Show each case in each theme to ``see``."""
    from app.shell.window.theme import apply

    application = QApplication.instance()
    assert isinstance(application, QApplication)
    wanted = tuple(chosen)
    for theme in themes:
        apply(application, theme)
        tasks = Tasks()
        for case in wanted:
            dialog = await opened(case, theme, tasks)
            see(dialog, case, theme)
            dialog.close()
            dialog.deleteLater()
            await asyncio.sleep(0)
        await tasks.close()


def main() -> int:
    """Draw the cases whose title has one of the words; all without words."""
    from app.shell.loop import make_loop

    parser = argparse.ArgumentParser(prog="python -m tests.shell.dialogs.gallery", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--theme", action="append", choices=THEMES)
    parser.add_argument("--judge", action="store_true", help="print what is wrong and draw nothing")
    arguments = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = f"{arguments.scale:g}"
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    loop = make_loop(application)
    asyncio.set_event_loop(loop)
    arguments.folder.mkdir(parents=True, exist_ok=True)

    def see(dialog: QDialog, case: Case, theme: ThemeName) -> None:
        if arguments.judge:
            sys.stdout.writelines(f"{case.title} {theme}: {fault}\n" for fault in faults(dialog))
            return
        scale = f"-x{arguments.scale:g}" if arguments.scale != 1 else ""
        dialog.grab().save(str(arguments.folder / f"{case.title}-{theme}{scale}.png"))

    words = arguments.words
    chosen = [case for case in cases() if not words or any(word in case.title for word in words)]
    loop.run_until_complete(over(chosen, arguments.theme or THEMES, see))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
