"""Values of the model in the stable JSON form of the command line (docs/json.md)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from app.model.board import Board, CheckView, EngineHealth, SeriesView
from app.model.clock import Moment
from app.model.deadman import Pulse
from app.model.incident import Incident, Repair
from app.model.phrase import Phrase
from app.model.players import told_to_players
from app.model.suppression import Suppression

VERSION = 1


def moment_text(moment: Moment | None) -> str | None:
    """Return a moment as RFC 3339 in UTC with milliseconds."""
    if moment is None:
        return None
    return datetime.fromtimestamp(moment.wall, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def phrase_text(sentence: Phrase) -> str:
    """Return a phrase as one English line."""
    return sentence.plain()


def players_text(sentences: Iterable[Phrase]) -> str:
    """Return what may be said to players of an incident; empty where that is nothing."""
    return " ".join(phrase_text(each) for each in sentences)


def status_form(board: Board) -> dict[str, Any]:
    """Return the whole state of an engine."""
    summary = board.summary
    told = told_to_players(board.incidents, board.checks).sentences
    return {
        "version": VERSION,
        "at": moment_text(board.now),
        "title": board.title,
        "summary": {
            "rank": summary.rank.value,
            "headline": phrase_text(summary.headline),
            "line": phrase_text(summary.line),
            "counts": {
                "critical": summary.counts.critical,
                "warning": summary.counts.warning,
                "unknown": summary.counts.unknown,
                "maintenance": summary.counts.maintenance,
                "pending": summary.counts.pending,
                "ok": summary.counts.ok,
            },
            "tone": summary.tone.value if summary.tone else None,
            "sounding": list(summary.sounding),
            "sound": summary.sound.value,
            "sound_proved": moment_text(summary.sound_proved),
            "muted_until": moment_text(summary.muted_until),
            "muted_by": summary.muted_by,
        },
        "checks": [check_form(view, board.now) for view in board.checks],
        "incidents": [
            {**incident_form(incident), "players": players_text(told.get(incident.id, ())) or None}
            for incident in board.incidents
        ],
        "banners": [
            {
                "id": banner.id,
                "state": banner.state.value,
                "text": phrase_text(banner.text),
                "since": moment_text(banner.since),
            }
            for banner in board.banners
        ],
        "engine": health_form(board.health, board.now) if board.health else None,
    }


def check_form(view: CheckView, now: Moment) -> dict[str, Any]:
    """Return one check; ages are seconds at the moment of the status."""
    return {
        "id": view.id,
        "target": view.target,
        "name": view.name,
        "class": view.element.value,
        "kind": view.kind,
        "address": view.address,
        "state": view.state.value,
        "soft": view.soft,
        "attempt": view.attempt,
        "attempts": view.attempts,
        "recovering": view.recovering,
        "flapping": view.flapping,
        "stale": view.stale,
        "was": view.was.value if view.was else None,
        "since": moment_text(view.since),
        "age": round(now.seconds_since(view.last), 3) if view.last else None,
        "error": view.error.value if view.error else None,
        "sentence": phrase_text(view.sentence),
        "values": {series.name: _value_form(series) for series in view.series},
        "availability": view.availability,
        "availability_unknown": view.availability_unknown,
        "availability_maintenance": view.availability_maintenance,
        "incident": view.incident or None,
        "owner": view.owner or None,
        "blocked_by": view.blocked_by or None,
        "maintenance": view.maintenance or None,
        "silenced": phrase_text(view.silenced) or None,
        "enabled": view.enabled,
        "interval": view.interval,
        "detection_bound": view.detection_bound,
    }


def _value_form(series: SeriesView) -> dict[str, Any]:
    return {
        "value": series.value,
        "unit": series.unit.value,
        "warning": series.warning,
        "critical": series.critical,
        "low": series.low,
        "high": series.high,
    }


def incident_form(incident: Incident) -> dict[str, Any]:
    """Return one incident with its timeline."""
    return {
        "id": incident.id,
        "title": phrase_text(incident.title),
        "cause": phrase_text(incident.cause),
        "level": incident.level.value,
        "target": incident.target,
        "class": incident.element.value,
        "alerts": [f"{key.check}#{key.rule}" for key in incident.alerts],
        "began": moment_text(incident.began),
        "opened": moment_text(incident.opened),
        "closed": moment_text(incident.closed),
        "owner": incident.owner or None,
        "acknowledged": moment_text(incident.acknowledged),
        "acknowledged_until": moment_text(incident.ack_until),
        "first_acknowledged": moment_text(incident.first_acknowledged),
        "sticky": incident.sticky,
        "targets": list(incident.hit),
        "severity": incident.severity,
        "suppressed": _suppressed_form(incident.suppressed),
        "merged_into": incident.merged_into or None,
        "reopened": incident.reopened,
        "seen": moment_text(incident.seen),
        "fixed": _repair_form(incident.fixed),
        "ticks": [
            {"step": tick.step, "who": tick.who, "at": moment_text(tick.at)} for tick in incident.ticks
        ],
        "withdrawn": incident.withdrawn,
        "blocked_by": incident.blocked_by or None,
        "explains": incident.explains,
        "told": list(incident.told),
        "timeline": [
            {
                "at": moment_text(entry.at),
                "kind": entry.kind.value,
                "text": phrase_text(entry.text),
                "who": entry.who or None,
            }
            for entry in incident.timeline
        ],
    }


def _suppressed_form(asked: Suppression | None) -> dict[str, Any] | None:
    if asked is None:
        return None
    return {
        "kind": asked.kind.value,
        "by": asked.by,
        "who": asked.who or None,
        "reason": asked.reason or None,
        "until": moment_text(asked.until),
    }


def _repair_form(repair: Repair | None) -> dict[str, Any] | None:
    if repair is None:
        return None
    return {"who": repair.who, "at": moment_text(repair.at), "comment": repair.comment or None}


def health_form(health: EngineHealth, now: Moment) -> dict[str, Any]:
    """Return the engine about itself; times in seconds."""
    return {
        "pid": health.pid,
        "build": health.build,
        "started": moment_text(health.started),
        "uptime": round(now.seconds_since(health.started), 3),
        "checks": health.checks,
        "running": health.running,
        "runs": health.runs,
        "late": health.late,
        "skipped": health.skipped,
        "waiting": health.waiting,
        "loop_gap": health.loop_gap,
        "history_saved": health.history_saved,
        "restarts": health.restarts,
        "speaker": health.speaker or None,
        "shell_alive": health.shell_alive,
        "heartbeat": pulse_form(health.pulse),
    }


def pulse_form(pulse: Pulse) -> dict[str, Any]:
    """Return the engine's own heartbeat: who outside is told, and when he took it last."""
    return {
        "every": pulse.every or None,
        "withheld": phrase_text(pulse.withheld) or None,
        "told": [
            {
                "who": ear.who,
                "accepted": moment_text(ear.accepted),
                "trouble": phrase_text(ear.trouble) or None,
            }
            for ear in pulse.ears
        ],
    }
