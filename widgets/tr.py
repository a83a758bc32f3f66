"""Every text that people read passes here on its way to the screen."""

from PySide6.QtCore import QCoreApplication

from app.model.phrase import Phrase

CONTEXT = "nocwall"


def tr(template: str, /, **values: str) -> str:
    """Return the translation of ``template`` with ``values`` filled in by name."""
    found = QCoreApplication.translate(CONTEXT, template) if template else ""
    return found.format_map(values)


def tr_phrase(phrase: Phrase) -> str:
    """Return a sentence of the engine in the language of the screen."""
    return tr(phrase.template, **phrase.values)
