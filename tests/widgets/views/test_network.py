"""What a map says of targets: causes, what they cut off, and what is good."""

from msgspec.structs import replace

from app.model.state import State
from app.model.target import ElementClass, Redundancy
from tests.widgets.boards import NOW, Sample, ago, good_checks, outage
from tests.widgets.networks import network, tied
from widgets.views.network import MapView, MapWork, Node
from widgets.views.scene import scene_of


def the_map(sample: Sample, work: MapWork | None = None, *, lost: bool = False) -> MapView:
    """Return the map of a board."""
    return (work or MapWork())(scene_of(sample.board, NOW, lost=lost))


def node(view: MapView, name: str) -> Node:
    """Return a target of a map."""
    return next(each for each in view.nodes if each.names[0] == name)


def test_a_cause_is_told_from_what_it_cuts_off() -> None:
    """The root needs someone and says how many it takes along; the others say because of what."""
    view = the_map(outage())
    root, hit = node(view, "core-fra"), node(view, "wallet-db")
    assert root.solid
    assert (root.behind, root.caused) == (52, False)
    assert root.lines[0] == "52 behind it · No answer in 1.4 s"
    assert (hit.solid, hit.caused, hit.lines[0]) == (False, True, "because of core-fra")
    assert hit.sign.taken
    assert node(view, "ledger-db").lines == ()


def test_lines_of_a_failure_are_lit_all_the_way() -> None:
    """From the root through what it cuts off to the last that fails because of it, and no further."""
    view = the_map(outage())
    blocks = view.shape.targets.blocks
    block = {view.shape.things[n].id: number for number, block in enumerate(blocks) for n in block}
    assert (block["core-fra"], block["wallet-db"]) in view.lit
    assert (block["edge-fra-1"], block["papermoor"]) in view.lit
    assert (block["core-fra"], block["ledger-db"]) not in view.lit
    assert (block["uplink-a"], block["core-fra"]) not in view.lit


def test_what_failed_first_stands_first() -> None:
    """The list has the causes by how much they cut off, then other deviations, and no consequence."""
    names = [row.names[0] for row in the_map(outage()).rows]
    assert names[0] == "core-fra"
    assert "wallet-db" not in names
    assert {"dns-2", "edge-mla-1"} < set(names)


def test_a_cause_says_who_has_it() -> None:
    """That somebody has what takes others along is said with how many those are."""
    sample = outage()
    checks = tuple(
        replace(each, owner="Mira") if each.target == "core-fra" and each.state is State.CRITICAL else each
        for each in sample.board.checks
    )
    row = the_map(sample._replace(board=replace(sample.board, checks=checks))).rows
    reasons = next(each for each in row if each.names[0] == "core-fra").reasons
    assert reasons[0] == "52 behind it · No answer in 1.4 s · Mira has it"


def test_what_nobody_has_stands_before_what_somebody_has() -> None:
    """A cause that takes many along and that somebody has comes after one that calls for somebody."""
    sample = outage()
    alone = replace(good_checks(1)[0], id="new/x", target="new", target_name="new")
    untaken = replace(alone, state=State.CRITICAL, since=ago(9))
    checks = tuple(
        replace(each, owner="Mira") if each.state is State.CRITICAL else each for each in sample.board.checks
    )
    rows = the_map(sample._replace(board=replace(sample.board, checks=(*checks, untaken)))).rows
    assert [row.check for row in rows[:1]] == ["new/x"]


def test_states_never_move_places() -> None:
    """The shape stays the very same while targets and needs do, whatever fails."""
    work = MapWork()
    good = the_map(network(60), work)
    assert the_map(network(60, bad=True), work).shape is good.shape
    assert the_map(network(61), work).shape is not good.shape


def test_the_worst_check_of_a_target_speaks_for_it() -> None:
    """Soft results, planned work and waiting come behind what deviates; a spare says what is enough."""
    spare = Redundancy(of=("a", "b"))
    good = tied(ElementClass.API, "x", 0, spare)
    failing = replace(good, id="x/2", state=State.CRITICAL, since=ago(60))
    soft = replace(failing, id="x/3", soft=True, attempt=1)
    planned = replace(failing, id="x/4", maintenance="M-1")
    board = network(6).board

    def line(*checks: object) -> Node:
        return node(the_map(Sample(replace(board, checks=checks), ())), "x")

    assert line(good, failing, soft, planned).check == "x/2"
    assert line(good, soft, planned).lines == ("Checking 1 of 3",)
    assert line(good, planned).lines == ("In maintenance",)
    assert line(good).lines == ("needs 1 of a, b", "needs 1 of 2")


def test_a_lost_engine_calls_nobody() -> None:
    """Nothing is proved, so nothing is loud, and no row says that it is so now."""
    view = the_map(outage(), lost=True)
    assert not any(each.loud for each in view.nodes)
    assert view.rows == ()


def test_without_any_need_it_says_so() -> None:
    """The number is told, and in words for the ear too."""
    board = network(6).board
    checks = tuple(replace(check, needs=()) for check in board.checks)
    view = the_map(Sample(replace(board, checks=checks), ()))
    assert view.alone_words == "6 targets, none says what it needs"
    assert view.alone_words in view.spoken
