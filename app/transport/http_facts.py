"""What an answer tells of the connection that it came over."""

import time
from typing import Any

from app.transport.certificate import days_left
from app.transport.tls_wire import Tls


def tls_facts(tls: Tls) -> dict[str, Any]:
    """Return what an answer's extensions say of its TLS; see ``Answer``."""
    chain = tls.chain
    facts: dict[str, Any] = {
        "tls_version": tls.version,
        "cipher": tls.cipher,
        "alpn": tls.protocol,
        "certificates": chain,
    }
    days = days_left(chain, time.time())
    return facts if days is None else facts | {"certificate_days": days}
