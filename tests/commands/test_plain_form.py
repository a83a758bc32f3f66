import json

from app.commands.plain_form import VERSION, check_form, moment_text, status_form
from app.commands.status import text_lines
from app.model.board import Board, CheckView, EngineHealth, SeriesView, Summary
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.phrase import phrase
from app.model.quantity import Unit
from app.model.state import ErrorClass, State
from app.model.target import ElementClass
from app.model.verdict import Level

NOW = Moment(wall=1_763_900_000.5, mono=1000.0)


def view(name: str, state: State) -> CheckView:
    """Return a check as the engine publishes it."""
    return CheckView(
        id=name,
        target="paygrove",
        target_name="Paygrove",
        name="Paygrove in",
        short="Paygrove in",
        element=ElementClass.PAYMENT,
        kind="http",
        address="http://127.0.0.1/",
        state=state,
        since=Moment(wall=NOW.wall - 120, mono=880.0),
        last=Moment(wall=NOW.wall - 2, mono=998.0),
        interval=10.0,
        error=ErrorClass.TIMEOUT_READ if state is State.CRITICAL else None,
        sentence=phrase("No answer in {limit}", limit="2 s"),
        series=(SeriesView(name="response_time", title="Response time", unit=Unit.SECONDS, value=0.25),),
    )


def board() -> Board:
    """Return a board with one good and one bad check and an open incident."""
    incident = Incident(
        id="I-3",
        target="paygrove",
        element=ElementClass.PAYMENT,
        title=phrase("Paygrove in hangs"),
        level=Level.CRITICAL,
        alerts=(),
        began=NOW,
        opened=NOW,
    )
    return Board(
        now=NOW,
        checks=(view("paygrove/out", State.OK), view("paygrove/in", State.CRITICAL)),
        incidents=(incident,),
        summary=Summary(headline=phrase("1 incident needs someone")),
        health=EngineHealth(pid=1, build="0", started=NOW),
    )


def test_moments_are_utc() -> None:
    """Evidence and exports are in UTC with milliseconds."""
    assert moment_text(NOW) == "2025-11-23T12:13:20.500Z"
    assert moment_text(None) is None


def test_the_status_can_be_written_as_json() -> None:
    """The form is JSON as it stands, and says its version."""
    assert json.loads(json.dumps(status_form(board())))["version"] == VERSION


def test_a_check_tells_state_age_and_reason() -> None:
    """Age is in seconds at the moment of the status; the reason is a sentence; unknown is null."""
    form = check_form(view("paygrove/in", State.CRITICAL), NOW)
    assert (form["state"], form["age"], form["error"]) == ("CRITICAL", 2.0, "timeout-read")
    assert form["sentence"] == "No answer in 2 s"
    assert form["values"]["response_time"]["value"] == 0.25
    assert form["availability"] is None


def test_the_text_form_has_the_verdict_first_and_the_worst_check_next() -> None:
    """People read the verdict, the incidents with their owner, then checks from the worst."""
    lines = text_lines(board())
    assert lines[0] == "1 incident needs someone"
    assert any(line.startswith("I-3") and "nobody has it yet" in line for line in lines)
    assert any(line.strip().startswith("tell players: Paygrove has a fault at the moment.") for line in lines)
    rows = [line for line in lines if "paygrove/" in line]
    assert "CRITICAL" in rows[0]
