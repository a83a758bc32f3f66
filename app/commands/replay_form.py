"""What came of a replay, as text and in the stable JSON form (docs/json.md)."""

from datetime import UTC, datetime
from typing import Any

from app.commands.plain_form import VERSION
from app.model.phrase import foreign
from app.model.quantity import age, figures
from app.model.replay import CheckReplay, Firing, Load, Missed, Replay, Tally

_SHOWN = 40  # checks that the text names one by one
_MANAGEABLE = "EEMUA 191: 1 is manageable, more than 10 are a flood"


def replay_form(replay: Replay, *, listed: bool) -> dict[str, Any]:
    """Return the whole answer; ``listed``: with each firing."""
    form: dict[str, Any] = {
        "version": VERSION,
        "since": _at(replay.since),
        "until": _at(replay.until),
        "recorded_since": _at(replay.first),
        "skipped": replay.skipped,
        "present": _tally_form(replay.present, replay.present_load),
        "changed": _tally_form(replay.changed, replay.changed_load),
        "missed": _missed_form(replay.missed),
        "added": _missed_form(replay.added),
        "checks": [_check_form(each) for each in replay.checks],
    }
    if listed:
        form["present_firings"] = [_firing_form(each) for each in replay.present_firings]
        form["changed_firings"] = [_firing_form(each) for each in replay.changed_firings]
    return form


def _check_form(each: CheckReplay) -> dict[str, Any]:
    return {
        "check": each.check,
        "rules": list(each.rules),
        "results": each.results,
        "unknown": each.unknown,
        "present": _tally_form(each.present),
        "changed": _tally_form(each.changed),
        "missed": _missed_form(each.missed),
        "added": _missed_form(each.added),
    }


def _tally_form(tally: Tally, load: Load | None = None) -> dict[str, Any]:
    form: dict[str, Any] = {
        "fired": tally.fired,
        "critical": tally.critical,
        "hard_seconds": round(tally.seconds, 3),
        "longest": round(tally.longest, 3),
        "first": _at(tally.first),
        "last": _at(tally.last),
        "flaps": tally.flaps,
    }
    if load is not None:
        form["per_10_minutes"] = {
            "mean": round(load.mean, 4),
            "worst": load.worst,
            "worst_at": _at(load.worst_at),
            "floods": load.floods,
        }
    return form


def _missed_form(missed: Missed) -> dict[str, Any]:
    return {
        "fired": missed.whole,
        "hard_seconds": round(missed.seconds, 3),
        "critical_seconds": round(missed.critical, 3),
    }


def _firing_form(firing: Firing) -> dict[str, Any]:
    return {
        "check": firing.check,
        "rule": firing.rule,
        "level": firing.level.value,
        "began": _at(firing.began),
        "fired": _at(firing.hard),
        "ended": _at(firing.end) if firing.ended else None,
        "hard_seconds": round(firing.end - firing.hard, 3),
        "before": firing.before,
    }


def replay_lines(replay: Replay, *, listed: bool, changed: bool) -> list[str]:
    """Return the answer as text; ``changed``: there are other rules to compare with."""
    lines = _heading(replay)
    told = [each for each in replay.checks if _tells(each)]
    for each in told[:_SHOWN]:
        rules = f" ({', '.join(each.rules)})" if each.rules else ""
        lines += ["", f"{each.check}{rules}", *_figures(each.present, each.changed, both=changed)]
        lines += _difference(each.missed, each.added) if changed else []
    if len(told) > _SHOWN:
        lines += ["", f"and {len(told) - _SHOWN} more checks (--json has all)"]
    if len(replay.checks) != 1:
        lines += [
            "",
            _count(len(replay.checks), "check"),
            *_figures(replay.present, replay.changed, both=changed),
        ]
        lines += _difference(replay.missed, replay.added) if changed else []
    lines += ["", *_loads(replay, changed=changed)]
    if listed:
        lines += ["", *_listing("by the present rules", replay.present_firings)]
        lines += ["", *_listing("by the changed rules", replay.changed_firings)] if changed else []
    return lines


