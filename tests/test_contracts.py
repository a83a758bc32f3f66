"""The import contracts hold, and each of them is shown a violation to catch."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("app", "widgets", "probes")
CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in CONFIGURATION["contracts"]}


class Planted(NamedTuple):
    """A file with an import that one contract judges."""

    contract: str
    file: str
    line: str


VIOLATIONS = [
    Planted("layers", "app/model/planted.py", "import app.alerts"),
    Planted("layers", "app/alerts/planted.py", "import app.incidents"),
    Planted("layers", "app/analysis/planted.py", "import app.alerts"),
    Planted("layers", "app/alerts/planted.py", "import app.replay"),
    Planted("layers", "app/suppress/planted.py", "import app.alerts"),
    Planted("layers", "app/transport/planted.py", "import probes"),
    Planted("layers", "app/link/planted.py", "import app.shell"),
    Planted("layers", "app/engine/planted.py", "import app.commands"),
    Planted("layers", "widgets/planted.py", "import app.shell"),
    Planted("layers", "widgets/planted.py", "import app.link"),
    Planted("every-folder", "app/planted/__init__.py", "import app.model"),
    Planted("strangers", "app/engine/planted.py", "import probes"),
    Planted("strangers", "app/engine/planted.py", "from app import history"),
    Planted("strangers", "app/engine/planted.py", "import app.transport"),
    Planted("strangers", "app/notify/planted.py", "def late():\n    import app.desktop"),
    Planted("strangers", "app/shell/planted.py", "import app.inventory"),
    Planted("strangers", "probes/planted.py", "import app.link"),
    Planted("probe-kinds", "probes/planted.py", "import probes.http"),
    Planted("probes-know-little", "probes/planted.py", "import app.alerts"),
    Planted("probes-know-little", "probes/planted.py", "import app.suppress"),
    Planted("qt-free", "app/suppress/planted.py", "import PySide6.QtCore"),
    Planted("qt-free", "app/engine/planted.py", "import PySide6.QtCore"),
    Planted("qt-free", "app/desktop/planted.py", "import widgets"),
    Planted("qt-free", "probes/planted.py", "import qasync"),
    Planted("qt-stays", "app/commands/planted.py", "import PySide6.QtWidgets"),
    Planted("widgets-are-passive", "widgets/planted.py", "import httpx"),
    Planted("widgets-are-passive", "widgets/planted.py", "import sqlite3"),
    Planted("shell-does-not-measure", "app/shell/planted.py", "import psutil"),
    Planted("shell-does-not-measure", "app/shell/planted.py", "import socket"),
    Planted("pure", "app/model/planted.py", "import time"),
    Planted("pure", "app/alerts/planted.py", "from pathlib import Path"),
    Planted("pure", "app/suppress/planted.py", "import time"),
    Planted("pure", "app/suppress/planted.py", "import os"),
    Planted("pure", "app/analysis/planted.py", "def late():\n    import random"),
    Planted("pure", "app/replay/planted.py", "import sqlite3"),
    Planted("demo-stands-alone", "app/shell/planted.py", "import app.demo"),
    Planted("apprise-apart", "app/notify/planted.py", "import apprise"),
    Planted("apprise-apart", "app/engine/planted.py", "def late():\n    import requests"),
]

WELCOME = [
    Planted("strangers", "app/shell/planted.py", "import app.link\nimport app.desktop"),
    Planted("strangers", "probes/planted.py", "import app.transport"),
    Planted("layers", "app/shell/planted.py", "import widgets\nimport app.analysis"),
    Planted("qt-free", "app/shell/planted.py", "import PySide6.QtCore"),
    Planted("pure", "app/engine/planted.py", "import time"),
    Planted("demo-stands-alone", "app/commands/planted.py", "import app.demo"),
]

Judge = Callable[[Planted], subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the sources that may be spoiled."""
    copy = tmp_path_factory.mktemp("tree")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


@pytest.fixture
def judge(tree: Path) -> Iterator[Judge]:
    """Return a function that plants a file and asks the contract about the tree."""
    planted: list[Path] = []

    def ask(plant: Planted) -> subprocess.CompletedProcess[str]:
        file = tree / plant.file
        file.parent.mkdir(exist_ok=True)
        file.write_text(plant.line + "\n", encoding="utf-8")
        planted.append(file)
        return lint_imports(tree, "--contract", plant.contract)

    yield ask
    for file in planted:
        file.unlink()
        if file.name == "__init__.py":
            shutil.rmtree(file.parent)


def lint_imports(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the tool over the tree in a folder."""
    tool = Path(sys.executable).with_name("lint-imports")
    plain = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200"}
    command = [str(tool), "--no-logo", "--cache-dir", str(folder / ".cache"), *options]
    return subprocess.run(
        command, cwd=folder, env=plain, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_tree_keeps_every_contract(tree: Path) -> None:
    """The sources as they are break no contract."""
    result = lint_imports(tree)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    "plant", VIOLATIONS, ids=lambda plant: f"{plant.contract}: {plant.file}: {plant.line}"
)
def test_a_planted_violation_breaks_its_contract(judge: Judge, plant: Planted) -> None:
    """An import that must not be is caught by the contract that forbids it."""
    result = judge(plant)
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"{CONTRACTS[plant.contract]['name']} BROKEN" in " ".join(result.stdout.split())


@pytest.mark.parametrize("plant", WELCOME, ids=lambda plant: f"{plant.contract}: {plant.file}: {plant.line}")
def test_what_is_allowed_is_not_forbidden(judge: Judge, plant: Planted) -> None:
    """The exceptions that the design names pass."""
    result = judge(plant)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_contract_has_a_planted_violation() -> None:
    """No contract is believed without having caught something."""
    assert {plant.contract for plant in VIOLATIONS} == set(CONTRACTS)


def test_every_part_that_does_input_and_output_is_a_stranger() -> None:
    """A new folder of app is a stranger, pure, knows everybody, or stands below all and knows nobody."""
    folders = {f"app.{init.parent.name}" for init in (ROOT / "app").glob("*/__init__.py")}
    strangers, pure = set(CONTRACTS["strangers"]["modules"]), set(CONTRACTS["pure"]["source_modules"])
    assert folders <= strangers | pure | {"app.commands", "app.files"}


def test_every_part_but_the_shell_is_free_of_qt() -> None:
    """A new folder of app is asked to run without a screen, too."""
    folders = {f"app.{init.parent.name}" for init in (ROOT / "app").glob("*/__init__.py")}
    assert folders - {"app.shell", "app.commands"} <= set(CONTRACTS["qt-free"]["source_modules"])
