"""A child that does not outlive us: Linux tells it when its parent is gone, also after kill -9."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from functools import partial

PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def tied() -> Callable[[], None] | None:
    """Return what a child does between fork and exec, so that our end is a SIGTERM to it.

    None where the system knows nothing of the kind. Our end is that of the thread that starts the child.
    """
    if not sys.platform.startswith("linux"):
        return None
    # Loaded before the fork: afterwards another thread's lock may never be given back.
    return partial(_ask_to_be_told, ctypes.CDLL(None), os.getpid(), signal.SIGTERM)


def tie_to(parent: int, number: signal.Signals) -> None:
    """Have the end of our parent be this signal to us."""
    if sys.platform.startswith("linux"):
        _ask_to_be_told(ctypes.CDLL(None), parent, number)


def _ask_to_be_told(library: ctypes.CDLL, parent: int, number: signal.Signals) -> None:
    library.prctl(PARENT_DEATH_SIGNAL, int(number), 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), number)  # it was gone before we could ask
