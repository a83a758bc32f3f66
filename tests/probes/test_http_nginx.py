from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.model.state import ErrorClass
from tests.probes.nginx import CATALOGUE, Nginx, web_servers
from tests.probes.runs import context, failed_once, run_once
from tests.probes.test_http import http
from tests.probes.web import answering, page
from tests.transport.test_http_proxy import tinyproxy


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """Run a server for all tests of this file."""
    with web_servers(tmp_path_factory.mktemp("nginx")) as running:
        yield running


async def test_a_page_of_nginx_is_good(web: Nginx) -> None:
    """A packed page is unpacked, searched, measured and told."""
    reading = await run_once(http(web.plain, body_match=["Welcome", "(<p>play</p>){200}"]))
    assert reading.values["body_size"] == 2216
    assert reading.facts["server"].startswith("nginx/")
    assert (reading.facts["status"], reading.facts["http_version"]) == ("200", "1.1")


async def test_a_catalogue_of_nginx_is_judged_and_measured(web: Nginx) -> None:
    """Conditions on each entry and series are read from packed JSON."""
    probe = http(
        web.plain + "/catalogue.json",
        answer_headers=[{"name": "Content-Encoding", "equals": "gzip"}],
        json=[{"path": "success", "equals": True}, {"path": "games[*].state", "one_of": ["live", "soon"]}],
        extract=[
            {"name": "games", "path": "games.length"},
            {"name": "lag", "path": "lag_ms", "factor": 0.001},
        ],
    )
    values = (await run_once(probe)).values
    assert (values["games"], values["lag"], values["body_size"]) == (2, 0.25, len(CATALOGUE))


async def test_the_door_of_nginx_opens_with_the_password(web: Nginx) -> None:
    """Basic authentication is judged by another program; without and with a wrong one it is class auth."""
    login = {"user": "ann", "password": {"secret": "word"}}
    await run_once(http(web.plain + "/door", basic=login), secrets={"word": "open"})
    for settings, secrets in (({}, {}), ({"basic": login}, {"word": "shut"})):
        failed = await failed_once(http(web.plain + "/door", **settings), secrets=secrets)
        assert failed.error is ErrorClass.AUTH


async def test_redirects_of_nginx_are_followed(web: Nginx) -> None:
    """One leads to a page, one in a circle, and one can be the answer itself."""
    reading = await run_once(http(web.plain + "/once", body_match="Welcome"))
    assert reading.facts["redirects"] == web.plain + "/"
    assert "Redirect loop" in (await failed_once(http(web.plain + "/loop"))).sentence.plain()
    reading = await run_once(http(web.plain + "/once", follow_redirects=False, status=[301]))
    assert reading.facts["status"] == "301"


async def test_method_and_host_arrive(web: Nginx) -> None:
    """Nginx sees the method and the Host header of the settings."""
    settings: dict[str, Any] = {"method": "PUT", "headers": {"Host": "casino.example"}}
    await run_once(http(web.plain + "/echo", body_match="^PUT casino.example $", **settings))


async def test_tls_of_nginx_is_told(web: Nginx) -> None:
    """Version, certificate, issuer and days left are there; the page is the same."""
    reading = await run_once(http(web.secure, ca_file=str(web.authority.file), body_match="Welcome"))
    assert 29 < reading.values["certificate_days"] < 31
    facts = reading.facts
    assert (facts["tls_version"], facts["issuer"]) == ("TLSv1.2", "CN=Test authority")
    assert facts["names"] == "127.0.0.1, casino.example"
    assert "tls" in [phase.name for phase in reading.phases]


async def test_a_certificate_of_nginx_that_nobody_knows_is_refused(web: Nginx) -> None:
    """Without our authority it is class tls-verify; without verification it is taken."""
    assert (await failed_once(http(web.secure))).error is ErrorClass.TLS_VERIFY
    await run_once(http(web.secure, verify=False))


