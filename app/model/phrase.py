"""Sentences that people read, kept apart from their values so that the screen can translate them."""

from app.model.value import Value

FOREIGN_LIMIT = 200


class Phrase(Value, frozen=True, kw_only=True):
    """A template in English with named values, as ``"{name} gets no answer in {limit}"``.

    Values are already formatted texts (see ``quantity``) or foreign text, which is data: ``foreign`` cuts it.
    """

    template: str
    values: dict[str, str] = {}

    def plain(self) -> str:
        """Return the English sentence."""
        return self.filled(self.template)

    def filled(self, template: str) -> str:
        """Return ``template`` (a translation of ours) with the values filled in."""
        return template.format_map(self.values)


def phrase(template: str, **values: str) -> Phrase:
    """Return a phrase; ``template`` is looked up as it stands by the translation tools."""
    return Phrase(template=template, values=values)


NOTHING = Phrase(template="")


def foreign(text: str, limit: int = FOREIGN_LIMIT) -> str:
    """Return text from outside as one printable line of at most ``limit`` characters.

    Control characters (line breaks, escape sequences, bidirectional marks) become spaces or vanish.
    """
    if len(text) <= limit and text.isprintable() and "  " not in text and text == text.strip():
        return text  # most texts are clean, and each run of a check cleans a dozen
    line = "".join(" " if c.isspace() else c for c in text[: limit * 4] if c.isprintable() or c.isspace())
    line = " ".join(line.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
