"""What a page or a cell of a wall names: matchers that match something, checks and series that exist."""

from collections.abc import Collection, Mapping

from app.inventory.entry.routing import matchers_at
from app.inventory.text.nearest import nearest
from app.inventory.text.tree import Spot
from app.model.check import Check
from app.model.labels import labels_of
from app.model.matcher import OF_FINDINGS, Matchers, match
from app.model.metric import ERROR_RATE, RESPONSE_TIME, base_name
from app.model.phrase import Phrase, foreign, phrase
from app.model.target import Target


class Named:
    """Judges names against an inventory.

    ``named``: the ids of all checks, also of those that are wrong; ``things``: the labels of the good ones.
    """

    def __init__(
        self, checks: Mapping[str, Check], named: Collection[str], things: Mapping[str, Mapping[str, str]]
    ) -> None:
        self._checks = checks
        self._named = named
        self._things = things

    def matchers(self, written: str | tuple[str, ...] | None, spot: Spot) -> Matchers:
        """Return matchers of things; what matches nothing is reported."""
        if written is None:
            return ()
        before = len(spot.document.errors)
        found = matchers_at(written, spot)
        stray = next((each.label for each in found if each.label in OF_FINDINGS), "")
        if stray:
            spot.report(
                "not-of-things",
                phrase("{label} says what is wrong, and a page shows things", label=stray),
                phrase("match by target, check, element or a label"),
            )
        elif len(spot.document.errors) == before and not any(
            match(found, labels) for labels in self._things.values()
        ):
            spot.report(
                "matches-nothing",
                phrase("no check matches, so the page would be empty"),
                phrase("match by target, check, element or a label that some target has"),
            )
        return found

    def check(self, name: str | None, series: str | None, spot: Spot) -> None:
        """Report a check that there is not, and a series that it does not have."""
        if name is None:
            return
        if name not in self._named:
            spot.at("check").report(
                "unknown-check",
                phrase("no check is called {name}", name=foreign(name, 130)),
                _meant(name, self._named, phrase("name it as target/check, with its ids")),
            )
        elif series and name in self._checks:
            known = _series(self._checks[name])
            if known and base_name(series) not in known:
                wrong = phrase("{check} measures no {name}", check=name, name=foreign(series, 60))
                _unknown_series(wrong, series, known, spot.at("series"))

    def figures(self, names: Collection[str], shown: Matchers, element: str, spot: Spot) -> None:
        """Report series that no check of a page measures; ``shown`` and ``element``: what the page shows."""
        checks = [
            self._checks[name]
            for name, labels in self._things.items()
            if match(shown, labels) and element in ("", labels.get("element"))
        ]
        known = [_series(check) for check in checks]
        every = tuple(dict.fromkeys(name for named in known for name in named))
        for index, name in enumerate(names):
            if every and all(known) and base_name(name) not in every:
                wrong = phrase("no check of this page measures {name}", name=foreign(name, 60))
                _unknown_series(wrong, name, every, spot.at("figures", index))

    def metric(self, series: str | None, spot: Spot) -> None:
        """Report a series that no check has."""
        known = [_series(check) for check in self._checks.values()]
        every = tuple(dict.fromkeys(name for names in known for name in names))
        if series and every and all(known) and base_name(series) not in every:
            wrong = phrase("no check measures {name}", name=foreign(series, 60))
            _unknown_series(wrong, series, every, spot.at("series"))


def things(checks: Collection[Check], targets: Collection[Target]) -> dict[str, dict[str, str]]:
    """Return the labels of checks, as matchers of pages ask for them."""
    by_id = {target.id: target for target in targets}
    return {check.id: labels_of(None, check, by_id.get(check.target)) for check in checks}


def _series(check: Check) -> tuple[str, ...]:
    """Return the names of the series of a check; empty where only its answers say which there are."""
    own = [metric.name for metric in check.probe.measured]
    return tuple(dict.fromkeys((*own, RESPONSE_TIME.name, ERROR_RATE.name))) if own else ()


def _unknown_series(wrong: Phrase, series: str, known: Collection[str], spot: Spot) -> None:
    some = ", ".join(tuple(known)[:12])
    spot.report(
        "unknown-series", wrong, _meant(base_name(series), known, phrase("write one of {words}", words=some))
    )


def _meant(name: str, known: Collection[str], otherwise: Phrase) -> Phrase:
    meant = nearest(name, known)
    return phrase("did you mean {meant}?", meant=meant) if meant else otherwise
