"""What official sources say, one row per occupation and release. Importers write these; nobody types them.

Small vectors (skills, states, related codes) are kept as JSON: a page reads them whole, and 35,000 rows
would make loading slow for no query that needs them.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..choices import EntryEducation, Experience, Training
from .mixins import NaturalKeyModel, one_of
from .occupation import Occupation
from .sources import Release


class Fact(NaturalKeyModel):
    NATURAL_KEY = ("occupation__country__code", "occupation__code", "release__source__key", "release__label")

    occupation = models.ForeignKey(
        Occupation, models.CASCADE, related_name="%(class)s_facts", verbose_name=_("occupation")
    )
    release = models.ForeignKey(Release, models.PROTECT, related_name="%(class)s_facts", verbose_name=_("release"))

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["occupation", "release"], name="%(class)s_once_a_release"),
        ]

    def __str__(self):
        return f"{self.occupation.code} {self.release.label}"


def wage(verbose_name):
    return models.PositiveIntegerField(verbose_name, null=True, blank=True)


def hourly_wage(verbose_name):
    return models.DecimalField(verbose_name, max_digits=7, decimal_places=2, null=True, blank=True)


class Wages(Fact):
    """Wage percentiles of wage and salary jobs (OEWS), in the country's currency; hourly ones in currency per hour."""

    employment = models.PositiveIntegerField(_("wage and salary jobs"), null=True, blank=True)
    annual_wage_p10 = wage(_("annual wage, 10th percentile"))
    annual_wage_p25 = wage(_("annual wage, 25th percentile"))
    annual_wage_median = wage(_("annual wage, median"))
    annual_wage_p75 = wage(_("annual wage, 75th percentile"))
    annual_wage_p90 = wage(_("annual wage, 90th percentile"))
    annual_wage_mean = wage(_("annual wage, mean"))
    hourly_wage_p10 = hourly_wage(_("hourly wage, 10th percentile"))
    hourly_wage_p25 = hourly_wage(_("hourly wage, 25th percentile"))
    hourly_wage_median = hourly_wage(_("hourly wage, median"))
    hourly_wage_p75 = hourly_wage(_("hourly wage, 75th percentile"))
    hourly_wage_p90 = hourly_wage(_("hourly wage, 90th percentile"))
    annual_only = models.BooleanField(_("released by the year only"), default=False)
    hourly_only = models.BooleanField(_("released by the hour only"), default=False)
    marks = models.JSONField(
        _("marks"),
        default=dict,
        blank=True,
        help_text=_("Field → the publisher's mark instead of a number: *, ** or #."),
    )

    class Meta(Fact.Meta):
        verbose_name = _("wages")
        verbose_name_plural = _("wages")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(name="wages_one_basis", condition=~Q(annual_only=True, hourly_only=True)),
            models.CheckConstraint(
                name="wages_percentiles_rise",
                condition=Q(annual_wage_p10__isnull=True)
                | Q(annual_wage_p90__isnull=True)
                | Q(annual_wage_p10__lte=F("annual_wage_p90")),
            ),
        ]

    def annual(self, percentile: int) -> int | None:
        return getattr(self, f"annual_wage_{'median' if percentile == 50 else f'p{percentile}'}")

    def hourly(self, percentile: int):
        return getattr(self, f"hourly_wage_{'median' if percentile == 50 else f'p{percentile}'}")


class StateWages(Fact):
    """`by_state`: postal code → {jobs, per_1000, quotient, p10, median, p90, hourly_median, marks}.

    A state or key that is absent was not released.
    """

    by_state = models.JSONField(_("by state"), default=dict)

    class Meta(Fact.Meta):
        verbose_name = _("wages by state")
        verbose_name_plural = _("wages by state")


class Projection(Fact):
    """Employment projection. Jobs are whole jobs (the publisher prints thousands) and include the self-employed."""

    base_year = models.PositiveSmallIntegerField(_("base year"))
    target_year = models.PositiveSmallIntegerField(_("target year"))
    employment_base = models.PositiveIntegerField(_("jobs in the base year"))
    employment_target = models.PositiveIntegerField(_("jobs in the target year"))
    change_percent = models.DecimalField(_("change, %"), max_digits=6, decimal_places=1)
    openings = models.PositiveIntegerField(_("openings a year"))
    self_employed_percent = models.DecimalField(
        _("self-employed, %"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    entry_education = models.CharField(_("entry education"), max_length=20, choices=EntryEducation)
    work_experience = models.CharField(_("related experience"), max_length=20, choices=Experience)
    training = models.CharField(_("on-the-job training"), max_length=20, choices=Training)

    class Meta(Fact.Meta):
        verbose_name = _("projection")
        verbose_name_plural = _("projections")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(name="projection_years_rise", condition=Q(base_year__lt=F("target_year"))),
            one_of("projection_education_known", "entry_education", EntryEducation),
            one_of("projection_experience_known", "work_experience", Experience),
            one_of("projection_training_known", "training", Training),
        ]


class OnetProfile(Fact):
    """O*NET values of one occupation, after the several O*NET codes were brought together.

    `skills`: element → [importance 1–5, level 0–7]; `work_styles`: element → importance 1–5;
    `interests`: element → 1–7; `education`: category → percent of respondents; `related`: codes, closest first.
    """

    job_zone = models.PositiveSmallIntegerField(_("job zone"), null=True, blank=True)
    skills = models.JSONField(default=dict, blank=True)
    work_styles = models.JSONField(default=dict, blank=True)
    interests = models.JSONField(default=dict, blank=True)
    education = models.JSONField(default=dict, blank=True)
    related = models.JSONField(default=list, blank=True)
    onet_codes = models.JSONField(_("O*NET-SOC codes used"), default=list, blank=True)

    class Meta(Fact.Meta):
        verbose_name = _("O*NET profile")
        verbose_name_plural = _("O*NET profiles")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="onetprofile_job_zone_1_5", condition=Q(job_zone__isnull=True) | Q(job_zone__range=(1, 5))
            ),
        ]


class AlternateTitles(Fact):
    """Other names of an occupation in the official source, in its language."""

    titles = models.JSONField(default=list)

    class Meta(Fact.Meta):
        verbose_name = _("official alternate titles")
        verbose_name_plural = _("official alternate titles")


class Exposure(Fact):
    """A published measure of how far current AI can be applied to an occupation's tasks. Not a forecast of job loss."""

    value = models.FloatField(_("measure used"))
    measures = models.JSONField(_("published measures"), default=dict)

    class Meta(Fact.Meta):
        verbose_name = _("AI exposure")
        verbose_name_plural = _("AI exposures")
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(name="exposure_0_1", condition=Q(value__range=(0, 1))),
        ]
