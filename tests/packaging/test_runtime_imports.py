import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
OURS = {"app", "probes", "resources", "widgets"}
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


def plain(name: str) -> str:
    """Return the name of a distribution as all spellings of it have it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imported() -> dict[str, Path]:
    """Return the top names of all that the product imports, each with a file that does."""
    found: dict[str, Path] = {}
    for folder in sorted(OURS):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found.update((alias.name.partition(".")[0], file) for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found[node.module.partition(".")[0]] = file
    return found


def test_what_the_product_imports_is_installed_with_it() -> None:
    """Nothing that runs leans on a package that only testing installs."""
    lock = (ROOT / "packaging" / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    pinned = {plain(name) for name in PINNED.findall(lock)}
    known = packages_distributions()
    foreign = {
        name: file for name, file in imported().items() if name not in OURS | set(sys.stdlib_module_names)
    }
    assert "httpx" in foreign
    missing = {
        name: str(file.relative_to(ROOT))
        for name, file in foreign.items()
        if not {plain(each) for each in known.get(name, [name])} & pinned
    }
    assert not missing
