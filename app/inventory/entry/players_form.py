"""What support may tell players, as it stands in the file."""

from typing import Annotated

import msgspec

from app.model.target import Weight
from app.model.value import Value

Said = Annotated[str, msgspec.Meta(max_length=300)]


class PlayersForm(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be said to players: of a fault, of what is not as usual, of what is not known."""

    critical: Said = ""
    warning: Said = ""
    unknown: Said = ""


PlayersSaid = Annotated[
    Annotated[str, msgspec.Meta(min_length=1, max_length=300)] | PlayersForm | None,
    msgspec.Meta(
        description="What support may tell players of a fault, or a text for each of critical, warning, "
        "unknown; {name} is the target's name."
    ),
]


class ClassOwn(Value, frozen=True, kw_only=True):
    """What a class has beside timing."""

    weight: Weight | None = None
    players: PlayersSaid = None
