"""The engine is called while the rest of the shell is loaded: its board is there as soon as the wall."""

import asyncio
import os

from app.model.message import Hello
from app.shell.bridge import Bridge
from app.shell.options import Options
from app.shell.pulse import Pulse
from app.shell.tasks import Tasks


class Call:
    """The link under way, and the pulse of its signs of life. A session takes them over, and then listens."""

    def __init__(self, options: Options, tasks: Tasks) -> None:
        self.pulse = Pulse()
        self.bridge = Bridge(
            options.socket, _hello(options), options.clock, tasks=tasks, alive=self.pulse.alive
        )
        self.heard = asyncio.Event()
        self.task = tasks.start(self.bridge.run(self.heard), "link")


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
