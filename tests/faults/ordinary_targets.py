"""Ordinary targets as two monitors are told to watch them: ours, and blackbox_exporter.

In ``where``, ``ours`` and ``theirs`` stand names of servers (``ordinary_servers``), as in ``{own}``. ``ours``
are settings of the probe kind, ``theirs`` those of the module's prober, both in YAML between braces.
"""

from typing import NamedTuple


class Target(NamedTuple):
    """One target. ``up`` is our verdict; theirs is the same, unless ``reason`` says why it differs."""

    name: str
    where: str
    up: bool
    ours: str = ""
    theirs: str = ""
    reason: str = ""

    @property
    def prober(self) -> str:
        """Their word for the kind."""
        word = self.where.partition(":")[0]
        return "http" if word == "https" else word

    @property
    def id(self) -> str:
        """What it is called in both configurations."""
        return f"t-{self.name.replace('.', '-')}"


UP, DOWN = True, False
_CA = "ca_file: '{folder}/authority.pem'"
_TLS_CONFIG = "tls_config: {ca_file: '{folder}/authority.pem'%}"
_TRUST, _THEIR_TRUST = _CA, _TLS_CONFIG.replace("%", "")
_TLS, _THEIR_TLS = "tls: {" + _CA + "}", "tls: true, " + _THEIR_TRUST
_GZIP = "compression: gzip, headers: {Accept-Encoding: gzip}"
_NAMED = "record: A, name: casino.example"
_MODULE_NAMED = "query_name: casino.example, query_type: A"


def _query(name: str, record: str = "A") -> tuple[str, str]:
    return f"name: {name}, record: {record}", f"query_name: {name}, query_type: {record}"


