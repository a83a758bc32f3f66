import pytest

from app.model.clock import Moment
from app.transport.counters import Counters, present, rate, server_rates, share


def counters(seconds: float, **values: float) -> Counters:
    """Return counter values some seconds after the beginning."""
    return Counters(at=Moment(wall=0.0, mono=seconds), values=values)


def test_growth_is_given_a_second() -> None:
    """A rate is the growth over the seconds between."""
    assert rate(counters(0, bytes=100), counters(4, bytes=300), "bytes") == pytest.approx(50)


def test_a_reset_gives_no_rate() -> None:
    """A counter that began anew has no rate for this step instead of a negative or invented one."""
    assert rate(counters(0, bytes=1e9), counters(4, bytes=10), "bytes") is None


def test_a_missing_value_is_absent() -> None:
    """What has no value does not appear as zero."""
    before, now = counters(0), counters(1, bytes=1)
    assert present({"in": rate(before, now, "bytes"), "cpu": share(None, 1)}) == {}


def test_a_quiet_machine_has_a_load_though_its_accounts_waver() -> None:
    """Waiting booked twice makes the work of a step less than nothing: that is no load, not no value."""
    before = counters(0, cpu_all=1000.0, cpu_busy=40.0)
    assert server_rates(before, counters(10, cpu_all=1020.0, cpu_busy=39.98))["cpu"] == 0.0
    assert server_rates(before, counters(10, cpu_all=1020.0, cpu_busy=45.0))["cpu"] == pytest.approx(0.25)
    assert server_rates(before, counters(10, cpu_all=3.0, cpu_busy=1.0))["cpu"] is None
