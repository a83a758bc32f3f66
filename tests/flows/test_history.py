"""Samples and availability live longer than the engine, however it ends."""

import time
from pathlib import Path

import pytest

from app.history.history_store import FLUSH_EACH
from app.model.message import AskHistory
from tests.flows.alone import BOUND, Alone, alone, door_lines, inventory_text
from tests.flows.program import check_of
from tests.flows.servers import doors
from tests.plugins.evidence import Evidence

CHECK, SERIES = "gate/tcp", "response_time"
LOST_AT_MOST = FLUSH_EACH + 1.0  # seconds of samples that a power cut may cost


def moments(engine: Alone, series: str = SERIES) -> list[float]:
    """Return the wall times of all kept samples with a value."""
    answer = engine.ask(AskHistory(wanted=((CHECK, series),), since=0.0, limit=20_000))
    assert not answer.error
    return [point.at for point in answer.points if point.value is not None]


def availability(engine: Alone) -> float:
    """Return the good share of the proved time."""
    status = engine.until("a result", lambda now: now if check_of(now, CHECK)["availability"] else None, 10)
    return float(check_of(status, CHECK)["availability"])


@pytest.mark.fault("N26")
def test_samples_survive_a_kill_and_an_orderly_end(tmp_path: Path, evidence: Evidence) -> None:
    """A kill -9 costs at most the samples since the last flush, an orderly end none; availability goes on."""
    with doors(1) as (door,), alone(tmp_path) as engine:
        engine.inventory.write_text(inventory_text([door_lines("gate", door)]))
        engine.begin()
        began = time.time()
        engine.all_good()
        door.shut()
        engine.until("the outage", lambda now: now["incidents"], BOUND + 1)
        time.sleep(1)
        door.open()
        engine.all_good()
        time.sleep(max(0.0, began + FLUSH_EACH + 2 - time.time()))
        before, share = moments(engine), availability(engine)
        assert 0.5 < share < 1.0
        killed = time.time()
        engine.kill()

        engine.begin()
        engine.all_good()
        after = moments(engine)
        assert set(before) >= {at for at in after if at <= killed}
        lost = sorted(set(before) - set(after))
        assert not [at for at in lost if at < killed - LOST_AT_MOST]
        kept = [at for at in after if at <= killed]
        assert len(kept) > 8
        assert availability(engine) == pytest.approx(share, abs=0.15)
        assert availability(engine) < 1.0

        time.sleep(1)
        before, share = moments(engine), availability(engine)
        assert engine.stop() == 0
        engine.begin()
        engine.all_good()
        assert set(moments(engine)) >= set(before)
        assert availability(engine) == pytest.approx(share, abs=0.1)
        evidence(kept=len(kept), lost=len(lost), seconds=round(killed - lost[0], 2) if lost else 0)
