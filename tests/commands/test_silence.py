import argparse

import pytest

from app.commands import maintenance, silence
from app.commands.maintenance import maintenance_form, maintenance_line
from app.commands.silence import preview_lines, silence_form, silence_line
from app.model.maintenance import Fixed, Flexible, Recurring
from app.model.suppression_view import MaintenanceView, Preview, SilenceView
from tests.alerts.making import at

VIEW = SilenceView(
    id="S-3",
    matchers="target=psp-a",
    who="Ann",
    reason="ticket 481",
    starts=at(0),
    until=at(7200),
    when_clear=300.0,
    hides=2,
)


def parsed(module: object, *words: str) -> argparse.Namespace:
    """Return the arguments of a command."""
    parser = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter)
    module.add_arguments(parser)  # type: ignore[attr-defined]
    return parser.parse_args(list(words))


def test_a_silence_is_one_line() -> None:
    """Who, what, until when, how many it hides and what ends it early; one that is over says so."""
    line = silence_line(VIEW, at(0).wall)
    for part in ("S-3", "target=psp-a", "(2 h), hides 2", "when all is clear for 5 min", "Ann: ticket 481"):
        assert part in line
    over = SilenceView(**{name: getattr(VIEW, name) for name in VIEW.__struct_fields__} | {"over": True})
    assert "over since" in silence_line(over, at(0).wall)
    assert silence_form(VIEW)["hides"] == 2


def test_a_preview_names_what_it_would_hide() -> None:
    """Counts first, then incidents and checks by name."""
    lines = preview_lines(
        Preview(checks=("psp-a/pay",), incidents=("I-3",), checks_count=1, incidents_count=1)
    )
    assert lines == ["It would mean 1 check and hide 1 open incident now", "  I-3", "  psp-a/pay"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--for", "2h"), None),
        (("--start", "2026-11-26T02:00Z", "--for", "1h"), Fixed(start=1795658400.0, end=1795662000.0)),
        (
            ("--start", "2026-11-26T02:00Z", "--end", "2026-11-26T05:00Z", "--for", "1h", "--flexible"),
            Flexible(start=1795658400.0, end=1795669200.0, lasts=3600.0),
        ),
        (
            ("--at", "02:30", "--for", "30m", "--days", "sat,Sunday", "--nth", "-1"),
            Recurring(at=150, lasts=1800.0, weekdays=(5, 6), nth=(-1,)),
        ),
    ],
)
def test_each_sort_of_window_is_written_on_one_line(words: tuple[str, ...], expected: object) -> None:
    """From now on, once, flexible and recurring windows come from their own options."""
    assert maintenance._plan(parsed(maintenance, "add", "target=db", *words)) == expected


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "say how long"),
        (("--for", "1h", "--end", "2026-11-26T05:00Z"), "say either"),
        (("--for", "1h", "--days", "sat"), "--at 02:00 too"),
        (("--flexible", "--for", "1h"), "needs --start and --end"),
        (("--at", "02:00"), "needs --at and --for"),
    ],
)
def test_options_that_do_not_go_together_are_said(words: tuple[str, ...], said: str) -> None:
    """What is missing is named."""
    with pytest.raises(ValueError, match=said):
        maintenance._plan(parsed(maintenance, "add", "target=db", *words))


def test_a_window_is_one_line() -> None:
    """Lasting, to come and never again are told apart."""
    window = MaintenanceView(
        id="M-2",
        matchers="target=db",
        who="Ann",
        reason="17",
        kind="fixed",
        active=True,
        until=at(60),
        hides=3,
    )
    assert "lasts until" in maintenance_line(window)
    assert "3 checks  Ann: 17" in maintenance_line(window)
    assert "never again" in maintenance_line(MaintenanceView(id="M-3", matchers="a=b", kind="fixed"))
    assert maintenance_form(window)["active"] is True


def test_matchers_that_cannot_be_end_with_a_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    """A bare word is no matcher; the sentence shows one."""
    with pytest.raises(SystemExit):
        silence.matchers(["psp-a"])
    assert "write label=value" in capsys.readouterr().err
