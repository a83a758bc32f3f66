"""What a merge or a split of incidents would do: read by people before they agree."""

from app.model.phrase import NOTHING, Phrase
from app.model.value import Value


class Consequence(Value, frozen=True, kw_only=True):
    """One thing that would come about; ``name``: the title of the incident of which the text speaks."""

    text: Phrase
    name: Phrase = NOTHING


class Foreseen(Value, frozen=True, kw_only=True):
    """The question that is asked, and what would come about, in the order in which people read it."""

    question: Phrase
    consequences: tuple[Consequence, ...]
