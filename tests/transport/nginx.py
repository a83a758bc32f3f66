"""A real nginx for tests, on a port of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.probes.servers import found, free_port, running

# "user root": in a namespace where an ordinary user plays root there is no nobody to give the folders to.
# The folders: those that Debian compiled in belong to root.
_CONFIGURATION = """
user root;
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 128; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} {listen};
    {server}
  }}
}}
"""


@contextmanager
def nginx(folder: Path, server: str, *, listen: str = "") -> Iterator[int]:
    """Run nginx with the directives of one server; gives its port."""
    port = free_port()
    file = folder / "nginx.conf"
    text = _CONFIGURATION.format(folder=folder, port=port, listen=listen, server=server)
    file.write_text(text, encoding="utf-8")
    command = [found("nginx", "usr/sbin"), "-c", str(file), "-p", str(folder), "-e", "stderr"]
    with running(command, port, folder):
        yield port
