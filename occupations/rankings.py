"""Ranking lists: each a definition in words, a formula in words, and the same as code over the catalogue."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import formats
from .catalogue import Catalogue, Entry
from .choices import NO_DEGREE, Dimension

Read = Callable[[Entry], float | None]
HIGH_EXPOSURE = 7.0
# Preparation under half a year counts as half a year, or a job learnt in days would win by division alone.
SHORTEST_PREPARATION = 0.5


@dataclass(frozen=True)
class Ranking:
    """`value` orders the list (largest first unless `lowest`), `show` prints it in the reader's form."""

    key: str
    title: str | Promise
    words: str | Promise
    formula: str | Promise
    value: Read
    show: Callable[[float, str], str]
    lowest: bool = False
    keep: Callable[[Entry], bool] = lambda entry: True

    def rows(self, catalogue: Catalogue, group: str = "", cluster: str = "") -> list[tuple[Entry, float]]:
        """Entries with a value, best first; partial ones stay out of every ranking."""
        found = [
            (entry, value)
            for entry in catalogue.entries
            if not entry.is_partial
            and self.keep(entry)
            and (not group or entry.group == group)
            and (not cluster or entry.cluster == cluster)
            and (value := self.value(entry)) is not None
        ]
        sign = 1 if self.lowest else -1
        return sorted(found, key=lambda row: (sign * row[1], -(row[0].overall or 0), row[0].code))


def score(dimension: Dimension) -> Read:
    return lambda entry: entry.scores[dimension]


def points(value: float, currency: str) -> str:
    return formats.score(value)


def count(value: float, currency: str) -> str:
    return formats.number(value)


def change(value: float, currency: str) -> str:
    return formats.percent(value, signed=True)


def pay(value: float, currency: str) -> str:
    return formats.money(value, currency)


def pay_per_year(entry: Entry) -> float | None:
    if entry.annual_wage_median is None or entry.years_to_qualify is None:
        return None
    return entry.annual_wage_median / max(entry.years_to_qualify, SHORTEST_PREPARATION)


def road_to_pr(entry: Entry) -> float | None:
    friendly, demand = entry.scores[Dimension.PR_FRIENDLY], entry.scores[Dimension.DEMAND]
    return None if friendly is None or demand is None else 0.8 * friendly + 0.2 * demand


def landing(entry: Entry) -> float | None:
    """How good a place to move to: overall, less the years it takes."""
    if entry.overall is None or entry.ai_risk is None or entry.years_to_qualify is None:
        return None
    return entry.overall + (10 - entry.ai_risk) / 2 - entry.years_to_qualify / 2


@cache
def all_rankings() -> tuple[Ranking, ...]:
    return (
        Ranking(
            "overall", _("Best overall"),
            _("Occupations whose reward, resilience to AI and ease of entry add up best."),
            _("Overall score, highest first."),
            lambda entry: entry.overall, points,
        ),
        Ranking(
            "safest", _("Safest from AI"),
            _("Occupations whose tasks today’s AI tools reach least, once what only people can do is counted."),
            _("AI risk, lowest first."),
            score(Dimension.AI_RISK), points, lowest=True,
        ),
        Ranking(
            "best-paid", _("Best paid"),
            _("Occupations with the highest annual pay in the middle of the distribution."),
            _("Annual median wage, highest first; occupations released by the hour only are left out."),
            lambda entry: entry.annual_wage_median, pay,
        ),
        Ranking(
            "fastest-growing", _("Fastest growing"),
            _("Occupations that are projected to gain the largest share of jobs in ten years."),
            _("Projected employment change in percent, highest first."),
            lambda entry: entry.change_percent, change,
        ),
        Ranking(
            "most-openings", _("Most openings"),
            _("Occupations in which the most positions come open each year, new ones and replacements together."),
            _("Projected openings a year, highest first."),
            lambda entry: entry.openings, count,
        ),
        Ranking(
            "road-to-pr", _("Best road to permanent residence"),
            _(
                "Occupations whose entry requirements open the strongest visa route, "
                "and that hire enough for it to matter."
            ),
            _("0.8 × PR friendly + 0.2 × demand, highest first."),
            road_to_pr, points,
        ),
        Ranking(
            "without-degree", _("Best without a degree"),
            _("Occupations that ask for no college degree at entry, by their overall score."),
            _("Overall score, highest first, where entry education is below an associate’s degree."),
            lambda entry: entry.overall, points,
            keep=lambda entry: entry.entry_education in NO_DEGREE,
        ),
        Ranking(
            "pay-per-year", _("Highest pay for each year of preparation"),
            _("Occupations that repay the time it takes to qualify fastest."),
            _("Annual median wage ÷ years to qualify (at least half a year), highest first."),
            pay_per_year, pay,
        ),
        Ranking(
            "quickest", _("Quickest to enter"),
            _("Occupations that can be entered soonest, the better overall first among equals."),
            _("Years to qualify, lowest first."),
            lambda entry: entry.years_to_qualify, lambda value, currency: formats.years(round(value, 1)), lowest=True,
        ),
        Ranking(
            "most-exposed", _("Most exposed to AI"),
            _("Occupations to whose tasks today’s AI tools apply most. Exposure is not a forecast of job loss."),
            _("AI exposure, highest first."),
            lambda entry: entry.exposure, points,
        ),
        Ranking(
            "way-out", _("Best to change to from a high-exposure job"),
            _("Occupations with low AI risk that reward well and do not take long to qualify for."),
            _("Overall + (10 − AI risk) ÷ 2 − years to qualify ÷ 2, highest first, where AI exposure is below 7."),
            landing, points,
            keep=lambda entry: entry.exposure is not None and entry.exposure < HIGH_EXPOSURE,
        ),
        Ranking(
            "least-stress", _("Least stressful"),
            _("Occupations in which tolerating stress matters least, with pay above the middle."),
            _("Intensity, lowest first, where the income score is 5 or more."),
            score(Dimension.INTENSITY), points, lowest=True,
            keep=lambda entry: (entry.scores[Dimension.INCOME] or 0) >= 5,
        ),
    )  # fmt: skip


def ranking(key: str) -> Ranking | None:
    return next((found for found in all_rankings() if found.key == key), None)
