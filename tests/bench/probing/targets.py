"""What is asked: nginx, unbound, and a server that states its own microseconds."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from app.demo.certificates import make_certificates
from tests.bench.children import child, python
from tests.bench.report import NotHere
from tests.probes.servers import free_port

HOSTS = 64  # addresses of loopback, so that a limit of runs for each host does not bind
HOST_NAME = "host.bench.example"
SEARCHED = "/usr/sbin:/sbin"
NGINX = """\
daemon off; master_process off; pid {folder}/pid; error_log stderr error;
events {{ worker_connections 8192; accept_mutex off; }}
http {{
  access_log off; server_tokens off; default_type text/plain; ssl_session_tickets off; ssl_session_cache off;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  ssl_certificate {pem}; ssl_certificate_key {pem};
  server {{ {listens} listen 127.0.0.1:{tls} ssl; return 200 ok; }}
  server {{ listen 127.0.0.1:{count}; location / {{ stub_status; }} }}
}}
"""
UNBOUND = """\
server:
  interface: 127.0.0.1
  port: {port}
  username: ""
  chroot: ""
  directory: "{folder}"
  pidfile: "{folder}/pid"
  use-syslog: no
  verbosity: 0
  do-daemonize: no
  num-threads: 1
  local-zone: "bench.example." static
  local-data: "{name}. A 192.0.2.1"
remote-control:
  control-enable: no
"""


class Web:
    """A running nginx: plain on many addresses of loopback, TLS on one."""

    def __init__(self, port: int, tls: int, count: int, authority: Path) -> None:
        self.port = port
        self.authority = authority
        self._tls = tls
        self._count = count

    def urls(self, number: int) -> list[str]:
        """Return so many different plain addresses."""
        return [f"http://{host(n)}:{self.port}/?{n}" for n in range(number)]

    def tls_urls(self, number: int) -> list[str]:
        """Return so many different addresses with TLS."""
        return [f"https://127.0.0.1:{self._tls}/?{n}" for n in range(number)]

    def requests(self) -> tuple[int, float]:
        """Return how many requests it has had, and when that was so on the monotonic clock."""
        with urlopen(f"http://127.0.0.1:{self._count}/", timeout=5) as answer:
            found = re.search(r"^ *\d+ +\d+ +(\d+) *$", answer.read().decode(), re.MULTILINE)
        assert found
        return int(found[1]), time.monotonic()


class Stating:
    """A running server that answers late and states by how much."""

    def __init__(self, port: int, log: Path, kind: str) -> None:
        self.port = port
        self.kind = kind
        self._log = log

    def told(self) -> dict[str, float]:
        """Return the seconds that it stated, by the query of the request; of several the newest."""
        rows = (line.split() for line in self._log.read_text(encoding="ascii").splitlines())
        return {row[0]: float(row[1]) / 1e6 for row in rows if len(row) == 2}


def host(number: int) -> str:
    """Return one of the addresses of loopback."""
    return f"127.0.0.{1 + number % HOSTS}"


def program(name: str) -> str:
    """Return the path of a program; raises ``NotHere``."""
    found = shutil.which(name) or shutil.which(name, path=SEARCHED)
    if found is None:
        raise NotHere(f"no {name}; make setup PROFILE=bench installs it")
    return found


@contextmanager
def web_server() -> Iterator[Web]:
    """Run nginx; raises ``NotHere``."""
    with TemporaryDirectory(prefix="nw-") as name:
        folder = Path(name)
        files = make_certificates(folder)
        web = Web(free_port(), free_port(), free_port(), files.authority)
        listens = " ".join(f"listen {host(n)}:{web.port};" for n in range(HOSTS))
        settings = folder / "nginx.conf"
        text = NGINX.format(folder=folder, pem=files.good, listens=listens, tls=web._tls, count=web._count)
        settings.write_text(text, encoding="utf-8")
        with child(program("nginx"), "-p", name, "-e", "stderr", "-c", str(settings), folder=folder) as nginx:
            nginx.wait_for(web._count)
            yield web


@contextmanager
def name_server() -> Iterator[int]:
    """Run unbound, which knows ``HOST_NAME``; give its port. Raises ``NotHere``."""
    with TemporaryDirectory(prefix="nw-") as name:
        port, settings = free_port(), Path(name) / "unbound.conf"
        settings.write_text(UNBOUND.format(port=port, folder=name, name=HOST_NAME), encoding="utf-8")
        with child(program("unbound"), "-d", "-c", str(settings), folder=Path(name)) as unbound:
            unbound.wait_for(port)
            yield port


@contextmanager
def stating_server(delay: float) -> Iterator[Stating]:
    """Run the server that answers after ``delay`` seconds: compiled where there is a compiler."""
    with TemporaryDirectory(prefix="nw-") as name:
        log = Path(name) / "told"
        log.touch()
        words, kind = _stating(Path(name))
        with child(*words, str(round(delay * 1e6)), str(log)) as server:
            yield Stating(int(server.read()), log, kind)


def _stating(folder: Path) -> tuple[tuple[str, ...], str]:
    compiler = shutil.which("cc")
    if compiler is None:
        return python("tests.bench.probing.stating"), "Python"
    made = folder / "stating"
    subprocess.run([compiler, "-O2", "-o", made, Path(__file__).with_name("stating.c")], check=True)
    return (str(made),), "C"
