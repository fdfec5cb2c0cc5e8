"""The published description of the scores, made from the very definitions that compute them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .. import formats
from ..choices import CertificationRung, ClusterKey, Dimension, VisaRung
from . import definitions as d
from .explain import measure_label


@dataclass(frozen=True, slots=True)
class DimensionMethod:
    label: str
    high_is_good: bool
    ground: str


@dataclass(frozen=True, slots=True)
class Ladder:
    title: str
    columns: list[str]
    rows: list[tuple[str, ...]]


def dimensions() -> list[DimensionMethod]:
    longest, discount = formats.number(d.LONGEST_PREPARATION), formats.number(d.MOAT_DISCOUNT, 1)
    grounds = {
        Dimension.INCOME: _(
            "Percentile of the annual median wage. Where only hourly wages are released, percentile of the hourly "
            "median among occupations that have one."
        ),
        Dimension.DEMAND: _(
            "Mean of two percentiles of annual openings: among all occupations, "
            "and among those with the same entry education."
        ),
        Dimension.PROSPECTS: _("Percentile of the projected employment change in percent."),
        Dimension.PR_FRIENDLY: _("Step of the visa ladder below."),
        Dimension.AI_RISK: _("Percentile of exposure × (1 − %(discount)s × moat ÷ 10).") % {"discount": discount},
        Dimension.COMPETITION: _(
            "Mean of two percentiles: of 1 − openings ÷ jobs, "
            "and of the wage among occupations with the same entry education."
        ),
        Dimension.INTENSITY: _("Percentile of the O*NET work style %(style)s (importance).")
        % {"style": measure_label(f"{d.STRESS} (IM)").split(" (")[0].split("（")[0]},
        Dimension.LEARNING: _("Percentile of the mean level of the %(count)s most important O*NET skills.")
        % {"count": d.TOP_SKILLS},
        Dimension.DURATION: _("Years to qualify ÷ %(longest)s × 10, at most 10.") % {"longest": longest},
        Dimension.CERTIFICATION: _(
            "Step of the certification ladder below, judged by an editor who states the ground."
        ),
        Dimension.PR_DIFFICULTY: _("Step of the visa ladder below."),
    }
    return [DimensionMethod(str(key.label), key.high_is_good, grounds[key]) for key in Dimension]


def weights() -> list[tuple[str, str, str]]:
    """Part of the overall, its weight, and the dimensions it is the mean of."""
    parts = (
        ("reward", _("Reward"), d.REWARD),
        ("resilience", _("Resilience"), d.RESILIENCE),
        ("ease", _("Ease"), d.EASE),
    )
    rows = []
    for key, label, members in parts:
        turned = "10 − " if key != "reward" else ""
        names = _(", ").join(str(member.label) for member in members)
        text = names if len(members) == 1 else _("mean of %(names)s") % {"names": names}
        rows.append((label, formats.number(d.WEIGHTS[key] * 100) + "%", turned + text))
    return rows


def ladders() -> list[Ladder]:
    def years(title, table):
        return Ladder(
            title,
            [_("Value"), _("Years")],
            [(str(key.label), formats.number(value, 1)) for key, value in table.items()],
        )

    visa = [(str(r.label), formats.score(d.VISA_LADDER[r][0]), formats.score(d.VISA_LADDER[r][1])) for r in VisaRung]
    return [
        Ladder(
            _("Visa ladder"),
            [_("Best route"), str(Dimension.PR_FRIENDLY.label), str(Dimension.PR_DIFFICULTY.label)],
            visa,
        ),
        Ladder(
            _("Certification ladder"),
            [_("Rung"), _("Score")],
            [(str(r.label), formats.number(r.value)) for r in CertificationRung],
        ),
        years(_("Entry education"), d.EDUCATION_YEARS),
        years(_("Related experience"), d.EXPERIENCE_YEARS),
        years(_("On-the-job training"), d.TRAINING_YEARS),
    ]


def indices() -> list[tuple[str, list[str]]]:
    names = {"trust": _("Trust index"), "on_site": _("On-site index"), "judgement": _("Judgement index")}
    return [
        (names[key], [measure_label(f"{name} ({scale})") for name, scale in pairs]) for key, pairs in d.INDICES.items()
    ]


def cluster_rules() -> list[tuple[str, str]]:
    """The rules in the order they are tried; the first that holds decides."""
    high, half = formats.number(d.INDEX_HIGH), formats.number(d.AXIS_HIGH)
    rules = [
        (
            ClusterKey.PUBLIC_SAFETY,
            _("Major group %(group)s, and roles that enforce law or approve on behalf of the public: %(codes)s")
            % {"group": d.PUBLIC_SAFETY_GROUP, "codes": ", ".join(sorted(d.PUBLIC_SAFETY_CODES))},
        ),
        (ClusterKey.LICENSED, _("Certification %(step)s or more") % {"step": d.LICENSED_FROM.value}),
        (ClusterKey.ON_SITE, _("On-site index %(high)s or more") % {"high": high}),
        (ClusterKey.HUMAN_TRUST, _("Trust index %(high)s or more") % {"high": high}),
        (ClusterKey.AUGMENTED, _("Exposure %(half)s or more and judgement index %(half)s or more") % {"half": half}),
        (ClusterKey.HIGH_EXPOSURE, _("Exposure %(half)s or more") % {"half": half}),
    ]
    return [(str(key.label), text) for key, text in rules]


def describe() -> dict:
    return {
        "version": d.FORMULA_VERSION,
        "dimensions": dimensions(),
        "weights": weights(),
        "min_rated": d.MIN_RATED,
        "ladders": ladders(),
        "indices": indices(),
        "clusters": cluster_rules(),
        "skilled_years": formats.number(d.SKILLED_WORKER_YEARS),
        "schedule_a": ", ".join(sorted(d.SCHEDULE_A_CODES)),
        "discount": formats.number(d.MOAT_DISCOUNT, 1),
    }
