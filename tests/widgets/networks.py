"""Sample boards whose targets depend on one another, of any size."""

from msgspec.structs import replace

from app.model.board import Board, CheckView, Glyph, Rank
from app.model.incident import Incident
from app.model.phrase import phrase
from app.model.state import State
from app.model.target import ElementClass, Redundancy
from tests.widgets.boards import NOW, Sample, ago, check, incident, long_name, summary_of

Need = str | Redundancy
_SITE = 125  # targets a site


def tied(element: ElementClass, name: str, number: int, *needs: Need) -> CheckView:
    """Return a healthy check of a target that needs others."""
    return replace(check(element, name, number), needs=needs)


def network(number: int, *, bad: bool = False, names: str = "") -> Sample:
    """Return a board of so many targets: routers, switches, hosts and what runs on them, and some alone.

    ``bad``: the first router fails, and half of what stands behind it is known to. ``names``: signs that all
    names begin with, or "long".
    """
    checks: list[CheckView] = []
    for site in range(-(-number // _SITE)):
        checks += _site(site, min(_SITE, number - len(checks)))
    if names == "long":
        checks = [replace(c, target_name=long_name(c.target_name), name=long_name(c.name)) for c in checks]
    elif names:
        checks = [replace(c, target_name=f"{names} {n}", short=f"{names} {n}") for n, c in enumerate(checks)]
    return _broken(checks) if bad else _sample(checks, Rank.GOOD, Glyph.GOOD, "All is good")


def _site(site: int, number: int) -> list[CheckView]:
    router, switches, hosts = f"rt-{site}", max(1, number // 40), max(1, number // 6)
    made = [tied(ElementClass.NETWORK, router, 0)]
    made += [tied(ElementClass.NETWORK, f"sw-{site}-{n}", n, router) for n in range(switches)]
    for n in range(hosts):
        both = Redundancy(of=(f"sw-{site}-{n % switches}", f"sw-{site}-{(n + 1) % switches}"))
        need: Need = both if switches > 1 and n % 3 == 0 else f"sw-{site}-{n % switches}"
        made.append(tied(ElementClass.APPLICATION_SERVER, f"host-{site}-{n}", n, need))
    kinds = (ElementClass.API, ElementClass.DATABASE, ElementClass.PAYMENT, ElementClass.GAME_PROVIDER)
    for n in range(number - len(made)):
        needs: tuple[Need, ...] = () if n % 9 == 8 else (f"host-{site}-{n // 4 % hosts}",)
        made.append(tied(kinds[n // 4 % 4], f"{kinds[n // 4 % 4].value[:3]}-{site}-{n}", n, *needs))
    return made[:number]


def _broken(checks: list[CheckView]) -> Sample:
    root = checks[0].target
    hit = [n for n in range(1, min(_SITE, len(checks))) if checks[n].needs and n % 2]
    failing = {"state": State.CRITICAL, "since": ago(170), "sentence": phrase("Connection refused")}
    told = [incident(1, root, f"{root} does not answer", "No answer", 190, explains=len(hit))]
    checks[0] = replace(checks[0], **failing, incident="I-1")
    for n in hit:
        name = f"I-{n + 10}"
        told.append(
            incident(n + 10, checks[n].target, "refuses", "Connection refused", 170, blocked_by="I-1")
        )
        checks[n] = replace(checks[n], **failing, incident=name, blocked_by=checks[0].target_name)
    for n in range(9, len(checks), 41):
        if not checks[n].incident:
            checks[n] = replace(checks[n], state=State.WARNING, since=ago(900), sentence=phrase("500 ms"))
    return _sample(checks, Rank.NEED_SOMEONE, Glyph.CRITICAL, "1 incident needs someone", tuple(told))


def _sample(
    checks: list[CheckView], rank: Rank, glyph: Glyph, headline: str, incidents: tuple[Incident, ...] = ()
) -> Sample:
    summary = summary_of(checks, rank, glyph, phrase(headline))
    board = Board(now=NOW, checks=tuple(checks), summary=summary, incidents=incidents)
    return Sample(board, (), page="network_map")
