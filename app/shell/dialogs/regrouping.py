"""What can be joined and what can be parted, in words; two forms of one dialog."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from app.model.incident import Incident
from app.model.intent import Merge, Split
from app.model.phrase import foreign
from widgets.tr import tr, tr_phrase

PART_LIMIT = 80  # signs

Rows = list[tuple[str, tuple[str, ...]]]  # key, texts


class Words(NamedTuple):
    """What the parts of the dialog are called."""

    title: str
    one: str  # the incident that is chosen
    many: str  # what is ticked beside it
    heads: tuple[str, ...]
    wide: int  # the column that takes what room is left
    verb: str
    hint: str  # while nothing is ticked
    nothing: str  # where nothing can be ticked


class Form(Protocol):
    """A merge or a split."""

    def words(self) -> Words:
        """Return what the parts are called."""
        ...

    def choices(self, incidents: Sequence[Incident]) -> Sequence[Incident]:
        """Return the incidents of which one is chosen."""
        ...

    def rows(self, one: Incident, incidents: Sequence[Incident]) -> Rows:
        """Return what can be ticked beside the chosen one."""
        ...

    def wish(self, one: str, ticked: tuple[str, ...], who: str) -> Merge | Split:
        """Return the wish for what is chosen."""
        ...


class Joining(Form):
    """Makes other open incidents part of one."""

    def words(self) -> Words:
        """Return the words of joining."""
        return Words(
            title=tr("Join incidents"),
            one=tr("Goes on"),
            many=tr("Becomes part of it"),
            heads=(tr("Incident"), tr("What happens"), tr("Who has it")),
            wide=1,
            verb=tr("Make them one"),
            hint=tr("Tick what becomes part of it"),
            nothing=tr("There is no other open incident"),
        )

    def choices(self, incidents: Sequence[Incident]) -> Sequence[Incident]:
        """Return all that are open."""
        return incidents

    def rows(self, one: Incident, incidents: Sequence[Incident]) -> Rows:
        """Return the others."""
        return [
            (each.id, (each.id, tr_phrase(each.title), foreign(each.owner, 40) or tr("nobody")))
            for each in incidents
            if each.id != one.id
        ]

    def wish(self, one: str, ticked: tuple[str, ...], who: str) -> Merge:
        """Return the merge."""
        return Merge(into=one, what=ticked, who=who)


class Parting(Form):
    """Takes targets or checks out of an incident, into a new one."""

    def words(self) -> Words:
        """Return the words of parting."""
        return Words(
            title=tr("Split an incident"),
            one=tr("Incident"),
            many=tr("Leaves it"),
            heads=(tr("Part"), tr("Kind")),
            wide=0,
            verb=tr("Split it"),
            hint=tr("Tick what leaves it"),
            nothing=tr("No open incident holds more than one thing"),
        )

    def choices(self, incidents: Sequence[Incident]) -> Sequence[Incident]:
        """Return those that hold more than one thing."""
        return [each for each in incidents if len(parts_of(each)) > 1]

    def rows(self, one: Incident, incidents: Sequence[Incident]) -> Rows:  # noqa: ARG002 - the form
        """Return what it holds."""
        hit = one.hit
        return [
            (part, (foreign(part, PART_LIMIT), tr("target") if part in hit else tr("check")))
            for part in parts_of(one)
        ]

    def wish(self, one: str, ticked: tuple[str, ...], who: str) -> Split:
        """Return the split."""
        return Split(what=one, part=ticked, who=who)


def parts_of(incident: Incident) -> tuple[str, ...]:
    """Return what can leave an incident: its targets where there are several, and their several checks."""
    checks = tuple(dict.fromkeys(key.check for key in incident.alerts))
    if len(incident.hit) < 2:
        return checks
    finer: list[str] = []
    for target in incident.hit:
        own = [each for each in checks if each.partition("/")[0] == target]
        finer += own if len(own) > 1 else ()
    return (*incident.hit, *finer)


def by(wish: Merge | Split, who: str) -> Merge | Split:
    """Return the same wish as one of ``who``."""
    if isinstance(wish, Merge):
        return Merge(into=wish.into, what=wish.what, who=who)
    return Split(what=wish.what, part=wish.part, who=who)
