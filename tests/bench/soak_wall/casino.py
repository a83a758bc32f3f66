"""What is watched in the soak: a casino of 96 checks, its walls, and the troubles of its day."""

import asyncio
import math
import random
from dataclasses import dataclass

from msgspec.structs import replace

from app.model.check import Check, Inventory
from app.model.phrase import phrase
from app.model.probe import Context, ProbeFailed, Reading
from app.model.rule import Threshold
from app.model.state import ErrorClass
from app.model.target import ElementClass, Target
from app.model.wall import PageKind, WallPage, WallPlan
from tests.bench.soak_wall.paced import MONO
from tests.engine.parts import check, told

EACH = 16  # targets of a class
INTERVAL, RETRY, TIMEOUT = 60.0, 20.0, 15.0
WORST = 60.0  # alarms in the worst hour
QUIET = 2.0  # and in a quiet one
LASTS = (120.0, 1200.0)  # seconds of a trouble
DWELL, DWELL_BAD = 150.0, 240.0
LIMIT = Threshold(metric="response_time", warning=0.4, critical=0.9, recovery=0.3)
WHY = (ErrorClass.REFUSED, ErrorClass.TIMEOUT_READ, ErrorClass.STATUS)


class Service:
    """A target with a wave of its own; ``error`` or ``slow`` is its trouble."""

    def __init__(self, name: str, dice: random.Random) -> None:
        self._name, self._dice = name, dice
        self._base, self._phase = dice.uniform(0.02, 0.15), dice.uniform(0, 6)
        self.error: ErrorClass | None = None
        self.slow = 0.0
        self._runs = 0

    async def run(self, _: Context) -> Reading:
        """Answer after a moment, as it is told to."""
        self._runs += 1
        await asyncio.sleep(self._base)
        if self.error is not None:
            raise ProbeFailed(self.error, phrase("{name} does not answer as it should", name=self._name))
        wave = self._base * (1.5 + math.sin(self._runs / 9 + self._phase)) + self._dice.uniform(0, 0.02)
        return Reading(values={"response_time": wave + self.slow, "queue": 100 * wave})


@dataclass
class Casino:
    """The services and what happens to them; ``hour`` of the day decides how much."""

    dice: random.Random
    spell: float = 8.0  # hours, of which one is the worst
    worst_only: bool = False  # every hour is

    def __post_init__(self) -> None:
        """Make the services."""
        self._targets = [
            Target(
                id=f"{element.value}-{number}",
                name=f"{element.value.replace('_', ' ').title()} {number}",
                short=f"{element.value[:9]} {number}",
                element=element,
                labels={"site": "fra" if number % 2 else "mla"},
            )
            for element in ElementClass
            for number in range(EACH)
        ]
        self.services = {target.id: Service(target.name, self.dice) for target in self._targets}
        self.troubles = 0

    def inventory(self, edition: int) -> Inventory:
        """Return the inventory; every second edition lacks a target and has other pages."""
        targets = self._targets[: -1 if edition % 2 else None]
        return Inventory(
            targets=tuple(targets),
            checks=tuple(self._check(target) for target in targets),
            fingerprint=f"edition {edition}",
            title=f"Casino, edition {edition}",
            references="none",
            walls=(WallPlan(name="hall", pages=_pages(edition)),),
        )

    def rate(self, hour: float) -> float:
        """Return the alarms an hour at an hour of the day: each spell has its worst after three quarters."""
        if self.worst_only:
            return WORST
        of_spell = hour % self.spell / self.spell
        return QUIET + (WORST - QUIET) * math.exp(-(((of_spell - 0.75) * 8) ** 2) / 2)

    async def live(self) -> None:
        """Let services fail and recover, for ever."""
        while True:
            hour = (asyncio.get_running_loop().time() - MONO) / 3600
            await asyncio.sleep(self.dice.expovariate(self.rate(hour) / 3600))
            well = [each for each in self.services.values() if each.error is None and not each.slow]
            if well:
                asyncio.get_running_loop().create_task(self._trouble(self.dice.choice(well)))
                self.troubles += 1

    async def _trouble(self, service: Service) -> None:
        if self.dice.random() < 0.4:
            service.slow = self.dice.choice((0.5, 2.0))
        else:
            service.error = self.dice.choice(WHY)
        await asyncio.sleep(self.dice.uniform(*LASTS))
        service.error, service.slow = None, 0.0

    def _check(self, target: Target) -> Check:
        made = check(
            f"{target.id}/main",
            told(f"soak:{target.id}", self.services[target.id].run, f"{target.id}.example"),
            interval=INTERVAL,
            timeout=TIMEOUT,
            retry_interval=RETRY,
            attempts=2,
            rules=(LIMIT,),
        )
        return replace(made, name=target.name, short=target.short, target=target.id)


def _pages(edition: int) -> tuple[WallPage, ...]:
    kinds = [PageKind.OVERVIEW, PageKind.CHARTS, PageKind.INCIDENTS, PageKind.ERRORS, PageKind.CHECKS]
    pages = [WallPage(kind=kind, dwell=DWELL, dwell_bad=DWELL_BAD) for kind in kinds]
    pages += [
        WallPage(kind=PageKind.ELEMENT, element=element, dwell=DWELL, dwell_bad=DWELL_BAD)
        for element in (ElementClass.PAYMENT, ElementClass.GAME_PROVIDER, ElementClass.DATABASE)
    ]
    number = WallPage(kind=PageKind.BIG_NUMBER, count="untaken", dwell=DWELL, dwell_bad=DWELL_BAD)
    return (*pages, number) if edition % 2 else (*reversed(pages), number)
