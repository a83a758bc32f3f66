"""The words of ``nocwall why`` that scripts know as well: reasons, and what keeps quiet."""

from typing import Final

from app.model.phrase import Phrase, phrase

_KNOWN: Final = {
    each.template: each
    for each in (
        phrase("new"),
        phrase("worse"),
        phrase("recovered"),
        phrase("withdrawn"),
        phrase("parent-down"),
        phrase("parent-in-doubt"),
        phrase("already-told"),
        phrase("never-told"),
        phrase("acknowledged"),
        phrase("muted"),
        phrase("known"),
        phrase("below-severity"),
        phrase("blind"),
        phrase("overloaded"),
        phrase("no-names"),
        phrase("asked"),
        phrase("itself"),
        phrase("silence"),
        phrase("silenced"),
        phrase("maintenance"),
        phrase("inhibited"),
        phrase("quiet-hours"),
        phrase("not-routed"),
        phrase("not-yet"),
        phrase("remind"),
        phrase("escalated"),
        phrase("grew"),
        phrase("flapping"),
        phrase("unsuppressed"),
        phrase("disabled"),
        phrase("critical"),
        phrase("warning"),
        phrase("good"),
    )
}


def code_phrase(code: str) -> Phrase:
    """Return a code as a phrase; one of a later engine stays as it is."""
    return _KNOWN.get(code, Phrase(template="{code}", values={"code": code}))
