"""Texts that several tables share."""

from app.model.clock import Moment
from widgets.time_marks import iso_words
from widgets.tr import tr

NOBODY = "nobody"  # what ``owner:nobody`` asks for


def iso(moment: Moment | None) -> str:
    """Return a moment for a file, empty where there is none."""
    return iso_words(moment.wall) if moment is not None else ""


def wall(moment: Moment | None) -> float | None:
    """Return what sorts a moment."""
    return moment.wall if moment is not None else None


def older(moment: Moment | None) -> float | None:
    """Return what sorts by age."""
    return -moment.wall if moment is not None else None


def owners(owner: str) -> tuple[str, ...]:
    """Return by what ``owner:`` finds a row."""
    return (owner,) if owner else (NOBODY, tr("nobody"))


def folded(text: str) -> str | None:
    """Return what sorts a text: letters of either size alike, and no text last."""
    return text.casefold() or None
