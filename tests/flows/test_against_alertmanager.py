"""The same failures, silences, groups and inhibition tell the same here and at a real Alertmanager."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from msgspec.structs import replace

from app.model.check import Inventory
from app.model.grouping import Grouping
from app.model.incident import Incident
from app.model.intent import MakeSilence
from app.model.maintenance import Inhibition
from app.model.matcher import Matcher
from app.model.notice import Notice, NoticeKind
from app.model.routing import Route, Routing
from tests.histories.things import OPS, Happening, Setting
from tests.histories.world import World
from tests.notify.receiver import OK, receiving
from tests.probes.servers import found, free_port, running

SCALE = 10.0  # of our seconds, which cost nothing, in one of Alertmanager's
REPEAT, WAIT, LONG_WAIT, GROUP_WAIT, GROUP_INTERVAL = 3.0, 0.2, 2.0, 0.4, 0.5
END = 10.0
ROOM = "room"  # the label by which several targets are one incident


class Scene(NamedTuple):
    """What happens to one target, in Alertmanager's seconds, and what its receiver is to be told."""

    fires: tuple[tuple[float, float], ...]  # from, to
    silenced: tuple[float, float] | None
    told: tuple[str, ...]
    theirs: tuple[str, ...] | None = None  # where Alertmanager tells something else on purpose of ours


SCENES = {
    "plain": Scene(((0.0, 2.0),), None, ("problem", "end")),
    "long": Scene(((0.0, 8.0),), None, ("problem", "again", "again", "end")),
    "twice": Scene(((0.0, 2.0), (5.0, 7.0)), None, ("problem", "end", "problem", "end")),
    "brief": Scene(((0.0, 1.0),), None, ()),
    "known": Scene(((0.5, 5.0),), (0.0, 3.0), ("problem", "end")),
    "unheard": Scene(((0.5, 3.0),), (0.0, 6.0), ()),
    "paused": Scene(((0.0, 7.0),), (1.0, 5.0), ("problem", "again", "end")),
    "core": Scene(((0.0, 4.0),), None, ("problem", "again", "end")),
    "leaf": Scene(((1.0, 6.0),), None, ("problem", "end")),
    # A difference: a silence of ours never hides the end of what was told before it.
    "ended-in-silence": Scene(((0.0, 3.0),), (1.0, 6.0), ("problem", "end"), theirs=("problem",)),
}


class Gathering(NamedTuple):
    """What happens to several targets of one room, and what is told of it, with how many of them fail."""

    fires: tuple[tuple[tuple[float, float], ...], ...]  # of each target
    told: tuple[str, ...]
    theirs: tuple[str, ...] | None = None


GATHERINGS = {
    "together": Gathering((((0.0, 3.15),), ((0.0, 3.15),)), ("problem 2", "end")),
    "joined": Gathering((((0.0, 7.15),), ((1.55, 7.15),)), ("problem 1", "grew 2", "again 2", "end")),
    "third": Gathering(
        (((0.0, 6.15),), ((1.55, 6.15),), ((3.55, 6.15),)), ("problem 1", "grew 2", "grew 3", "end")
    ),
    # That a part is good again is no news of ours: what is told is that it fails, that it grows, its end.
    "one-ends": Gathering(
        (((0.0, 2.15),), ((0.0, 3.15),)), ("problem 2", "end"), theirs=("problem 2", "eased 1", "end")
    ),
    # Nor is it that a target fails again of which the receiver was told; the next reminder counts it.
    "comes-back": Gathering(
        (((0.0, 7.15),), ((0.0, 2.15), (4.15, 7.15))),
        ("problem 2", "again 1", "again 2", "end"),
        theirs=("problem 2", "eased 1", "grew 2", "end"),
    ),
}
MEMBERS = {f"{name}-{number}": name for name, each in GATHERINGS.items() for number in range(len(each.fires))}

CONFIG = {
    "route": {
        "receiver": "hook",
        "group_by": ["target"],
        "group_wait": "200ms",
        "group_interval": "500ms",
        "repeat_interval": "3s",
        "routes": [
            {"matchers": ["target=brief"], "group_wait": "2s"},
            {"matchers": [f"{ROOM}=~.+"], "group_wait": "400ms", "group_by": [ROOM]},
        ],
    },
    "inhibit_rules": [{"source_matchers": ["target=core"], "target_matchers": ["target=leaf"]}],
}


