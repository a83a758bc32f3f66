"""What the system must have."""

import pytest

import needs
from needs import Need


def test_testing_needs_all_that_running_needs() -> None:
    """Whoever is set up for tests can run the program without another step."""
    assert set(needs.RUN) <= set(needs.TEST)


@pytest.mark.parametrize("need", needs.TEST, ids=lambda need: need.names[0])
def test_every_need_is_met_and_proved_here(need: Need) -> None:
    """The proof by which a need is known without dpkg is right: it is found where this is installed."""
    assert need.is_there()


def test_what_is_not_there_is_absent() -> None:
    """A library, a command and a file that do not exist are named as absent."""
    made_up = [
        Need(("a",), "libnowhere.so.9"),
        Need(("b",), "no-such-command"),
        Need(("c",), "/no/such/*/file"),
    ]
    assert needs.absent([*made_up, needs.RUN[0]]) == made_up


def test_services_are_among_the_needs() -> None:
    """Every service that is kept from starting is one that setting up installs."""
    assert set(needs.SERVICES) <= {name for need in needs.BENCH for name in need.names}
