"""Our secrets, where others say them: an answer may repeat what it was asked with."""

import base64
import json
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

from app.model.phrase import Phrase
from app.model.probe import ProbeFailed

HIDDEN = "•••"
_SHORTEST = 4  # what is shorter is no secret, and stands in every second word
_CUT = "…"  # where ``foreign`` has cut a text, perhaps in the middle of a secret


class Veil:
    """Hides secrets in texts, in the forms in which they go over the wire."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._forms: tuple[str, ...] = ()
        self.add(*secrets)

    def add(self, *secrets: str) -> None:
        """Hide these too."""
        forms = {form for secret in secrets for form in _forms(secret) if len(form) >= _SHORTEST}
        # The longest first, for one may be a part of another.
        self._forms = tuple(sorted(forms | set(self._forms), key=len, reverse=True))

    def login(self, user: str, password: str) -> None:
        """Hide what basic authentication makes of a password."""
        self.add(base64.b64encode(f"{user}:{password}".encode()).decode())

    def text(self, text: str) -> str:
        """Return the text without secrets."""
        for form in self._forms:
            text = text.replace(form, HIDDEN)
            if _CUT in text:
                text = _uncut(text, form)
        return text

    def facts(self, facts: dict[str, str]) -> dict[str, str]:
        """Return facts without secrets."""
        return {name: self.text(value) for name, value in facts.items()}

    def over(self, failed: ProbeFailed) -> ProbeFailed:
        """Return the same failure without secrets."""
        values = self.facts(failed.sentence.values)
        sentence = Phrase(template=failed.sentence.template, values=values)
        return ProbeFailed(failed.error, sentence, self.text(failed.detail))

    def __repr__(self) -> str:
        return "Veil()"


def _forms(secret: str) -> tuple[str, ...]:
    escaped = json.dumps(secret)[1:-1]
    return secret, quote(secret, safe=""), quote_plus(secret), escaped, " ".join(secret.split())


def _uncut(text: str, form: str) -> str:
    """Hide the beginning of a secret where the text was cut."""
    parts = text.split(_CUT)
    for number, part in enumerate(parts[:-1]):
        for size in range(min(len(form), len(part)), _SHORTEST - 1, -1):
            if part.endswith(form[:size]):
                parts[number] = part[:-size] + HIDDEN
                break
    return _CUT.join(parts)
