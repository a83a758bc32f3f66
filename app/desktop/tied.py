"""A child that does not outlive us: Linux tells it when its parent is gone, also after kill -9."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def tied() -> Callable[[], None] | None:
    """Return what a child does between fork and exec, so that our end is a SIGTERM to it.

    None where the system knows nothing of the kind. Our end is that of the thread that starts the child.
    """
    if not sys.platform.startswith("linux"):
        return None
    # Loaded before the fork: afterwards another thread's lock may never be given back.
    library = ctypes.CDLL(None)
    parent = os.getpid()

    def ask_to_be_told() -> None:
        library.prctl(PARENT_DEATH_SIGNAL, int(signal.SIGTERM), 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)  # it was gone before we could ask

    return ask_to_be_told
