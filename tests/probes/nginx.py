"""Two real nginx: in clear with a door, redirects and packed bodies; with TLS and client certificates."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.probes.web import Authority
from tests.transport.nginx import nginx

_PLAIN = """
root {folder};
types {{ text/html html; application/json json; }}
gzip on;
gzip_min_length 1;
gzip_types application/json;
location /door {{ auth_basic "staff"; auth_basic_user_file {folder}/users; try_files /index.html =404; }}
location /once {{ return 301 /; }}
location /loop {{ return 302 /loop; }}
location /echo {{ return 200 "$request_method $http_host $http_authorization"; }}
location /count {{ return 200 "$connection_requests"; }}
"""
_SECURE = """
root {folder};
default_type text/plain;
ssl_certificate {certificate};
ssl_certificate_key {certificate};
ssl_protocols TLSv1.2;
ssl_client_certificate {authority};
ssl_verify_client optional;
location /staff {{ if ($ssl_client_verify != SUCCESS) {{ return 403; }} return 200 "$ssl_client_s_dn"; }}
location /name {{ return 200 "$ssl_server_name $http_host $server_protocol"; }}
location /protocol {{ return 200 "$server_protocol $request_method"; }}
"""
CATALOGUE = '{"success":true,"games":[{"id":1,"state":"live"},{"id":2,"state":"soon"}],"lag_ms":250}'


class Nginx(NamedTuple):
    """Where they listen, and who has signed the certificate."""

    plain: str
    secure: str
    authority: Authority


@contextmanager
def web_servers(folder: Path) -> Iterator[Nginx]:
    """Run both until the block ends."""
    (folder / "index.html").write_text("<h1>Welcome</h1>" + "<p>play</p>" * 200)
    (folder / "catalogue.json").write_text(CATALOGUE)
    digest = base64.b64encode(hashlib.sha1(b"open").digest()).decode()
    (folder / "users").write_text("ann:{SHA}" + digest + "\n")
    authority = Authority(folder)
    settings = {
        "folder": folder,
        "certificate": authority.issue(["127.0.0.1", "casino.example"]),
        "authority": authority.file,
    }
    places = [folder / name for name in ("plain", "secure")]
    for place in places:
        place.mkdir()
    with (
        nginx(places[0], _PLAIN.format(**settings)) as plain,
        nginx(places[1], _SECURE.format(**settings), listen="ssl http2") as secure,
    ):
        yield Nginx(f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{secure}", authority)
