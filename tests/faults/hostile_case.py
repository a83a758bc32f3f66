"""A hostile target: how it is probed, what it does, and what must be said of it."""

from dataclasses import dataclass

from app.model.state import ErrorClass
from tests.faults import hostile_talks as say
from tests.faults.hostile_talks import Talk, page, web

GOOD_BODY = b'{"success":true,"lag":5}'
GOOD = page(GOOD_BODY, b"Content-Type: application/json")
HTTP = '{{kind: http, url: "http://127.0.0.1:{port}/"{more}}}'
HTTPS = '{{kind: http, url: "https://127.0.0.1:{port}/", ca_file: "{folder}/authority.pem"}}'
JSON = ", json: [{{path: success, equals: true, code: error.code, message: error.message}}]"
LAG = ", extract: [{{name: lag, path: lag}}]"
WELL_PAGE = web(GOOD)
# Names of certificates that the server makes: names it is for, days from and to, signed by itself.
WELL = "well"
CERTIFICATES: dict[str, tuple[str, tuple[float, float], bool]] = {
    WELL: ("127.0.0.1", (-1, 60), False),
    "expired": ("127.0.0.1", (-9, -3), False),
    "future": ("127.0.0.1", (3, 30), False),
    "self-signed": ("127.0.0.1", (-1, 60), True),
    "wrong-name": ("other.example", (-1, 60), False),
    "five-days": ("127.0.0.1", (-9, 5), False),
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One target that is well at first and then goes bad, and how it must be told.

    ``ill`` None: it does not listen any more. ``sentence`` is a part of what the board must say.
    """

    row: str
    name: str
    probe: str
    ill: Talk | None
    error: ErrorClass | None
    sentence: str
    well: Talk = WELL_PAGE
    well_tls: str = ""  # name of the certificate, as long as it is well
    ill_tls: str = ""
    to_the_end: bool = False  # the run takes its whole time
    shown: str = ""  # the name that people read, if not the name above

    def settings(self, port: int, folder: str) -> str:
        """Return the probe's settings as YAML."""
        return self.probe.format(port=port, folder=folder)


def http(  # noqa: PLR0917 - the table below reads best without names
    row: str, name: str, ill: Talk | None, error: ErrorClass, sentence: str, more: str = ""
) -> Case:
    """Return a case of a web service."""
    probe = HTTP.replace("{more}", more)
    return Case(row=row, name=name, probe=probe, ill=ill, error=error, sentence=sentence)


def wire(row: str, name: str, ill: Talk | None, error: ErrorClass, sentence: str) -> Case:
    """Return a case of another protocol; the kind is the first word of the name."""
    kind = name.partition("-")[0]
    well, settings = {
        "tcp": (say.greeting(b"220 ready\r\n"), ', banner: "220"'),
        "redis": (say.redis_well, ""),
        "postgres": (say.postgres_well, ", user: monitor"),
        "smtp": (say.smtp_well, ""),
        "imap": (say.imap_well, ""),
        "pop3": (say.pop3_well, ""),
    }[kind]
    probe = f"{{{{kind: {kind}, host: 127.0.0.1, port: {{port}}{settings}}}}}"
    return Case(row=row, name=name, probe=probe, ill=ill, error=error, sentence=sentence, well=well)


def slow(case: Case) -> Case:
    """Return a case whose runs take all the time they have."""
    return Case(**{**vars(case), "to_the_end": True})


def tls(
    name: str, certificate: str, error: ErrorClass | None, sentence: str, ill: Talk | None = None
) -> Case:
    """Return a case of HTTPS; with ``ill`` the server speaks without TLS."""
    return Case(
        row="N15",
        name=name,
        probe=HTTPS,
        ill=ill or web(GOOD),
        error=error,
        sentence=sentence,
        well_tls=WELL,
        ill_tls=certificate,
    )