WORDS = {
    NoticeKind.PROBLEM: "problem",
    NoticeKind.GREW: "grew",
    NoticeKind.REMINDER: "again",
    NoticeKind.RECOVERY: "end",
}
IN_A_ROOM = Matcher(label=ROOM, operator="=~", value=".+")


class Ours(World):
    """One check a target, none above another."""

    names = tuple(f"{name}/up" for name in (*SCENES, *MEMBERS))
    parents = dict.fromkeys((*SCENES, *MEMBERS), ())
    inhibit = (
        Inhibition(
            source=(Matcher(label="target", value="core"),), target=(Matcher(label="target", value="leaf"),)
        ),
    )
    interval = 2.0

    def __init__(self, routing: Routing) -> None:
        super().__init__(attempts=1, setting=Setting(routing=routing))
        self.failing: list[int] = []  # targets, at each notice that is heard

    def hear(self, notice: Notice, incident: Incident) -> None:
        """Note how many fail."""
        super().hear(notice, incident)
        if notice.channel == OPS:
            self.failing.append(len({key.check for key in incident.alerts}))

    def _inventory(self) -> Inventory:
        """Make one incident of a room."""
        made = super()._inventory()
        targets = tuple(replace(each, labels=_labels(each.id)) for each in made.targets)
        rooms = Grouping(match=(IN_A_ROOM,), by=(f"label:{ROOM}",))
        return replace(made, targets=targets, grouping=(rooms,))

    async def _live(self, history: Sequence[Happening], then: Any) -> None:  # noqa: ARG002 - the world's form
        """Play the scenes, all at once."""
        await self._start()
        try:
            for at, act, name in script():
                await asyncio.sleep(max(0.0, 1000.0 + at * SCALE - self.loop.time()))
                if act == "silence":
                    seconds = (_span(name)[1] - at) * SCALE
                    matchers = (Matcher(label="target", value=name),)
                    await self.wish(MakeSilence(matchers=matchers, who="Ann", reason="x", seconds=seconds))
                else:
                    self.become(f"{name}/up", "refused" if act == "fire" else "good")
            await asyncio.sleep(1000.0 + END * SCALE - self.loop.time())
            then()
            await self.engine.close()
        finally:
            assert self.life is not None
            await self.life.kill()


def script() -> list[tuple[float, str, str]]:
    """Return what happens when, in order; a silence is there before what fires in the same moment."""
    acts = [(scene.silenced[0], "silence", name) for name, scene in SCENES.items() if scene.silenced]
    fires = {name: scene.fires for name, scene in SCENES.items()}
    for name, room in MEMBERS.items():
        fires[name] = GATHERINGS[room].fires[int(name[-1])]
    for name, spans in fires.items():
        acts += [(begin, "fire", name) for begin, _ in spans]
        acts += [(end, "clear", name) for _, end in spans]
    return sorted(acts, key=lambda act: (act[0], act[1] != "silence"))


def _labels(target: str) -> dict[str, str]:
    return {ROOM: MEMBERS[target]} if target in MEMBERS else {}


def _span(name: str) -> tuple[float, float]:
    silenced = SCENES[name].silenced
    assert silenced is not None
    return silenced


def told_by_us() -> dict[str, tuple[str, ...]]:
    """Return what our receiver is told of each target."""
    brief = Route(match=(Matcher(label="target", value="brief"),), channels=(OPS,), wait=LONG_WAIT * SCALE)
    room = Route(match=(IN_A_ROOM,), channels=(OPS,), repeat=REPEAT * SCALE, wait=GROUP_WAIT * SCALE)
    rest = Route(channels=(OPS,), repeat=REPEAT * SCALE, wait=WAIT * SCALE)
    world = Ours(Routing(routes=(brief, room, rest), group_interval=GROUP_INTERVAL * SCALE))
    targets: dict[str, str] = {}

    def learn() -> None:
        targets.update(
            (event.subject, event.data["target"]) for event in world.events() if "target" in event.data
        )

    world.run((), then=learn)
    heard: dict[str, list[str]] = defaultdict(list)
    for notice, failing in zip(world.heard[OPS], world.failing, strict=True):
        target, word = targets[notice.incident], WORDS[notice.kind]
        heard[MEMBERS.get(target, target)].append(_said(target, word, failing))
    return _of_all(heard)


