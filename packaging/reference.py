"""Write docs/reference.md, the list of every key of an inventory, from the types that read it.

    .venv/bin/python packaging/reference.py

What a key means stands in its type, or in ``reference_words.py``; a key without a meaning stops this script.
A test holds that the page is what this script writes.
"""

import enum
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from app.inventory.entry.default_rules import unasked
from app.inventory.entry.forms import CheckForm, ClassForm, FileForm, TargetForm, TimingForm
from app.inventory.entry.grouping_form import GroupingForm
from app.inventory.entry.planned_forms import InhibitForm, MaintenanceForm
from app.inventory.entry.routing_forms import DesktopForm, RouteForm, StepForm, StretchForm
from app.inventory.entry.shape import in_words, info, members, plain
from app.inventory.entry.timing import OURS
from app.inventory.entry.wall_forms import CellForm, DimForm, WallForm, WallPageForm
from app.model.channel import KINDS as CHANNELS
from app.model.channel import Channel
from app.model.check import Flapping
from app.model.deadman import Deadman, PeerAddress
from app.model.metric import ERROR_RATE, RESPONSE_TIME, Metric
from app.model.probe import Probe, Secret
from app.model.rule import RULES as KINDS
from app.model.rule import Span
from app.model.surroundings import Listen, ListenTls
from app.transport.errors import Pace
from app.transport.login import Login
from app.transport.tls import TlsSettings
from probes import kinds
from reference_words import EXAMPLES, HEAD, MEANINGS, RULES, SHORT_FORMS, UNITS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference.md"
# Forms of values that have one table for all kinds.
SHARED: dict[type[msgspec.Struct], str] = {
    TlsSettings: "TLS settings",
    Pace: "Limits of phases",
    Login: "Log-in",
}
# Probe kinds; a rule may be called as one of them.
TAGS = {str(kind.__struct_config__.tag) for kind in kinds()}
NOT_SHOWN = (None, "", (), msgspec.UNSET)


def page() -> str:
    """Return the whole page."""
    parts = [HEAD, *_entries(), "## Rules\n", *_rules(), "## Probe kinds\n", _always()]
    parts += ["### Settings that several kinds share\n", *_shared()]
    for kind in kinds():
        parts += _kind(kind)
    return "\n".join(parts).rstrip() + "\n"


def _entries() -> Iterator[str]:
    tables: tuple[tuple[str, type[msgspec.Struct], str], ...] = (
        ("The file", FileForm, "file"),
        ("Timing: `defaults`, each class under `classes`, each check", TimingForm, "timing"),
        ("`flapping`", Flapping, "timing.flapping"),
        ("A target", TargetForm, "target"),
        ("A check", CheckForm, "check"),
        ("A channel: settings of every kind", Channel, "channel"),
        *((f"A channel of kind `{_tag(kind)}`", kind, f"channel.{_tag(kind)}") for kind in CHANNELS),
        ("`listen`", Listen, "listen"),
        ("`tls` of `listen`", ListenTls, "listen.tls"),
        ("What each class under `classes` has beside timing", ClassForm, "class"),
        ("Each entry of `grouping`", GroupingForm, "grouping"),
        ("Each entry of `routes`", RouteForm, "route"),
        ("Each step of an escalation", StepForm, "step"),
        ("Hours with a name", StretchForm, "stretch"),
        ("`desktop`", DesktopForm, "desktop"),
        ("Each entry of `maintenance`", MaintenanceForm, "maintenance"),
        ("Each entry of `inhibit`", InhibitForm, "inhibit"),
        ("Each entry of `walls`", WallForm, "wall"),
        ("Each page of a wall", WallPageForm, "page"),
        ("Each cell of a page of kind `grid`", CellForm, "cell"),
        ("`dim`", DimForm, "dim"),
        ("`deadman`", Deadman, "deadman"),
        ("Each entry of `peers`", PeerAddress, "peer-address"),
    )
    for title, form, words in tables:
        above = TimingForm if form in (CheckForm, ClassForm) else Channel if form in CHANNELS else None
        known = {field.encode_name for field in info(above).fields} if above else set()
        yield f"## {title}\n"
        yield _table(form, words, without=known)


def _tag(kind: type[msgspec.Struct]) -> str:
    return str(kind.__struct_config__.tag)


def _rules() -> Iterator[str]:
    yield RULES
    for kind in KINDS:
        name = str(kind.__struct_config__.tag)
        yield f"### rule {name}\n"
        yield _meant(kind)
        yield _table(kind, f"rule.{name}" if name in TAGS else name)
        if name == "burn":
            yield "Each entry of `windows`:\n"
            yield _table(Span, "burn.windows")


