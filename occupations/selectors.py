"""Everything one page needs, read at once: views and the API call these, templates query nothing."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import F, OuterRef, Prefetch, Q, Subquery
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import charts, formats
from .choices import Dimension, Fit, Percentile
from .languages import is_fallback
from .models import Country, NationalFigure, Occupation, Point, Release, RetiredSlug, VisaFit
from .models.mixins import OccupationRow
from .regions import REGIONS
from .scoring import explain
from .scoring.definitions import WEIGHTS

RELATED_SHOWN = 6
SAFER_SHOWN = 4
SAFER_BY = 1  # points of AI risk
AT_RISK_FROM = 4  # AI risk from which safer moves are shown
LEAST_PAY = 0.8  # of the median wage of the occupation one moves from

CARD_FACTS = ("wages", "state_wages", "projection", "onet", "exposure_microsoft", "exposure_openai")
# The six occupational interests of Holland's model, as O*NET names them.
INTERESTS = {
    "Realistic": gettext_lazy("Realistic (hands, tools, machines)"),
    "Investigative": gettext_lazy("Investigative (facts, research)"),
    "Artistic": gettext_lazy("Artistic (form, expression)"),
    "Social": gettext_lazy("Social (helping, teaching)"),
    "Enterprising": gettext_lazy("Enterprising (leading, selling)"),
    "Conventional": gettext_lazy("Conventional (order, procedure)"),
}
GROUP_LABELS = {
    "reward": gettext_lazy("Reward"),
    "resilience": gettext_lazy("Resilience"),
    "ease": gettext_lazy("Ease"),
}


def country_or_404(code: str) -> Country:
    return get_object_or_404(Country, code=code)


def current_slug(country: str, slug: str) -> str | None:
    """The address that replaced a retired one, or None."""
    return (
        RetiredSlug.objects.filter(country__code=country, slug=slug, occupation__in=Occupation.objects.listed())
        .values_list("occupation__slug", flat=True)
        .first()
    )


def page_occupations():
    """Occupations with all that their page shows: one query, and one for each list or table."""
    figures = NationalFigure.objects.filter(country=OuterRef("country"), release__is_current=True)
    relations = [f"card__{name}__release__source" for name in CARD_FACTS]
    lists = [
        Prefetch("visafits", VisaFit.objects.select_related("route")) if model is VisaFit else accessor
        for model, accessor in row_accessors()
    ]
    return (
        Occupation.objects.select_related(
            "country",
            "group",
            "narrative",
            "published_copy",
            "certification",
            "cluster_override",
            "card__cluster",
            *relations,
        )
        .annotate(
            national_change=Subquery(figures.filter(key="employment_change_percent").values("value")[:1]),
            national_wage=Subquery(figures.filter(key="annual_wage_median").values("value")[:1]),
        )
        .prefetch_related(*lists)
    )


def row_accessors():
    return [
        (model, model._meta.get_field("occupation").remote_field.get_accessor_name())
        for model in OccupationRow.__subclasses__()
    ]


def occupation_page(country: str, slug: str) -> "OccupationPage | None":
    """The page of one public occupation, or None."""
    occupation = page_occupations().public().filter(country__code=country, slug=slug).first()
    return OccupationPage(occupation, related(occupation)) if occupation else None


def draft_page(pk: int) -> "OccupationPage | None":
    """The page as editors have it now, for a preview."""
    occupation = page_occupations().filter(pk=pk).first()
    return OccupationPage(occupation, related(occupation)) if occupation else None


def related(own: Occupation) -> list[Occupation]:
    """Public occupations related to one, closest first; without O*NET's list, those of the same minor group."""
    card = getattr(own, "card", None)
    codes = card.onet.related if card and card.onet else []
    wanted = Q(code__in=codes) if codes else Q(code__startswith=own.code[:4])
    rows = (
        Occupation.objects.public()
        .filter(wanted, country=own.country)
        .exclude(pk=own.pk)
        .select_related("published_copy", "card__wages", "card__projection")
        .defer("card__working")
    )
    place = {code: index for index, code in enumerate(codes)}
    return sorted(rows, key=lambda row: (place.get(row.code, len(codes)), row.code))


