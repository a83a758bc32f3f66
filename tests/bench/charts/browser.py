"""uPlot in a headless Chromium that draws frames once a second when it is told to."""

import contextlib
import json
import os
import queue
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from tests.bench.charts.samples import BAND, CURVES, LIMITS
from tests.bench.children import Child, child
from tests.bench.report import NotHere

FOLDER = Path(__file__).resolve().parent.parent.parent.parent / "build" / "peers"
VERSION = "1.6.32"
HERE = Path(__file__).parent
PATIENCE = 180.0


class Browser:
    """A page under our command; it says when it has drawn what was asked."""

    def __init__(self, process: Child, wishes: "queue.Queue[int]", told: "queue.Queue[str]") -> None:
        self.pid = process.pid
        self._wishes, self._told = wishes, told

    def draw(self, frames: int) -> None:
        """Have frames drawn, one a second."""
        self._wishes.put(frames)
        self.wait()

    def wait(self) -> None:
        """Wait until it has done what it does."""
        try:
            self._told.get(timeout=PATIENCE)
        except queue.Empty:
            raise RuntimeError("the page does not answer") from None


@contextmanager
def browser(charts: int, points: int, size: tuple[int, int]) -> Iterator[Browser]:
    """Start a browser on a page of charts; raises ``NotHere``."""
    found = chromium()
    columns = {48: 7, 96: 12, 6: 2}.get(charts, 8)
    with (
        served(charts, points, size, columns) as site,
        tempfile.TemporaryDirectory(prefix="nw-", ignore_cleanup_errors=True) as folder,
    ):
        words = _words(found, folder, size, site.port)
        with child(*words, folder=Path(folder), environ=environ_of(folder)) as process:
            page = Browser(process, site.wishes, site.told)
            page.wait()
            yield page
            site.wishes.put(0)


class Site(NamedTuple):
    """Where the page is served; it takes wishes, and tells when it has drawn."""

    port: int
    wishes: "queue.Queue[int]"
    told: "queue.Queue[str]"


@contextmanager
def served(charts: int, points: int, size: tuple[int, int], columns: int) -> Iterator[Site]:
    """Serve the page of charts; raises ``NotHere``."""
    files = _uplot()
    wishes: queue.Queue[int] = queue.Queue()
    told: queue.Queue[str] = queue.Queue()
    setting = {
        "charts": charts,
        "points": points,
        "width": size[0],
        "height": size[1],
        "curves": CURVES,
        "band": BAND,
        "limits": LIMITS,
        "columns": columns,
    }
    handler = partial(_Handler, files, setting, wishes, told)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Site(server.server_port, wishes, told)
    finally:
        wishes.put(0)
        server.shutdown()
        server.server_close()


def versions() -> Mapping[str, str]:
    """Return what is measured against."""
    found = shutil.which("chromium")
    said = (
        subprocess.run([found, "--version"], capture_output=True, text=True, check=False) if found else None
    )
    return {"uPlot": VERSION, "Chromium": said.stdout.split()[1] if said and said.stdout else "none"}


def _words(found: str, folder: str, size: tuple[int, int], port: int) -> list[str]:
    words = [found, "--headless=new", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]
    words += [f"--user-data-dir={folder}", f"--window-size={size[0]},{size[1]}", "--mute-audio"]
    words += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    if os.geteuid() == 0:
        words.append("--no-sandbox")  # it refuses to run as root with it
    return [*words, f"http://127.0.0.1:{port}/page.html"]


def environ_of(folder: str) -> dict[str, str]:
    """Return an environment that is private to a browser."""
    return {"PATH": os.environ["PATH"], "HOME": folder, "LANG": "C.UTF-8"}


def chromium() -> str:
    """Return the path of the browser; raises ``NotHere``."""
    found = shutil.which("chromium")
    if found is None:
        raise NotHere("no chromium; make setup PROFILE=bench installs it")
    return found


def _uplot() -> Path:
    """Return the folder of uPlot, fetched by npm where it is not there yet."""
    files = FOLDER / "node_modules" / "uplot" / "dist"
    if not files.is_dir():
        npm = shutil.which("npm")
        if npm is None:
            raise NotHere("no npm; make setup PROFILE=bench installs it")
        FOLDER.mkdir(parents=True, exist_ok=True)
        words = [npm, "install", "--prefix", str(FOLDER), "--no-save", "--ignore-scripts", f"uplot@{VERSION}"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotHere(f"npm gave no uPlot: {done.stderr.strip()[-100:]}")
    return files


class _Handler(BaseHTTPRequestHandler):
    """Serves the page, gives wishes to a page that waits for them, takes what it tells."""

    def __init__(
        self,
        files: Path,
        setting: Mapping[str, object],
        wishes: "queue.Queue[int]",
        told: "queue.Queue[str]",
        *args: object,
    ) -> None:
        self._files, self._setting = files, setting
        self._wishes, self._told = wishes, told
        super().__init__(*args)  # type: ignore[arg-type]  # what the server gives every handler

    def do_GET(self) -> None:
        name = self.path.lstrip("/")
        if name == "setting":
            self._send(json.dumps(self._setting).encode(), "application/json")
        elif name == "next":
            self._send(str(self._wishes.get()).encode(), "text/plain")
        elif name == "done":
            self._told.put(name)
            self._send(b"", "text/plain")
        elif name in ("page.html", "page.js"):
            kind = "text/html" if name.endswith("html") else "text/javascript"
            self._send((HERE / name).read_bytes(), kind)
        elif name in ("uPlot.iife.min.js", "uPlot.min.css"):
            kind = "text/css" if name.endswith("css") else "text/javascript"
            self._send((self._files / name).read_bytes(), kind)
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):  # a browser that was ended while it waited
            self.wfile.write(body)
