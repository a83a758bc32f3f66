"""What a turn of the window's loop has done: CPU time of its thread by kind of work.

Methods are wrapped from outside, before an object of their class exists: the shell knows nothing of it.
Two readings of the thread's clock cost a microsecond a call, and some hundred calls are made a second.
"""

import functools
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

FRAMES = "frames.jsonl"  # a file that the window writes: what it kept of them would be memory that rises
Words = Callable[..., str]


class Account:
    """Milliseconds of CPU by kind of work, since ``closed`` was asked for last."""

    def __init__(self) -> None:
        self._parts: dict[str, float] = {}
        self.knows_plots = False
        self._inner = [0.0]  # seconds that the calls within the present one have taken

    def watch(self, owner: Any, name: str, words: str | Words) -> None:
        """Have the calls of a function or method accounted; ``words`` may be made of its arguments."""
        setattr(owner, name, self.accounted(getattr(owner, name), words))

    def accounted(self, former: Callable[..., Any], words: str | Words) -> Callable[..., Any]:
        """Return a function that does the same, and is accounted."""

        @functools.wraps(former)
        def accounted(*arguments: Any, **named: Any) -> Any:
            began = time.thread_time()
            self._inner.append(0.0)
            try:
                return former(*arguments, **named)
            finally:
                whole, inner = time.thread_time() - began, self._inner.pop()
                self._inner[-1] += whole
                what = words if isinstance(words, str) else words(*arguments)
                self._parts[what] = self._parts.get(what, 0.0) + (whole - inner) * 1000

        return accounted

    def closed(self) -> dict[str, float]:
        """Return the account and begin another; within a call that is not over yet nothing is lost."""
        done, self._parts = self._parts, {}
        return done


def of_shell() -> Account:
    """Return an account of what the shell does; call it before anything of it is made."""
    from app.link import client

    made = Account()
    for owner, name, words in watched():
        made.watch(owner, name, words)
    _account_decoding(made, client)
    return made


def watched() -> tuple[tuple[Any, str, str | Words], ...]:
    """Return what is accounted: whose, its name, and what it does."""
    from app.shell.board import presenter
    from app.shell.board.keeper import BoardKeeper
    from app.shell.board.last_known import LastKnown
    from app.shell.garbage import Collector
    from app.shell.outlets import Outlets
    from app.shell.session import Session
    from app.shell.window.rotor import Rotor
    from app.shell.window.walls import Walls
    from widgets import easel, tracks, wall
    from widgets.layered import Layered
    from widgets.painted import Painted
    from widgets.strip_field import StripField
    from widgets.tile_field import TileField
    from widgets.turning import Turning

    return (
        (BoardKeeper, "take", "takes a push in"),
        (presenter, "_matter", "compares boards"),
        (presenter.Presenter, "_hand_on", "hands points on"),
        (presenter.Presenter, "_show", "shows a board"),
        (tracks.Tracks, "add", "points into tracks"),
        (tracks.Tracks, "_catch_up", "puts groups together"),
        (tracks.Tracks, "_follow", "groups follow"),
        (easel, "picture", lambda wish, _parts: f"works out {_kind(wish.page)}"),
        (wall.Wall, "_refresh", "refreshes the wall"),
        (wall.Wall, "_show", "hands a picture to sections"),
        (wall.Wall, "_arrange", "arranges the wall"),
        (wall.Wall, "paintEvent", "fills the wall"),
        (wall.Wall, "_open", "opens a page"),
        (wall.Wall, "set_plan", "takes a plan"),
        (Turning, "_turn", "turns the page"),
        (Session, "_set_theme", "changes the theme"),
        (Walls, "_keep_whole", "keeps the wall whole"),
        (Layered, "_make_layer", lambda section: f"draws {_name(section)}"),
        (Painted, "paintEvent", lambda section, _event: f"shows {_name(section)}"),
        (TileField, "_paint_old", lambda section: f"draws tiles of {_name(section)}"),
        (StripField, "_show", lambda section, _charts: f"strips of {_name(section)}"),
        (StripField, "draw_live", lambda section, _canvas: f"paints strips of {_name(section)}"),
        (Collector, "_collect", "collects garbage"),
        (Outlets, "_decided", "tray and sound"),
        (LastKnown, "follow", "keeps the board"),
        (Rotor, "tick", "rotation"),
        (Rotor, "follow", "rotation"),
    )


def _account_decoding(account: Account, client: Any) -> None:
    made = client.from_engine

    def from_engine(reader: Any) -> Any:
        frames = made(reader)
        decode = account.accounted(frames._decoder.decode, "decodes the link")
        frames._decoder = SimpleNamespace(decode=decode)
        return frames

    client.from_engine = from_engine


def account_plots(account: Account) -> None:
    """Account what plots do, once they are loaded: a wall does without them until it shows any."""
    module = sys.modules.get("widgets.plot")
    plot = getattr(module, "Plot", None)  # it is not there while another thread loads it
    if module is None or plot is None or account.knows_plots:
        return
    account.knows_plots = True
    account.watch(module.GraphicsView, "paintEvent", "shows a plot")
    account.watch(plot, "_take", "a plot takes what is new")


def _name(section: object) -> str:
    return type(section).__name__


def _kind(page: str) -> str:
    return "a planned page" if page.startswith("plan:") else page
