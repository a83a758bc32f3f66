"""Wishes of people, on their way to the engine; each is answered when it is stored."""

from typing import Literal

from app.model.value import Value


class Acknowledge(Value, frozen=True, kw_only=True, tag="acknowledge"):
    """Take an incident (by id), or every open incident that touches a check or target id."""

    what: str
    who: str
    comment: str = ""


class Recheck(Value, frozen=True, kw_only=True, tag="recheck"):
    """Run checks now: a check id, a target id, or empty for all."""

    what: str = ""


class Mute(Value, frozen=True, kw_only=True, tag="mute"):
    """No tone for some seconds; 0 ends it. The wall goes on showing it."""

    seconds: float
    who: str


class TestTone(Value, frozen=True, kw_only=True, tag="test-tone"):
    """Prove the alarm path: play a tone on the speaker and report."""

    __test__ = False

    who: str = ""


class Report(Value, frozen=True, kw_only=True, tag="report"):
    """The speaker's holder tells what became of a pop-up or a tone."""

    what: Literal["sound", "desktop"]
    ok: bool
    notice: str = ""
    detail: str = ""


class Stop(Value, frozen=True, kw_only=True, tag="stop"):
    """End the engine in good order."""

    who: str = ""


Intent = Acknowledge | Recheck | Mute | TestTone | Report | Stop
