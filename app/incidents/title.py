"""What an incident is called: what happens, in words that are said aloud."""

from collections.abc import Collection

from app.model import reasons
from app.model.alert import Alert
from app.model.metric import CERTIFICATE_DAYS, ERROR_RATE, RESPONSE_TIME, base_name
from app.model.own import LOAD, NAMES, SIGHT, UNHEARD, channel_of
from app.model.phrase import Phrase, phrase
from app.model.rule import FLAPPING, NO_DATA, SAID, UP
from app.model.state import ErrorClass
from app.model.target import ElementClass
from app.model.verdict import Level

# One place for all of them, so that they read alike.
_OF_ERROR = {
    ErrorClass.DNS: "{name}: its name is not found",
    ErrorClass.UNREACHABLE: "{name} is unreachable",
    ErrorClass.REFUSED: "{name} refuses connections",
    ErrorClass.RESET: "{name} drops connections",
    ErrorClass.TIMEOUT_CONNECT: "{name} cannot be reached",
    ErrorClass.TIMEOUT_TLS: "{name} hangs in the TLS handshake",
    ErrorClass.TIMEOUT_READ: "{name} hangs",
    ErrorClass.TLS_VERIFY: "{name}: certificate not accepted",
    ErrorClass.PROTOCOL: "{name} breaks the protocol",
    ErrorClass.TOO_LARGE: "{name} answers far too much",
    ErrorClass.STATUS: "{name} answers with errors",
    ErrorClass.CONTENT: "{name} answers with errors",
    ErrorClass.AUTH: "{name} refuses our sign-in",
    ErrorClass.BLOCKED: "{name} blocks us",
    ErrorClass.MISSING: "{name} is silent",
}
_OF_METRIC = {
    RESPONSE_TIME.name: "{name} is slow",
    ERROR_RATE.name: "{name} fails often",
    CERTIFICATE_DAYS.name: "{name}: certificate expires soon",
    "log_errors": "{name} logs errors",
    "log_error_rate": "{name} logs errors",
}
_OF_RULE = {
    UP: "{name} fails",
    SAID: "{name} warns",
    FLAPPING: "{name} flaps",
    NO_DATA: "{name}: no proof",
}
_OF_REASON = {
    reasons.RISES.template: "{name}: {metric} rises fast",
    reasons.FALLS.template: "{name}: {metric} falls fast",
    reasons.CHANGES.template: "{name}: {metric} changes fast",
    reasons.ABSENT.template: "{name}: {metric} is missing",
    reasons.RUNS_FAIL.template: "{name} fails often",
    reasons.EVENTS_FAIL.template: "{name}: {metric} too often",
    reasons.BURNS.template: "{name} uses up its error budget",
    reasons.BURNS_YOUNG.template: "{name} uses up its error budget",
    reasons.ABOVE_PEERS.template: "{name}: {metric} above its peers",
    reasons.BELOW_PEERS.template: "{name}: {metric} below its peers",
    reasons.FELL_BY_HOUR.template: "{name}: {metric} has dropped",
    reasons.FELL.template: "{name}: {metric} has dropped",
    reasons.UNDER_FLOOR.template: "{name}: {metric} has dropped",
}
_TOGETHER = (reasons.TOGETHER.template, reasons.TOGETHER_UNKNOWN.template)
_DOWN = "{name} is down"
_IMPAIRED = "{name} is impaired"
_FAILS = "{name} fails"
# Without the value: it goes on changing while the title stands.
_HIGH = "{name}: {metric} too high"
_LOW = "{name}: {metric} too low"
_UNUSUAL = "{name}: {metric} unusual"
_OTHER = "{name}: {rule} is not good"


# Said of this monitor itself, whatever the inventory calls its things.
OWN = {
    SIGHT: phrase("This monitor is cut off"),
    NAMES: phrase("Name resolution fails"),
    LOAD: phrase("This monitor is overloaded"),
    UNHEARD: phrase("This monitor's heartbeat is not heard outside"),
}


