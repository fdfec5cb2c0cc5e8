"""Compute every score card of a country from its current facts: the only scoring module that reads the database."""

from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.db.models import F

from .. import catalogue
from ..choices import Dimension
from ..models import (
    Cluster,
    ClusterOverride,
    Exposure,
    Occupation,
    OnetProfile,
    Projection,
    ScoreCard,
    ScoreOverride,
    StateWages,
    Wages,
)
from .definitions import FORMULA_VERSION
from .formulas import Model, one_decimal
from .inputs import Card, Inputs

FACTS = {
    "wages": (Wages, None),
    "state_wages": (StateWages, None),
    "projection": (Projection, None),
    "onet": (OnetProfile, None),
    "exposure_microsoft": (Exposure, "microsoft-ai"),
    "exposure_openai": (Exposure, "openai-gpts"),
}


@dataclass
class Report:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    changes: list[str] = field(default_factory=list)


def current_facts(country: str) -> dict[str, dict[int, object]]:
    """Per kind of fact, the current release's row of each occupation id."""
    found = {}
    for name, (model, source) in FACTS.items():
        rows = model.objects.filter(release__is_current=True, occupation__country__code=country)
        if source:
            rows = rows.filter(release__source__key=source)
        found[name] = {row.occupation_id: row for row in rows}
    return found


def earlier_figures(country: str) -> dict[int, dict]:
    """Per occupation id, the headline figures of the release before the current one, for “how it moved”."""
    found: dict[int, dict] = {}
    for model, name in ((Wages, "annual_wage_median"), (Projection, "change_percent")):
        rows = model.objects.filter(release__is_current=False, occupation__country__code=country).select_related(
            "release"
        )
        # Where a date is unknown, databases disagree on its place; here it comes before all others.
        for row in rows.order_by(F("release__published_on").asc(nulls_first=True), "release__label"):
            value = getattr(row, name)
            if value is not None:
                found.setdefault(row.occupation_id, {})[name] = {"value": float(value), "release": row.release.label}
    return found


def read_inputs(occupation: Occupation, facts: dict[str, object]) -> Inputs:
    wages, projection, onet = facts.get("wages"), facts.get("projection"), facts.get("onet")
    microsoft, openai = facts.get("exposure_microsoft"), facts.get("exposure_openai")
    certification = getattr(occupation, "certification", None)
    return Inputs(
        code=occupation.code,
        annual_wage_median=wages.annual_wage_median if wages else None,
        hourly_wage_median=float(wages.hourly_wage_median) if wages and wages.hourly_wage_median is not None else None,
        employment=projection.employment_base if projection else None,
        openings=projection.openings if projection else None,
        change_percent=float(projection.change_percent) if projection else None,
        entry_education=projection.entry_education if projection else None,
        work_experience=projection.work_experience if projection else None,
        training=projection.training if projection else None,
        skills={name: tuple(pair) for name, pair in onet.skills.items()} if onet else {},
        work_styles=onet.work_styles if onet else {},
        exposure_microsoft=microsoft.value if microsoft else None,
        exposure_openai=openai.value if openai else None,
        certification=certification.rung if certification else None,
        citizens_only=occupation.citizens_only,
    )


def working(card: Card) -> dict:
    """The card's working as JSON, numbers rounded to what a reader can follow."""
    scores = {}
    for name, score in card.scores.items():
        row = asdict(score)
        row["parts"] = [
            {key: tidy(value) for key, value in part.items() if value not in ("", None)} for part in row["parts"]
        ]
        # A score of 0.0 equals False and is kept all the same.
        scores[name] = {key: tidy(value) for key, value in row.items() if value is not None and value is not False}
    return {
        "scores": scores,
        "groups": {name: tidy(value) for name, value in card.groups.items()},
        "cluster_rule": card.cluster_rule,
    }


def tidy(value):
    return round(value, 6) if isinstance(value, float) else value


def card_fields(card: Card, clusters: dict[str, int], facts: dict[str, object]) -> dict:
    """ScoreCard attributes of a computed card."""
    return {
        "formula_version": FORMULA_VERSION,
        **{dimension: card.scores[dimension].value for dimension in Dimension.values},
        "overall": card.overall,
        "rated_count": card.rated_count,
        "is_partial": card.is_partial,
        **{axis: tidy(getattr(card, axis)) for axis in ("exposure", "moat", "trust", "on_site", "judgement")},
        "cluster_id": clusters.get(card.cluster) if card.cluster else None,
        "visa_rung": card.visa_rung or "",
        "is_skilled_migration": card.is_skilled_migration,
        "years_to_qualify": tidy(card.years_to_qualify),
        "working": working(card),
        **{f"{name}_id": facts[name].pk if name in facts else None for name in FACTS},
    }


def recompute(country: str = "us", *, dry_run: bool = False) -> Report:
    """Bring all score cards of a country up to date in one transaction; the same facts change nothing."""
    report = Report()
    with transaction.atomic():
        # Before any card: everybody who writes both holds the country first.
        if not dry_run:
            catalogue.touch(country)
        occupations = list(Occupation.objects.in_country(country).select_related("certification").order_by("code"))
        facts, earlier = current_facts(country), earlier_figures(country)
        mine = {o.pk: {name: rows[o.pk] for name, rows in facts.items() if o.pk in rows} for o in occupations}
        inputs = {o.pk: read_inputs(o, mine[o.pk]) for o in occupations}
        model = Model(inputs.values())
        overrides: dict[int, dict[str, ScoreOverride]] = {}
        for row in ScoreOverride.objects.filter(occupation__country__code=country):
            overrides.setdefault(row.occupation_id, {})[row.dimension] = row
        set_clusters = dict(
            ClusterOverride.objects.filter(occupation__country__code=country).values_list(
                "occupation_id", "cluster__key"
            )
        )
        clusters = dict(Cluster.objects.values_list("key", "pk"))
        existing = {card.occupation_id: card for card in ScoreCard.objects.filter(occupation__country__code=country)}
        written, names = [], []
        for occupation in occupations:
            decided = overrides.get(occupation.pk, {})
            values = {name: float(row.value) for name, row in decided.items()}
            card = model.card(inputs[occupation.pk], values, set_clusters.get(occupation.pk))
            fields = card_fields(card, clusters, mine[occupation.pk])
            if occupation.pk in earlier:
                fields["working"]["earlier"] = earlier[occupation.pk]
            for name, row in decided.items():
                # Kept with the working so that a page needs no query of its own for the reasons.
                fields["working"]["scores"][name]["reason"] = {"zh-hant": row.reason_zh_hant, "en": row.reason_en}
            names = list(fields)
            old = existing.get(occupation.pk)
            if old is None:
                report.created += 1
            elif moved := [name for name, value in fields.items() if not same(getattr(old, name), value)]:
                report.changes.append(f"{occupation.code}: {', '.join(moved)}")
                report.updated += 1
            else:
                report.unchanged += 1
                continue
            written.append(ScoreCard(occupation=occupation, **fields))
        if not dry_run and written:
            # Many times as fast as bulk_update, which names every row once for each column.
            ScoreCard.objects.bulk_create(
                written,
                batch_size=200,
                update_conflicts=True,
                unique_fields=["occupation"],
                update_fields=[name.removesuffix("_id") for name in names],
            )
    return report


def same(old, new) -> bool:
    """Stored and computed values agree; scores come back from the database as Decimals."""
    if isinstance(new, float) and old is not None:
        return one_decimal(float(old)) == one_decimal(new) and abs(float(old) - new) < 1e-6
    return old == new
