"""Two to four occupations side by side."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from . import charts, formats
from .catalogue import Catalogue, Entry
from .choices import Dimension, EntryEducation, Fit, PointKind, VisaRung
from .models import Occupation
from .search import search

MOST = 4


def choose(source: Catalogue, slugs: list[str], added: str = "") -> tuple[list[Entry], list[str]]:
    """Entries for the slugs in their order, at most four, each once; and what had to be left out, as typed."""
    found: list[Entry] = []
    dropped: list[str] = []
    for slug in slugs[: MOST * 5]:
        entry = source.by_slug.get(slug) or source.by_code.get(slug)
        if entry is None or len(found) >= MOST:
            dropped.append(slug[:60])
        elif entry not in found:
            found.append(entry)
    if added.strip():
        hits = search(source.country, added, 1)
        if not hits or len(found) >= MOST:
            dropped.append(added[:60])
        elif hits[0].entry not in found:
            found.append(hits[0].entry)
    return found, dropped + ["…"] * bool(slugs[MOST * 5 :])


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    is_best: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    cells: list[Cell]
    differs: bool


@dataclass
class Comparison:
    catalogue: Catalogue
    entries: list[Entry]
    occupations: dict[str, Occupation]

    @cached_property
    def columns(self) -> list[dict]:
        """Each occupation with the addresses that take it out or move it to the left."""
        found = []
        for place, entry in enumerate(self.entries):
            rest = [other for other in self.entries if other is not entry]
            left = [*self.entries]
            if place:
                left[place - 1], left[place] = left[place], left[place - 1]
            found.append(
                {
                    "entry": entry,
                    "occupation": self.occupations[entry.slug],
                    "number": place + 1,
                    "remove": self.address(rest),
                    "left": self.address(left) if place else "",
                }
            )
        return found

    @staticmethod
    def address(entries: list[Entry]) -> str:
        query = QueryDict(mutable=True)
        query.setlist("o", [entry.slug for entry in entries])
        return "?" + query.urlencode()

    @cached_property
    def can_add(self) -> bool:
        return len(self.entries) < MOST

    @cached_property
    def radars(self) -> list[charts.Radar]:
        return [charts.radar(entry.scores) for entry in self.entries]

    def line(
        self, label: str, read: Callable[[Entry], object], show: Callable[[object], str], best: Callable | None = None
    ) -> Line:
        values = [read(entry) for entry in self.entries]
        known = [value for value in values if value is not None]
        winner = best(known) if best and known and len(set(known)) > 1 else None
        texts = [show(value) for value in values]
        cells = [Cell(text, winner is not None and value == winner) for text, value in zip(texts, values, strict=True)]
        return Line(label, cells, len(set(texts)) > 1)

    @cached_property
    def scores(self) -> list[Line]:
        lines = [self.line(_("Overall"), lambda entry: entry.overall, formats.score, max)]
        for dimension in Dimension:
            best = max if dimension.high_is_good else min
            label = str(dimension.label) + ("" if dimension.high_is_good else " ↓")
            lines.append(self.line(label, lambda entry, d=dimension: entry.scores[d], formats.score, best))
        return lines

    def wage_line(self) -> Line:
        """Annual medians, the best of which is marked; an hourly one where only that is released."""
        currency = self.catalogue.country.currency
        annual = [entry.annual_wage_median for entry in self.entries]
        known = [wage for wage in annual if wage is not None]
        best = max(known) if len(set(known)) > 1 else None
        cells = [
            Cell(formats.median_wage(entry, currency), wage is not None and wage == best)
            for entry, wage in zip(self.entries, annual, strict=True)
        ]
        return Line(_("Median wage"), cells, len({cell.text for cell in cells}) > 1)

    @cached_property
    def facts(self) -> list[Line]:

        def label_of(choices):
            return lambda value: str(choices(value).label) if value else formats.NOT_AVAILABLE

        def cluster(key):
            found = self.catalogue.cluster_by_key.get(key)
            return str(found.name) if found else formats.NOT_AVAILABLE

        def badge(value):
            names = {True: _("Skilled migration occupation"), False: _("Non-skilled migration occupation")}
            return names.get(value, formats.NOT_AVAILABLE)

        return [
            self.wage_line(),
            self.line(_("Jobs"), lambda e: e.employment, formats.number),
            self.line(
                _("Projected employment change"), lambda e: e.change_percent, lambda v: formats.percent(v, True), max
            ),
            self.line(_("Openings a year"), lambda e: e.openings, formats.number, max),
            self.line(_("Entry education"), lambda e: e.entry_education, label_of(EntryEducation)),
            self.line(_("Years to qualify"), lambda e: e.years_to_qualify, formats.years, min),
            self.line(_("Migration"), lambda e: e.is_skilled_migration, badge),
            self.line(_("Best visa route"), lambda e: e.visa_rung, label_of(VisaRung)),
            self.line(_("AI cluster"), lambda e: e.cluster, cluster),
            self.line(_("AI exposure"), lambda e: e.exposure, formats.score),
            self.line(_("Human moat"), lambda e: e.moat, formats.score, max),
        ]

    @cached_property
    def lists(self) -> list[tuple[str, list[list]]]:
        """The written lists worth setting side by side: heading, and for each occupation its rows."""
        kinds = (PointKind.AI_TAKES, PointKind.AI_AUGMENTS, PointKind.MOAT)
        found = []
        for kind in kinds:
            rows = [[p for p in self.points(entry) if p.kind == kind] for entry in self.entries]
            if any(rows):
                found.append((str(kind.label), rows))
        return found

    def points(self, entry: Entry) -> list:
        occupation = self.occupations[entry.slug]
        return list(occupation.points.all()) if hasattr(occupation, "narrative") else []

    @cached_property
    def visas(self) -> list[list]:
        order = list(Fit)
        rows = [
            sorted(self.occupations[entry.slug].visafits.all(), key=lambda fit: order.index(Fit(fit.fit)))
            if hasattr(self.occupations[entry.slug], "narrative")
            else []
            for entry in self.entries
        ]
        return rows if any(rows) else []
