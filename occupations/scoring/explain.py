"""The working of a score card in the reader's language, from what `recompute` stored beside the numbers."""

from dataclasses import dataclass

from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from .. import formats
from ..choices import CertificationRung, Dimension, EntryEducation, Experience, Training, VisaRung
from ..languages import pick

# O*NET element names are translated for display only; the stored key stays the publisher's.
ELEMENTS = {
    "Social Perceptiveness": _("Social Perceptiveness"),
    "Service Orientation": _("Service Orientation"),
    "Concern for Others": _("Concern for Others"),
    "Self-Control": _("Self-Control"),
    "Equipment Maintenance": _("Equipment Maintenance"),
    "Repairing": _("Repairing"),
    "Operation and Control": _("Operation and Control"),
    "Troubleshooting": _("Troubleshooting"),
    "Judgment and Decision Making": _("Judgment and Decision Making"),
    "Management of Personnel Resources": _("Management of Personnel Resources"),
    "Integrity": _("Integrity"),
    "Stress Tolerance": _("Stress Tolerance"),
}
SCALES = {"LV": _("level, 0–7"), "IM": _("importance, 1–5")}
MEASURES = {
    "annual_wage_median": _("Annual median wage"),
    "hourly_wage_median": _("Hourly median wage"),
    "openings": _("Openings a year"),
    "change_percent": _("Projected employment change"),
    "stay_rate": _("Jobs that do not open in a year (1 − openings ÷ jobs)"),
    "top_skill_level": _("Mean level of the ten most important skills, 0–7"),
    "ai_applicability_score": _("Microsoft AI applicability score, 0–1"),
    "mean of dv_rating_beta and human_rating_beta": _("OpenAI exposure, mean of GPT-4 and human ratings, 0–1"),
    "exposure": _("AI exposure, 0–10"),
    "moat": _("Human moat, 0–10"),
    "risk": _("Exposure × (1 − 0.5 × moat ÷ 10)"),
    "visa_rung": _("Best visa route"),
    "entry_education": _("Entry education"),
    "work_experience": _("Related experience"),
    "training": _("On-the-job training"),
    "years_to_qualify": _("Years to qualify"),
    "certification_rung": _("Rung of the certification ladder"),
}
CHOICES = {
    "visa_rung": VisaRung,
    "entry_education": EntryEducation,
    "work_experience": Experience,
    "training": Training,
    "certification_rung": CertificationRung,
}
AMONG = {"all": _("among all occupations"), "income": "", "education": _("among the same entry education")}


@dataclass(frozen=True, slots=True)
class Line:
    """One input of a score as a reader sees it."""

    label: str
    value: str
    rank: str
    source: str
    estimated: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One dimension as a reader sees it."""

    key: str
    label: str
    score: str
    value: float | None
    high_is_good: bool
    lines: list[Line]
    estimated: bool
    is_override: bool
    computed: str
    reason: str
    reason_language: str


def measure_label(measure: str) -> str:
    element, _bracket, scale = measure.rpartition(" (")
    if element in ELEMENTS:
        return gettext("%(element)s (%(scale)s)") % {
            "element": ELEMENTS[element],
            "scale": SCALES[scale.rstrip(")")],
        }
    return str(MEASURES.get(measure, measure))


def measure_value(measure: str, value, currency: str) -> str:
    if value is None:
        return formats.NOT_AVAILABLE
    if measure in CHOICES:
        return str(CHOICES[measure](value).label)
    if measure == "annual_wage_median":
        return formats.money(value, currency)
    if measure == "hourly_wage_median":
        return formats.money_cents(value, currency)
    if measure == "change_percent":
        return formats.percent(value, signed=True)
    if measure == "openings":
        return formats.number(value)
    if measure == "stay_rate":
        return formats.percent(value * 100)
    if measure == "years_to_qualify":
        return formats.years(value)
    return formats.number(value, 2)


def rank_text(part: dict) -> str:
    percentile, among = part.get("percentile"), part.get("among", "")
    if percentile is None:
        return ""
    if among == "years":
        return formats.years(percentile)
    text = gettext("percentile %(percentile)s") % {"percentile": formats.number(percentile * 10, 1)}
    # "income" ranks among all that have a wage on the same basis.
    where = str(AMONG["all" if among == "income" else among]) if among else ""
    return f"{text} {where}".strip() if get_language() == "en" else f"{where}{text}"


def source_names(keys: str, sources: dict[str, str]) -> str:
    names = [sources.get(key, "") or gettext("set by the editors") for key in keys.split()]
    return pgettext("between sources", ", ").join(names)


def rows(card, sources: dict[str, str], currency: str) -> list[Row]:
    """All eleven dimensions in order; `sources` maps a source key to its name and release."""
    found = []
    for dimension in Dimension:
        stored = card.working.get("scores", {}).get(dimension.value, {})
        lines = [
            Line(
                measure_label(part["measure"]),
                measure_value(part["measure"], part.get("value"), currency),
                rank_text(part),
                source_names(part.get("source", ""), sources),
                bool(part.get("estimated")),
            )
            for part in stored.get("parts", [])
        ]
        reason, language = pick(stored.get("reason", {}))
        value = getattr(card, dimension.value)
        found.append(
            Row(
                dimension.value,
                str(dimension.label),
                formats.score(value),
                None if value is None else float(value),
                dimension.high_is_good,
                lines,
                bool(stored.get("estimated")),
                bool(stored.get("is_override")),
                formats.score(stored.get("overridden_from")),
                reason,
                language,
            )
        )
    return found
