"""From a rule to what follows it."""

from collections.abc import Callable
from typing import Any

from app.analysis.rules.burn import BurnFollower
from app.analysis.rules.composite import CompositeFollower
from app.analysis.rules.follower import Follower
from app.analysis.rules.missing import AbsenceFollower
from app.analysis.rules.peer import PeerFollower
from app.analysis.rules.rate import RateFollower
from app.analysis.rules.ratio import RatioFollower
from app.analysis.rules.reasons import Reasons, reasons_of
from app.analysis.rules.volume import VolumeFollower
from app.analysis.wording import Wording
from app.model.check import Check
from app.model.rule import Absence, Burn, Composite, Peer, Rate, Ratio, Volume

Followed = Rate | Absence | Ratio | Burn | Peer | Volume | Composite


_MAKERS: dict[type[Any], Callable[[Any, Reasons, Check], Follower]] = {
    Rate: lambda rule, reasons, _: RateFollower(rule, reasons),
    Absence: lambda rule, reasons, _: AbsenceFollower(rule, reasons),
    Ratio: lambda rule, reasons, _: RatioFollower(rule, reasons),
    Burn: lambda rule, reasons, check: BurnFollower(rule, reasons, check.interval),
    Peer: lambda rule, reasons, check: PeerFollower(rule, reasons, check.id),
    Volume: lambda rule, reasons, check: VolumeFollower(rule, reasons, check.interval),
    Composite: lambda rule, reasons, _: CompositeFollower(rule, reasons),
}


def follower(check: Check, rule: Followed, wording: Wording) -> Follower:
    """Return what follows ``rule`` of ``check``; ``wording`` is that of the rule's metric."""
    return _MAKERS[type(rule)](rule, reasons_of(wording), check)
