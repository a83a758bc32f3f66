import asyncio
from collections.abc import Callable

import pytest

from app.engine.tasks import Keeper


async def _fails(n: int) -> None:
    raise ValueError(str(n))


async def _returns(_: int) -> None:
    await asyncio.sleep(0)


async def _is_cancelled(_: int) -> None:
    task = asyncio.current_task()
    assert task is not None
    task.cancel()
    await asyncio.sleep(1)


@pytest.mark.parametrize("ends", [_fails, _returns, _is_cancelled])
async def test_a_task_that_ends_is_told_and_started_again(
    ends: Callable[[int], asyncio.Future[None]],
    monkeypatch: pytest.MonkeyPatch,
    expect_log: Callable[[str], None],
) -> None:
    """However a part ends, by an error, a return or a stray cancellation, it is reported and comes back."""
    monkeypatch.setattr("app.engine.tasks._AGAIN", 0.01)
    deaths: list[str] = []
    again = asyncio.Event()
    runs = 0

    async def work() -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            await ends(runs)
            return
        again.set()
        await asyncio.Event().wait()

    expect_log("part failed and is started again")
    keeper = Keeper(lambda name, _: deaths.append(name))
    keeper.keep("part", work)
    async with asyncio.timeout(2):
        await again.wait()
    assert deaths == ["part"]
    await keeper.close()
    assert runs == 2
