"""What really went over the wire while Apprise was at work, for it says only yes or no.

Stands in the child process alone: it puts itself in front of ``requests`` and ``smtplib`` there.
"""

import functools
import smtplib
from collections.abc import Callable
from typing import Any, Final

from app.notify.child_words import Done, Outcome

# The service says that it has not done it, or that it was too busy to look at it.
_LATER: Final = frozenset({408, 425, 429, 500, 503})
# A gateway speaks for somebody of whom it heard nothing.
_NOBODY_KNOWS: Final = frozenset({502, 504})
_WAIT_AT_MOST: Final = 60.0
_BEFORE_SENDING: Final = ("ConnectTimeout", "SSLError", "ProxyError", "InvalidURL", "MissingSchema")
_BEFORE_CAUSES: Final = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "SSLError")


class Witness:
    """Collects what happened to the requests of one order."""

    def __init__(self) -> None:
        self._seen: list[tuple[Outcome, str]] = []
        self._after = 0.0

    def begin(self) -> None:
        """Forget the order before."""
        self._seen.clear()
        self._after = 0.0

    def answered(self, code: int, wish: str = "") -> None:
        """Note an answer of HTTP."""
        why = f"the service answered {code}"
        if 300 <= code < 400:
            return
        if code < 300:
            self._seen.append((Outcome.ARRIVED, ""))
        elif code in _NOBODY_KNOWS:
            self._seen.append((Outcome.UNSURE, why))
        else:
            self._seen.append((Outcome.AGAIN if code in _LATER else Outcome.REFUSED, why))
        if wish.isascii() and wish.isdigit():
            self._after = min(float(wish), _WAIT_AT_MOST)

    def broke(self, error: BaseException) -> None:
        """Note a request that had no answer."""
        chain: list[str] = []
        here: BaseException | None = error
        while here is not None and len(chain) < 10:
            chain.append(type(here).__name__)
            inner = getattr(here, "reason", None)  # as urllib3 has it
            here = inner if isinstance(inner, BaseException) else here.__context__
        before = chain[0] in _BEFORE_SENDING or any(name in _BEFORE_CAUSES for name in chain)
        self._seen.append((Outcome.AGAIN if before else Outcome.UNSURE, _said(chain)))

    def mail_answered(self, code: int, at: str) -> None:
        """Note an answer of SMTP: 4yz means later, 5yz never."""
        if code < 400:
            self._seen.append((Outcome.ARRIVED, ""))
        else:
            outcome = Outcome.AGAIN if code < 500 else Outcome.REFUSED
            self._seen.append((outcome, f"the mail server answered {code} to {at}"))

    def mail_broke(self, error: BaseException, at: str) -> None:
        """Note what ended a conversation with a mail server."""
        if isinstance(error, smtplib.SMTPResponseException):
            self.mail_answered(error.smtp_code, at)
        elif isinstance(error, smtplib.SMTPRecipientsRefused):
            self.mail_answered(min((code for code, _ in error.recipients.values()), default=550), at)
        else:
            outcome = Outcome.UNSURE if at == "DATA" else Outcome.AGAIN
            self._seen.append((outcome, f"the mail server broke off at {at} ({type(error).__name__})"))

    def verdict(self, *, ok: bool, said: str) -> Done:
        """Return what became of the order; ``said`` is what Apprise itself had to say, masked."""
        if ok:
            return Done(outcome=Outcome.ARRIVED)
        outcomes = [outcome for outcome, _ in self._seen]
        why = next((why for _, why in reversed(self._seen) if why), "")
        text = "; ".join(part for part in (why, said) if part) or "the service did not take it"
        if Outcome.UNSURE in outcomes:
            return Done(outcome=Outcome.UNSURE, why=text)
        if Outcome.ARRIVED in outcomes and len(outcomes) > 1:
            return Done(outcome=Outcome.UNSURE, why=f"a part of it was taken: {text}")
        if outcomes and set(outcomes) == {Outcome.AGAIN}:
            return Done(outcome=Outcome.AGAIN, why=text, after=self._after)
        return Done(outcome=Outcome.REFUSED, why=text)


def _said(chain: list[str]) -> str:
    names = " ".join(chain)
    for sign, words in (
        ("NameResolution", "its name is not found"),
        ("SSLError", "TLS failed"),
        ("ConnectTimeout", "it cannot be reached"),
        ("NewConnection", "it cannot be reached"),
        ("Timeout", "no answer in time"),
    ):
        if sign in names:
            return words
    return f"the connection broke ({chain[0]})"


def install(witness: Witness) -> None:
    """Put the witness in front of the libraries by which Apprise talks."""
    from requests import adapters
    from requests.exceptions import RequestException

    ask = adapters.HTTPAdapter.send

    @functools.wraps(ask)
    def send(*given: Any, **more: Any) -> Any:
        try:
            answer = ask(*given, **more)
        except (RequestException, OSError) as error:
            witness.broke(error)
            raise
        witness.answered(answer.status_code, answer.headers.get("Retry-After", ""))
        return answer

    adapters.HTTPAdapter.send = send  # type: ignore[method-assign]
    _install_mail(witness)


def _install_mail(witness: Witness) -> None:
    told: list[BaseException] = []  # an error passes several of them on its way up

    def watched(name: str, at: str) -> None:
        work: Callable[..., Any] = getattr(smtplib.SMTP, name)

        @functools.wraps(work)
        def around(*given: Any, **more: Any) -> Any:
            try:
                answer = work(*given, **more)
            except (smtplib.SMTPException, OSError) as error:
                if not told or told[-1] is not error:
                    told[:] = [error]
                    witness.mail_broke(error, at)
                raise
            if name == "data":
                witness.mail_answered(answer[0], at)
            return answer

        setattr(smtplib.SMTP, name, around)

    for name, at in (
        ("connect", "the connection"),
        ("starttls", "STARTTLS"),
        ("login", "the log-in"),
        ("mail", "MAIL"),
        ("rcpt", "RCPT"),
        ("data", "DATA"),
        ("sendmail", "the envelope"),
    ):
        watched(name, at)
