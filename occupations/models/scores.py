"""Scores: computed cards, and what editors decide instead."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..choices import Dimension, VisaRung
from .country import Cluster
from .facts import Exposure, OnetProfile, Projection, StateWages, Wages
from .mixins import NaturalKeyModel, one_of
from .occupation import Occupation


def score(verbose_name):
    return models.DecimalField(verbose_name, max_digits=3, decimal_places=1, null=True, blank=True)


def axis(verbose_name):
    return models.FloatField(verbose_name, null=True, blank=True)


class ScoreCard(models.Model):
    """Everything computed for one occupation, with the facts it was computed from.

    Written by `recompute_scores` alone, and in no fixture: the same facts give the same card.
    Eleven dimensions and the overall are 0–10 with one decimal; empty means not rated.
    `working` holds, per dimension, what the page shows: inputs, percentiles, sources, stand-ins.
    """

    occupation = models.OneToOneField(Occupation, models.CASCADE, related_name="card", verbose_name=_("occupation"))
    formula_version = models.CharField(max_length=20)

    income = score(Dimension.INCOME.label)
    demand = score(Dimension.DEMAND.label)
    prospects = score(Dimension.PROSPECTS.label)
    pr_friendly = score(Dimension.PR_FRIENDLY.label)
    ai_risk = score(Dimension.AI_RISK.label)
    competition = score(Dimension.COMPETITION.label)
    intensity = score(Dimension.INTENSITY.label)
    learning = score(Dimension.LEARNING.label)
    duration = score(Dimension.DURATION.label)
    certification = score(Dimension.CERTIFICATION.label)
    pr_difficulty = score(Dimension.PR_DIFFICULTY.label)
    overall = score(_("Overall"))
    rated_count = models.PositiveSmallIntegerField(_("rated dimensions"))
    is_partial = models.BooleanField(_("partial"))

    exposure = axis(_("AI exposure"))
    moat = axis(_("Human moat"))
    trust = axis(_("Trust index"))
    on_site = axis(_("On-site index"))
    judgement = axis(_("Judgement index"))
    cluster = models.ForeignKey(Cluster, models.PROTECT, null=True, blank=True, verbose_name=_("AI cluster"))
    visa_rung = models.CharField(_("best visa route"), max_length=12, choices=VisaRung, blank=True)
    is_skilled_migration = models.BooleanField(_("skilled migration occupation"), null=True, blank=True)
    years_to_qualify = models.FloatField(_("years to qualify"), null=True, blank=True)
    working = models.JSONField(default=dict)

    wages = models.ForeignKey(Wages, models.SET_NULL, null=True, blank=True, verbose_name=_("wages"))
    state_wages = models.ForeignKey(
        StateWages, models.SET_NULL, null=True, blank=True, verbose_name=_("wages by state")
    )
    projection = models.ForeignKey(Projection, models.SET_NULL, null=True, blank=True, verbose_name=_("projection"))
    onet = models.ForeignKey(OnetProfile, models.SET_NULL, null=True, blank=True, verbose_name=_("O*NET profile"))
    exposure_microsoft = models.ForeignKey(
        Exposure, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("AI exposure (Microsoft)")
    )
    exposure_openai = models.ForeignKey(
        Exposure, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("AI exposure (OpenAI)")
    )

    class Meta:
        verbose_name = _("score card")
        verbose_name_plural = _("score cards")
        indexes = [models.Index(fields=["-overall"]), models.Index(fields=["ai_risk"])]
        constraints = [
            *(
                models.CheckConstraint(
                    name=f"scorecard_{name}_0_10",
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (0, 10)}),
                )
                for name in [*Dimension.values, "overall"]
            ),
        ]

    def __str__(self):
        return f"{self.occupation.code} {self.overall}"


class ScoreOverride(NaturalKeyModel):
    """An editor's score for one dimension, with the reason that the page shows."""

    NATURAL_KEY = ("occupation__country__code", "occupation__code", "dimension")

    occupation = models.ForeignKey(
        Occupation, models.CASCADE, related_name="score_overrides", verbose_name=_("occupation")
    )
    dimension = models.CharField(_("dimension"), max_length=16, choices=Dimension)
    value = models.DecimalField(_("score"), max_digits=3, decimal_places=1)
    reason = models.TextField(_("reason"), help_text=_("What the formula cannot see here. Readers see this sentence."))

    class Meta:
        verbose_name = _("score set by an editor")
        verbose_name_plural = _("scores set by an editor")
        constraints = [
            models.UniqueConstraint(
                fields=["occupation", "dimension"],
                name="scoreoverride_once",
                violation_error_message=_("This dimension is already set."),
            ),
            models.CheckConstraint(
                name="scoreoverride_0_10",
                condition=Q(value__range=(0, 10)),
                violation_error_message=_("A score lies between 0 and 10."),
            ),
            one_of("scoreoverride_dimension_known", "dimension", Dimension),
        ]

    def __str__(self):
        return f"{self.get_dimension_display()} {self.value}"


class ClusterOverride(NaturalKeyModel):
    NATURAL_KEY = ("occupation__country__code", "occupation__code")

    occupation = models.OneToOneField(
        Occupation, models.CASCADE, related_name="cluster_override", verbose_name=_("occupation")
    )
    cluster = models.ForeignKey(Cluster, models.PROTECT, verbose_name=_("AI cluster"))
    reason = models.TextField(
        _("reason"), help_text=_("Why the rule puts it in the wrong cluster. Readers see this sentence.")
    )

    class Meta:
        verbose_name = _("cluster set by an editor")
        verbose_name_plural = _("clusters set by an editor")

    def __str__(self):
        return str(self.cluster)
