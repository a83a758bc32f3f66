"""Talking to a running demo from another process; a plain blocking socket does."""

import json
import socket
from pathlib import Path
from typing import Any

from app.demo.places import Places

_PATIENCE = 5.0  # seconds
_ANSWER = 1 << 20


class NotRunning(Exception):  # noqa: N818 - it is the name of the outcome
    """No demo answers for this state folder."""


class Refused(Exception):  # noqa: N818 - it is the name of the outcome
    """The demo cannot do that; the sentence says why."""


def ask(state: Path, **wish: object) -> dict[str, Any]:
    """Send one wish (see ``control``) and return the answer. Raises ``NotRunning`` and ``Refused``."""
    path = Places(state).read().socket
    if not path:
        raise NotRunning(f"no demo runs for {state}: start it with `nocwall demo`")
    try:
        with socket.socket(socket.AF_UNIX) as sock:
            sock.settimeout(_PATIENCE)
            sock.connect(path)
            sock.sendall(json.dumps(wish).encode() + b"\n")
            with sock.makefile("rb") as lines:
                answer = json.loads(lines.readline(_ANSWER))
    except (OSError, ValueError) as error:
        raise NotRunning(f"no demo runs for {state}: start it with `nocwall demo`") from error
    if not answer.get("ok"):
        raise Refused(str(answer.get("error", "the demo says nothing")))
    return dict(answer)
