"""What a map shows: targets with their states, causes with what they cut off, and those without ties."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.model.board import CheckView
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.state import State
from app.model.target import Redundancy
from widgets.sign import Sign, sign_of_check
from widgets.tr import tr, tr_phrase
from widgets.views.deviations import Row, deviates, order, row_of, stale_words, with_note
from widgets.views.layers import Edge
from widgets.views.map_shape import Drawn, Needs, Shape, Thing, shape_of, things_of
from widgets.views.panel import counted_signs_of
from widgets.views.scene import Scene
from widgets.views.words import element_titles, since_words, view_word


class Node(NamedTuple):
    """A target. ``names`` and ``lines`` are wordings, the longest first."""

    check: str  # that is opened by a click: the worst
    names: tuple[str, ...]
    lines: tuple[str, ...]
    sign: Sign
    state: State
    stale: bool
    loud: bool
    caused: bool  # something else explains it
    behind: int  # how many others cannot work because of it
    spoken: str

    @property
    def solid(self) -> bool:
        """Whether it needs a person: an untaken critical is a filled plate."""
        return self.loud and self.state is State.CRITICAL and not self.sign.taken


class MapView(NamedTuple):
    """A whole map; ``nodes`` by the numbers of the shape's things."""

    shape: Shape
    nodes: tuple[Node, ...]
    lit: frozenset[Edge]  # between blocks: along these a failure cuts off
    lit_groups: frozenset[Edge]
    rows: tuple[Row, ...]  # what failed first, by how much it cuts off, then what deviates beside
    alone: tuple[tuple[Sign, int], ...]
    alone_words: str
    foot: str
    lost: bool

    @property
    def spoken(self) -> str:
        """The map in words: what is wrong on it."""
        told = [node.spoken for node in self.nodes if node.loud]
        return ". ".join((*told, self.alone_words, self.foot))


class MapWork:
    """Makes maps; the shape is made anew only when targets or their needs are others."""

    def __init__(self) -> None:
        self._shape = shape_of(())

    def __call__(self, scene: Scene) -> MapView:
        """Return the map of a scene."""
        things = things_of(scene.views)
        if things != self._shape.things:
            self._shape = shape_of(things)
        return map_view(self._shape, scene)


def map_view(shape: Shape, scene: Scene) -> MapView:
    """Return a map of a shape with the states of a scene."""
    by_target: dict[str, list[CheckView]] = {thing.id: [] for thing in shape.things}
    for view in scene.views:
        by_target[view.target].append(view)
    incidents = {each.id: each for each in scene.board.incidents}
    roots = {name: _root(name, views, incidents) for name, views in by_target.items()}
    behind = Counter(root for root in roots.values() if root)
    for each in incidents.values():
        if each.target in behind or (each.affected and not each.blocked_by):
            behind[each.target] = max(behind[each.target], each.affected)
    titles = {name: views[0].target_name for name, views in by_target.items()}
    nodes = []
    for thing in shape.things:
        views, root = by_target[thing.id], roots[thing.id]
        nodes.append(_node(thing, views, (titles.get(root, root), behind[thing.id]), scene))
    signs = [nodes[number].sign for number in shape.alone]
    return MapView(
        shape=shape,
        nodes=tuple(nodes),
        lit=_lit(shape.targets, shape, roots),
        lit_groups=_lit(shape.groups, shape, roots),
        rows=() if scene.lost else _rows(shape, by_target, nodes, scene.now),
        alone=counted_signs_of(signs),
        alone_words=_alone_words(len(shape.alone), len(shape.things)),
        foot=_foot(shape),
        lost=scene.lost,
    )


def _root(target: str, views: Sequence[CheckView], incidents: Mapping[str, Incident]) -> str:
    """Return the target whose failure explains this one; empty: none does."""
    for view in views:
        incident = incidents.get(view.incident)
        walked = set()
        while incident is not None and incident.blocked_by and incident.id not in walked:
            walked.add(incident.id)
            incident = incidents.get(incident.blocked_by)
        if walked and incident is not None and incident.target != target:
            return incident.target
    return ""


def _lit(drawn: Drawn, shape: Shape, roots: Mapping[str, str]) -> frozenset[Edge]:
    """Return the lines along which a failure cuts off what needs it."""
    ids = [[shape.things[thing].id for thing in block] for block in drawn.blocks]
    causes = [{roots[name] for name in names} - {""} for names in ids]
    return frozenset(
        (above, below)
        for above, below in drawn.graph.paths
        if causes[below] and causes[below] & (causes[above] | set(ids[above]))
    )


