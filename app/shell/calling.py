"""The engine is called while the rest of the shell is loaded: its board is there as soon as the wall.

With the board the past of the charts is asked for, so the first picture of the wall is a whole one.
"""

import os

from app.model.message import Hello
from app.shell.board.filling import Filling
from app.shell.board.own_banners import OwnBanners
from app.shell.board.presenter import Presenter
from app.shell.bridge import Bridge
from app.shell.opening import Opening
from app.shell.options import Options
from app.shell.pulse import Pulse


class Call:
    """The link under way and what follows its boards. A session takes them over, and then listens."""

    def __init__(self, options: Options, opening: Opening) -> None:
        clock, tasks = options.clock, opening.tasks
        self.pulse = Pulse()
        self.bridge = Bridge(
            options.socket, _hello(options), clock, tasks=tasks, alive=self.pulse.alive, heard=False
        )
        self.own = OwnBanners(clock)
        self.presenter = Presenter(clock, self.own)
        self.presenter.hold()
        self.filling = Filling(
            self.presenter,
            self.bridge.ask,
            clock=clock,
            tasks=tasks,
            page=lambda: opening.preferences.present.page,
        )
        self.bridge.pushed.connect(self.presenter.take)
        self.presenter.whole.connect(self.filling.begin)
        self.task = tasks.start(self.bridge.run(), "link")

    def listen(self) -> None:
        """Tell what was said before anybody listened."""
        self.bridge.listen()
        self.presenter.refresh()


def _hello(options: Options) -> Hello:
    falls = options.falls
    return Hello(
        build=options.build,
        role=options.role,
        who=options.who,
        session=falls.session if falls is not None and falls.session else os.urandom(16).hex(),
        speaker=True,
        # What the window before us had heard it goes on hearing: nobody has silenced that.
        resumed=falls is not None and bool(falls.session and falls.fell),
        fell=falls.fell if falls is not None else "",
        watch=True,
    )
