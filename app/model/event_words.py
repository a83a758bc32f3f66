"""What an event says: its own sentence, else one of its kind; the desk and the command line ask here."""

from typing import Final

from app.model.event import Event, EventKind
from app.model.phrase import Phrase, foreign, phrase

_LONGEST: Final = 80  # signs of a name in a sentence
_STATE: Final = {
    "PENDING": "No result yet",
    "OK": "It works",
    "WARNING": "It warns",
    "CRITICAL": "It fails",
    "UNKNOWN": "It is not known how it is",
}
_ALERT: Final = {
    "soft": "Rule {rule} is broken for the first time, not confirmed yet",
    "attempt": "Rule {rule} is broken again, not confirmed yet",
    "fired": "Rule {rule} is broken, confirmed",
    "worsened": "Rule {rule} got worse",
    "eased": "Rule {rule} got milder",
    "recovering": "Rule {rule} holds again, not proved yet",
    "relapsed": "Rule {rule} is broken again before it was proved",
    "cleared": "Rule {rule} holds again, proved",
    "passed": "Rule {rule} holds again before it was confirmed",
    "withdrawn": "Rule {rule} is no longer judged",
    "recorded": "What is on record of rule {rule} was brought up to date",
}
_INCIDENT: Final = {
    "opened": "It was opened",
    "changed": "It changed",
    "worsened": "It got worse",
    "acknowledged": "Somebody took it",
    "unblocked": "Nothing explains it any more",
    "closed": "It is over",
    "withdrawn": "It is no longer watched",
    "reopened": "It goes on",
    "grew": "A further target is hit",
    "assigned": "It was given to somebody",
    "released": "It was given back",
    "ack-expired": "The time of its owner is over",
    "commented": "Somebody wrote about it",
    "merged": "Incidents became one",
    "split": "A part was taken out",
    "noted": "Something was noted at it",
    "recorded": "What is on record of it was brought up to date",
}
_NOTICE: Final = {"told": "A notice was told", "withheld": "A notice was withheld"}
_DELIVERY: Final = {
    "delivered": "The notice was delivered by {channel}",
    "failed": "The notice was not delivered by {channel}",
}
_INTENT: Final = {
    "acknowledge": "{who} took it",
    "release": "{who} gave it back",
    "assign": "{who} gave it to somebody",
    "comment": "{who} wrote about it",
    "merge": "{who} made others part of it",
    "split": "{who} took a part out of it",
    "tick": "{who} ticked a step of the runbook",
    "act": "{who} wrote down what was done",
    "fixed": "{who} said that it is fixed",
    "looked": "{who} looked at it",
    "recheck": "{who} had checks run",
    "mute": "{who} muted the tone, or ended that",
    "test-tone": "{who} had the test tone played",
    "test-channel": "{who} tested a channel",
    "report": "A desktop said what became of a notice",
    "stop": "{who} ended the engine",
    "make-silence": "{who} made a silence, or changed one",
    "end-silence": "{who} ended a silence",
    "plan-maintenance": "{who} planned work",
    "end-maintenance": "{who} took planned work back",
    "place-mark": "{who} placed a mark",
}
_MARK: Final = {"placed": "A mark was placed"}
_ENGINE: Final = {
    "started": "The engine started",
    "ended": "The engine ended",
    "snapshot": "All that is open was written down anew",
    "loaded": "The inventory was taken",
    "refused": "The inventory was refused",
    "banner": "Something is to be said about the monitor",
    "banner-gone": "It need not be said any more",
    "given": "{who} shows and sounds the alarms from now on",
    "left": "{who}, who showed and sounded the alarms, left",
    "frozen": "{who}, who showed and sounded the alarms, stands still",
    "vanished": "{who}, who showed and sounded the alarms, is gone",
    "fell": "A window fell and was started again",
    "told": "The engine showed by itself that the wall is gone",
    "not-told": "The engine could not show that the wall is gone",
    "alone": "The wall is gone, and the engine alarms by itself",
    "critical": "The critical tone is wanted",
    "warning": "The warning tone is wanted",
    "silent": "No tone is wanted",
    "begun": "{reason} began",
    "over": "{reason} is over",
}
WORDS: Final = {
    EventKind.STATE: _STATE,
    EventKind.ALERT: _ALERT,
    EventKind.INCIDENT: _INCIDENT,
    EventKind.NOTICE: _NOTICE,
    EventKind.DELIVERY: _DELIVERY,
    EventKind.INTENT: _INTENT,
    EventKind.MARK: _MARK,
    EventKind.ENGINE: _ENGINE,
}
_OTHER: Final = "{kind}: {what}"  # of a record that another version made


def happened(event: Event) -> Phrase:
    """Return what happened in words; never nothing."""
    if event.text.template:
        return event.text
    template = WORDS[event.kind].get(event.what)
    if template is None:
        return phrase(_OTHER, kind=event.kind.value, what=foreign(event.what, _LONGEST))
    if "{" not in template:
        return Phrase(template=template)
    data = event.data
    return phrase(
        template,
        rule=foreign(str(data.get("rule") or event.reason), _LONGEST) or "-",
        who=foreign(str(data.get("who") or ""), _LONGEST) or "somebody",
        channel=foreign(str(data.get("channel") or ""), _LONGEST) or "a channel",
        reason=foreign(event.reason, _LONGEST) or event.subject,
    )