def _rows(
    shape: Shape, by_target: Mapping[str, Sequence[CheckView]], nodes: Sequence[Node], now: Moment
) -> tuple[Row, ...]:
    """Return a row of each target that deviates and nothing else explains, what calls for somebody first."""
    first = [n for n, node in enumerate(nodes) if node.loud and not node.caused]
    found = []
    for number in sorted(first, key=lambda n: (not nodes[n].solid, -nodes[n].behind)):
        views = [view for view in by_target[shape.things[number].id] if deviates(view)]
        row = row_of(views, now)
        if nodes[number].behind:
            row = row._replace(reasons=with_note(nodes[number].lines, min(views, key=order)))
        found.append(row)
    return tuple(found)


def _node(thing: Thing, views: Sequence[CheckView], why: tuple[str, int], scene: Scene) -> Node:
    """Return a target; ``why``: the name of what explains it, and how many it cuts off itself."""
    root, behind = why
    shown = min(views, key=_rank)
    names = (shown.target_name, shown.short) if len(views) == 1 else (shown.target_name,)
    blocker = root or next((view.blocked_by for view in views if view.blocked_by), "")
    loud = deviates(shown) and not scene.lost
    lines = _lines(shown, blocker if loud else "", behind if loud else 0, scene.now) or _needs(thing.needs)
    word = view_word(shown)
    told = (shown.target_name, word, since_words(shown.since, scene.now) if loud else "", *lines[:1])
    return Node(
        check=shown.id,
        names=tuple(dict.fromkeys(name for name in (*names, thing.id) if name)),
        lines=lines,
        sign=sign_of_check(shown),
        state=shown.state,
        stale=shown.stale,
        loud=loud,
        caused=loud and bool(blocker),
        behind=behind if loud else 0,
        spoken=", ".join(part for part in told if part),
    )


def _rank(view: CheckView) -> tuple[int, int]:
    """Return what of a target is shown first: what deviates, what is tried again, planned work."""
    if deviates(view):
        return 0, order(view)
    if view.soft:
        return 1, 0
    if view.maintenance:
        return 2, 0
    return (3, 0) if view.state is State.PENDING else (4, 0)


def _lines(view: CheckView, cause: str, behind: int, now: Moment) -> tuple[str, ...]:
    """Return why it is as it is; nothing of what is good."""
    if view.maintenance:
        return (view_word(view),)
    if view.soft:
        return (tr("Checking {n} of {m}", n=str(view.attempt), m=str(view.attempts)),)
    if cause:
        return tr("because of {name}", name=cause), tr("behind {name}", name=cause), tr("explained")
    if not deviates(view):
        return ()
    whys = stale_words((view,), now) if view.stale else (tr_phrase(view.sentence) or view_word(view),)
    if not behind:
        return (*whys, view_word(view))
    more = tr("{n} behind it", n=f"{behind:,}")
    return (*(f"{more} · {why}" for why in whys), more)


def _needs(needs: Needs) -> tuple[str, ...]:
    groups = [need for need in needs if isinstance(need, Redundancy)]
    if not groups:
        return ()
    first = groups[0]
    names = ", ".join(first.of)
    number = (str(first.at_least), str(len(first.of)))
    short = tr("needs {n} of {m}", n=number[0], m=number[1])
    return tr("needs {n} of {names}", n=number[0], names=names), short


def _alone_words(alone: int, total: int) -> str:
    if not alone:
        return ""
    if total == 1:
        return tr("The only target says nothing of what it needs")
    if alone == total:
        return tr("{n} targets, none says what it needs", n=f"{alone:,}")
    return tr("{n} without dependencies", n=f"{alone:,}")


def _foot(shape: Shape) -> str:
    parts = [tr("What stands right needs what stands left")]
    if shape.targets.some:
        parts.append(tr("dashed: enough of several"))
    parts.append(tr("bright: what a failure cuts off"))
    if shape.outside:
        many = tr("{n} needs lead off this page", n=f"{shape.outside:,}")
        parts.append(tr("1 need leads off this page") if shape.outside == 1 else many)
    return " · ".join(parts)


def group_titles(shape: Shape, things: Sequence[int]) -> tuple[str, ...]:
    """Return what a group of targets is called."""
    return element_titles(shape.things[things[0]].element)
