"""All public occupations of a country in memory: what lists, rankings, maps and search choose from.

A few hundred rows that change only when an editor or an operator writes: reading them once for each content
version makes every view of them one query, whatever it filters, counts or sorts by.
"""

import time
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import F

from .choices import Dimension
from .languages import CODES, pick, texts
from .models import Cluster, Country, MajorGroup, Occupation

# A write that forgot `touch` is seen after this many seconds all the same.
MAX_AGE = 600.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One occupation as lists show it. Scores and axes 0–10 or None; wages in the country's currency."""

    pk: int
    code: str
    slug: str
    official_title: str
    titles: dict[str, str]
    group: str
    cluster: str
    is_written: bool
    is_skilled_migration: bool | None
    visa_rung: str
    is_partial: bool
    scores: dict[str, float | None]
    overall: float | None
    exposure: float | None
    moat: float | None
    years_to_qualify: float | None
    annual_wage_median: int | None
    hourly_wage_median: float | None
    employment: int | None
    openings: int | None
    change_percent: float | None
    entry_education: str

    @property
    def title(self) -> str:
        return pick(self.titles)[0]

    @property
    def other_titles(self) -> list[tuple[str, str]]:
        """Language and title in the languages that are not shown."""
        shown = self.title
        return [(code, text) for code, text in self.titles.items() if text and text != shown]

    @property
    def ai_risk(self) -> float | None:
        return self.scores[Dimension.AI_RISK]


@dataclass(frozen=True)
class Catalogue:
    """A country's public occupations in code order, with its groups and clusters."""

    country: Country
    entries: list[Entry]
    groups: list[MajorGroup]
    clusters: list[Cluster]
    # Other names of pages that are being changed, as published: occupation → (text, language).
    kept_names: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    read_at: float = field(default_factory=time.monotonic)

    @cached_property
    def by_slug(self) -> dict[str, Entry]:
        return {entry.slug: entry for entry in self.entries}

    @cached_property
    def by_code(self) -> dict[str, Entry]:
        return {entry.code: entry for entry in self.entries}

    @cached_property
    def by_pk(self) -> dict[int, Entry]:
        return {entry.pk: entry for entry in self.entries}

    @cached_property
    def group_by_code(self) -> dict[str, MajorGroup]:
        return {group.code: group for group in self.groups}

    @cached_property
    def cluster_by_key(self) -> dict[str, Cluster]:
        return {cluster.key: cluster for cluster in self.clusters}


def number(value) -> float | None:
    return None if value is None else float(value)


def make_entry(occupation: Occupation) -> Entry:
    card = getattr(occupation, "card", None)
    narrative = getattr(occupation, "narrative", None)
    wages, projection = (card.wages, card.projection) if card else (None, None)
    return Entry(
        pk=occupation.pk,
        code=occupation.code,
        slug=occupation.slug,
        official_title=occupation.official_title,
        titles=texts(occupation, "title"),
        group=occupation.group.code,
        cluster=card.cluster.key if card and card.cluster else "",
        is_written=narrative is not None,
        is_skilled_migration=card.is_skilled_migration if card else None,
        visa_rung=card.visa_rung if card else "",
        is_partial=card.is_partial if card else True,
        scores={dimension: number(getattr(card, dimension, None)) for dimension in Dimension.values},
        overall=number(getattr(card, "overall", None)),
        exposure=getattr(card, "exposure", None),
        moat=getattr(card, "moat", None),
        years_to_qualify=getattr(card, "years_to_qualify", None),
        annual_wage_median=wages.annual_wage_median if wages else None,
        hourly_wage_median=number(wages.hourly_wage_median) if wages else None,
        employment=projection.employment_base if projection else None,
        openings=projection.openings if projection else None,
        change_percent=number(projection.change_percent) if projection else None,
        entry_education=projection.entry_education if projection else "",
    )


def read(country: Country) -> Catalogue:
    rows = (
        Occupation.objects.public()
        .filter(country=country)
        .select_related("group", "narrative", "card__cluster", "card__wages", "card__projection")
        .defer(
            "card__working", *(f"narrative__{name}_{code.replace('-', '_')}" for name in NARRATIVE for code in CODES)
        )
        .order_by("code")
    )
    return Catalogue(
        country,
        [make_entry(row) for row in rows],
        list(country.groups.all()),
        list(Cluster.objects.all()),
        {
            row.pk: [(name.text, name.language) for name in row.alternate_titles.all()]
            for row in rows
            if not row.is_visible
        },
    )


NARRATIVE = ("verdict_text", "entry_outlook", "level_up", "outlook")
_read: dict[tuple[str, int], Catalogue] = {}


def of(country: Country) -> Catalogue:
    """The catalogue of a country's present content version, read at most once for it by each process."""
    key = (country.code, country.content_version)
    found = _read.get(key)
    if found is None or time.monotonic() - found.read_at > MAX_AGE:
        found = read(country)
        # Threads may come here together: a copy is walked, and what is gone already is no matter.
        for old in [old for old in list(_read) if old[0] == country.code]:
            _read.pop(old, None)
        _read[key] = found
    return found


def forget():
    """Drop what this process has read."""
    _read.clear()


def touch(country_code: str | None = None):
    """Say that public content changed: every process reads it anew with its next page."""
    countries = Country.objects.filter(code=country_code) if country_code else Country.objects.all()
    countries.update(content_version=F("content_version") + 1)
