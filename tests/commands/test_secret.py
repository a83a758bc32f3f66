import io
from pathlib import Path

import pytest

from app.__main__ import main
from app.inventory.secrets import KeyringTrouble

INVENTORY = """
targets:
- id: a
  class: database
  checks:
  - probe: {kind: redis, host: h, password: {secret: cache}}
  - {id: b, probe: {kind: redis, host: h, password: {secret: other}}}
"""


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return what is in the keyring of this test."""
    kept: dict[str, str] = {}
    monkeypatch.setattr("app.inventory.secrets.keep_in_keyring", kept.__setitem__)
    monkeypatch.setattr("app.inventory.secrets.drop_from_keyring", kept.__delitem__)
    monkeypatch.setattr("app.inventory.secrets.ask_keyring", kept.get)
    return kept


def test_in_the_keyring(rings: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret is read from standard input, kept in the keyring, and taken out again."""
    monkeypatch.setattr("sys.stdin", io.StringIO("s3cret\n"))
    assert main(["secret", "--state", str(tmp_path), "set", "cache"]) == 0
    assert rings == {"cache": "s3cret"}
    assert main(["secret", "--state", str(tmp_path), "delete", "cache"]) == 0
    assert rings == {}


def test_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --file it is kept in a file that only this user can read, and listed as set."""
    monkeypatch.setattr("app.inventory.secrets.ask_keyring", lambda _name: None)
    monkeypatch.setattr("sys.stdin", io.StringIO("s3cret\n"))
    place = ["--state", str(tmp_path), "--inventory", str(tmp_path / "a.yaml")]
    (tmp_path / "a.yaml").write_text(INVENTORY)
    assert main(["secret", *place, "--file", "set", "cache"]) == 0
    file = tmp_path / "secrets" / "cache"
    assert file.read_text() == "s3cret\n"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    capsys.readouterr()
    assert main(["secret", *place, "list"]) == 0
    out = capsys.readouterr().out
    assert "cache: set" in out
    assert "nocwall secret set other" in out
    assert "s3cret" not in out
    assert main(["secret", *place, "delete", "cache"]) == 0
    assert not file.exists()


@pytest.mark.parametrize("name", ["../x", "", "a b"])
def test_bad_names(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is none is refused before anything is asked."""
    assert main(["secret", "--state", str(tmp_path), "set", name]) == 2
    assert "name the secret" in capsys.readouterr().err


def test_no_keyring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a keyring the way out is named; nothing given changes nothing."""

    def refuse(_name: str, _secret: str) -> None:
        raise KeyringTrouble("this machine has no keyring")

    monkeypatch.setattr("app.inventory.secrets.keep_in_keyring", refuse)
    monkeypatch.setattr("sys.stdin", io.StringIO("s3cret\n"))
    assert main(["secret", "--state", str(tmp_path), "set", "cache"]) == 2
    assert "--file" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["secret", "--state", str(tmp_path), "set", "cache"]) == 2
    assert "nothing was given" in capsys.readouterr().err
