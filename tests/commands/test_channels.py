import json

import pytest

from app.commands import channels, make_parser
from app.model.channel_view import ChannelState, ChannelView
from app.model.clock import Moment

VIEWS = (
    ChannelView(
        id="ops",
        kind="webhook",
        scheme="https",
        min_severity="warning",
        state=ChannelState.WORKING,
        delivered=Moment(wall=1_700_000_000.0, mono=1.0),
    ),
    ChannelView(
        id="chat",
        kind="apprise",
        scheme="slack",
        min_severity="critical",
        state=ChannelState.UNDELIVERED,
        why="the service answered 503",
        waiting=2,
        waiting_for=130.0,
        undelivered=1,
    ),
)


def test_the_table_has_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    """Who reads it sees the scheme only, what waits, and why it fails."""
    channels._print(VIEWS)
    head, ops, chat, why = capsys.readouterr().out.splitlines()
    assert head.split()[:2] == ["ID", "KIND"]
    assert "https://" in ops
    assert "2023-11-14T22:13:20.000Z" in ops
    assert "2 for 2 min" in chat
    assert why == "chat: the service answered 503"
    channels._print(())
    assert "No outside channel" in capsys.readouterr().out


def test_the_form_is_stable() -> None:
    """The JSON form of a channel has exactly the documented fields."""
    form = json.loads(json.dumps(channels.channel_form(VIEWS[1])))
    assert form == {
        "id": "chat",
        "kind": "apprise",
        "scheme": "slack",
        "min_severity": "critical",
        "state": "undelivered",
        "delivered": None,
        "failed": None,
        "why": "the service answered 503",
        "waiting": 2,
        "waiting_for": 130.0,
        "undelivered": 1,
    }


def test_a_test_names_its_channel() -> None:
    """``channels test`` needs an id; alone ``channels`` lists."""
    parser = make_parser(["channels"], [])
    assert parser.parse_args(["channels", "test", "ops"]).id == "ops"
    assert parser.parse_args(["channels"]).what is None
    with pytest.raises(SystemExit):
        parser.parse_args(["channels", "test"])
