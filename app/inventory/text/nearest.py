"""What somebody probably meant to write."""

import difflib
from collections.abc import Iterable

from app.model.phrase import Phrase, phrase


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that ``word`` is a slip of, if there is one."""
    lowered = {name.lower().replace("-", "_"): name for name in known}
    found = difflib.get_close_matches(word[:100].lower().replace("-", "_"), lowered, n=1, cutoff=0.6)
    return lowered[found[0]] if found else None


def allowed(word: str, known: Iterable[str]) -> Phrase:
    """Return the remedy that names the nearest known word, and all of them."""
    words = list(known)
    meant = nearest(word, words)
    listed = ", ".join(words)
    if meant is None:
        return phrase("allowed: {words}", words=listed)
    return phrase("did you mean {meant}? allowed: {words}", meant=meant, words=listed)
