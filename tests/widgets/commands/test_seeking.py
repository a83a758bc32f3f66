"""A search in parts finds what a search at once would."""

from collections.abc import Iterator

from widgets.commands.seeking import SLICE, Corpus, Seeking
from widgets.tables.fuzzy import best

TEXTS = [(f"node {number} of {number % 7}", number) for number in range(3 * SLICE + 5)]


def test_parts_give_what_the_whole_gives() -> None:
    """Best ones, their order and the count are those of one search over all."""
    seeking = Seeking("NODE 7", Corpus(TEXTS), 20)
    while seeking.step():
        pass
    hits, count = best("node 7", TEXTS, 20)
    assert seeking.found == [each for _, each in hits]
    assert seeking.count == count


def test_texts_are_worked_out_once_and_only_as_far_as_needed() -> None:
    """A corpus asks for no more items than a step needs, and never twice for one."""
    asked = []

    def items() -> Iterator[tuple[str, int]]:
        for each in TEXTS:
            asked.append(each[1])
            yield each

    corpus = Corpus(items())
    Seeking("node", corpus, 5).step()
    assert len(asked) == SLICE
    Seeking("other", corpus, 5).step()
    assert len(asked) == SLICE
