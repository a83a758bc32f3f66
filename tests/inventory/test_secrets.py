import asyncio
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest

from app.inventory.load import load
from app.inventory.secrets import (
    KeyringTrouble,
    Secrets,
    ask_keyring,
    drop_from_keyring,
    folder_of,
    keep_in_keyring,
    names_in,
    variable_of,
)
from app.model.probe import ProbeFailed, Secret
from app.model.state import ErrorClass
from probes import kinds

EXAMPLE = Path(__file__).parent.parent.parent / "resources" / "inventories" / "example.yaml"


def nothing(_name: str) -> None:
    return None


def put(state: Path, name: str, text: str, mode: int = 0o600) -> Path:
    folder_of(state).mkdir(exist_ok=True)
    file = folder_of(state) / name
    file.write_text(text)
    file.chmod(mode)
    return file


async def failure(secrets: Secrets, name: str = "db") -> str:
    with pytest.raises(ProbeFailed) as caught:
        await secrets.get(Secret(secret=name))
    assert caught.value.error is ErrorClass.CREDENTIAL
    return caught.value.sentence.plain()


async def test_order(tmp_path: Path) -> None:
    """A file of the state folder comes first, then systemd's, then the environment, then the keyring."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "db-1").write_text("from systemd\n")
    environment = {"CREDENTIALS_DIRECTORY": str(folder), "NOCWALL_SECRET_DB_1": "from environment"}
    secrets = Secrets(tmp_path, environment, ask=lambda name: f"from keyring {name}")
    reference = Secret(secret="db-1")
    file = put(tmp_path, "db-1", "from file\n")
    assert await secrets.get(reference) == "from file"
    file.unlink()
    assert await secrets.get(reference) == "from systemd"
    (folder / "db-1").unlink()
    assert await secrets.get(reference) == "from environment"
    environment.clear()
    assert await secrets.get(reference) == "from keyring db-1"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
async def test_readable_by_others(tmp_path: Path, mode: int) -> None:
    """A file that others can read is refused and not quietly passed over, with the remedy."""
    file = put(tmp_path, "db", "s3cret\n", mode)
    said = await failure(Secrets(tmp_path, {"NOCWALL_SECRET_DB": "other"}, ask=nothing))
    assert f"chmod 600 {file}" in said
    assert "s3cret" not in said


@pytest.mark.parametrize("text", ["", "\n", "x" * 70_000])
async def test_useless_files(tmp_path: Path, text: str) -> None:
    """An empty and an endless file are refused."""
    put(tmp_path, "db", text)
    assert "cannot be read" in await failure(Secrets(tmp_path, {}, ask=nothing))


async def test_pipe(tmp_path: Path) -> None:
    """A pipe in place of a file holds nobody."""
    folder_of(tmp_path).mkdir()
    os.mkfifo(folder_of(tmp_path) / "db", 0o600)
    assert "not a file" in await failure(Secrets(tmp_path, {}, ask=nothing))


@pytest.mark.parametrize("name", ["../outside", "/etc/hostname", "a/b", ".."])
async def test_names_that_are_paths(tmp_path: Path, name: str) -> None:
    """A name never leads out of the folder."""
    (tmp_path / "outside").write_text("s3cret")
    assert "not set" in await failure(Secrets(tmp_path, {}, ask=nothing), name)


async def test_nowhere(tmp_path: Path) -> None:
    """What is set nowhere is named together with the ways to set it."""
    said = await failure(Secrets(tmp_path, {}, ask=nothing), "player-api.key")
    assert "nocwall secret set player-api.key" in said
    assert variable_of("player-api.key") == "NOCWALL_SECRET_PLAYER_API_KEY"
    assert "NOCWALL_SECRET_PLAYER_API_KEY" in said


async def test_absence_is_remembered_for_a_while(tmp_path: Path) -> None:
    """A keyring without the secret is asked again after 30 s, one with it after a minute."""
    asked: list[str] = []
    answers: list[str | None] = [None, "s3cret", "changed"]
    moment = 0.0

    def ask(name: str) -> str | None:
        asked.append(name)
        return answers[len(asked) - 1]

    secrets = Secrets(tmp_path, {}, ask=ask, clock=lambda: moment)
    await failure(secrets)
    moment = 29.0
    await failure(secrets)
    assert len(asked) == 1
    moment = 31.0
    assert await secrets.get(Secret(secret="db")) == "s3cret"
    moment = 90.0
    assert await secrets.get(Secret(secret="db")) == "s3cret"
    moment = 92.0
    assert await secrets.get(Secret(secret="db")) == "changed"


async def test_a_keyring_that_hangs(tmp_path: Path) -> None:
    """A keyring that hangs costs each secret its patience once, holds nobody, and is used when it wakes."""
    release = threading.Event()

    def ask(_name: str) -> str:
        release.wait(20)
        return "late"

    moment = 0.0
    secrets = Secrets(tmp_path, {}, ask=ask, patience=0.1, clock=lambda: moment)
    started = time.monotonic()
    said = await asyncio.gather(*(failure(secrets, f"s{n}") for n in range(6)))
    assert all("does not answer" in each for each in said)
    await failure(secrets, "s0")
    assert time.monotonic() - started < 2
    assert sum(thread.name.startswith("keyring") for thread in threading.enumerate()) == 4
    release.set()
    for thread in threading.enumerate():
        if thread.name.startswith("keyring"):
            await asyncio.to_thread(thread.join, 5)
    assert await secrets.get(Secret(secret="s0")) == "late"
    moment = 40.0
    assert await secrets.get(Secret(secret="s5")) == "late"


async def test_many_secrets_at_once(tmp_path: Path) -> None:
    """A slow but healthy keyring gives every secret, a few at a time."""
    lock, now, worst = threading.Lock(), [0], [0]

    def ask(name: str) -> str:
        with lock:
            now[0] += 1
            worst[0] = max(worst[0], now[0])
        time.sleep(0.01)
        with lock:
            now[0] -= 1
        return name.upper()

    secrets = Secrets(tmp_path, {}, ask=ask)
    found = await asyncio.gather(*(secrets.get(Secret(secret=f"s{n}")) for n in range(20)))
    assert found == [f"S{n}" for n in range(20)]
    assert worst[0] <= 4


async def test_one_question_for_many(tmp_path: Path) -> None:
    """Many checks that need the same secret at once ask the keyring once."""
    asked: list[str] = []

    def ask(name: str) -> str:
        asked.append(name)
        return "s3cret"

    secrets = Secrets(tmp_path, {}, ask=ask)
    found = await asyncio.gather(*(secrets.get(Secret(secret="db")) for _ in range(20)))
    assert set(found) == {"s3cret"}
    assert asked == ["db"]


@pytest.mark.parametrize(
    "trouble", [KeyringTrouble("the keyring is locked"), OSError("bus"), RuntimeError("loop")]
)
async def test_a_keyring_that_fails(tmp_path: Path, trouble: Exception) -> None:
    """A keyring that fails makes the credential unavailable, and says why."""

    def ask(_name: str) -> str:
        raise trouble

    assert str(trouble) in await failure(Secrets(tmp_path, {}, ask=ask))


class Ring(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise keyring.errors.KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError("there is none")


@pytest.fixture
def ring() -> Iterator[Ring]:
    """Return a keyring in memory that is the process's own for this test."""
    before, ring = keyring.get_keyring(), Ring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


async def test_real_keyring(ring: Ring, tmp_path: Path) -> None:
    """What is put into the keyring is found there, under our own service, until it is taken out."""
    keep_in_keyring("db", "s3cret")
    assert ring.kept == {("nocwall", "db"): "s3cret"}
    assert await Secrets(tmp_path, {}).get(Secret(secret="db")) == "s3cret"
    drop_from_keyring("db")
    assert ask_keyring("db") is None
    with pytest.raises(KeyringTrouble):
        drop_from_keyring("db")
    ring.locked = True
    assert "locked" in await failure(Secrets(tmp_path, {}))


def test_names() -> None:
    """Every secret that an inventory refers to is known by name: in settings, in headers, of channels."""
    inventory = load([EXAMPLE], kinds()).inventory
    assert inventory is not None
    assert names_in(inventory) == (
        "kestrin-launch",
        "ops-hook",
        "paygrove-password",
        "paygrove-signing",
        "player-api-key",
        "sessions-redis",
        "support-mail",
        "switches",
        "wallet-backup-token",
        "wallet-db-monitor",
        "walls",
    )
