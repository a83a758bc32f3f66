"""The same ordinary targets judged by blackbox_exporter and by us: one verdict, but for listed reasons."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

from tests.faults.ordinary_targets import TARGETS, Target
from tests.transport.namespace import alone

_BOTH = "import asyncio; from tests.faults.ordinary_servers import main; asyncio.run(main())"
ALIKE = [target for target in TARGETS if not target.reason]
UNLIKE = [target for target in TARGETS if target.reason]


class Verdicts(NamedTuple):
    """By target: our check in full, and whether they call it a success."""

    ours: Mapping[str, dict[str, Any]]
    theirs: Mapping[str, bool]

    def up(self, target: Target) -> bool:
        """Whether we call it up."""
        return bool(self.ours[target.id]["state"] == "OK")


@pytest.fixture(scope="module")
def verdicts() -> Verdicts:
    """Let both look at all targets, in a network where one more network is unreachable."""
    ours, theirs = map(json.loads, alone(_BOTH, "ip route add unreachable 10.99.0.0/16"))
    assert isinstance(ours, dict), ours
    return Verdicts({check["id"].partition("/")[0]: check for check in ours["checks"]}, theirs)


@pytest.mark.parametrize("target", ALIKE, ids=[target.name for target in ALIKE])
def test_the_verdict_is_theirs(target: Target, verdicts: Verdicts) -> None:
    """Both call the target up, or both call it down, and our failure has a class and a sentence."""
    ours = verdicts.ours[target.id]
    assert (verdicts.up(target), verdicts.theirs[target.id]) == (target.up, target.up), ours
    assert target.up or (ours["state"] == "CRITICAL" and ours["error"] and ours["sentence"])


@pytest.mark.parametrize("target", UNLIKE, ids=[target.name for target in UNLIKE])
def test_a_listed_difference_is_one(target: Target, verdicts: Verdicts) -> None:
    """Where a reason for another verdict is given, the verdicts do differ, and ours is the listed one."""
    assert (verdicts.up(target), verdicts.theirs[target.id]) == (target.up, not target.up)


def test_enough_is_compared() -> None:
    """At least sixty targets are judged alike, and each kind that both know is among them."""
    assert len(ALIKE) >= 60
    assert {target.prober for target in ALIKE} == {"http", "tcp", "dns", "icmp"}
    assert len({target.id for target in TARGETS}) == len(TARGETS)