def title_of(alert: Alert, name: str, target: str) -> Phrase:
    """Return the title that ``alert`` gives an incident of the check called ``name`` of ``target``."""
    rule = alert.key.rule
    if (own := _of_own(alert)) is not None:
        return own
    if rule in (UP, SAID) and alert.error is not None:
        return phrase(_OF_ERROR.get(alert.error, _FAILS), name=name)
    if rule in _OF_RULE:
        return phrase(_OF_RULE[rule], name=name)
    return _of_reason(alert, name, target) or _of_value(alert, name, target)


def _of_value(alert: Alert, name: str, target: str) -> Phrase:
    """Return the title by what was measured."""
    known = _OF_METRIC.get(base_name(alert.metric))
    if known is not None:
        return phrase(known, name=name)
    values = alert.reason.values
    if "metric" in values and "value" in values:
        template = _UNUSUAL if "low" in values else _LOW if "at least" in alert.reason.template else _HIGH
        return phrase(template, name=target, metric=_inside(values["metric"]))
    return phrase(_OTHER, name=name, rule=alert.key.rule)


def _of_reason(alert: Alert, name: str, target: str) -> Phrase | None:
    """Return the title where the reason's form tells what happens."""
    template, values = alert.reason.template, alert.reason.values
    if template in _TOGETHER:
        return phrase(_DOWN if alert.level is Level.CRITICAL else _IMPAIRED, name=name)
    known = _OF_REASON.get(template)
    if known is None:
        return None
    if "{metric}" not in known:
        return phrase(known, name=name)
    return phrase(known, name=target, metric=_inside(values["metric"]))


def _of_own(alert: Alert) -> Phrase | None:
    channel = channel_of(alert.key.check)
    if channel:
        return phrase("Notices to {channel} are not delivered", channel=channel)
    return OWN.get(alert.key)


def _inside(title: str) -> str:
    """Return a metric's title as it stands within a sentence: "memory", but "CPU load"."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


# Several targets of one incident; in the words of one of them.
_MANY = {
    ErrorClass.DNS: "{count} {things}: their names are not found",
    ErrorClass.UNREACHABLE: "{count} {things} are unreachable",
    ErrorClass.REFUSED: "{count} {things} refuse connections",
    ErrorClass.RESET: "{count} {things} drop connections",
    ErrorClass.TIMEOUT_CONNECT: "{count} {things} cannot be reached",
    ErrorClass.TIMEOUT_TLS: "{count} {things} hang in the TLS handshake",
    ErrorClass.TIMEOUT_READ: "{count} {things} hang",
    ErrorClass.TLS_VERIFY: "{count} {things}: certificates not accepted",
    ErrorClass.PROTOCOL: "{count} {things} break the protocol",
    ErrorClass.TOO_LARGE: "{count} {things} answer far too much",
    ErrorClass.STATUS: "{count} {things} answer with errors",
    ErrorClass.CONTENT: "{count} {things} answer with errors",
    ErrorClass.AUTH: "{count} {things} refuse our sign-in",
    ErrorClass.BLOCKED: "{count} {things} block us",
    ErrorClass.MISSING: "{count} {things} are silent",
}
_ALL_SLOW = "{count} {things} are slow"
_ALL_FAIL = "{count} {things} fail"
_NOT_GOOD = "{count} {things} are not good"
_THINGS = {
    ElementClass.APPLICATION_SERVER: "application servers",
    ElementClass.DATABASE: "databases",
    ElementClass.API: "APIs",
    ElementClass.GAME_PROVIDER: "game providers",
    ElementClass.PAYMENT: "payment systems",
    ElementClass.NETWORK: "network elements",
}


def many_of(lead: Alert, count: int, elements: Collection[ElementClass], *, alike: bool) -> Phrase:
    """Return the title of an incident of several targets; ``alike``: the same happens to all of them."""
    template = _NOT_GOOD
    if lead.key.rule == UP:
        template = _MANY.get(lead.error, _ALL_FAIL) if alike and lead.error is not None else _ALL_FAIL
    elif alike and base_name(lead.metric) == RESPONSE_TIME.name:
        template = _ALL_SLOW
    things = _THINGS[next(iter(elements))] if len(elements) == 1 else "targets"
    return phrase(template, count=str(count), things=things)
