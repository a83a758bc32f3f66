"""Reading the inventory in a short-lived process: reading 10,000 targets would hold the engine for seconds.

The parent's side is ``load_in_child``; the child's is ``answer``, behind the command ``load-inventory``.
"""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

import app
from app.inventory.cache import Cache
from app.inventory.load import load
from app.inventory.text import source
from app.inventory.wire import decode_inventory, encode_inventory
from app.model.inventory_error import InventoryError
from app.model.loaded import Loaded
from app.model.phrase import Phrase, phrase
from app.model.probe import Probe
from app.model.value import Value

DEADLINE: Final = 60.0
LARGEST: Final = 256 * 1024 * 1024
_BLOCK: Final = 1024 * 1024


class _Answer(Value, frozen=True, kw_only=True):
    """What the child hands back."""

    errors: tuple[InventoryError, ...]
    files: tuple[str, ...]
    fingerprint: str
    inventory: bytes = b""  # as ``app.inventory.wire``; empty where there are errors


class _ChildFailed(Exception):  # noqa: N818 - it is the name of the outcome
    def __init__(self, wrong: Phrase) -> None:
        super().__init__(wrong.plain())
        self.wrong = wrong


def answer(paths: Sequence[Path], probes: Sequence[type[Probe]]) -> bytes:
    """Return what the child writes to its standard output."""
    loaded = load(paths, probes)
    return msgspec.msgpack.encode(
        _Answer(
            errors=loaded.errors,
            files=loaded.files,
            fingerprint=loaded.fingerprint,
            inventory=encode_inventory(loaded.inventory) if loaded.inventory else b"",
        )
    )


async def load_in_child(
    paths: Sequence[Path],
    command: Sequence[str],
    probes: Sequence[type[Probe]],
    *,
    cache: Path | None = None,
    deadline: float = DEADLINE,
) -> Loaded:
    """Return what ``load`` returns, without holding this process; never raises for what the files hold.

    ``command`` is the program to which the paths are given, ``command_line()`` as a rule. ``cache`` is a file
    that keeps the last good inventory under the hash of its files; what it holds is not read again. After
    ``deadline`` seconds the child is ended and the outcome is an error of kind ``loader-failed``.
    """
    kinds = tuple(probes)
    store = Cache(cache, kinds) if cache else None
    if store is not None:
        kept = await asyncio.to_thread(store.find, paths)
        if kept is not None:
            return kept
    try:
        data = await _output([*command, *map(str, paths)], deadline)
        # probes check their settings while they are decoded: tens of milliseconds for some thousand of them
        loaded = await asyncio.to_thread(_loaded, data, kinds)
    except _ChildFailed as failed:
        return await asyncio.to_thread(_failed, paths, failed.wrong)
    if store is not None and loaded.inventory is not None:
        await asyncio.to_thread(store.keep, loaded)
    return loaded


def command_line() -> tuple[str, ...]:
    """Return how this program is called to read an inventory."""
    return (*own_command("load-inventory"), "--")


def own_command(name: str) -> tuple[str, ...]:
    """Return how this program is called for one of its commands."""
    if getattr(sys, "frozen", False):
        return (sys.executable, name)
    # Not "-m app": a folder called app in the present directory would be taken for ours.
    root = str(Path(app.__file__).parent.parent)
    program = f"import sys; sys.path.insert(0, {root!r}); from app.__main__ import main; sys.exit(main())"
    return (sys.executable, "-P", "-c", program, name)


async def _output(command: Sequence[str], deadline: float) -> bytes:
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, limit=_BLOCK
        )
    except OSError as error:
        raise _ChildFailed(phrase("the reader cannot be started: {reason}", reason=str(error))) from error
    assert process.stdout is not None
    try:
        async with asyncio.timeout(deadline):
            data = await _capped(process.stdout)
            code = await process.wait()
    except TimeoutError as late:
        wrong = phrase("reading took longer than {limit} s", limit=f"{deadline:g}")
        raise _ChildFailed(wrong) from late
    finally:
        if process.returncode is None:
            process.kill()
            while await process.stdout.read(_BLOCK):
                pass
            await process.wait()
    if code != 0:
        raise _ChildFailed(phrase("the reader ended with code {code}", code=str(code)))
    return data


async def _capped(stream: asyncio.StreamReader) -> bytes:
    data = bytearray()
    while block := await stream.read(_BLOCK):
        data += block
        if len(data) > LARGEST:
            raise _ChildFailed(phrase("the inventory is larger than {limit}", limit="256 MB"))
    return bytes(data)


def _loaded(data: bytes, kinds: tuple[type[Probe], ...]) -> Loaded:
    try:
        found = msgspec.msgpack.decode(data, type=_Answer)
        inventory = decode_inventory(found.inventory, kinds) if found.inventory else None
    except msgspec.DecodeError as error:
        raise _ChildFailed(
            phrase("the reader gave no sensible answer: {reason}", reason=str(error))
        ) from error
    return Loaded(inventory=inventory, errors=found.errors, files=found.files, fingerprint=found.fingerprint)


def _failed(paths: Sequence[Path], wrong: Phrase) -> Loaded:
    """Return the failure with the files' own fingerprint, so that it is tried again when they change."""
    sources = source.read(paths)
    error = InventoryError(
        file=str(paths[0]) if paths else "",
        line=1,
        column=1,
        key="",
        wrong=wrong,
        remedy=phrase("see what 'nocwall validate' says of it"),
        kind="loader-failed",
    )
    files = tuple(each.file for each in sources)
    return Loaded(errors=(error,), files=files, fingerprint=source.fingerprint(sources))
