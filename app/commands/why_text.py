"""Why a check is as it is, as lines of text."""

from datetime import datetime

from app.commands.plain_form import phrase_text
from app.model.why import Why
from app.model.why_words import why_lines as lines_of
from app.model.why_words import why_sections


def why_lines(why: Why) -> list[str]:
    """Return the whole decision as lines, times in the zone of this machine."""
    return lines_of(why_sections(why, phrase_text, _clock))


def _clock(wall: float) -> str:
    return datetime.fromtimestamp(wall).astimezone().strftime("%H:%M:%S")
