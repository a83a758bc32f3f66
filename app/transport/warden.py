"""Ends the process groups of our plugins when we ourselves are gone, also after kill -9.

A small shell in a session of its own reads the groups that live from a pipe of which only we hold the other
end. When that closes it kills what is left. The kernel's own way (PR_SET_PDEATHSIG) reaches only the child
itself, not what the child has started, and needs Python to run between fork and exec.
"""

import asyncio
import contextlib
import os
import subprocess
from typing import Final

_SCRIPT: Final = """
trap '' HUP INT TERM
while read -r what group; do
  case $what in
    +) live="$live $group" ;;
    -) left=
       for each in $live; do [ "$each" = "$group" ] || left="$left $each"; done
       live=$left ;;
  esac
done
for each in $live; do kill -KILL "-$each"; done 2>/dev/null
"""
_ENDS_WITHIN: Final = 1.0
_LOOK: Final = 0.005


class Warden:
    """One for all plugins; started at the first of them, and anew where somebody has ended it."""

    def __init__(self) -> None:
        self._live: set[int] = set()
        self._shell: subprocess.Popen[bytes] | None = None

    def ready(self) -> None:
        """Make sure that there is one. Called before a plugin is started, for starting one takes its time."""
        if self._shell is None or self._shell.poll() is not None:
            self._begin()

    def add(self, group: int) -> None:
        """Take care of a process group from now on."""
        self._live.add(group)
        if not self._tell(f"+ {group}\n"):
            self._begin()

    def remove(self, group: int) -> None:
        """Forget a group that has ended."""
        self._live.discard(group)
        self._tell(f"- {group}\n")

    async def close(self) -> None:
        """End it in good order; what is still registered is killed."""
        shell, self._shell = self._shell, None
        if shell is None:
            return
        assert shell.stdin is not None
        shell.stdin.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_ENDS_WITHIN):
                while shell.poll() is None:  # noqa: ASYNC110 - its end is no event without a signal handler
                    await asyncio.sleep(_LOOK)
        if shell.poll() is None:
            shell.kill()
            shell.wait()

    def _begin(self) -> None:
        if self._shell is not None:
            assert self._shell.stdin is not None
            self._shell.stdin.close()
            self._shell.kill()
            self._shell.wait()
        self._shell = subprocess.Popen(  # noqa: S603 - fixed text
            ["/bin/sh", "-c", _SCRIPT],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd="/",
            env={},
            start_new_session=True,
        )
        assert self._shell.stdin is not None
        # a shell that somebody stopped must not hold us
        os.set_blocking(self._shell.stdin.fileno(), False)
        self._tell("".join(f"+ {group}\n" for group in sorted(self._live)))

    def _tell(self, line: str) -> bool:
        """Return whether there is somebody to be told."""
        if self._shell is None:
            return False
        assert self._shell.stdin is not None
        try:
            self._shell.stdin.write(line.encode())
        except BlockingIOError:
            return True
        except OSError:
            return False
        return True
