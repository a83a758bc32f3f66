import resource

import pytest

from app.engine.limits import Limits, host_limit, host_of, raised_descriptor_limit, total_limit


def test_few_descriptors_mean_few_runs() -> None:
    """The limit follows the descriptors, and some runs are always possible."""
    assert total_limit(64) == 4
    assert total_limit(1024) == 232
    assert total_limit(1_000_000) == 1000


def test_one_host_never_takes_all_places() -> None:
    """A host's share follows the descriptors too."""
    assert host_limit(total_limit(64)) == 4
    assert host_limit(total_limit(1024)) == 29
    assert host_limit(total_limit(1_000_000)) == 125


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://Pay.example:8080/health?x=a:1", "pay.example"),
        ("https://[::1]:8443/", "::1"),
        ("pay.example:5432", "pay.example"),
        ("[::1]:5432", "::1"),
        ("::1", "::1"),
        ("10.0.0.7", "10.0.0.7"),
        ("/run/postgresql", "/run/postgresql"),
    ],
)
def test_checks_of_one_host_are_known_as_such(address: str, host: str) -> None:
    """The host is found in every form of address that probes show."""
    assert host_of(address) == host


def test_places_are_counted_in_all_and_for_each_host() -> None:
    """A host that hangs takes its own places only."""
    limits = Limits(total=3, per_host=2)
    assert limits.take("hung")
    assert limits.take("hung")
    assert not limits.take("hung")
    assert limits.take("well")
    assert limits.full
    assert not limits.take("third")
    limits.give_back("hung")
    assert limits.running == 2
    assert limits.take("third")


def test_the_soft_limit_is_never_lowered() -> None:
    """Raising the limit of descriptors leaves at least what there was."""
    before, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert raised_descriptor_limit() >= min(before, 4096)
    after, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert after >= before