def _heading(replay: Replay) -> list[str]:
    results = sum(each.results for each in replay.checks)
    begun = max(replay.since, replay.first or replay.since)
    if not results:
        return [f"Nothing is recorded since {_clock(replay.since)}."]
    lasted = age(replay.until - begun)
    lines = [f"{_count(results, 'result')} in {lasted}, from {_clock(begun)} to {_clock(replay.until)}"]
    unknown = sum(each.unknown for each in replay.checks)
    if unknown:
        lines.append(f"{_count(unknown, 'result')} more prove nothing, for the fault was ours")
    if replay.first is not None and replay.first > replay.since + 60:
        lines.append(f"The record begins at {_clock(replay.first)}; nothing is known of before")
    if replay.skipped:
        lines.append(f"{_count(replay.skipped, 'result')} of an older Nocwall cannot be judged")
    return lines


def _figures(present: Tally, changed: Tally, *, both: bool) -> list[str]:
    if not both:
        return _fired(present)
    critical = f"critical: {changed.critical} instead of {present.critical}"
    longest = f"at the longest {age(changed.longest)} instead of {age(present.longest)}"
    lines = [
        f"  would have fired {_times(changed.fired)} instead of {present.fired} ({critical})",
        f"  firing for  {age(changed.seconds)} instead of {age(present.seconds)}, {longest}",
    ]
    lines += [f"  first       {_clock(changed.first)}, last {_clock(changed.last)}"] if changed.fired else []
    if present.flaps or changed.flaps:
        lines.append(f"  flapped     {_times(changed.flaps)} instead of {present.flaps}")
    return lines


def _fired(tally: Tally) -> list[str]:
    lines = [f"  fired {_times(tally.fired)} (critical: {tally.critical})"]
    if tally.seconds:
        lines.append(f"  firing for  {age(tally.seconds)}, at the longest {age(tally.longest)}")
    if tally.fired:
        lines.append(f"  first       {_clock(tally.first)}, last {_clock(tally.last)}")
    if tally.flaps:
        lines.append(f"  flapped     {_times(tally.flaps)}")
    return lines


def _difference(missed: Missed, added: Missed) -> list[str]:
    lines = []
    if missed.seconds or missed.whole:
        untold = f"{_times(missed.whole)} it is not told at all"
        lines.append(f"  missed      {age(missed.seconds)} in which it fires now; {untold}")
    if missed.critical:
        lines.append(f"  no longer critical for {age(missed.critical)}")
    if added.seconds or added.whole:
        lines.append(
            f"  new         {age(added.seconds)} in which it does not fire now; {_times(added.whole)}"
        )
    return lines or ["  nothing is missed and nothing is new"]


def _loads(replay: Replay, *, changed: bool) -> list[str]:
    now, then = replay.present_load, replay.changed_load
    mean = f"{figures(then.mean)} instead of {figures(now.mean)}" if changed else figures(now.mean)
    worst = f"{then.worst} instead of {now.worst}" if changed else str(now.worst)
    floods = f"{then.floods} instead of {now.floods}" if changed else str(now.floods)
    return [f"Alarms in 10 minutes: {mean} on average, {worst} at the worst, {floods} floods ({_MANAGEABLE})"]


def _listing(title: str, firings: tuple[Firing, ...]) -> list[str]:
    lines = [f"{_count(len(firings), 'firing')} {title}"]
    for each in firings:
        lasted = age(each.end - each.hard) + ("" if each.ended else " and goes on")
        since = " (began before)" if each.before else ""
        what = f"{each.level.value:<8}  {foreign(each.check)}  {each.rule}"
        lines.append(f"  {_clock(each.hard)}  {what}  {lasted}{since}")
    return lines


def _tells(each: CheckReplay) -> bool:
    return any((each.present.fired, each.changed.fired, each.present.seconds, each.changed.seconds))


def _times(number: int) -> str:
    return "once" if number == 1 else "never" if number == 0 else f"{number:,} times"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _at(wall: float | None) -> str | None:
    if wall is None:
        return None
    return datetime.fromtimestamp(wall, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _clock(wall: float | None) -> str:
    """Return a time of people, in the zone of this machine."""
    if wall is None:
        return "-"
    return datetime.fromtimestamp(wall).astimezone().strftime("%d %b %H:%M:%S")
