"""Files that take long are begun first, so that at the end no worker waits for the last of them."""

import pytest

# A file is one worker's. Named are those that alone cost seconds; the rest keeps its order.
FIRST = (
    "tests/histories/test_histories.py",
    "tests/alerts/test_histories.py",
    "tests/test_contracts.py",
    "tests/notify/test_apprise.py",
    "tests/engine/test_blindness.py",
    "tests/engine/test_engine.py",
    "tests/notify/test_child.py",
    "tests/notify/test_alertmanager.py",
    "tests/desktop/test_soak.py",
    "tests/faults/test_store.py",
    "tests/flows/test_kill.py",
    "tests/faults/test_own_death.py",
    "tests/desktop/test_shell.py",
    "tests/pictures/test_pictures.py",
)


def begun_first(files: list[str]) -> list[int]:
    """Return the places of tests, given each one's file, in the order in which they are to run."""
    late = len(FIRST)
    rank = {file: number for number, file in enumerate(FIRST)}
    return sorted(range(len(files)), key=lambda place: rank.get(files[place], late))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort, keeping the order within each file."""
    items[:] = [items[place] for place in begun_first([item.nodeid.partition("::")[0] for item in items])]
