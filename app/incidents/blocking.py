"""Which open incident explains another one: a parent that does not answer."""

from collections.abc import Mapping

from app.incidents.dependency import ancestors
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.rule import UP
from app.model.target import Target
from app.model.value import Value


class Return(Value, frozen=True, kw_only=True):
    """A target works again: since when, and which incident it had."""

    incident: str
    at: Moment


def is_down(incident: Incident | None) -> bool:
    """Return whether a target with this open incident explains failures below it.

    Only a target that does not answer does (rule ``up``), until that is proved good; a full disk or a slow
    answer of a parent explains nothing.
    """
    return incident is not None and any(key.rule == UP for key in incident.alerts)


def blocker(
    target: str, own: str, targets: Mapping[str, Target], open_by_target: Mapping[str, Incident]
) -> str:
    """Return the id of the incident that explains an incident ``own`` of ``target``; empty if none does.

    That is the topmost one: what explains a parent explains its children. In a loop the first one that
    fell explains the others, never the other way round.
    """
    by_id = {incident.id: incident for incident in open_by_target.values()}
    for name in ancestors(target, targets):
        incident = open_by_target.get(name)
        if incident is None or not is_down(incident):
            continue
        top = _topmost(incident, own, by_id)
        if top is not None:
            return top.id
    return ""


def returned(
    target: str, since: Moment | None, targets: Mapping[str, Target], returns: Mapping[str, Return]
) -> str:
    """Return the incident of a parent that came back only after ``since``; empty if there is none.

    What began while the parent was down waits for a result that is newer than the parent's recovery.
    """
    if since is None:
        return ""
    for name in ancestors(target, targets):
        back = returns.get(name)
        if back is not None and since.mono <= back.at.mono:
            return back.incident
    return ""


def returned_at(
    blocked: Incident, targets: Mapping[str, Target], returns: Mapping[str, Return]
) -> Moment | None:
    """Return when the parent that explained ``blocked`` came back; None where that is not known any more."""
    for name in ancestors(blocked.target, targets):
        back = returns.get(name)
        if back is not None and back.incident == blocked.blocked_by:
            return back.at
    return None


def _topmost(incident: Incident, own: str, by_id: Mapping[str, Incident]) -> Incident | None:
    """Follow what explains ``incident``; None if that leads back to ``own``."""
    walked = {own}
    while incident.id not in walked:
        walked.add(incident.id)
        above = by_id.get(incident.blocked_by)
        if above is None or not is_down(above):
            return incident
        incident = above
    return None
