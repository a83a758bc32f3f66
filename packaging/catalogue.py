"""Gather every text that people read, for translators: ``python packaging/catalogue.py OUT.ts``.

A text reaches the screen by ``tr("…")``, or as a phrase of the engine by ``phrase("…")``; titles of metrics
and names of keys stand in tables. Where a call is given no literal, its module holds the texts, and all its
constants that read like a sentence are taken.
"""

import ast
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("app", "probes", "widgets")
CONTEXT = "nocwall"
CALLS = {"tr", "phrase", "Phrase"}
# Tables whose entries are translated where they are shown: class -> its fields that people read.
TABLES = {"Metric": ("title",), "Key": ("text", "menu"), "Column": ("title",)}
SENTENCE = re.compile(r"[A-Z{+][^\\\n]*[a-z}][^\\\n]*")


def texts(root: Path = ROOT) -> dict[str, set[str]]:
    """Return every text with the files in which it stands."""
    found: dict[str, set[str]] = {}
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*.py")):
            for text in _of_module(ast.parse(file.read_text(encoding="utf-8"))):
                found.setdefault(text, set()).add(file.relative_to(root).as_posix())
    return found


def _of_module(tree: ast.Module) -> Iterator[str]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in calls:
        for field in TABLES.get(_name(call), ()):
            yield from _literals(_argument(call, field))
    given = [_argument(call, "template", first=True) for call in calls if _name(call) in CALLS]
    for argument in given:
        yield from _literals(argument)
    if any(argument is not None and not any(_literals(argument)) for argument in given):
        yield from _sentences(tree)


def _name(call: ast.Call) -> str:
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _argument(call: ast.Call, name: str, *, first: bool = False) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[0] if first and call.args else None


def _literals(argument: ast.expr | None) -> Iterator[str]:
    """Return the texts an argument can be."""
    match argument:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.IfExp():
            yield from _literals(argument.body)
            yield from _literals(argument.orelse)


def _sentences(tree: ast.Module) -> Iterator[str]:
    """Return the constants of a module that read like sentences, its docstrings apart."""
    apart = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    apart |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in apart:
            text = node.value
            if isinstance(text, str) and SENTENCE.fullmatch(text):
                yield text


def document(found: dict[str, set[str]]) -> ET.ElementTree:
    """Return the texts in the form of Qt Linguist."""
    top = ET.Element("TS", version="2.1", sourcelanguage="en")
    context = ET.SubElement(top, "context")
    ET.SubElement(context, "name").text = CONTEXT
    for text, files in sorted(found.items()):
        message = ET.SubElement(context, "message")
        for file in sorted(files):
            ET.SubElement(message, "location", filename=file)
        ET.SubElement(message, "source").text = text
        ET.SubElement(message, "translation", type="unfinished")
    tree = ET.ElementTree(top)
    ET.indent(tree)
    return tree


def main() -> int:
    """Write the catalogue."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    found = texts()
    document(found).write(sys.argv[1], encoding="utf-8", xml_declaration=True)
    print(f"{len(found)} texts in {sys.argv[1]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