@dataclass
class OccupationPage:
    """One occupation as its page shows it. All reading is done; what follows is arrangement."""

    occupation: Occupation
    related_rows: list[Occupation] = field(default_factory=list)

    @cached_property
    def card(self):
        return getattr(self.occupation, "card", None)

    @cached_property
    def narrative(self):
        return getattr(self.occupation, "narrative", None)

    @cached_property
    def currency(self) -> str:
        return self.occupation.country.currency

    def _fact(self, name):
        return getattr(self.card, name) if self.card else None

    @cached_property
    def wages(self):
        return self._fact("wages")

    @cached_property
    def projection(self):
        return self._fact("projection")

    @cached_property
    def onet(self):
        return self._fact("onet")

    @cached_property
    def national(self) -> dict:
        figures = {
            "employment_change_percent": self.occupation.national_change,
            "annual_wage_median": self.occupation.national_wage,
        }
        return {key: value for key, value in figures.items() if value is not None}

    @cached_property
    def figures(self) -> dict[str, str]:
        """What the placeholders in editors' text stand for."""
        return formats.placeholders(self.wages, self.projection, self.national, self.currency)

    @cached_property
    def points(self) -> dict[str, list[Point]]:
        grouped = defaultdict(list)
        for point in self._rows("points"):
            grouped[point.kind].append(point)
        return dict(grouped)

    def _rows(self, accessor: str) -> list:
        """Rows of a list; none without the narrative they belong to."""
        return list(getattr(self.occupation, accessor).all()) if self.narrative else []

    @cached_property
    def evidence(self):
        return self._rows("evidence")

    @cached_property
    def salary_bands(self) -> list[dict]:
        if not self.wages:
            return []
        return [
            {
                "band": band,
                "low": self.wages.annual(band.low),
                "high": self.wages.annual(band.high),
                "hourly_low": self.wages.hourly(band.low),
                "hourly_high": self.wages.hourly(band.high),
            }
            for band in self._rows("salarybands")
        ]

    @cached_property
    def education(self):
        return self._rows("educationstages")

    @cached_property
    def credentials(self):
        return self._rows("credentials")

    @cached_property
    def visas(self):
        order = list(Fit)
        return sorted(self._rows("visafits"), key=lambda fit: (order.index(Fit(fit.fit)), fit.position))

    @cached_property
    def faqs(self):
        return self._rows("faqs")

    @cached_property
    def citations(self):
        return self._rows("citations")

    @cached_property
    def releases(self) -> list:
        """The releases this page's figures come from, each once, in the sources' order."""
        facts = [self._fact(name) for name in CARD_FACTS]
        found = {fact.release_id: fact.release for fact in facts if fact}
        return sorted(found.values(), key=lambda release: release.source.position)

    @cached_property
    def dimensions(self) -> list[explain.Row]:
        names = {
            release.source.key: _("%(source)s (%(release)s)")
            % {"source": release.source.name, "release": formats.edition(release.label)}
            for release in self.releases
        }
        return explain.rows(self.card, names, self.currency) if self.card else []

    @cached_property
    def overall_parts(self) -> list[tuple[str, float | None]]:
        """Reward, resilience and ease, 0–10, whose weighted mean is the overall."""
        groups = self.card.working.get("groups", {})
        return [(label, groups.get(key)) for key, label in GROUP_LABELS.items()]

    @cached_property
    def weights(self) -> dict[str, str]:
        return {part: f"{formats.number(weight * 100)}%" for part, weight in WEIGHTS.items()}

    @cached_property
    def radar(self):
        return charts.radar({row.key: row.value for row in self.dimensions})

    @cached_property
    def wage_percentiles(self) -> list[tuple[str, int | None, object]]:
        return [(p.label, self.wages.annual(p), self.wages.hourly(p)) for p in Percentile] if self.wages else []

    @cached_property
    def distribution(self):
        if not self.wages:
            return None
        if self.wages.hourly_only:
            values, form = {p: self.wages.hourly(p) for p in Percentile}, formats.money_cents
        else:
            values, form = {p: self.wages.annual(p) for p in Percentile}, formats.money
        return charts.distribution(values, lambda value: form(value, self.currency))

    @cached_property
    def tiles(self) -> list[charts.Tile]:
        fact = self._fact("state_wages")
        regions = REGIONS.get(self.occupation.country.code)
        if not (fact and regions):
            return []
        hourly = bool(self.wages and self.wages.hourly_only)
        name, form = ("hourly_median", formats.money_cents) if hourly else ("median", formats.money)
        values = {code: row.get(name) for code, row in fact.by_state.items() if code in regions}
        if not any(value is not None for value in values.values()):
            return []
        return charts.tile_map(values, regions, lambda value: form(value, self.currency))

    @cached_property
    def earlier(self) -> dict[str, dict]:
        """Headline figures of the release before: name → {value, release}; empty when there is none."""
        return self.card.working.get("earlier", {}) if self.card else {}

    @cached_property
    def interests(self) -> list[tuple[str, float]]:
        """O*NET occupational interests, 1–7, strongest first."""
        found = self.onet.interests if self.onet else {}
        rows = [(str(INTERESTS[name]), value) for name, value in found.items() if name in INTERESTS]
        return sorted(rows, key=lambda row: -row[1])

    @cached_property
    def growth_level(self) -> str:
        """The projected change in words, against that of all occupations."""
        national = self.national.get("employment_change_percent")
        if not self.projection or national is None:
            return ""
        change = self.projection.change_percent
        if change <= -1:
            return _("Declining")
        if change < 1:
            return _("Little or no change")
        if change < national:
            return _("Slower growth than average")
        if change < 2 * national:
            return _("Moderate growth")
        return _("Fast growth")

    @cached_property
    def has_untold_states(self) -> bool:
        return any(not tile.step for tile in self.tiles)

    @cached_property
    def close(self) -> list[Occupation]:
        """Related occupations, closest first, but those shown as safer."""
        return [row for row in self.related_rows if row not in self.safer][:RELATED_SHOWN]

    @cached_property
    def safer(self) -> list[Occupation]:
        """Related occupations with clearly less AI risk and no great loss of pay, least risk first.

        None for an occupation that AI puts at little risk: nobody has to move from there.
        """
        own = self.card.ai_risk if self.card else None
        if own is None or own < AT_RISK_FROM:
            return []
        rows = [
            row
            for row in self.related_rows
            if getattr(row, "card", None)
            and row.card.ai_risk is not None
            and row.card.ai_risk <= own - SAFER_BY
            and self._pays_enough(row.card.wages)
        ]
        return sorted(rows, key=lambda row: row.card.ai_risk)[:SAFER_SHOWN]

    def _pays_enough(self, wages) -> bool:
        """Whether the median is near enough to this one's; a wage that is not released is not held against a move."""
        own, other = (row.annual_wage_median if row else None for row in (self.wages, wages))
        return own is None or other is None or other >= own * LEAST_PAY

    @cached_property
    def is_fallback(self) -> bool:
        """Whether any text on the page is shown in another language than the reader's."""
        lists = [row for __, accessor in row_accessors() for row in self._rows(accessor)]
        return any(is_fallback(obj) for obj in [self.occupation, self.narrative, *lists] if obj is not None)


def current_releases() -> list[Release]:
    return list(Release.objects.filter(is_current=True).select_related("source").order_by("source__position"))


def example_page() -> OccupationPage | None:
    """The page the method is shown on: the largest occupation that has a written analysis and all eleven scores."""
    found = (
        page_occupations()
        .public()
        .written()
        .filter(card__rated_count=len(Dimension))
        .prefetch_related(None)
        .order_by(F("card__projection__employment_base").desc(nulls_last=True), "code")
        .first()
    )
    return OccupationPage(found) if found else None


def compared(country: Country, slugs: list[str]) -> dict[str, Occupation]:
    """Public occupations by slug, with the lists a comparison shows."""
    if not slugs:
        return {}
    rows = (
        Occupation.objects.public()
        .filter(country=country, slug__in=slugs)
        .select_related("country", "narrative")
        .prefetch_related("points", Prefetch("visafits", VisaFit.objects.select_related("route")))
    )
    return {row.slug: row for row in rows}
