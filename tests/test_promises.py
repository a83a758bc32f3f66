"""Rules of the house that no tool knows."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PRODUCT = ("app", "widgets", "probes")
FILE_LINES = 400
FUNCTION_LINES = 60
CLASS_METHODS = 20
VAGUE = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "base", "misc"}

# Each is written in two parts, so that this file does not break its own rule.
ELSEWHERE = ("../" + "shared", "/wo" + "rk/")
REGISTRIES = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "deb." + "debian.org",
    "archive." + "ubuntu.com",
    "registry." + "npmjs.org",
    "snapshot." + "debian.org",
    "/opt/" + "py" + "pi",
    "--index" + "-url",
    "--extra-index" + "-url",
    "--find" + "-links",
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def versioned() -> list[Path]:
    """Return the files that belong to the project: versioned, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return [file for name in sorted(listed.split("\0")) if name and (file := ROOT / name).is_file()]


FILES = versioned()
SOURCES = [file for file in FILES if file.suffix == ".py"]
OURS = [file for file in SOURCES if file.relative_to(ROOT).parts[0] in PRODUCT]
TESTS = [file for file in SOURCES if file.relative_to(ROOT).parts[0] == "tests"]


def place(file: Path, line: int | None = None) -> str:
    """Return where something is, as an editor opens it."""
    return f"{file.relative_to(ROOT)}:{line}" if line else str(file.relative_to(ROOT))


def parsed(file: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(file.read_text(encoding="utf-8"))


def functions(tree: ast.AST) -> Iterator[Function]:
    """Return every function and method."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def test_every_test_states_its_promise() -> None:
    """Each test has a docstring of one sentence."""
    silent = [
        place(file, node.lineno)
        for file in TESTS
        for node in functions(parsed(file))
        if node.name.startswith("test_") and not _is_sentence(ast.get_docstring(node) or "")
    ]
    assert not silent


def _is_sentence(text: str) -> bool:
    first = text.split("\n\n", maxsplit=1)[0]
    return first.endswith(".") and not first[:1].islower() and len(first) > len("It works.")


def test_modules_are_named_for_what_they_hold() -> None:
    """No module or folder is a drawer for anything."""
    vague = [
        place(file)
        for file in SOURCES
        if VAGUE & set(re.split(r"[_.]", "_".join(file.relative_to(ROOT).parts)))
    ]
    assert not vague


def test_files_stay_readable() -> None:
    """No file of the product is longer than 400 lines."""
    long = [place(file) for file in OURS if _length(file) > FILE_LINES]
    assert not long


def test_functions_stay_readable() -> None:
    """No function of the product is longer than 60 lines, its docstring not counted."""
    long = [
        place(file, node.lineno)
        for file in OURS
        for node in functions(parsed(file))
        if _lines(node) > FUNCTION_LINES
    ]
    assert not long


def test_most_functions_are_small() -> None:
    """Half of the product's functions have under 10 lines, nine of ten at most 25."""
    lengths = sorted(_lines(node) for file in OURS for node in functions(parsed(file)))
    assert lengths[len(lengths) // 2] < 10
    assert lengths[len(lengths) * 9 // 10] <= 25


def test_decisions_are_tested_at_least_as_long_as_they_are() -> None:
    """In the pure folders together there is at least as much code that tests as code that is tested."""
    pure = ("analysis", "alerts", "incidents")
    product = sum(_length(file) for file in OURS if file.relative_to(ROOT).parts[1] in pure)
    tests = sum(_length(file) for file in TESTS if file.relative_to(ROOT).parts[1] in pure)
    assert tests >= product > 0


def _length(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def _lines(node: Function) -> int:
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or first.lineno) - first.lineno + 1


def test_classes_stay_readable() -> None:
    """No class of the product has more than 20 methods."""
    wide = [
        place(file, node.lineno)
        for file in OURS
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.ClassDef)
        and sum(isinstance(part, Function) for part in node.body) > CLASS_METHODS
    ]
    assert not wide


def test_broad_handlers_are_two() -> None:
    """Only a probe's run and a delivery swallow everything, for only there can anything come."""
    broad = [place(file) for file in OURS for node in ast.walk(parsed(file)) if _is_broad(node)]
    assert set(broad) <= {"app/engine/runner.py", "app/notify/line.py"}
    assert len(broad) <= 2


def _is_broad(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler) or _raises_again(node):
        return False
    kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return any(kind is None or (isinstance(kind, ast.Name) and kind.id in _BROAD) for kind in kinds)


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


_BROAD = {"Exception", "BaseException"}


@pytest.mark.parametrize("words", [ELSEWHERE, REGISTRIES], ids=["elsewhere", "registries"])
def test_the_project_names_no_place_outside(words: tuple[str, ...]) -> None:
    """No file names a folder beside the project or the host of a registry: both belong to a machine."""
    named = [
        f"{place(file, number)}: {line.strip()[:120]}"
        for file in FILES
        for number, line in enumerate(file.read_bytes().decode(errors="replace").splitlines(), 1)
        if any(word in line for word in words)
    ]
    assert not named


def test_tests_mirror_the_tree() -> None:
    """Each folder of tests is a package, so that two tests of one name can stand side by side."""
    folders = {file.parent for file in TESTS}
    assert not [place(folder) for folder in folders if not (folder / "__init__.py").is_file()]
