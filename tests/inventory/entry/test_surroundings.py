from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from app.inventory.cache import Cache
from app.inventory.load import load
from app.inventory.wire import decode_inventory, encode_inventory
from app.model.loaded import Loaded
from app.model.rule import Threshold
from app.model.surroundings import Listen
from probes import kinds
from tests.inventory.conftest import TCP, Write

TARGET = "targets: [{id: a, class: api, checks: [%s]}]\n"
PLUGIN = TARGET % "{probe: {kind: command, argv: [/bin/true]}}"
LISTEN = "listen: {address: 127.0.0.1, port: 8765, tls: {certificate: /a, key: /b}}\n"


@pytest.fixture(autouse=True)
def _closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)


def words(loaded: Loaded) -> list[tuple[str, str]]:
    return [(error.wrong.plain(), error.remedy.plain()) for error in loaded.errors]


def test_a_plugin_in_a_safe_place_is_taken(loaded: Write) -> None:
    """Where nobody else can write, an inventory may name programs; it remembers its files."""
    found = loaded(PLUGIN)
    assert found.inventory is not None
    assert found.inventory.around.files == found.files


def test_an_open_file_is_refused_with_the_command_that_mends_it(loaded: Write, tmp_path: Path) -> None:
    """One open file of several refuses all plugins, once, with path and chmod; other kinds do not mind."""
    (tmp_path / "1.yaml").touch()
    (tmp_path / "1.yaml").chmod(0o666)
    many = TARGET % ", ".join(f"{{id: c{i}, probe: {{kind: command, argv: [/bin/true]}}}}" for i in range(3))
    found = loaded(many, "title: Open")
    path = tmp_path / "1.yaml"
    assert words(found) == [(f"no plugin is run: others may write to {path}", f"chmod go-w {path}")]
    assert found.errors[0].line == 1
    assert loaded(TARGET % f"{{probe: {TCP}}}", "title: Open").errors == ()


def test_an_open_folder_is_refused(loaded: Write, tmp_path: Path) -> None:
    """Who may write to the folder may put another file in the inventory's place; a sticky one is safe."""
    tmp_path.chmod(0o777)
    assert words(loaded(PLUGIN))[0][1] == f"chmod go-w {tmp_path}"
    tmp_path.chmod(0o1777)
    assert loaded(PLUGIN).errors == ()


def test_an_open_program_is_refused_but_a_missing_one_is_not(loaded: Write, tmp_path: Path) -> None:
    """A program that others may change is an error of the file; one that is not there is said at its run."""
    program = tmp_path / "check_it"
    program.touch()
    program.chmod(0o757)
    text = TARGET % f"{{probe: {{kind: command, argv: [{program}]}}}}"
    assert words(loaded(text))[0][1] == f"chmod o-w {program}"
    program.unlink()
    assert loaded(text).errors == ()


@pytest.mark.parametrize(
    ("probe", "kind"),
    [
        ("{kind: command, argv: [check_load]}", "refused"),
        ("{kind: command, argv: []}", "list-too-short"),
        ("{kind: command, argv: /bin/true -x}", "not-a-list"),
        ("{kind: command, argv: [/bin/true], environment: {PASSWORD: plain}}", "secret-in-plain"),
        ("{kind: command, argv: [/bin/true], environment: {1A: x}}", "bad-form"),
        ("{kind: command, argv: [/bin/true], units: {time: hours}}", "unknown-value"),
    ],
)
def test_wrong_settings_are_explained(
    probe: str, kind: str, kinds_of: Callable[..., list[tuple[int, str]]]
) -> None:
    """A plugin without its path, a line for a shell, a secret in plain and odd names are refused."""
    assert [each for _, each in kinds_of(TARGET % f"{{probe: {probe}}}")] == [kind]


def test_limits_of_a_label_have_its_unit(loaded: Write) -> None:
    """A label with a unit takes limits in that unit only; one without takes any amount."""
    text = TARGET % (
        "{probe: {kind: command, argv: [/bin/true], units: {time: s}},"
        " rules: [{kind: threshold, metric: 'perf:time', warning: 500ms},"
        " {kind: threshold, metric: 'perf:load1', warning: %s}]}"
    )
    inventory = loaded(text % "500ms").inventory
    assert inventory is not None
    rules = inventory.checks[0].rules
    assert [rule.warning for rule in rules if isinstance(rule, Threshold)] == [0.5, 0.5]
    assert [error.kind for error in loaded(text.replace("500ms", "5GB") % "5").errors] == ["wrong-unit"]


def test_where_to_listen_is_read_and_survives_the_wire(loaded: Write) -> None:
    """The section is part of the inventory, also through the child that reads the files."""
    inventory = loaded(LISTEN + PLUGIN).inventory
    assert inventory is not None
    assert inventory.around.listen is not None
    assert inventory.around.listen.port == 8765
    assert decode_inventory(encode_inventory(inventory), kinds()) == inventory
    assert msgspec.convert({"address": "::1", "port": 1}, Listen).tls is None


@pytest.mark.parametrize(
    ("listen", "kind"),
    [
        ("{address: localhost, port: 1}", "bad-address"),
        ("{address: 127.0.0.1}", "missing-key"),
        ("{address: 127.0.0.1, port: 0}", "too-small"),
        ("{address: 127.0.0.1, port: 1, tls: {key: /k}}", "missing-key"),
        ("yes", "not-a-mapping"),
    ],
)
def test_wrong_places_to_listen(
    listen: str, kind: str, kinds_of: Callable[..., list[tuple[int, str]]]
) -> None:
    """An address that is none, a missing port and half a certificate are named."""
    assert [each for _, each in kinds_of(f"listen: {listen}\n{PLUGIN}")] == [kind]


def test_a_kept_inventory_knows_where_it_stands_now(tmp_path: Path) -> None:
    """The same contents under another name are found in the cache with their present files."""
    (tmp_path / "old.yaml").write_text(PLUGIN)
    cache = Cache(tmp_path / "cache", kinds())
    cache.keep(load([tmp_path / "old.yaml"], kinds()))
    new = tmp_path / "old.yaml"
    new = new.rename(tmp_path / "new.yaml")
    found = cache.find([new])
    assert found is not None
    assert found.inventory is not None
    assert found.inventory.around.files == (str(new),)


def test_a_heartbeat_over_http_needs_a_place(kinds_of: Callable[..., list[tuple[int, str]]]) -> None:
    """Without ``listen`` it is an error with its remedy; with one, and by file, it is taken."""
    by_name = "{kind: heartbeat, name: job, token: {secret: job}, every: 1h}"
    assert kinds_of(TARGET % f"{{probe: {by_name}}}") == [(1, "no-listen")]
    assert kinds_of(LISTEN + TARGET % f"{{probe: {by_name}}}") == []
    assert kinds_of(TARGET % "{probe: {kind: heartbeat, file: /run/job, every: 1h}}") == []
    in_plain = by_name.replace("{secret: job}", "hunter2")
    assert kinds_of(LISTEN + TARGET % f"{{probe: {in_plain}}}") == [(2, "secret-in-plain")]
    slow = "{probe: %s, rules: [{kind: threshold, metric: response_time, warning: 1s}]}" % by_name  # noqa: UP031
    assert kinds_of(LISTEN + TARGET % slow) == [(2, "unknown-metric")]
