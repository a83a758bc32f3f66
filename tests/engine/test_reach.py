import pytest

from app.engine.reach import leaves_machine
from probes.http import Http
from probes.icmp import Icmp
from probes.local import Local
from probes.log import Log
from probes.postgres import Postgres
from probes.redis import Redis
from probes.tcp import Tcp


@pytest.mark.parametrize(
    ("probe", "leaves"),
    [
        (Http(url="https://casino.example/health"), True),
        (Http(url="http://127.0.0.1:8080/"), False),
        (Http(url="http://[::1]:8080/"), False),
        (Http(url="http://localhost/"), False),
        (Tcp(host="10.0.0.7", port=22), True),
        (Tcp(host="app.localhost", port=22), False),
        (Icmp(host="2001:db8::7"), True),
        (Icmp(host="127.0.53.53"), False),
        (Postgres(host="127.0.0.1", database="games", user="wall"), False),
        (Postgres(host="db-1", database="games", user="wall"), True),
        (Redis(host="::1"), False),
        (Local(), False),
        (Log(path="/var/log/app.log"), False),
    ],
)
def test_loopback_and_files_stay_within_the_machine(probe: object, leaves: bool) -> None:
    """Only what goes over the network can suffer from a lost one."""
    assert leaves_machine(probe) is leaves  # type: ignore[arg-type]
