"""The sentences in which rules give their reasons."""

import functools

from app.model.check import Check
from app.model.metric import ERROR_RATE, RESPONSE_TIME, Metric, base_name, instance_name
from app.model.phrase import Phrase, foreign, phrase
from app.model.quantity import Unit, age, quantity
from app.model.state import ErrorClass


class Wording:
    """How one metric is spoken of; sentences that hold no value are made once, for all checks."""

    __slots__ = ("as_usual", "learning", "title", "unit", "within")

    def __init__(self, metric: Metric) -> None:
        self.title = metric.title
        self.unit = metric.unit
        self.within = phrase("{metric} is within its limits", metric=self.title)
        self.as_usual = phrase("{metric} is as usual", metric=self.title)
        self.learning = phrase("The usual of {metric} is not known yet", metric=self.title)

    def beyond(self, series: str, value: float, limit: float, below: bool) -> Phrase:
        """Return "Response time 9.8 s, limit 2 s"."""
        template = "{metric} {value}, at least {limit}" if below else "{metric} {value}, limit {limit}"
        return phrase(
            template,
            metric=self.named(series),
            value=quantity(value, self.unit),
            limit=quantity(limit, self.unit),
        )

    def held(self, series: str, value: float, limit: float) -> Phrase:
        """Return the reason of a value that is back under the limit, but not yet at its recovery."""
        return phrase(
            "{metric} {value}, good again at {limit}",
            metric=self.named(series),
            value=quantity(value, self.unit),
            limit=quantity(limit, self.unit),
        )

    def deviates(self, series: str, value: float, low: float, high: float) -> Phrase:
        """Return "Response time deviates: 1.2 s, usual 80 ms to 120 ms"."""
        return phrase(
            "{metric} deviates: {value}, usual {low} to {high}",
            metric=self.named(series),
            value=quantity(value, self.unit),
            low=quantity(low, self.unit),
            high=quantity(high, self.unit),
        )

    def missing(self) -> Phrase:
        """Return the reason where an answer came without this value."""
        return phrase("No value for {metric}", metric=self.title)

    def named(self, series: str) -> str:
        """Return the metric's title, with the instance where a series has one."""
        instance = instance_name(series)
        return f"{self.title} {foreign(instance, 60)}" if instance else self.title


@functools.lru_cache(4096)
def wording_of(metric: Metric) -> Wording:
    """Return the wording of a metric."""
    return Wording(metric)


def metric_of(check: Check, name: str) -> Metric:
    """Return the metric that ``name`` (a series or a metric) means for this check, or one made up."""
    base = base_name(name)
    known = {metric.name: metric for metric in (RESPONSE_TIME, ERROR_RATE, *check.probe.measured)}
    found = known.get(name) or known.get(base)
    if found is not None:
        return found
    words = base.replace("_", " ").strip()
    return Metric(name=base, unit=Unit.NONE, title=words[:1].upper() + words[1:])


CUT_OFF = phrase("This monitor is cut off; nothing is known of the target")
NOT_YET = phrase("Waiting for the first result")
NOT_MEASURED = phrase("Not measured: there was no answer")
TOO_FEW_RUNS = phrase("Too few results to tell how many fail")

# What is said where a probe gave no sentence of its own.
_FAILURES = {
    ErrorClass.DNS: phrase("Its name is not found"),
    ErrorClass.UNREACHABLE: phrase("No way there"),
    ErrorClass.REFUSED: phrase("Refuses connections"),
    ErrorClass.RESET: phrase("Closes the connection"),
    ErrorClass.TIMEOUT_CONNECT: phrase("Accepts no connection in time"),
    ErrorClass.TIMEOUT_TLS: phrase("No TLS handshake in time"),
    ErrorClass.TIMEOUT_READ: phrase("No answer in time"),
    ErrorClass.TLS_VERIFY: phrase("Its certificate is not accepted"),
    ErrorClass.PROTOCOL: phrase("Its answer breaks the protocol"),
    ErrorClass.TOO_LARGE: phrase("Its answer is too large"),
    ErrorClass.STATUS: phrase("Answers with an error"),
    ErrorClass.CONTENT: phrase("Answers with wrong content"),
    ErrorClass.AUTH: phrase("Does not accept our sign-in"),
    ErrorClass.BLOCKED: phrase("Blocks this monitor"),
    ErrorClass.MISSING: phrase("Has not reported in time"),
    ErrorClass.CREDENTIAL: phrase("Its secret is not available here"),
    ErrorClass.PERMISSION: phrase("This monitor may not do that"),
    ErrorClass.INTERNAL: phrase("The probe is broken"),
    ErrorClass.LATE: phrase("This monitor was too late to tell"),
    ErrorClass.CUT_OFF: phrase("This monitor is cut off"),
    ErrorClass.WAITING: phrase("Waiting for the first report"),
}


def failure(error: ErrorClass, sentence: Phrase) -> Phrase:
    """Return the probe's own sentence, or the plain one of the error's class."""
    return sentence if sentence.template else _FAILURES[error]


def overdue(limit: float) -> Phrase:
    """Return the sentence of a stale check; it holds no running age, for screens draw that themselves."""
    return phrase("No result for more than {age}", age=age(limit))
