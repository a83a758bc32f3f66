"""Web servers that answer what a test wants, down to the byte."""

import asyncio
import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.probes.servers import Talk, serving

Then = Literal["close", "hang", "reset"]
OK = b"HTTP/1.1 200 OK\r\n"


def page(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """Return a whole and proper answer."""
    lines = (b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers)
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def reset(writer: asyncio.StreamWriter) -> None:
    """Close a connection with RST."""
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def saying(answer: bytes, then: Then, heard: list[bytes]) -> Talk:
    """Return a talk that reads a request, notes it, answers and then closes, hangs or resets."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = [
            int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
        ]
        heard.append(head + await reader.readexactly(length[0] if length else 0))
        writer.write(answer)
        await writer.drain()
        if then == "hang":
            await asyncio.Event().wait()
        if then == "reset":
            await asyncio.sleep(0.02)  # let what was sent arrive before the reset overtakes it
            reset(writer)

    return talk


@asynccontextmanager
async def answering(
    answer: bytes, then: Then = "close", tls: ssl.SSLContext | None = None, heard: list[bytes] | None = None
) -> AsyncIterator[str]:
    """Serve one answer to every request; gives the url."""
    async with serving(saying(answer, then, [] if heard is None else heard), tls) as port:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}/"


async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer with chunks without end."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")
        await writer.drain()


async def dripping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer with a good head, then byte by byte."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(OK + b"Content-Length: 100000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Accept and read, and never answer."""
    while await reader.read(1000):
        pass


async def resetting(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Reset the connection at once."""
    reset(writer)


async def closing(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Read a request and close without a byte."""
    await reader.readuntil(b"\r\n\r\n")


# What Authority.server makes a bad certificate with, and what is said of it.
BAD_CERTIFICATES: tuple[tuple[dict[str, object], str], ...] = (
    ({"days": (-9, -3.5)}, "Certificate expired 3 d ago"),
    ({"days": (2.5, 9)}, "Certificate is valid only in 2 d"),
    ({"self_signed": True}, "Certificate is self-signed"),
    ({"names": ("other.example",)}, "Certificate is for another address"),
)


class Authority:
    """A certificate authority of our own, in a folder."""

    def __init__(self, folder: Path, days: tuple[float, float] = (-10, 100)) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        self._count = 0
        self.certificate = self._signed(self._name, self._key.public_key(), days, ca=True)
        self.file = folder / "authority.pem"
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def server(
        self,
        names: Sequence[str] = ("127.0.0.1",),
        days: tuple[float, float] = (-1, 30),
        *,
        self_signed: bool = False,
        clients: bool = False,
        above: bool = False,
    ) -> ssl.SSLContext:
        """Return a server's context, its certificate valid for ``names`` between ``days`` from now.

        ``above`` sends the authority's own certificate too.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        file = self.issue(names, days, self_signed=self_signed)
        if above:
            file.write_bytes(file.read_bytes() + self.file.read_bytes())
        context.load_cert_chain(file)
        if clients:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.file)
        return context

    def issue(
        self, names: Sequence[str], days: tuple[float, float] = (-1, 30), *, self_signed: bool = False
    ) -> Path:
        """Write a certificate with its key and return the file."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        certificate = self._signed(
            subject, key.public_key(), days, names=names, by=key if self_signed else None
        )
        self._count += 1
        file = self._folder / f"{self._count}.pem"
        secret = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        file.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
        return file

    def _signed(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePublicKey,
        days: tuple[float, float],
        *,
        names: Sequence[str] = (),
        by: ec.EllipticCurvePrivateKey | None = None,
        ca: bool = False,
    ) -> x509.Certificate:
        begins, ends = (dt.datetime.now(dt.UTC) + dt.timedelta(days=day) for day in days)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if by else self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(ends)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )
        if names:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([_name(name) for name in names]), critical=False
            )
        return builder.sign(by or self._key, hashes.SHA256())


def _name(name: str) -> x509.GeneralName:
    with contextlib.suppress(ValueError):
        return x509.IPAddress(ipaddress.ip_address(name))
    return x509.DNSName(name)