TARGETS = (
    Target("200", "http://127.0.0.1:{plain}/", UP),
    Target("201", "http://127.0.0.1:{own}/201", UP),
    Target("204", "http://127.0.0.1:{own}/204", UP),
    Target("404", "http://127.0.0.1:{plain}/none", DOWN),
    Target("500", "http://127.0.0.1:{own}/500", DOWN),
    Target("503", "http://127.0.0.1:{own}/503", DOWN),
    Target("404-wanted", "http://127.0.0.1:{plain}/none", UP, "status: [404]", "valid_status_codes: [404]"),
    Target("door-closed", "http://127.0.0.1:{plain}/door", DOWN),
    Target(
        "door-open",
        "http://127.0.0.1:{plain}/door",
        UP,
        "basic: {user: ann, password: {secret: door}}",
        "basic_auth: {username: ann, password: open}",
    ),
    Target(
        "door-wrong",
        "http://127.0.0.1:{plain}/door",
        DOWN,
        "basic: {user: bob, password: {secret: door}}",
        "basic_auth: {username: bob, password: open}",
    ),
    Target(
        "bearer",
        "http://127.0.0.1:{plain}/echo",
        UP,
        "bearer: {secret: door}, body_match: Bearer open",
        "bearer_token: open, fail_if_body_not_matches_regexp: [Bearer open]",
    ),
    Target("redirect", "http://127.0.0.1:{plain}/once", UP),
    Target(
        "redirect-kept",
        "http://127.0.0.1:{plain}/once",
        DOWN,
        "follow_redirects: false",
        "follow_redirects: false",
    ),
    Target(
        "redirect-wanted",
        "http://127.0.0.1:{plain}/once",
        UP,
        "follow_redirects: false, status: [301]",
        "follow_redirects: false, valid_status_codes: [301]",
    ),
    Target("redirect-loop", "http://127.0.0.1:{plain}/loop", DOWN),
    Target("redirect-closed", "http://127.0.0.1:{own}/to-closed", DOWN),
    Target("redirect-ftp", "http://127.0.0.1:{own}/to-ftp", DOWN),
    Target(
        "redirect-long",
        "http://127.0.0.1:{own}/hops-7",
        DOWN,
        reason="we follow at most 5 redirects, they 10",
    ),
    Target(
        "match",
        "http://127.0.0.1:{plain}/",
        UP,
        "body_match: Welcome",
        "fail_if_body_not_matches_regexp: [Welcome]",
    ),
    Target(
        "match-missing",
        "http://127.0.0.1:{plain}/",
        DOWN,
        "body_match: Sign in",
        "fail_if_body_not_matches_regexp: [Sign in]",
    ),
    Target(
        "no-match",
        "http://127.0.0.1:{plain}/",
        UP,
        "body_not_match: Sign in",
        "fail_if_body_matches_regexp: [Sign in]",
    ),
    Target(
        "no-match-there",
        "http://127.0.0.1:{plain}/",
        DOWN,
        "body_not_match: Welcome",
        "fail_if_body_matches_regexp: [Welcome]",
    ),
    Target(
        "header",
        "http://127.0.0.1:{plain}/",
        UP,
        "answer_headers: [{name: server, matches: nginx}]",
        "fail_if_header_not_matches: [{header: Server, regexp: nginx}]",
    ),
    Target(
        "header-missing",
        "http://127.0.0.1:{own}/201",
        DOWN,
        "answer_headers: [{name: server, matches: nginx}]",
        "fail_if_header_not_matches: [{header: Server, regexp: nginx}]",
    ),
    Target(
        "gzip",
        "http://127.0.0.1:{plain}/catalogue.json",
        UP,
        "body_match: games",
        f"{_GZIP}, fail_if_body_not_matches_regexp: [games]",
    ),
    Target("head", "http://127.0.0.1:{plain}/", UP, "method: HEAD", "method: HEAD"),
    Target(
        "post",
        "http://127.0.0.1:{plain}/echo",
        UP,
        "method: POST, body: x=1, body_match: ^POST",
        "method: POST, body: x=1, fail_if_body_not_matches_regexp: [^POST]",
    ),
    Target(
        "host",
        "http://127.0.0.1:{plain}/echo",
        UP,
        "headers: {Host: a.example}, body_match: a.example",
        "headers: {Host: a.example}, fail_if_body_not_matches_regexp: [a.example]",
    ),
    Target(
        "chunked",
        "http://127.0.0.1:{own}/chunked",
        UP,
        "body_match: ^hello$",
        "fail_if_body_not_matches_regexp: [^hello$]",
    ),
    Target("http-1.0", "http://127.0.0.1:{own}/old", UP),
    Target("to-the-end", "http://127.0.0.1:{own}/to-the-end", UP),
    Target(
        "version",
        "http://127.0.0.1:{own}/old",
        UP,
        "http_versions: ['1.0']",
        "valid_http_versions: [HTTP/1.0]",
    ),
    Target(
        "version-other",
        "http://127.0.0.1:{own}/201",
        DOWN,
        "http_versions: ['1.0']",
        "valid_http_versions: [HTTP/1.0]",
    ),
    Target("interim", "http://127.0.0.1:{own}/interim", UP),
    Target("large", "http://127.0.0.1:{own}/900000", UP),
    Target(
        "larger",
        "http://127.0.0.1:{own}/1500000",
        DOWN,
        reason="we stop at max_body, 1 MB unless told otherwise",
    ),
    Target("empty", "http://127.0.0.1:{own}/empty", UP),
    Target("slow", "http://127.0.0.1:{own}/slow", UP),
    Target("silent", "http://127.0.0.1:{own}/silent", DOWN),
    Target("drip", "http://127.0.0.1:{own}/drip", DOWN),
    Target("refused", "http://127.0.0.1:{closed}/", DOWN),
    Target("reset", "http://127.0.0.1:{own}/reset", DOWN),
    Target("no-byte", "http://127.0.0.1:{own}/no-byte", DOWN),
    Target("torn", "http://127.0.0.1:{own}/torn", DOWN),
    Target("short", "http://127.0.0.1:{own}/short", DOWN),
    Target("two-lengths", "http://127.0.0.1:{own}/two-lengths", DOWN),
    Target("no-http", "http://127.0.0.1:{own}/no-http", DOWN),
    Target(
        "trailing",
        "http://127.0.0.1:{own}/trailing",
        DOWN,
        reason="bytes after the end of an answer are a fault to us; they do not look",
    ),
    Target("ipv6", "http://[::1]:{own6}/201", UP),
    Target("name", "http://localhost:{plain}/", UP),
    Target("no-name", "http://nowhere.invalid:{plain}/", DOWN),
    Target("tls", "https://127.0.0.1:{good}/", UP, _TRUST, _THEIR_TRUST),
    Target("tls-unknown", "https://127.0.0.1:{good}/", DOWN),
    Target(
        "tls-unverified",
        "https://127.0.0.1:{good}/",
        UP,
        "verify: false",
        "tls_config: {insecure_skip_verify: true}",
    ),
    Target("tls-expired", "https://127.0.0.1:{expired}/", DOWN, _TRUST, _THEIR_TRUST),
    Target("tls-future", "https://127.0.0.1:{future}/", DOWN, _TRUST, _THEIR_TRUST),
    Target("tls-self-signed", "https://127.0.0.1:{self_signed}/", DOWN, _TRUST, _THEIR_TRUST),
    Target("tls-other-name", "https://127.0.0.1:{wrong_name}/", DOWN, _TRUST, _THEIR_TRUST),
    Target(
        "tls-named",
        "https://127.0.0.1:{wrong_name}/",
        UP,
        _CA + ", server_name: other.example",
        _TLS_CONFIG.replace("%", ", server_name: other.example"),
    ),
    Target(
        "tls-five-days",
        "https://127.0.0.1:{five_days}/",
        DOWN,
        _TRUST,
        _THEIR_TRUST,
        "we judge the days that a certificate has left without being asked; they only count them",
    ),
    Target(
        "tls-too-old",
        "https://127.0.0.1:{secure}/",
        DOWN,
        _CA + ", min_tls: '1.3'",
        _TLS_CONFIG.replace("%", ", min_version: TLS13"),
    ),
    Target("tls-plain", "https://127.0.0.1:{plain}/", DOWN, _TRUST, _THEIR_TRUST),
    Target("tls-silent", "https://127.0.0.1:{silent}/", DOWN, _TRUST, _THEIR_TRUST),
    Target(
        "tls-client",
        "https://127.0.0.1:{secure}/staff",
        UP,
        _CA + ", client_certificate: '{folder}/1.pem'",
        _TLS_CONFIG.replace("%", ", cert_file: '{folder}/1.pem', key_file: '{folder}/1.pem'"),
    ),
    Target("tls-no-client", "https://127.0.0.1:{secure}/staff", DOWN, _TRUST, _THEIR_TRUST),
    Target("tcp", "tcp:127.0.0.1:{banner}", UP),
    Target("tcp-closed", "tcp:127.0.0.1:{closed}", DOWN),
    Target("tcp-banner", "tcp:127.0.0.1:{banner}", UP, "banner: '220'", "query_response: [{expect: '^220'}]"),
    Target(
        "tcp-other-banner",
        "tcp:127.0.0.1:{banner}",
        DOWN,
        "banner: SSH",
        "query_response: [{expect: '^SSH'}]",
    ),
    Target(
        "tcp-silent", "tcp:127.0.0.1:{silent}", DOWN, "banner: '220'", "query_response: [{expect: '^220'}]"
    ),
    Target(
        "tcp-dialogue",
        "tcp:127.0.0.1:{redis}",
        UP,
        r"dialogue: [{send: 'PING\r\n'}, {expect: PONG}]",
        "query_response: [{send: PING}, {expect: PONG}]",
    ),
    Target("tcp-tls", "tcp:127.0.0.1:{good}", UP, _TLS, _THEIR_TLS),
    Target("tcp-unreachable", "tcp:10.99.0.1:80", DOWN),
    Target("dns", "dns:127.0.0.1:{dns}", UP, *_query("casino.example")),
    Target("dns-aaaa", "dns:127.0.0.1:{dns}", UP, *_query("casino.example", "AAAA")),
    Target("dns-mx", "dns:127.0.0.1:{dns}", UP, *_query("casino.example", "MX")),
    Target("dns-no-name", "dns:127.0.0.1:{dns}", DOWN, *_query("none.example")),
    Target(
        "dns-no-name-wanted",
        "dns:127.0.0.1:{dns}",
        UP,
        "name: none.example, rcode: NXDOMAIN",
        "query_name: none.example, query_type: A, valid_rcodes: [NXDOMAIN]",
    ),
    Target("dns-broken", "dns:127.0.0.1:{dns}", DOWN, *_query("broken.example")),
    Target("dns-silent", "dns:127.0.0.1:{dns}", DOWN, *_query("silent.example")),
    Target("dns-closed", "dns:127.0.0.1:{closed}", DOWN, *_query("casino.example")),
    Target(
        "dns-wanted",
        "dns:127.0.0.1:{dns}",
        UP,
        f"{_NAMED}, expected: [192.0.2.7]",
        _MODULE_NAMED + ", validate_answer_rrs: {fail_if_not_matches_regexp: ['192.0.2.7']}",
    ),
    Target(
        "dns-other",
        "dns:127.0.0.1:{dns}",
        DOWN,
        f"{_NAMED}, expected: [192.0.2.8]",
        _MODULE_NAMED + ", validate_answer_rrs: {fail_if_not_matches_regexp: ['192.0.2.8']}",
    ),
    Target(
        "dns-no-record",
        "dns:127.0.0.1:{dns}",
        DOWN,
        *_query("empty.example"),
        "a name without the record that is asked for is not found to us; they take the empty answer",
    ),
    Target("icmp", "icmp:127.0.0.1", UP),
    Target("icmp-v6", "icmp:::1", UP),
    Target("icmp-unreachable", "icmp:10.99.0.1", DOWN),
)
