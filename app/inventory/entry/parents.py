"""What a target depends on: names, and groups of targets that stand in for one another."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from app.inventory.entry.forms import GroupForm
from app.inventory.text.tree import BROKEN, Path, Spot
from app.model.phrase import phrase
from app.model.target import Redundancy

_KEYS = ("any", "at_least", "of")
_LISTS = ("any", "of")


class Parent(NamedTuple):
    """A name, and where it stands below ``depends_on``: by itself, or in a group."""

    id: str
    path: Path

    @property
    def group(self) -> Path:
        """The place of its group; empty for a name that stands by itself."""
        return self.path[:-1]


def parents(raw: Any) -> tuple[Parent, ...]:
    """Return all names; what is none is an error already, and none of ours."""
    return tuple(_names(raw)) if isinstance(raw, list) else ()


def look_through(raw: Any, spot: Spot) -> None:
    """Report groups that say nothing, or two things at once."""
    for index, each in enumerate(raw if isinstance(raw, list) else ()):
        if isinstance(each, dict) and not each.keys() - set(_KEYS):
            _group(each, spot.at(index))


def redundancy(form: GroupForm) -> Redundancy:
    """Return the group that a form means."""
    return Redundancy(of=form.any or form.of or (), at_least=form.at_least or 1)


def _names(raw: list[Any]) -> Iterator[Parent]:
    for index, each in enumerate(raw):
        if isinstance(each, str):
            yield Parent(each, (index,))
        elif isinstance(each, dict):
            for key in _LISTS:
                members = each.get(key)
                for place, name in enumerate(members if isinstance(members, list) else ()):
                    if isinstance(name, str):
                        yield Parent(name, (index, key, place))


def _group(raw: dict[str, Any], spot: Spot) -> None:
    given = [key for key in _KEYS if raw.get(key) is not None]
    if any(raw[key] is BROKEN for key in given):
        return
    if given == ["any"]:
        _enough(raw["any"], 1, spot.at("any"), spot)
    elif given == ["at_least", "of"]:
        _enough(raw["of"], raw["at_least"], spot.at("of"), spot.at("at_least"))
    else:
        wrong = (
            phrase("{key} says by itself what must work; at_least and of do not go with it", key="any")
            if "any" in given
            else phrase("it is not said how many of which targets must work")
        )
        spot.report("mixed-group", wrong, phrase("write {forms}", forms=_FORMS))


_FORMS = "{any: [a, b]} or {at_least: 2, of: [a, b, c]}"


def _enough(members: Any, least: Any, names: Spot, number: Spot) -> None:
    if not isinstance(members, list):
        return
    if len(members) < 2:
        names.report(
            "useless-group",
            phrase("a group of {count} stands in for nothing", count=str(len(members))),
            phrase("name two or more, or write the name without a group"),
        )
    elif isinstance(least, int) and least > len(members):
        number.report(
            "impossible-group",
            phrase("{least} of {count} can never work", least=str(least), count=str(len(members))),
            phrase("at most {count}", count=str(len(members))),
        )
