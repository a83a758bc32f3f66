"""A real nginx on loopback: plain and TLS, with a door, redirects, packed bodies and client certificates."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.probes.servers import found, free_port, running
from tests.probes.web import Authority

_CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log {folder}/access.log;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  root {folder}/pages;
  default_type text/plain;
  types {{ text/html html; application/json json; }}
  gzip on;
  gzip_min_length 1;
  gzip_types application/json;
  server {{
    listen 127.0.0.1:{plain};
    location /door {{ auth_basic "staff"; auth_basic_user_file {folder}/users; try_files /index.html =404; }}
    location /once {{ return 301 /; }}
    location /away {{ return 302 http://127.0.0.1:{plain}0/; }}
    location /loop {{ return 302 /loop; }}
    location /echo {{ return 200 "$request_method $http_host $http_authorization"; }}
  }}
  server {{
    listen 127.0.0.1:{secure} ssl http2;
    ssl_certificate {certificate};
    ssl_certificate_key {certificate};
    ssl_protocols TLSv1.2;
    ssl_client_certificate {authority};
    ssl_verify_client optional;
    location /staff {{ if ($ssl_client_verify != SUCCESS) {{ return 403; }} return 200 "$ssl_client_s_dn"; }}
    location /name {{ return 200 "$ssl_server_name $http_host $server_protocol"; }}
  }}
}}
"""
CATALOGUE = '{"success":true,"games":[{"id":1,"state":"live"},{"id":2,"state":"soon"}],"lag_ms":250}'


class Nginx(NamedTuple):
    """Where it listens, and who has signed its certificate."""

    plain: str
    secure: str
    authority: Authority


@contextmanager
def nginx(folder: Path) -> Iterator[Nginx]:
    """Run it until the block ends."""
    pages = folder / "pages"
    pages.mkdir()
    (pages / "index.html").write_text("<h1>Welcome</h1>" + "<p>play</p>" * 200)
    (pages / "catalogue.json").write_text(CATALOGUE)
    digest = base64.b64encode(hashlib.sha1(b"open").digest()).decode()
    (folder / "users").write_text("ann:{SHA}" + digest + "\n")
    authority = Authority(folder)
    plain, secure = free_port(), free_port()
    settings = {
        "folder": folder,
        "plain": plain,
        "secure": secure,
        "certificate": authority.issue(["127.0.0.1", "casino.example"]),
        "authority": authority.file,
    }
    (folder / "nginx.conf").write_text(_CONFIGURATION.format(**settings))
    command = [
        found("nginx", "usr/sbin"),
        "-p",
        str(folder),
        "-c",
        str(folder / "nginx.conf"),
        "-e",
        "stderr",
    ]
    with running(command, plain, folder):
        yield Nginx(f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{secure}", authority)
