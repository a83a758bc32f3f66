"""What rules count goes into the store once a minute."""

from app.engine.check_memory import CheckMemory
from app.engine.core import Core
from app.engine.rule_keeper import RuleKeeper, restore
from app.model.ports import RuleMemory
from app.model.rule import Burn, Span, Threshold
from tests.alerts.making import at, check, sample
from tests.engine.parts import HandClock

BURN = Burn(objective=0.9, windows=(Span(burn=2.0, long=600.0, short=60.0),))


def test_it_is_stored_once_a_minute_where_something_is_new() -> None:
    """Nothing is written more often, nor again without news, nor for rules that count nothing."""
    core = Core(clock=HandClock())
    memory = CheckMemory(check("a/b", BURN, Threshold(metric="memory", warning=1.0)), at(0))
    core.books.refer_to([memory])
    keeper = RuleKeeper(core)
    stored: list[float] = []
    for second in range(300):
        if second < 150:
            memory.window.add(sample(float(second)))
        keeper.round(at(second))
        stored += [each.at.mono - 1000.0 for each in core.journal.take().rules]
    assert stored == [60.0, 120.0, 180.0]


def test_what_could_not_be_stored_is_stored_later() -> None:
    """The newest of two states of a rule wins, whichever comes back first."""
    core = Core(clock=HandClock())
    old, new = (RuleMemory(check="a/b", rule="burn", at=at(when), body=b"x") for when in (0, 60))
    core.journal.rule(old)
    failed = core.journal.take()
    core.journal.rule(new)
    core.journal.give_back(failed)
    assert core.journal.take().rules == (new,)


def test_what_is_of_no_rule_any_more_is_passed_over() -> None:
    """A check that lost a rule, or has another of that name, takes nothing of it."""
    memory = CheckMemory(check("a/b", Threshold(metric="memory", warning=1.0)), at(0))
    kept = [RuleMemory(check="a/b", rule=name, at=at(0), body=b"x") for name in ("burn", "memory")]
    restore(memory, kept)
    assert not memory.window.followers()


def test_a_changed_entry_keeps_what_its_unchanged_rules_count() -> None:
    """A new limit beside a burn rate does not forget three days; a changed burn rate begins anew."""
    memory = CheckMemory(check("a/b", BURN), at(0))
    for step in range(20):
        memory.take(sample(step * 10.0), 0.0)
    before = memory.window.follower(BURN)
    memory.renew(check("a/b", Threshold(metric="memory", warning=1.0), BURN))
    assert memory.window.follower(BURN) is before
    assert memory.window.newest.ended == at(190.0)
    other = Burn(objective=0.95, windows=BURN.windows)
    memory.renew(check("a/b", other))
    assert memory.window.follower(other) is not before
