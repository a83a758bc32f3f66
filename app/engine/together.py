"""Judges the results of one round, those that depend on others after these."""

from collections.abc import Sequence

from app.analysis.judge import judge
from app.analysis.rules.company import members
from app.analysis.state import check_state
from app.engine.books import Books
from app.engine.check_memory import CheckMemory
from app.engine.neighbours import Neighbours
from app.model.check import Inventory
from app.model.clock import Moment


def judge_all(inventory: Inventory, memories: Sequence[CheckMemory], now: Moment) -> None:
    """Give each check that ran once its verdicts and its state; what is bad counts as confirmed."""
    books = Books()
    books.inventory = inventory
    books.targets = {target.id: target for target in inventory.targets}
    books.refer_to(memories)
    neighbours = Neighbours(books)
    neighbours.refer()
    for memory in _in_order(books):
        check = memory.check
        memory.verdicts = judge(check, memory.window, {}, now, neighbours)
        for verdict in memory.verdicts:
            books.alerts.step(verdict, attempts=1, recover_hold=0.0, now=now)
        memory.shown = check_state(check, memory.window, memory.verdicts, {}, now)


def _in_order(books: Books) -> list[CheckMemory]:
    """Return all checks, members before those that are judged by them; there are no circles."""
    order: dict[str, CheckMemory] = {}
    todo = list(reversed(books.checks))
    while todo:
        name = todo[-1]
        wanted = [each for each in members(books.checks[name].check) if each in books.checks]
        waiting = [each for each in wanted if each not in order]
        if waiting:
            todo += waiting
            continue
        order.setdefault(name, books.checks[name])
        todo.pop()
    return list(order.values())
