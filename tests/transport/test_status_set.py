import pytest

from app.transport.status_set import StatusSet


def test_numbers_and_ranges_are_sets() -> None:
    """Both ends of a range belong to it."""
    good = StatusSet((204, "300-399", "401"))
    assert [status for status in (204, 205, 300, 399, 400, 401) if status in good] == [204, 300, 399, 401]
    assert str(good) == "204, 300-399, 401"


@pytest.mark.parametrize("parts", [(), ("2xx",), ("0-99",), (1000,), ("300-200",), ("200-",)])
def test_what_is_no_status_is_refused(parts: tuple[int | str, ...]) -> None:
    """Mistakes are told when the file is read."""
    with pytest.raises(ValueError, match=r"status|begins"):
        StatusSet(parts)
