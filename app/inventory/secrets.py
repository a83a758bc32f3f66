"""Secrets by name: a file, else the environment, else the keyring of the desktop.

The inventory holds names only. A keyring may be missing, locked, or hang for ever; none of these may hold
anything but the checks that need a secret from it.
"""

import asyncio
import os
import re
import stat
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from app.inventory.entry.forms import SECRET_NAME
from app.model.channel import WebhookChannel
from app.model.check import Inventory
from app.model.phrase import Phrase, phrase
from app.model.probe import ProbeFailed, Secret
from app.model.state import ErrorClass

SERVICE: Final = "nocwall"  # under which the keyring keeps them
PATIENCE: Final = 3.0  # seconds for the keyring's answer
AGAIN: Final = 30.0  # seconds after which a keyring that had none is asked again
KEPT: Final = 60.0  # seconds for which the keyring's answer is used without asking
AT_ONCE: Final = 4  # questions to the keyring at a time
_LONGEST: Final = 64 * 1024

Ask = Callable[[str], str | None]


class _Refused(Exception):  # noqa: N818 - it is the name of the outcome
    """A place has the secret but will not give it, or may have it and does not answer."""

    def __init__(self, sentence: Phrase) -> None:
        super().__init__(sentence.plain())
        self.sentence = sentence


class _Remembered(NamedTuple):
    until: float
    value: str | None
    sentence: Phrase | None = None


def folder_of(state: Path) -> Path:
    """Return the folder of secrets that are kept as files."""
    return state / "secrets"


def variable_of(name: str) -> str:
    """Return the environment variable of a secret."""
    return "NOCWALL_SECRET_" + name.upper().replace("-", "_").replace(".", "_")


