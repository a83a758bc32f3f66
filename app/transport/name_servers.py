"""The name servers of this machine as one: whichever of them answers is asked first the next time."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

from app.model.phrase import foreign, phrase
from app.model.probe import NoResolver, ProbeFailed
from app.model.state import ErrorClass
from app.transport import dns_wire
from app.transport.dns_exchange import DnsQuestions, ask
from app.transport.wire import Address

# Seconds until the next server is asked too. The one before may still answer: a resolver that has to look
# far is slow, and only one that is dead is silent.
_SOON = 0.5
_ROUNDS = 2  # a lost packet is not an outage
SHARE = 0.9  # of the time that the caller has: he wants to say himself what went wrong
_ANSWERS = (dns_wire.NOERROR, dns_wire.NXDOMAIN)


class NameServers:
    """Asks the servers that ``servers`` returns."""

    def __init__(self, servers: Callable[[], tuple[Address, ...]]) -> None:
        self.questions = DnsQuestions()
        self._servers = servers
        self._good: Address | None = None

    async def ask(self, name: str, record: str, limit: float) -> dns_wire.Answer:
        """Return the first answer that any server gives within the time, NXDOMAIN among them.

        Raises ``NoResolver`` where none answers or all fail, ``ProbeFailed`` for what cannot be a name.
        """
        try:
            asked = dns_wire.question(name, record)
        except ValueError as reason:
            sentence = phrase("{host} cannot be a host name", host=foreign(name))
            raise ProbeFailed(ErrorClass.DNS, sentence, str(reason)) from None
        answer, heard = await self._round(asked, limit * SHARE)
        if answer is None:
            raise no_answer(name, heard)
        return answer

    async def _round(
        self, question: dns_wire.Question, limit: float
    ) -> tuple[dns_wire.Answer | None, Sequence[str]]:
        """Ask one server after the other, each while those before may still answer."""
        left = deque(self._in_order() * _ROUNDS)
        patience = min(_SOON, limit / len(left))
        end = asyncio.get_running_loop().time() + limit
        heard: list[str] = []
        asked: dict[asyncio.Task[dns_wire.Answer], Address] = {}
        try:
            while left or asked:
                now = asyncio.get_running_loop().time()
                if left:
                    server = left.popleft()
                    one = asyncio.create_task(self._one(server, question, max(0.0, end - now)))
                    asked[one] = server
                done, _ = await asyncio.wait(
                    asked, timeout=patience if left else None, return_when=asyncio.FIRST_COMPLETED
                )
                for task in done:
                    server = asked.pop(task)
                    answer = _outcome(task, server, heard)
                    if answer is not None:
                        self._good = server
                        return answer, heard
        finally:
            for task in asked:
                task.cancel()
            if asked:
                await asyncio.wait(asked)
        return None, heard

    def _in_order(self) -> tuple[Address, ...]:
        servers = self._servers()
        if self._good not in servers:
            return servers
        return (self._good, *(server for server in servers if server != self._good))

    async def _one(self, server: Address, question: dns_wire.Question, wait: float) -> dns_wire.Answer:
        return (await ask(self.questions, server, question, wait)).answer

    async def close(self) -> None:
        """Close the sockets."""
        await self.questions.close()


def _outcome(
    task: asyncio.Task[dns_wire.Answer], server: Address, heard: list[str]
) -> dns_wire.Answer | None:
    """Return a good answer; note what else was heard."""
    try:
        answer = task.result()
    except TimeoutError:
        return None
    except (OSError, dns_wire.BadPacket) as reason:
        heard.append(f"{server.text}: {reason}")
        return None
    if answer.rcode in _ANSWERS:
        return answer
    heard.append(f"{server.text}: {answer.rcode_name}")
    return None


def no_answer(name: str, heard: Sequence[str]) -> NoResolver:
    """Return the failure of a lookup; ``heard`` is what the servers said."""
    if heard:
        sentence = phrase("The name servers fail for {host}", host=foreign(name))
    else:
        sentence = phrase("No name server answers for {host}", host=foreign(name))
    return NoResolver(ErrorClass.DNS, sentence, foreign(", ".join(heard)))