async def test_a_minimum_of_tls_holds(web: Nginx) -> None:
    """A server that speaks 1.2 only does where 1.2 is asked for, and is told where 1.3 is."""
    trust = {"ca_file": str(web.authority.file)}
    await run_once(http(web.secure, min_tls="1.2", **trust))
    failed = await failed_once(http(web.secure, min_tls="1.3", **trust))
    assert failed.sentence.plain() == "Speaks TLS 1.2, at least TLS 1.3 is asked for"


async def test_the_name_in_the_handshake_can_be_another(web: Nginx) -> None:
    """The server name goes into handshake and verification, the Host header into the request."""
    trust: dict[str, Any] = {"ca_file": str(web.authority.file)}
    trust["headers"] = {"Host": "play.example"}
    found = {"body_match": r"^casino.example play.example HTTP/1.1$"}
    await run_once(http(web.secure + "/name", server_name="casino.example", **trust, **found))
    failed = await failed_once(http(web.secure + "/name", server_name="other.example", **trust))
    assert failed.sentence.plain() == "Certificate is for another name"


async def test_nginx_knows_us_by_our_certificate(web: Nginx) -> None:
    """With our certificate the door opens; without it we are blocked."""
    trust = {"ca_file": str(web.authority.file)}
    ours = str(web.authority.issue(["nocwall"]))
    await run_once(http(web.secure + "/staff", client_certificate=ours, body_match="CN=nocwall", **trust))
    assert (await failed_once(http(web.secure + "/staff", **trust))).error is ErrorClass.BLOCKED


async def test_a_stranger_gets_neither_our_certificate_nor_our_name(web: Nginx) -> None:
    """Behind a redirect to another origin we are nobody, and its certificate is held against its own name."""
    hop = page(b"", b"Location: " + web.secure.encode() + b"/staff", status=b"302 Found")
    async with answering(hop, tls=web.authority.server(["wallet.example"])) as url:
        probe = http(
            url,
            ca_file=str(web.authority.file),
            client_certificate=str(web.authority.issue(["nocwall"])),
            server_name="wallet.example",
        )
        failed = await failed_once(probe)
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.BLOCKED, "Blocks us (403)")


async def test_nginx_speaks_http_2_where_it_is_asked_for(web: Nginx) -> None:
    """The version is asked for, told, and can be demanded of the answer."""
    trust = {"ca_file": str(web.authority.file)}
    for asked, spoken in (("2", "HTTP/2.0"), ("1.1", "HTTP/1.1")):
        probe = http(
            web.secure + "/protocol",
            method="POST",
            body="ask",
            http_version=asked,
            http_versions=[asked],
            body_match=f"^{spoken} POST$",
            **trust,
        )
        reading = await run_once(probe)
        assert reading.facts["http_version"] == asked
        assert reading.values["certificate_days"] > 29
    failed = await failed_once(http(web.secure, http_versions=["2"], **trust))
    assert failed.sentence.plain() == "Speaks HTTP/1.1 instead of 2"


async def test_a_connection_to_nginx_is_kept_where_it_is_asked_for(web: Nginx) -> None:
    """The second run is the second request of one connection; without the setting it is always the first."""
    async with context() as ctx:
        for _ in range(2):
            await http(web.plain + "/count", body_match="^1$").run(ctx)
        await http(web.plain + "/count", kept=True, body_match="^1$").run(ctx)
        reading = await http(web.plain + "/count", kept=True, body_match="^2$").run(ctx)
    assert reading.facts["kept"] == "yes"
    assert "connect" not in [phase.name for phase in reading.phases]


async def test_a_proxy_is_gone_through(web: Nginx, tmp_path: Path) -> None:
    """With the right password the page comes through, in clear and in a tunnel; a wrong one is ours."""
    secured = int(web.secure.rpartition(":")[2])
    with tinyproxy(tmp_path, secured) as url:
        proxy = {"url": url, "user": "ann", "password": {"secret": "word"}}
        for page_url in (web.plain, web.secure):
            probe = http(page_url, ca_file=str(web.authority.file), proxy=proxy, body_match="Welcome")
            await run_once(probe, secrets={"word": "word"})
        failed = await failed_once(probe, secrets={"word": "wrong"})  # in clear a 401 may be the target's
    assert failed.error is ErrorClass.CREDENTIAL
