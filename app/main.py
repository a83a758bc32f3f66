"""The composition root of the shell: places, commands and the clock meet here."""

import gc
import getpass
import logging
import os
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Literal

from app import __version__
from app.commands.places import configuration_folder
from app.desktop.falls import Falls
from app.engine.clock import SystemClock
from app.link.address import socket_path
from app.shell.pyside import prefer_late
from resources import FOLDER


def own_command() -> tuple[str, ...]:
    """Return how this program calls itself; a bundle is its own interpreter."""
    return (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-m", "app")


def shell(
    *,
    role: Literal["desk", "wall"],
    state: Path,
    inventory: Path | None,
    demo_control: Path | None = None,
    engine: Path | None = None,
    picture: Path | None = None,
    fill: bool = False,
    theme: str = "",
    page: str = "",
    screen: str = "",
    falls: Falls | None = None,
) -> int:
    """Run a shell. ``demo_control``: the demo's socket, then ``inventory`` is the demo's.

    ``engine``: attach to this socket and start nothing. ``fill``: over the whole screen from the start.
    """
    # The window is what a person waits for, so Qt is loaded here and not with this module.
    gc.disable()  # nothing of a start goes; the loop has its own collector
    prefer_late()
    from app.shell.application import run_session
    from app.shell.options import Options

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    socket = engine or socket_path(state)
    options = Options(
        role=role,
        build=__version__,
        who=user_name(),
        clock=SystemClock(),
        environment=dict(os.environ),
        socket=socket,
        preferences=configuration_folder() / f"{role}.json",
        last_board=partial(last_board, state, socket),
        sounds=FOLDER / "sounds",
        theme=theme,
        page=page,
        screen=screen,
        engine_command=() if engine else engine_command(state, inventory),
        engine_log=state / "engine.log",
        demo_command=(*own_command(), "demo", "--state", str(state)) if demo_control else (),
        demo_control=demo_control,
        picture=picture,
        fill=fill,
        falls=falls,
    )
    return run_session(options)


def snapshot(
    *,
    out: Path,
    state: Path,
    inventory: Path | None,
    attach: bool,
    demo: bool,
    size: tuple[int, int],
    page: str,
    theme: str,
    after: float,
) -> int:
    """Draw the wall of the running engine, or of a private one over a folder that is gone afterwards.

    ``demo``: the private engine watches a private demo casino.
    """
    import tempfile
    import uuid

    from app.model.message import Hello
    from app.shell.application import run_snapshot
    from app.shell.children.demo_child import DemoChild
    from app.shell.children.engine_child import EngineChild
    from app.shell.snapshot import Shot

    with ExitStack() as stack:
        private = casino = None
        if not attach:
            state = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nocwall-")))
            if demo:
                inventory = state / "demo-inventory.yaml"
                casino = DemoChild((*own_command(), "demo", "--state", str(state)), os.environ)
            private = EngineChild(
                engine_command(state, inventory),
                os.environ,
                state / "engine.log",
                on_change=lambda _what: None,
            )
        shot = Shot(
            socket=socket_path(state),
            hello=Hello(
                build=__version__, role="wall", who=user_name(), session=uuid.uuid4().hex, watch=True
            ),
            clock=SystemClock(),
            out=out,
            width=size[0],
            height=size[1],
            page=page,
            theme=theme,
            after=after,
            engine=private,
            demo=casino,
        )
        return run_snapshot(shot)


def last_board(state: Path, socket: Path) -> Path:
    """Return where the newest board of an engine is kept for the next start."""
    from hashlib import sha256  # it brings OpenSSL along, for which the first paint need not wait

    return state / f"last-board-{sha256(os.fsencode(socket)).hexdigest()[:16]}.msgpack"


def engine_command(state: Path, inventory: Path | None) -> tuple[str, ...]:
    """Return the command that runs the engine of a state folder."""
    named = ("--inventory", str(inventory)) if inventory is not None else ()
    return (*own_command(), "engine", "--state", str(state), *named)


def user_name() -> str:
    """Return the name under which incidents are taken until a person says another."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""  # a user without a name; the dialog asks for one