def _said(target: str, word: str, failing: int) -> str:
    return f"{word} {failing}" if target in MEMBERS and word != "end" else word


def _of_all(heard: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(heard.get(name, ())) for name in (*SCENES, *GATHERINGS)}


@asynccontextmanager
async def alertmanager(folder: Path, hook: str) -> AsyncIterator[httpx.AsyncClient]:
    """Run a real Alertmanager that tells a webhook."""
    receivers = [{"name": "hook", "webhook_configs": [{"url": hook, "send_resolved": True}]}]
    config = folder / "alertmanager.yml"
    config.write_text(json.dumps({**CONFIG, "receivers": receivers}))
    port = free_port()
    command = [
        found("prometheus-alertmanager"),
        f"--config.file={config}",
        f"--storage.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    ]
    with running(command, port, folder):
        async with httpx.AsyncClient(trust_env=False, base_url=f"http://127.0.0.1:{port}/api/v2") as client:
            yield client


async def told_by_alertmanager(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return what a webhook is told of each target by a real Alertmanager."""
    async with receiving(OK) as receiver, alertmanager(folder, receiver.url) as client:
        await play(client)
        bodies = [json.loads(body) for body in receiver.bodies]
    heard: dict[str, list[str]] = defaultdict(list)
    known: dict[str, set[str]] = {}  # what was told to fail, of each group whose end was not told
    for body in bodies:
        alerts = [each for each in body["alerts"] if each["status"] == "firing"]
        name = next(iter(body["groupLabels"].values()))
        failing = {each["labels"]["target"] for each in alerts}
        word = _change(known.get(name), failing)
        known[name] = failing
        heard[name].append(_said(body["alerts"][0]["labels"]["target"], word, len(failing)))
    return _of_all(heard)


def _change(before: set[str] | None, failing: set[str]) -> str:
    """Return what a message says beyond the one before it."""
    if not failing or not before:
        return "problem" if failing else "end"
    if failing - before:
        return "grew"
    return "eased" if before - failing else "again"


async def play(client: httpx.AsyncClient) -> None:
    """Play the scenes in real time."""
    loop = asyncio.get_running_loop()
    began, zero = loop.time(), datetime.now(UTC)
    started: dict[str, datetime] = {}
    for at, act, name in script():
        await asyncio.sleep(max(0.0, began + at - loop.time()))
        now = datetime.now(UTC)
        if act == "silence":
            until = zero + timedelta(seconds=_span(name)[1])
            matchers = [{"name": "target", "value": name, "isRegex": False, "isEqual": True}]
            wish = {"startsAt": _iso(now), "endsAt": _iso(until), "createdBy": "Ann", "comment": "x"}
            answer = await client.post("/silences", json={**wish, "matchers": matchers})
        else:
            begin = started.setdefault(name, now) if act == "fire" else started.pop(name)
            end = now + timedelta(seconds=60) if act == "fire" else now
            labels = {"alertname": "up", "target": name} | _labels(name)
            alert = {"labels": labels, "startsAt": _iso(begin), "endsAt": _iso(end)}
            answer = await client.post("/alerts", json=[alert])
        answer.raise_for_status()
    await asyncio.sleep(max(0.0, began + END - loop.time()))


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def test_the_same_is_told_as_by_a_real_alertmanager(tmp_path: Path) -> None:
    """Groups that grow and end, waits, repeats, silences and inhibition: alike but for what is listed."""
    scenes = SCENES | GATHERINGS
    ours = told_by_us()
    assert ours == {name: scene.told for name, scene in scenes.items()}
    theirs = asyncio.run(told_by_alertmanager(tmp_path))
    assert theirs == {
        name: scene.told if scene.theirs is None else scene.theirs for name, scene in scenes.items()
    }
