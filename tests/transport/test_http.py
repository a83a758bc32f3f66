import httpx
import pytest

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.http import HttpTransport
from app.transport.resolver import Resolver
from tests.probes.servers import free_port, serving
from tests.probes.web import answering, page, silent


@pytest.fixture
def client() -> httpx.AsyncClient:
    """Give a client of the library over our transport."""
    return httpx.AsyncClient(transport=HttpTransport(Resolver()), timeout=0.4)


async def test_a_client_of_the_library_can_use_it(client: httpx.AsyncClient) -> None:
    """Answers come with their body, headers and the address that was used."""
    async with client, answering(page(b'{"a":1}', b"X-B: c")) as url:
        answer = await client.get(url)
    assert (answer.status_code, answer.json(), answer.headers["x-b"]) == (200, {"a": 1}, "c")
    assert answer.extensions["address"] in url


async def test_failures_are_the_librarys_with_our_class(client: httpx.AsyncClient) -> None:
    """A failure is an exception of the library, and its cause has our class and sentence."""
    async with client:
        with pytest.raises(httpx.ConnectError) as refused:
            await client.get(f"http://127.0.0.1:{free_port()}/")
        async with serving(silent) as port:
            with pytest.raises(httpx.ReadTimeout):
                await client.get(f"http://127.0.0.1:{port}/")
    assert isinstance(refused.value.__cause__, ProbeFailed)
    assert refused.value.__cause__.error is ErrorClass.REFUSED


async def test_many_cancelled_requests_spoil_nothing(client: httpx.AsyncClient) -> None:
    """After a storm of timeouts the next request is as good as the first: there is no pool to poison."""
    async with client:
        async with serving(silent) as port:
            for _ in range(3):
                with pytest.raises(httpx.ReadTimeout):
                    await client.get(f"http://127.0.0.1:{port}/", timeout=0.05)
        async with answering(page(b"well")) as url:
            assert (await client.get(url)).text == "well"
