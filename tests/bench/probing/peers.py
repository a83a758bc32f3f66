"""Those we are measured against, started here, and what of them is installed."""

import contextlib
import json
import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote
from urllib.request import urlopen

from tests.bench.children import UP, Child, child
from tests.bench.probing.targets import HOST_NAME, program
from tests.bench.report import NotHere
from tests.probes.servers import free_port

EXPORTER = "prometheus-blackbox-exporter"
PLUGINS = "/usr/lib/nagios/plugins"
MODULES = """\
modules:
  plain: {{prober: http, timeout: 5s, http: {{preferred_ip_protocol: ip4}}}}
  tls:
    prober: http
    timeout: 5s
    http: {{preferred_ip_protocol: ip4, tls_config: {{ca_file: "{authority}"}}}}
  tcp: {{prober: tcp, timeout: 5s, tcp: {{preferred_ip_protocol: ip4}}}}
  icmp: {{prober: icmp, timeout: 5s, icmp: {{preferred_ip_protocol: ip4}}}}
  dns: {{prober: dns, timeout: 5s, dns: {{query_name: {name}, query_type: A, preferred_ip_protocol: ip4}}}}
"""
PROMETHEUS = """\
global: {{scrape_interval: {interval}s, scrape_timeout: {timeout}s}}
scrape_configs:
  - job_name: web
    metrics_path: /probe
    params: {{module: [plain]}}
    static_configs: [{{targets: {targets}}}]
    relabel_configs:
      - {{source_labels: [__address__], target_label: __param_target}}
      - {{source_labels: [__param_target], target_label: instance}}
      - {{target_label: __address__, replacement: "127.0.0.1:{exporter}"}}
"""
# What tells its version, and the first number in it that is one.
VERSIONS = {
    "nginx": "nginx -v",
    "unbound": "unbound -V",
    "blackbox_exporter": f"{EXPORTER} --version",
    "prometheus": "prometheus --version",
    "monitoring-plugins": f"{PLUGINS}/check_http -V",
    "fping": "fping -v",
    "cc": "cc --version",
}
LIBRARIES = ("httpx", "uvloop", "dnspython", "PySide6-Essentials")


class Exporter:
    """A running blackbox_exporter."""

    def __init__(self, port: int, pid: int) -> None:
        self.port = port
        self.pid = pid


class Prometheus:
    """A running Prometheus."""

    def __init__(self, port: int, process: Child) -> None:
        self._port = port
        self._process = process

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def wait_for(self, targets: int) -> None:
        """Wait until every target was scraped and found good."""
        end = time.monotonic() + UP
        while (good := self._number("count(up == 1 and probe_success == 1)")) != targets:
            if time.monotonic() > end:
                raise RuntimeError(f"Prometheus has {good:g} good targets of {targets}")
            time.sleep(0.5)

    def _number(self, query: str) -> float:
        place = f"http://127.0.0.1:{self._port}/api/v1/query?query={quote(query)}"
        found = []
        with contextlib.suppress(OSError), urlopen(place, timeout=5) as answer:  # at first it is not ready
            found = json.load(answer)["data"]["result"]
        return float(found[0]["value"][1]) if found else 0.0


@contextmanager
def exporter(authority: Path | None = None) -> Iterator[Exporter]:
    """Run a blackbox_exporter; raises ``NotHere``."""
    with TemporaryDirectory(prefix="nw-") as name:
        settings, port = Path(name) / "blackbox.yml", free_port()
        settings.write_text(MODULES.format(authority=authority or "", name=HOST_NAME), encoding="utf-8")
        words = (f"--config.file={settings}", f"--web.listen-address=127.0.0.1:{port}", "--log.level=error")
        with child(program(EXPORTER), *words, folder=Path(name)) as made:
            made.wait_for(port)
            yield Exporter(port, made.pid)


@contextmanager
def prometheus(asked: Exporter, targets: Sequence[str], interval: int, timeout: int) -> Iterator[Prometheus]:
    """Run a Prometheus over a temporary store that has the exporter ask ``targets``; raises ``NotHere``."""
    with TemporaryDirectory(prefix="nw-") as name:
        settings, port = Path(name) / "prometheus.yml", free_port()
        text = PROMETHEUS.format(
            interval=interval, timeout=timeout, targets=json.dumps(list(targets)), exporter=asked.port
        )
        settings.write_text(text, encoding="utf-8")
        words = (f"--config.file={settings}", f"--storage.tsdb.path={name}/data", "--log.level=error")
        listen = f"--web.listen-address=127.0.0.1:{port}"
        with child(program("prometheus"), *words, listen, folder=Path(name)) as made:
            made.wait_for(port)
            yield Prometheus(port, made)


def plugin(name: str) -> str:
    """Return the path of a plugin of Nagios; raises ``NotHere``."""
    return program(f"{PLUGINS}/{name}")


def versions() -> dict[str, str]:
    """Return the versions of what is here."""
    found = {name: told for name, words in VERSIONS.items() if (told := _version(words.split()))}
    return found | {name: version(name) for name in LIBRARIES}


def _version(words: list[str]) -> str:
    try:
        path = program(words[0])
    except NotHere:
        return ""
    done = subprocess.run([path, *words[1:]], capture_output=True, text=True, check=False)
    number = re.search(r"\d+\.\d+(\.\d+)?", done.stdout + done.stderr)
    return number[0] if number else ""
