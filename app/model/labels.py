"""The labels of an alert; made here only."""

from app.model.alert import Alert
from app.model.check import Check
from app.model.matcher import OF_FINDINGS
from app.model.target import Target


def labels_of(
    alert: Alert | None, check: Check | None, target: Target | None, *, severity: int = 0
) -> dict[str, str]:
    """Return the labels of an alert: ``OF_THINGS``, ``OF_FINDINGS`` and its target's own.

    Without an alert those of the check as a thing. ``check`` is None for what is not in the inventory (an
    alarm about this monitor itself). ``severity``: of its incident, 1 (worst) to 4, where there is one.
    Labels of the target cannot take the place of ours.
    """
    name = check.id if check is not None else alert.key.check if alert is not None else ""
    labels = dict(target.labels) if target is not None else {}
    labels["check"] = name
    labels["target"] = target.id if target is not None else name.partition("/")[0]
    labels["element"] = target.element.value if target is not None else ""
    for finding in OF_FINDINGS:
        labels.pop(finding, None)
    if alert is not None:
        labels["rule"] = alert.key.rule
        labels["level"] = alert.level.value
        labels["error"] = alert.error.value if alert.error is not None else ""
        labels["metric"] = alert.metric
        labels["severity"] = str(severity) if severity else ""
    return labels
