import importlib
from typing import Any

import pytest

from app.__main__ import main
from app.model.intent import (
    Acknowledge,
    Act,
    Assign,
    Comment,
    EndMaintenance,
    EndSilence,
    Fixed,
    Intent,
    MakeSilence,
    Merge,
    PlaceMark,
    PlanMaintenance,
    Release,
    Split,
    Tick,
)
from app.model.matcher import Matcher

DATABASE = (Matcher(label="target", value="db"),)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("ack", "I-1"), Acknowledge(what="I-1", who="Ann")),
        (
            ("ack", "shop", "--for", "2h", "--sticky", "--comment", "mine"),
            Acknowledge(what="shop", who="Ann", comment="mine", sticky=True, seconds=7200.0),
        ),
        (("release", "I-1"), Release(what="I-1", who="Ann")),
        (("assign", "I-1", "--to", "Bo"), Assign(what="I-1", to="Bo", who="Ann")),
        (("comment", "I-1", "seen it"), Comment(what="I-1", text="seen it", who="Ann")),
        (("act", "I-1", "restarted"), Act(what="I-1", text="restarted", who="Ann")),
        (("fixed", "I-1", "--comment", "done"), Fixed(what="I-1", who="Ann", comment="done")),
        (("tick", "I-1", "2"), Tick(what="I-1", step="2", who="Ann")),
        (("tick", "I-1", "2", "--undo"), Tick(what="I-1", step="2", done=False, who="Ann")),
        (("merge", "I-1", "I-2", "I-3"), Merge(into="I-1", what=("I-2", "I-3"), who="Ann")),
        (("split", "I-1", "shop"), Split(what="I-1", part=("shop",), who="Ann")),
        (("mark", "deploy 4.2"), PlaceMark(text="deploy 4.2", who="Ann")),
        (
            ("mark", "deploy 4.2", "--target", "db", "--target", "shop", "--ago", "10m"),
            PlaceMark(text="deploy 4.2", who="Ann", targets=("db", "shop"), ago=600.0),
        ),
        (("silence end", "S-3"), EndSilence(what="S-3", who="Ann")),
        (("silence extend", "S-3", "--for", "1h"), MakeSilence(id="S-3", who="Ann", seconds=3600.0)),
        (("maintenance end", "M-2"), EndMaintenance(what="M-2", who="Ann")),
        (
            ("maintenance add", "target=db", "--for", "1h", "--reason", "17"),
            PlanMaintenance(matchers=DATABASE, who="Ann", reason="17", seconds=3600.0),
        ),
    ],
)
def test_each_command_wishes_what_it_says(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], expected: Intent
) -> None:
    """Words of the command line become one wish, with the name of who wishes it."""
    seen: list[Intent] = []

    def wish(_: Any, *intents: Intent) -> int:
        seen.extend(intents)
        return 0

    name = words[0].split()
    module = importlib.import_module(f"app.commands.{name[0]}")
    monkeypatch.setattr(module, "agreed_wish" if name[0] in {"merge", "split"} else "wish", wish)
    assert main([*name, *words[1:], "--who", "Ann"]) == 0
    assert seen == [expected]
