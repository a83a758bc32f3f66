"""The same failures, silences and inhibition tell the same to a receiver here and at a real Alertmanager."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from app.model.intent import MakeSilence
from app.model.maintenance import Inhibition
from app.model.matcher import Matcher
from app.model.notice import NoticeKind
from app.model.routing import Route, Routing
from tests.histories.world import OPS, Happening, World
from tests.notify.receiver import OK, receiving
from tests.probes.servers import found, free_port, running

SCALE = 10.0  # of our seconds, which cost nothing, in one of Alertmanager's
REPEAT, WAIT, LONG_WAIT = 3.0, 0.2, 2.0
END = 10.0


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
    # The one difference: a silence of ours never hides the end of what was told before it.
    "ended-in-silence": Scene(((0.0, 3.0),), (1.0, 6.0), ("problem", "end"), theirs=("problem",)),
}
CONFIG = {
    "route": {
        "receiver": "hook",
        "group_by": ["target"],
        "group_wait": "200ms",
        "group_interval": "500ms",
        "repeat_interval": "3s",
        "routes": [{"matchers": ["target=brief"], "group_wait": "2s", "group_by": ["target"]}],
    },
    "inhibit_rules": [{"source_matchers": ["target=core"], "target_matchers": ["target=leaf"]}],
}


class Ours(World):
    """One check a target, none above another."""

    names = tuple(f"{name}/up" for name in SCENES)
    parents = dict.fromkeys(SCENES, ())
    inhibit = (
        Inhibition(
            source=(Matcher(label="target", value="core"),), target=(Matcher(label="target", value="leaf"),)
        ),
    )
    interval = 2.0

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
    for name, scene in SCENES.items():
        acts += [(begin, "fire", name) for begin, _ in scene.fires]
        acts += [(end, "clear", name) for _, end in scene.fires]
    return sorted(acts, key=lambda act: (act[0], act[1] != "silence"))


def _span(name: str) -> tuple[float, float]:
    silenced = SCENES[name].silenced
    assert silenced is not None
    return silenced


def told_by_us() -> dict[str, tuple[str, ...]]:
    """Return what our receiver is told of each target."""
    brief = Route(match=(Matcher(label="target", value="brief"),), channels=(OPS,), wait=LONG_WAIT * SCALE)
    rest = Route(channels=(OPS,), repeat=REPEAT * SCALE, wait=WAIT * SCALE)
    world = Ours(attempts=1, routing=Routing(routes=(brief, rest)))
    targets: dict[str, str] = {}

    def learn() -> None:
        targets.update(
            (event.subject, event.data["target"]) for event in world.events() if "target" in event.data
        )

    world.run((), then=learn)
    words = {NoticeKind.PROBLEM: "problem", NoticeKind.REMINDER: "again", NoticeKind.RECOVERY: "end"}
    heard: dict[str, list[str]] = defaultdict(list)
    for notice in world.heard[OPS]:
        heard[targets[notice.incident]].append(words[notice.kind])
    return {name: tuple(heard[name]) for name in SCENES}


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
    for body in bodies:
        name = body["groupLabels"]["target"]
        said = heard[name]
        if body["status"] == "resolved":
            said.append("end")
        else:
            said.append("again" if said and said[-1] != "end" else "problem")
    return {name: tuple(heard[name]) for name in SCENES}


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
            labels = {"alertname": "up", "target": name}
            alert = {"labels": labels, "startsAt": _iso(begin), "endsAt": _iso(end)}
            answer = await client.post("/alerts", json=[alert])
        answer.raise_for_status()
    await asyncio.sleep(max(0.0, began + END - loop.time()))


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def test_the_same_is_told_as_by_a_real_alertmanager(tmp_path: Path) -> None:
    """Grouping by target, waits, repeats, silences and inhibition: alike but for the listed difference."""
    ours = told_by_us()
    assert ours == {name: scene.told for name, scene in SCENES.items()}
    theirs = asyncio.run(told_by_alertmanager(tmp_path))
    assert theirs == {
        name: scene.told if scene.theirs is None else scene.theirs for name, scene in SCENES.items()
    }
