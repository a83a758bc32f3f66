"""What cannot be done is said with its reason."""

import pytest
from msgspec.structs import replace

from app.model.board import Rank
from app.shell.desk.bars import OF_ENGINE, why_not
from app.shell.window.keys import Act
from tests.shell.boards import board, check, incident
from tests.shell.desk.known import standing

BAD = board(check("kestrin"), incidents=(incident(),))


def test_without_an_engine_its_acts_are_barred() -> None:
    """What an engine has to do says that there is none; window and theme go on."""
    here = standing(BAD, connected=False, who="Mira", filling=True, turns=True)
    assert {act for act in Act if why_not(act, here)} == OF_ENGINE | {Act.KEPT}


@pytest.mark.parametrize(
    ("act", "shown", "why"),
    [
        (Act.TAKE, board(check("a"), incidents=(incident(owner="Mira"),)), "No incident waits for somebody"),
        (Act.INCIDENT, board(check("a")), "No incident is open"),
        (Act.MERGE, BAD, "There is no other open incident"),
        (Act.MERGE, board(check("a"), incidents=(incident(1), incident(2))), ""),
        (Act.SPLIT, BAD, "No open incident holds more than one thing"),
        (Act.WHY, board(), "Nothing is watched"),
        (Act.LOOKED, BAD, "Your name is not known yet: take an incident first"),
        (Act.KEPT, BAD, "The monitor is not blind"),
        (Act.KEPT, replace(BAD, summary=replace(BAD.summary, rank=Rank.BLIND)), ""),
        (Act.HOLD, BAD, "No pages are turned here"),
        (Act.LEAVE, BAD, "The window does not fill the screen"),
        (Act.TAKE, BAD, ""),
    ],
)
def test_an_act_with_nothing_to_do_says_so(act: Act, shown: object, why: str) -> None:
    """An act that would find nothing to do is barred with a sentence; else it is free."""
    assert why_not(act, standing(shown)) == why  # type: ignore[arg-type] # boards, all of them
