"""Services of the network's edge that speak HTTPS."""

import ssl

from app.demo.certificates import Certificates, security
from app.demo.faults import OF_A_SOCKET, Kind
from app.demo.pulse import Pulse
from app.demo.web import Page, WebService


def _front(pulse: Pulse, now: float) -> Page:
    return {"status": "ok", "connections": int(pulse.between(2_000, 4_500, now))}


_SICK: Page = {"status": "error", "error": {"code": "EDGE-3", "message": "No backend is left"}}


class SecureWeb(WebService):
    """A web service behind TLS; the switch shows another certificate to each new connection."""

    kinds = (*OF_A_SOCKET, Kind.ERROR_IN_200, Kind.CERT_EXPIRING)

    def __init__(self, name: str, certificates: Certificates, *, usual: float = 0.008) -> None:
        super().__init__(name, {"/": _front}, _SICK, usual=usual)
        self._good = security(certificates.good)
        self._expiring = security(certificates.expiring)
        self._good.sni_callback = self._choose

    @property
    def security(self) -> ssl.SSLContext | None:
        """How connections are encrypted."""
        return self._good

    def _choose(
        self, connection: ssl.SSLObject | ssl.SSLSocket, _name: str | None, _context: ssl.SSLContext
    ) -> None:
        if self.acting() is Kind.CERT_EXPIRING:
            connection.context = self._expiring