class Secrets:
    """Finds secrets; implements ``app.model.ports.SecretSource``.

    ``ask`` is the keyring (``ask_keyring``), called in a thread; ``patience`` is its time limit in seconds.
    Order: STATE/secrets/NAME, $CREDENTIALS_DIRECTORY/NAME, $NOCWALL_SECRET_NAME, the keyring.
    """

    def __init__(
        self,
        state: Path,
        environment: Mapping[str, str],
        *,
        ask: Ask | None = None,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder_of(state)
        self._environment = environment
        self._ask = ask or ask_keyring
        self._patience = patience
        self._clock = clock
        self._remembered: dict[str, _Remembered] = {}
        self._asking: dict[str, asyncio.Future[_Remembered]] = {}
        self._waiting: deque[str] = deque()
        self._running = 0

    async def get(self, reference: Secret) -> str:
        """Return the secret, or raise ``ProbeFailed(credential)`` with how to set it."""
        name = reference.secret
        try:
            value = self._near(name)
            if value is None:
                value = await self._from_keyring(name)
        except _Refused as refused:
            raise ProbeFailed(ErrorClass.CREDENTIAL, refused.sentence) from refused
        if value is None:
            raise ProbeFailed(ErrorClass.CREDENTIAL, _missing(name))
        return value

    def _near(self, name: str) -> str | None:
        """Look where no waiting is needed: files of the state folder and of systemd, the environment."""
        value = read_file(self._folder / name, name, private=True)
        credentials = self._environment.get("CREDENTIALS_DIRECTORY")
        if value is None and credentials:
            value = read_file(Path(credentials) / name, name, private=False)
        return value if value is not None else self._environment.get(variable_of(name)) or None

    async def _from_keyring(self, name: str) -> str | None:
        kept = self._remembered.get(name)
        if kept is None or self._clock() >= kept.until:
            kept = await self._asked(name)
        if kept.sentence is not None:
            raise _Refused(kept.sentence)
        return kept.value

    async def _asked(self, name: str) -> _Remembered:
        if name not in self._asking:
            self._asking[name] = asyncio.get_running_loop().create_future()
            self._waiting.append(name)
            self._ask_next()
        answer = self._asking[name]
        done, _ = await asyncio.wait([answer], timeout=self._patience)
        return answer.result() if done else self._silent(name)

    def _silent(self, name: str) -> _Remembered:
        sentence = phrase(
            "The secret {name} is not available: the keyring does not answer. Or set {variable}",
            name=name,
            variable=variable_of(name),
        )
        kept = _Remembered(self._clock() + AGAIN, None, sentence)
        self._remembered[name] = kept
        return kept

    def _ask_next(self) -> None:
        """Ask for what waits, in threads that do not hold the program's end, whatever becomes of them.

        Nobody can end a thread that hangs in a keyring, so there are a few of them at most.
        """
        while self._waiting and self._running < AT_ONCE:
            self._running += 1
            name = self._waiting.popleft()
            arguments = (name, asyncio.get_running_loop())
            threading.Thread(
                target=self._ask_in_thread, args=arguments, name=f"keyring {name}", daemon=True
            ).start()

    def _ask_in_thread(self, name: str, loop: asyncio.AbstractEventLoop) -> None:
        kept = self._answer(name)
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(self._deliver, name, kept)

    def _deliver(self, name: str, kept: _Remembered) -> None:
        self._running -= 1
        self._remembered[name] = kept
        answer = self._asking.pop(name)
        if not answer.done():
            answer.set_result(kept)
        self._ask_next()

    def _answer(self, name: str) -> _Remembered:
        try:
            value = self._ask(name)
        except (KeyringTrouble, OSError, RuntimeError, ValueError) as trouble:
            reason = str(trouble).partition("\n")[0][:200]
            sentence = phrase("The secret {name} is not available: {reason}", name=name, reason=reason)
            return _Remembered(self._clock() + AGAIN, None, sentence)
        return _Remembered(self._clock() + (KEPT if value else AGAIN), value or None)


class KeyringTrouble(Exception):  # noqa: N818 - it is the name of the outcome
    """The keyring is there and refuses, or there is none."""


def ask_keyring(name: str) -> str | None:
    """Return the secret from the desktop's keyring. Blocks; raises ``KeyringTrouble``."""
    with _keyring() as ring:
        found: str | None = ring.get_password(SERVICE, name)
        return found


def keep_in_keyring(name: str, secret: str) -> None:
    """Put a secret into the keyring. Blocks; raises ``KeyringTrouble``."""
    with _keyring() as ring:
        ring.set_password(SERVICE, name, secret)


def drop_from_keyring(name: str) -> None:
    """Take a secret out of the keyring. Blocks; raises ``KeyringTrouble``."""
    with _keyring() as ring:
        ring.delete_password(SERVICE, name)


@contextmanager
def _keyring() -> Iterator[Any]:
    import keyring
    import keyring.errors

    try:
        yield keyring
    except keyring.errors.NoKeyringError as none:
        raise KeyringTrouble("it is not set, and this machine has no keyring") from none
    except keyring.errors.KeyringLocked as locked:
        raise KeyringTrouble("the keyring is locked") from locked
    except keyring.errors.KeyringError as error:
        raise KeyringTrouble(f"the keyring refuses ({error})") from error


def names_in(inventory: Inventory) -> tuple[str, ...]:
    """Return the names of all secrets that an inventory refers to, sorted."""
    found = {each.secret for each in inventory.channels if isinstance(each, WebhookChannel) and each.secret}
    todo: list[Any] = [msgspec.to_builtins(check.probe) for check in inventory.checks]
    todo += [msgspec.to_builtins(channel) for channel in inventory.channels]
    todo.append(msgspec.to_builtins(inventory.deadman))
    while todo:
        part = todo.pop()
        if isinstance(part, dict) and part.keys() == {"secret"}:
            found.add(str(part["secret"]))
        elif isinstance(part, dict):
            todo += part.values()
        elif isinstance(part, list | tuple):
            todo += part
    return tuple(sorted(found))


def read_file(path: Path, name: str, *, private: bool) -> str | None:
    """Return a secret's file without its last line break; None where there is none.

    Raises ``_Refused`` where it is empty, not a file, not readable, or, for ``private``, readable by others.
    """
    if re.match(SECRET_NAME, name) is None:
        return None
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _Refused(_unusable(name, path, str(error.strerror))) from error
    with os.fdopen(handle, "rb") as file:
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            raise _Refused(_unusable(name, path, "it is not a file"))
        if private and mode & 0o077:
            raise _Refused(
                phrase(
                    "The secret {name} may be read by others and is not used: chmod 600 {path}",
                    name=name,
                    path=str(path),
                )
            )
        data = file.read(_LONGEST + 1)
    return _decoded(data, name, path)


def _decoded(data: bytes, name: str, path: Path) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise _Refused(_unusable(name, path, "it is not text")) from error
    text = text.removesuffix("\n").removesuffix("\r")
    if not text or len(data) > _LONGEST:
        raise _Refused(_unusable(name, path, "it is empty" if not text else "it is too long"))
    return text


def _unusable(name: str, path: Path, reason: str) -> Phrase:
    return phrase(
        "The secret {name} cannot be read from {path}: {reason}", name=name, path=str(path), reason=reason
    )


def _missing(name: str) -> Phrase:
    return phrase(
        "The secret {name} is not set. Set it with: nocwall secret set {name}, or in {variable}",
        name=name,
        variable=variable_of(name),
    )
