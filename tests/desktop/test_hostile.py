"""Hostile text from an inventory and from a server, on every way to people's eyes."""

import json
import os
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.desktop.stage import Stage
from tests.desktop.test_shell import icon, window
from tests.flows.program import Program, program

MARKUP = "<b>Door</b> & <i>"  # signs that nobody sees are refused in an inventory
INVENTORY = """\
title: "<h1>Casino</h1>"
targets:
  - id: door
    name: '{markup}'
    class: api
    owner: '{image}'
    checks:
      - id: open
        name: '{markup}'
        probe: {{kind: http, url: "http://127.0.0.1:{port}/", body_match: good,
                 json: [{{path: ok, equals: true, code: why}}]}}
        interval: 1s
        timeout: 500ms
        attempts: 1
        retry_interval: 1s
"""


class Bait:
    """A named pipe that notices who opens it: what looks like a picture must not be looked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.taken = threading.Event()
        os.mkfifo(path)
        self._watch = threading.Thread(target=self._wait, name="bait")
        self._watch.start()

    def close(self) -> None:
        """Let the watcher go."""
        reading = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)
        self._watch.join(5)
        os.close(reading)

    def _wait(self) -> None:
        os.close(os.open(self.path, os.O_WRONLY))
        self.taken.set()


@pytest.fixture
def bait() -> Iterator[Bait]:
    """Give a bait that nobody takes."""
    with TemporaryDirectory(prefix="b-") as folder:  # short, for an owner has 80 signs
        made = Bait(Path(folder) / "b.png")
        yield made
        taken = made.taken.is_set()
        made.close()
        assert not taken


@pytest.fixture
def port(bait: Bait) -> Iterator[int]:
    """Give the port of a server whose answers are hostile."""
    why = f"<img src=file://{bait.path}> \x1b[31m\u202egnp\r\nSet: x {'y' * 20_000}"

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"ok": False, "why": why, "good": 1}).encode()
            self.send_response(200)
            self.send_header("Server", f"<img src=file://{bait.path}>")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join(5)


def clean(text: str) -> bool:
    """Whether a text has no control sign or mark of direction but the line breaks that are ours."""
    return not any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in text.replace("\n", ""))


def pop_up(stage: Stage) -> tuple[str, str]:
    """Return title and body of the first pop-up."""
    stage.wait(lambda: any(each.what == "Notify" for each in stage.notices()), "a pop-up", 10)
    first = next(each for each in stage.notices() if each.what == "Notify")
    return first.summary, first.body


def on_the_desktop(stage: Stage) -> None:
    """Look at pop-up, tray menu and tooltip."""
    title, body = pop_up(stage)
    assert MARKUP in title
    for text in (title, body):
        assert clean(text)
        assert len(text) <= 300
    stage.wait(lambda: any("Door" in e.label for e in getattr(icon(stage), "menu", ())), "the menu", 10)
    shown = icon(stage)
    assert shown is not None
    entry = next(each.label for each in shown.menu if "Door" in each.label)
    assert MARKUP in entry  # a single & for Qt would mark a key and vanish
    for text in (entry, shown.tooltip):
        assert clean(text)
        assert len(text) < 150


def said(running: Program) -> None:
    """Look at what the commands print."""
    for words in (("status",), ("events",)):
        done = running.run(*words)
        assert done.returncode in range(4), done.stderr
        assert MARKUP in done.stdout
        assert clean(done.stdout)
        assert max(map(len, done.stdout.splitlines())) < 2000


def looked_at(stage: Stage, folder: Path) -> None:
    """Open every page and the detail: whoever took markup for markup would take the bait."""
    wall = window(stage)
    stage.run("xdotool", "windowactivate", "--sync", wall)
    for key in ("2", "3", "4", "7", "1", "Tab", "Tab", "Tab", "Return"):
        stage.run("xdotool", "key", key)
        stage.run("sleep", "0.3")
    stage.wait(lambda: window(stage, "Detail: "), "the detail", 5)
    stage.screenshot(folder / "detail.png")
    stage.run("sleep", "1")


@pytest.mark.fault("N38")
def test_hostile_text_is_shown_as_it_is_and_cut(bait: Bait, port: int, tmp_path: Path) -> None:
    """Markup, marks of direction, escapes and 20 kB reach eyes as short plain text, and load nothing."""
    image = f"<img src=file://{bait.path}>"
    text = INVENTORY.format(port=port, markup=MARKUP, image=image)
    (tmp_path / "hostile.yaml").write_text(text)
    with Stage(audio=True, tray="sni", notify=True) as stage, program(tmp_path, stage.env) as running:
        running.start("run", "--inventory", str(tmp_path / "hostile.yaml"))
        running.until("an incident", lambda now: now["incidents"], 30)
        stage.wait(lambda: window(stage, "needs someone"), "the wall", 10)
        on_the_desktop(stage)
        said(running)
        looked_at(stage, tmp_path)
