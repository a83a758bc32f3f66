"""What a second costs in which 1,000 alerts fire under 200 silences and 200 windows."""

import time
from datetime import UTC
from typing import Final

from app.model.maintenance import Fixed, Maintenance
from app.suppress.book import SuppressionBook
from tests.bench.report import Figure
from tests.suppress.making import WALL, alert, at, window, wish

ALERTS: Final = 1_000
CONDITIONS: Final = 200  # silences, and as many windows
ROUNDS: Final = 20
MOST: Final = 5.0  # milliseconds


def measure() -> list[Figure]:
    """Take the longest round in which nothing changes, and the longest that decides about every alert."""
    book, things = _filled()
    alerts = [alert(check) for check in things]
    labels = {each.key: things[each.key.check] for each in alerts}
    calm, anew = [], []
    for turn in range(ROUNDS):
        now = at(10.0 + turn)
        began = time.process_time()
        book.tick(now)
        calm.append(time.process_time() - began)
        began = time.process_time()
        hidden = sum(book.suppression_of(each, labels[each.key], now) is not None for each in alerts)
        anew.append(time.process_time() - began)
        assert 0 < hidden < ALERTS
    return [
        Figure("a round of 1,000 alerts under 200 silences, nothing new, CPU", max(calm) * 1e3, "ms", MOST),
        Figure("a round of 1,000 alerts under 200 silences, all anew, CPU", max(anew) * 1e3, "ms", MOST),
    ]


def _filled() -> tuple[SuppressionBook, dict[str, dict[str, str]]]:
    """Return a book in which most alerts are silenced by name or pattern, some by a window, some by none."""
    things = {
        f"t{number}/c": {"target": f"t{number}", "check": f"t{number}/c", "site": f"s{number % 50}"}
        for number in range(ALERTS)
    }
    book = SuppressionBook()
    book.take([_window(number) for number in range(CONDITIONS)], (), things, UTC)
    for check, labels in things.items():
        book.see(alert(check).key, labels)
    for number in range(CONDITIONS):
        text = f"target=t{number}" if number % 2 else f'target=~"t{number}[0-9]?" site!=s1'
        book.make(wish(text, seconds=3600.0), "ann", at(0.0))
    book.tick(at(1.0))
    return book, things


def _window(number: int) -> Maintenance:
    name = f"work-{number}"
    return window(Fixed(start=WALL, end=WALL + 3600.0), f"target=t{ALERTS - 1 - number}", name)
