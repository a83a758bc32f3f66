"""Walls: pages in turn, bound to a screen."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from app.inventory.entry.fit import fit
from app.inventory.entry.references import report_twice
from app.inventory.entry.routing import clock_minutes, matchers_at
from app.inventory.entry.wall_forms import DimForm, WallForm, WallPageForm
from app.inventory.text.nearest import nearest
from app.inventory.text.tree import BROKEN, Spot
from app.model.check import Check
from app.model.labels import labels_of
from app.model.matcher import OF_FINDINGS, Matchers, match
from app.model.metric import RESPONSE_TIME, base_name
from app.model.phrase import foreign, phrase
from app.model.target import Target
from app.model.wall import Dimming, PageKind, WallPage, WallPlan

_OF_NUMBERS: Final = ("check", "series", "count")


class WallReader:
    """Reads walls, whose names and screens are unique over all files.

    ``named``: the ids of all checks, also of those that are wrong; ``things``: the labels of the good ones.
    """

    def __init__(
        self, checks: Mapping[str, Check], named: Collection[str], things: Mapping[str, Mapping[str, str]]
    ) -> None:
        self._checks = checks
        self._named = named
        self._things = things
        self._names: dict[str, Spot] = {}
        self._screens: dict[str, Spot] = {}

    def read(self, raw: Any, spot: Spot) -> WallPlan | None:
        """Return the wall; whatever is wrong is reported."""
        form = None if raw is BROKEN else fit(raw, WallForm, spot)
        if form is None:
            return None
        self._once("duplicate-wall", form.name, spot.at("name"), self._names)
        if form.screen:
            self._once("duplicate-screen", form.screen, spot.at("screen"), self._screens)
        pages = tuple(self._page(page, spot.at("pages", index)) for index, page in enumerate(form.pages))
        dim = _dimming(form.dim, spot.at("dim")) if form.dim is not None else None
        return WallPlan(
            name=form.name,
            screen=form.screen,
            pages=pages,
            dim=dim,
            distance=form.distance or 0.0,
            screen_width=form.screen_width or 0.0,
        )

    def _once(self, kind: str, text: str, spot: Spot, seen: dict[str, Spot]) -> None:
        if foreign(text, len(text)) != text:
            spot.report(
                "hidden-signs",
                phrase("the text has signs that nobody sees"),
                phrase("write one line of visible signs"),
            )
        elif text in seen:
            report_twice(kind, text, spot, seen[text])
        seen.setdefault(text, spot)

    def _page(self, form: WallPageForm, spot: Spot) -> WallPage:
        _fits_kind(form, spot)
        if form.dwell_bad is not None and form.dwell_bad < form.dwell:
            spot.at("dwell_bad").report(
                "too-short",
                phrase("a page with something bad would be shown shorter than a good one"),
                phrase("give dwell_bad at least as long as dwell"),
            )
        if form.check is not None:
            self._series(form.check, form.series, spot)
        return WallPage(
            kind=form.kind,
            title=form.title or "",
            match=self._match(form.match, spot.at("match")) if form.match is not None else (),
            element=form.element,
            check=form.check or "",
            series=form.series or (RESPONSE_TIME.name if form.check else ""),
            count=form.count,
            dwell=form.dwell,
            dwell_bad=form.dwell_bad if form.dwell_bad is not None else 2 * form.dwell,
        )

    def _match(self, written: str | tuple[str, ...], spot: Spot) -> Matchers:
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

    def _series(self, name: str, series: str | None, spot: Spot) -> None:
        if name not in self._named:
            meant = nearest(name, self._named)
            spot.at("check").report(
                "unknown-check",
                phrase("no check is called {name}", name=foreign(name, 130)),
                phrase("did you mean {meant}?", meant=meant)
                if meant
                else phrase("name it as target/check, with its ids"),
            )
        elif series and name in self._checks:
            known = [metric.name for metric in type(self._checks[name].probe).metrics]
            if known and base_name(series) not in known:
                meant = nearest(base_name(series), known)
                spot.at("series").report(
                    "unknown-series",
                    phrase("{check} measures no {name}", check=name, name=foreign(series, 60)),
                    phrase("did you mean {meant}?", meant=meant)
                    if meant
                    else phrase("write one of {words}", words=", ".join(known)),
                )


def things(checks: Collection[Check], targets: Collection[Target]) -> dict[str, dict[str, str]]:
    """Return the labels of checks, as matchers of pages ask for them."""
    by_id = {target.id: target for target in targets}
    return {check.id: labels_of(None, check, by_id.get(check.target)) for check in checks}


def _fits_kind(form: WallPageForm, spot: Spot) -> None:
    """Report settings that are of no use for the kind of page, and the ones that it needs."""
    number = form.kind is PageKind.BIG_NUMBER
    stray = next((key for key in _OF_NUMBERS if getattr(form, key) is not None), "")
    if stray and not number:
        _of_no_use(spot.at(stray), stray, form.kind)
    if form.element is not None and form.kind is not PageKind.ELEMENT:
        _of_no_use(spot.at("class"), "class", form.kind)
    if number and (form.check is None) is (form.count is None):
        spot.report(
            "which-number",
            phrase("a big number is either of a check or a count"),
            phrase("write {one}, or {other}", one="check: target/check", other="count: critical"),
            key=True,
        )
    if number and form.series is not None and form.check is None:
        spot.at("series").report(
            "which-number",
            phrase("it is not said of which check the series is"),
            phrase("add {form}", form="check: target/check"),
            key=True,
        )
    if number and form.check is not None and form.match is not None:
        _of_no_use(spot.at("match"), "match", form.kind)
    if form.kind is PageKind.ELEMENT and form.element is None and form.match is None:
        spot.report(
            "which-class",
            phrase("it is not said what the page shows"),
            phrase("add {one}, or {other}", one="class: payment", other='match: provider="Kestrin"'),
            key=True,
        )


def _of_no_use(spot: Spot, key: str, kind: PageKind) -> None:
    spot.report(
        "of-no-use",
        phrase("{key} means nothing for a page of kind {kind}", key=key, kind=kind.value),
        phrase("take it out"),
        key=True,
    )


def _dimming(form: DimForm, spot: Spot) -> Dimming:
    starts, ends = clock_minutes(form.starts, spot.at("from")), clock_minutes(form.ends, spot.at("to"))
    if starts % 1440 == ends % 1440:
        spot.report(
            "no-hours",
            phrase("it begins when it ends"),
            phrase("write {form}", form='from: "22:00", to: "06:00"'),
        )
    return Dimming(starts=starts % 1440, ends=ends % 1440, level=form.level)
