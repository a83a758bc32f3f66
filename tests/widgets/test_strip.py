from widgets.strip import fitting_span
from widgets.track import Track


def test_a_young_record_fills_its_chart() -> None:
    """While the record is short the span is short; it never exceeds what was asked."""
    track = Track()
    assert fitting_span(track, 1000.0, 900.0) == 900.0
    track.add(1000.0, 1.0)
    assert fitting_span(track, 1060.0, 900.0) == 120.0
    assert fitting_span(track, 1200.0, 900.0) == 300.0
    assert fitting_span(track, 2000.0, 900.0) == 900.0
    assert fitting_span(track, 1060.0, 60.0) == 60.0