def _meant(kind: type[msgspec.Struct]) -> str:
    """Return what a rule is for."""
    first = (kind.__doc__ or "").partition("\n\n")[0]
    return " ".join(first.replace("``", "`").split()) + "\n"


def _always() -> str:
    return (
        "Every check has these series, whatever its kind (a heartbeat has no response time):\n\n"
        f"{_metrics((RESPONSE_TIME, ERROR_RATE))}\n"
        f"{unasked()}\n"
    )


def _shared() -> Iterator[str]:
    for struct, title in SHARED.items():
        yield f"#### {title}\n"
        yield _table(struct, title.lower())


def _kind(kind: type[Probe]) -> Iterator[str]:
    name = str(kind.__struct_config__.tag)
    yield f"### {name}\n"
    yield " ".join((kind.__doc__ or "").replace("``", "`").split()) + "\n"
    yield _table(kind, name)
    for field in info(kind).fields:
        for struct in _structs(field.type):
            key = f"{name}.{field.encode_name}"
            yield (
                f"Each entry of `{field.encode_name}`:\n"
                if _is_list(field.type)
                else f"`{field.encode_name}`:\n"
            )
            yield _table(struct, key)
    own = [metric for metric in kind.metrics if metric != RESPONSE_TIME]
    if own:
        yield f"Series, beside the two of every check:\n\n{_metrics(own)}"
    yield f"```yaml\n{EXAMPLES[name].strip()}\n```\n"


def _structs(kind: inspect.Type) -> list[type[msgspec.Struct]]:
    """Return the structs of a field's values that have a table of their own."""
    bare = [plain(member) for member in members(kind)]
    inner = [plain(each.item_type) for each in bare if isinstance(each, inspect.VarTupleType)]
    return [
        each.cls
        for each in (*bare, *inner)
        if isinstance(each, inspect.StructType) and each.cls is not Secret and each.cls not in SHARED
    ]


def _is_list(kind: inspect.Type) -> bool:
    return any(isinstance(plain(member), inspect.VarTupleType) for member in members(kind))


def _table(form: type[msgspec.Struct], words: str, without: set[str] | None = None) -> str:
    rows = ["| key | form | default | meaning |", "|---|---|---|---|"]
    for field in info(form).fields:
        if field.encode_name in (without or ()):
            continue
        shown = f"`{field.encode_name}`" + (" (needed)" if field.required else "")
        cells = (shown, _form(field, words), _default(field, words), _meaning(field, words))
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows) + "\n"


def _form(field: inspect.Field, words: str) -> str:
    for member in map(plain, members(field.type)):
        if isinstance(member, inspect.StructType) and member.cls in SHARED:
            title = SHARED[member.cls]
            return f"[{title}](#{title.lower().replace(' ', '-')})"
    short = SHORT_FORMS.get(f"{words}.{field.encode_name}")
    return short or in_words(field.type).removeprefix("one of ").replace(
        "a duration such as 10s", "a duration"
    )


def _default(field: inspect.Field, words: str) -> str:
    value = getattr(OURS, field.encode_name) if words == "timing" else field.default
    if value in NOT_SHOWN or value is msgspec.NODEFAULT or isinstance(value, msgspec.Struct):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, enum.Enum):
        return f"`{value.value}`"
    if isinstance(value, tuple):
        return f"`[{', '.join(map(str, value))}]`"
    if "duration" in in_words(field.type) and value:
        return f"`{_span(float(value))}`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def _span(seconds: float) -> str:
    for size, unit in ((3600, "h"), (60, "m"), (1, "s")):
        if seconds >= size:
            return f"{seconds / size:g}{unit}"
    return f"{seconds * 1000:g}ms"


def _meaning(field: inspect.Field, words: str) -> str:
    kind: Any = field.type
    told = (kind.extra_json_schema or {}).get("description") if isinstance(kind, inspect.Metadata) else None
    for member in members(field.type):
        if told is None and isinstance(member, inspect.Metadata):
            told = (member.extra_json_schema or {}).get("description")
    key = f"{words}.{field.encode_name}"
    meaning = MEANINGS.get(key, told)
    if not meaning:
        raise KeyError(f"what does {key} mean? Add it to packaging/reference_words.py")
    return meaning.rstrip(".")


def _metrics(metrics: "tuple[Metric, ...] | list[Metric]") -> str:
    rows = ["| series | unit | shown as |", "|---|---|---|"]
    rows += [f"| `{metric.name}` | {UNITS[metric.unit]} | {metric.title} |" for metric in metrics]
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
