"""Why a check is as it is, in the stable JSON form (docs/json.md)."""

from typing import Any

from app.commands.plain_form import check_form, incident_form, moment_text, phrase_text, players_text
from app.model.why import ChannelWhy, ParentWhy, Quiet, RuleWhy, Why


def why_form(why: Why) -> dict[str, Any]:
    """Return the whole decision about one check."""
    return {
        "at": moment_text(why.now),
        "check": check_form(why.view, why.now),
        "retry_interval": why.retry_interval,
        "recover_hold": why.recover_hold,
        "next_run": moment_text(why.next_run),
        "rules": [_rule_form(each) for each in why.rules],
        "depends_on": [_parent_form(each) for each in why.parents],
        "quiet": [_quiet_form(each) for each in why.quiet],
        "incident": incident_form(why.incident) if why.incident is not None else None,
        "players": players_text(why.players) or None,
        "channels": [_channel_form(each) for each in why.channels],
        "sounds": why.sounds,
    }


def _rule_form(each: RuleWhy) -> dict[str, Any]:
    return {
        "rule": each.rule,
        "level": each.level.value,
        "reason": phrase_text(each.reason),
        "metric": each.metric or None,
        "unit": each.unit.value,
        "value": each.value,
        "limit": each.limit,
        "low": each.low,
        "high": each.high,
        "phase": each.phase.value,
        "alert_level": each.alert_level.value,
        "attempts": each.attempts,
        "since": moment_text(each.since),
        "hard": moment_text(each.hard),
        "good_since": moment_text(each.good_since),
        "held": each.held,
    }


def _parent_form(each: ParentWhy) -> dict[str, Any]:
    return {
        "target": each.target,
        "name": each.name,
        "down": each.down,
        "incident": each.incident or None,
        "explains": each.explains,
    }


def _quiet_form(each: Quiet) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "text": phrase_text(each.text),
        "by": each.by or None,
        "who": each.who or None,
        "until": moment_text(each.until),
    }


def _channel_form(each: ChannelWhy) -> dict[str, Any]:
    return {
        "channel": each.channel,
        "told": each.told,
        "kind": each.kind.value if each.kind is not None else None,
        "reason": each.reason or None,
        "failed": each.failed or None,
        "wall": each.wall or None,
        "text": phrase_text(each.text),
        "at": moment_text(each.at),
        "next": phrase_text(each.next) or None,
        "next_at": moment_text(each.next_at),
    }
