"""Ways that lead back to where they began."""

from collections.abc import Iterator, Mapping, Sequence


def circles(ways: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Yield the members of each circle once, in the order of the way; ``ways``: where each name leads.

    Names that lead nowhere need not be in it. No recursion: a file may hold ten thousand in a row.
    """
    done: set[str] = set()
    for start in ways:
        trail: dict[str, None] = {}
        todo = [(start, 0)]
        while todo:
            here, index = todo.pop()
            if index == 0:
                if here in done:
                    continue
                trail[here] = None
            onward = ways.get(here, ())
            if index >= len(onward):
                done.add(here)
                trail.popitem()
                continue
            todo.append((here, index + 1))
            there = onward[index]
            if there in trail:
                names = list(trail)
                yield names[names.index(there) :]
            elif there in ways and there not in done:
                todo.append((there, 0))
