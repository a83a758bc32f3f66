"""``nocwall run``: the wall at a desk, with its engine; on a machine without a screen as a picture."""

import argparse
import contextlib
import os
import signal
import sys
from pathlib import Path

from app.commands.engine_option import add_engine_argument
from app.commands.places import configured_inventory
from app.commands.wall import add_picture_arguments
from app.desktop.falls import Falls
from app.desktop.guard import guarded

NAME = "run"
HELP = "the wall with its engine, tray, notifications and sound"
PICTURE = "wallboard.png"
SIZE = "1920x1080"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what may be chosen about the picture."""
    add_engine_argument(parser)
    add_picture_arguments(parser)
    parser.add_argument("--fill", action="store_true", help="fill the screen from the start")
    parser.add_argument(
        "--picture", type=Path, metavar="PNG", help="keep writing what the window shows into this file"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the shell; without a screen once more under a virtual one."""
    from app.desktop.has_screen import has_screen

    if not has_screen(os.environ) and not os.environ.get("QT_QPA_PLATFORM"):
        import asyncio  # not before a window is on the screen, where there is one

        return asyncio.run(_without_screen(arguments))
    falls = Falls(arguments.state)
    return guarded(falls, os.environ, lambda: _shell(arguments, falls), again=False)  # somebody is there


def _shell(arguments: argparse.Namespace, falls: Falls) -> int:
    from app import main

    inventory, control = _watched(arguments)
    return main.shell(
        role="desk",
        state=arguments.state,
        inventory=inventory,
        demo_control=control,
        engine=Path(arguments.engine) if arguments.engine else None,
        picture=arguments.picture,
        fill=arguments.fill,
        theme=arguments.theme or "",
        page=arguments.page or "",
        falls=falls,
    )


def _watched(arguments: argparse.Namespace) -> tuple[Path | None, Path | None]:
    """Return the inventory, and the demo's control socket where that is what is watched."""
    if arguments.engine:
        return None, None
    inventory = arguments.inventory or configured_inventory()
    if inventory is not None:
        return inventory, None
    return demo_places(arguments.state)


def demo_places(state: Path) -> tuple[Path, Path | None]:
    """Return the inventory that the demo writes, and its control socket."""
    from app.demo.places import NoPlace, Places, control_socket

    try:
        return Places(state).inventory, control_socket(state)
    except NoPlace:
        return Places(state).inventory, None  # the demo itself will say why


async def _without_screen(arguments: argparse.Namespace) -> int:
    """Run this program once more on a screen in memory, and keep its picture in the current folder."""
    from app.desktop.virtual_screen import NoVirtualScreen, virtual_screen

    picture = arguments.picture or Path.cwd() / PICTURE
    print(f"There is no screen here: the wall runs on a virtual one, its picture is {picture}", flush=True)
    words = (*_words(arguments), "--picture", str(picture), "--fill")
    try:
        async with virtual_screen(os.environ, SIZE) as display:
            return await _once_more(words, {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"})
    except NoVirtualScreen as problem:
        print(f"{problem}; until then Qt draws without any", flush=True)
        return await _once_more(words, {"QT_QPA_PLATFORM": "offscreen"})


def _words(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Return the command line that says the same."""
    from app.main import own_command

    given = (
        ("--state", arguments.state),
        ("--inventory", arguments.inventory),
        ("--engine", arguments.engine),
        ("--theme", arguments.theme),
        ("--page", arguments.page),
    )
    words = [word for name, value in given if value for word in (name, str(value))]
    return (*own_command(), NAME, *words)


async def _once_more(words: tuple[str, ...], changes: dict[str, str]) -> int:
    import asyncio

    from app.desktop.tied import tied

    child = await asyncio.create_subprocess_exec(
        *words, env={**os.environ, **changes}, start_new_session=True, preexec_fn=tied()
    )
    loop = asyncio.get_running_loop()

    def end() -> None:
        with contextlib.suppress(ProcessLookupError):
            child.terminate()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    code = await child.wait()
    sys.stdout.flush()
    return code if code >= 0 else 128 - code
