"""What support may tell players: texts of the inventory with the target's name."""

import functools
import re
from typing import Any, Final

from app.inventory.entry.fit import fit
from app.inventory.entry.plain_text import visible
from app.inventory.entry.players_form import ClassOwn, PlayersForm, PlayersSaid
from app.inventory.text.tree import BROKEN, Spot
from app.model.phrase import foreign, phrase
from app.model.players import NAME
from app.model.target import PlayerWords

_PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}?|\}")


@functools.lru_cache(64)
def words(said: PlayersSaid, general: PlayerWords | None) -> PlayerWords | None:
    """Return the words of a target; what it does not say itself its class says."""
    if said is None:
        return general
    own = PlayersForm(critical=said) if isinstance(said, str) else said
    general = general or PlayerWords()
    return PlayerWords(
        critical=own.critical or general.critical,
        warning=own.warning or general.warning,
        unknown=own.unknown or general.unknown,
    )


def class_own(raw: Any, spot: Spot) -> tuple[Any, ClassOwn | None]:
    """Return the entry of a class without what is no timing, and that."""
    if not isinstance(raw, dict):
        return raw, None
    names = ("weight", "players")
    own = {key: raw[key] for key in names if key in raw and raw[key] is not BROKEN}
    look_through(own.get("players"), spot.at("players"))
    rest = {key: value for key, value in raw.items() if key not in names}
    return rest, fit(own, ClassOwn, spot) if own else None


def look_through(raw: Any, spot: Spot) -> None:
    """Report texts that cannot be read in one line, and placeholders that nobody fills."""
    said = {(): raw} if isinstance(raw, str) else {(key,): text for key, text in _items(raw)}
    for place, text in said.items():
        here = spot.at(*place)
        visible(text, here)
        stray = next((each for each in _PLACEHOLDER.findall(text) if each != NAME), "")
        if stray:
            here.report(
                "unknown-placeholder",
                phrase("nothing is put in the place of {name}", name=foreign(stray, 60)),
                phrase("the only placeholder is {name}, the name of the target", name=NAME),
            )


def _items(raw: Any) -> list[tuple[str, str]]:
    found = raw.items() if isinstance(raw, dict) else ()
    return [(str(key), text) for key, text in found if isinstance(text, str)]
