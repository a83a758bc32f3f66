"""The wall as a picture of an exact size, without any screen."""

import asyncio
import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.link.client import LinkClient, LinkLost, LinkRefused
from app.model.board import Board
from app.model.clock import Clock
from app.model.message import BoardPush, Hello
from app.model.state import State
from app.shell.board.history import SPAN, fill_charts
from app.shell.board.keeper import merged
from app.shell.children.demo_child import DemoChild
from app.shell.children.engine_child import EngineChild
from app.shell.window.picture import write_picture
from app.shell.window.theme import apply, theme_name
from widgets.qt_types import NAMED
from widgets.tr import tr_phrase

if TYPE_CHECKING:
    from widgets.wall import Wall

ENGINE_WITHIN = 20.0  # seconds
AGAIN = 0.1


class NoPicture(Exception):  # noqa: N818 - it is the name of the outcome
    """There is nothing to draw; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Shot:
    """What is to be drawn, and of which engine."""

    socket: Path
    hello: Hello
    clock: Clock
    out: Path
    width: int
    height: int
    page: str
    theme: str
    after: float  # seconds to wait for answers at most
    engine: EngineChild | None = None  # a private one; None: attach
    demo: DemoChild | None = None  # what the private one watches, where nothing else is named


async def take(shot: Shot, application: QApplication) -> str:
    """Draw the wall into the file. Returns what is remarkable about it. Raises ``NoPicture``."""
    if shot.demo is not None and (trouble := await shot.demo.ready()).template:
        raise NoPicture(tr_phrase(trouble))
    engine = asyncio.create_task(shot.engine.run()) if shot.engine is not None else None
    if shot.engine is not None:
        shot.engine.link_lost()
    try:
        client = await _connected(shot)
        try:
            return await _drawn(shot, client, application)
        finally:
            await client.close()
    finally:
        if shot.engine is not None and engine is not None:
            await shot.engine.stop()
            engine.cancel()
            await asyncio.gather(engine, return_exceptions=True)
        if shot.demo is not None:
            await shot.demo.stop()


async def _connected(shot: Shot) -> LinkClient:
    """Wait for the engine: a private one needs a moment, another one is there or not."""
    patience = ENGINE_WITHIN if shot.engine is not None else 0.0
    end = asyncio.get_running_loop().time() + patience
    while True:
        try:
            client = await LinkClient.connect(shot.socket, shot.hello, shot.clock)
        except (OSError, LinkLost, LinkRefused) as error:
            if asyncio.get_running_loop().time() >= end:
                raise NoPicture(f"no engine answers: {error}") from error
            await asyncio.sleep(AGAIN)
            continue
        if shot.engine is not None:
            shot.engine.link_found()
        return client


async def _drawn(shot: Shot, client: LinkClient, application: QApplication) -> str:
    from widgets.wall import Wall

    theme = theme_name(shot.theme)
    apply(application, theme)
    wall = Wall(theme)
    try:
        wall.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        wall.resize(shot.width, shot.height)
        wall.show()
        wall.set_page(shot.page)
        board = await _answered(shot, client, wall)
        since = shot.clock.now().wall - SPAN
        await fill_charts(board, client.ask, wall.add_points, since=since)
        wall.show_board(board, 0.0, False)
        image = wall.grab().toImage()
    finally:
        wall.close()
        wall.deleteLater()
    NAMED.finish()
    trouble = await asyncio.to_thread(write_picture, image, shot.out)
    if trouble:
        raise NoPicture(trouble)
    waiting = sum(check.state is State.PENDING for check in board.checks if check.enabled)
    return f"{waiting} checks have no answer yet" if waiting else ""


async def _answered(shot: Shot, client: LinkClient, wall: "Wall") -> Board:
    """Take boards until every check has an answer, or the time is over."""
    board: Board | None = None
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(max(shot.after, 0.0) if shot.after else None):
            async for push in client:
                if isinstance(push, BoardPush):
                    board = merged(board, push)
                    wall.add_points(push.points)
                    wall.show_board(board, 0.0, False)
                    if _complete(board, may_be_empty=shot.engine is None):
                        return board
    if board is None:
        raise NoPicture(client.lost or "the engine published nothing in time")
    return board


def _complete(board: Board, *, may_be_empty: bool) -> bool:
    """Whether every check has an answer; a private engine publishes before it has read its inventory."""
    return (bool(board.checks) or may_be_empty) and not any(
        check.state is State.PENDING for check in board.checks if check.enabled
    )
