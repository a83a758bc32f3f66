"""Walls: pages in turn, bound to a screen."""

from collections.abc import Mapping
from typing import Any, Final

from app.inventory.entry.fit import fit
from app.inventory.entry.references import report_twice
from app.inventory.entry.routing import clock_minutes
from app.inventory.entry.wall_cells import read_cells
from app.inventory.entry.wall_forms import DimForm, WallForm, WallPageForm
from app.inventory.entry.wall_things import Named
from app.inventory.text.tree import BROKEN, Spot
from app.model.metric import RESPONSE_TIME
from app.model.phrase import foreign, phrase
from app.model.wall import Dimming, PageKind, WallPage, WallPlan

# Settings that only some kinds of pages have.
_ONLY: Final[Mapping[tuple[str, ...], tuple[PageKind, ...]]] = {
    ("check", "count"): (PageKind.BIG_NUMBER,),
    ("series",): (PageKind.BIG_NUMBER, PageKind.RESPONSE_TIMES),
    ("element",): (PageKind.ELEMENT, PageKind.RESPONSE_TIMES, PageKind.ERROR_STREAM, PageKind.NETWORK_MAP),
    ("columns", "rows", "cells"): (PageKind.GRID,),
    ("figures",): (PageKind.PROVIDER, PageKind.PAYMENTS),
}


class WallReader:
    """Reads walls, whose names and screens are unique over all files."""

    def __init__(self, named: Named) -> None:
        self._named = named
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
        self._named.check(form.check, form.series, spot)
        if form.check is None and form.kind is PageKind.RESPONSE_TIMES:
            self._named.metric(form.series, spot)
        grid = form.kind is PageKind.GRID
        matchers = self._named.matchers(form.match, spot.at("match"))
        paying = form.kind is PageKind.PAYMENTS and not matchers
        self._named.figures(form.figures, matchers, "payment" if paying else "", spot)
        return WallPage(
            kind=form.kind,
            title=form.title or "",
            match=matchers,
            element=form.element,
            check=form.check or "",
            series=form.series or (RESPONSE_TIME.name if form.check else ""),
            count=form.count,
            columns=form.columns or 0,
            rows=form.rows or 0,
            cells=read_cells(form, spot, self._named) if grid else (),
            figures=tuple(dict.fromkeys(form.figures)),
            dwell=form.dwell,
            dwell_bad=form.dwell_bad if form.dwell_bad is not None else 2 * form.dwell,
        )


def _fits_kind(form: WallPageForm, spot: Spot) -> None:
    """Report settings that are of no use for the kind of page, and the ones that it needs."""
    number = form.kind is PageKind.BIG_NUMBER
    for keys, kinds in _ONLY.items():
        stray = next((key for key in keys if getattr(form, key)), "")
        if stray and form.kind not in kinds:
            key = "class" if stray == "element" else stray
            _of_no_use(spot.at(key), key, form.kind)
    if form.kind is PageKind.GRID and form.match is not None:
        _of_no_use(spot.at("match"), "match", form.kind)
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
    if form.kind is PageKind.PROVIDER and form.match is None:
        spot.report(
            "which-provider",
            phrase("it is not said whose page it is"),
            phrase("add {form}", form="match: target=kestrin-live"),
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
