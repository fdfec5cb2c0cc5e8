"""What our editors write about an occupation: running text, lists and tables."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..choices import VISIBLE, Percentile, PointKind, Verdict
from .mixins import NaturalKeyManager, NaturalKeyModel, OccupationRow, one_of, unique_position
from .occupation import Occupation


class NarrativeQuerySet(models.QuerySet):
    def published(self):
        return self.filter(occupation__status__in=VISIBLE)


class Narrative(NaturalKeyModel):
    NATURAL_KEY = ("occupation__country__code", "occupation__code")

    occupation = models.OneToOneField(
        Occupation, models.CASCADE, related_name="narrative", verbose_name=_("occupation")
    )
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict)
    verdict_text = models.TextField(
        _("in the AI era"), help_text=_("One paragraph: which tasks move to AI, which grow, and why.")
    )
    entry_outlook = models.TextField(_("entry-level outlook"), help_text=_("What happens to first jobs in this work."))
    level_up = models.TextField(_("how to level up"), help_text=_("Steps in order, each one a person can start on."))
    outlook = models.TextField(
        _("career outlook"),
        help_text=_(
            "Paragraphs with a blank line between. Official figures by placeholder: {employment}, {change_percent}."
        ),
    )

    objects = NaturalKeyManager.from_queryset(NarrativeQuerySet)()

    class Meta:
        verbose_name = _("narrative")
        verbose_name_plural = _("narratives")
        constraints = [
            one_of("narrative_verdict_known", "verdict", Verdict),
        ]

    def __str__(self):
        return f"{self.occupation.code}: {self.get_verdict_display()}"


class Point(OccupationRow):
    """An item of any bullet list. One model: the lists differ in nothing but their heading."""

    NATURAL_KEY = ("occupation__country__code", "occupation__code", "kind", "position")

    kind = models.CharField(_("list"), max_length=16, choices=PointKind)
    text = models.CharField(
        _("item"), max_length=200, help_text=_("A short phrase that can be checked: overdue reminders.")
    )
    detail = models.CharField(_("detail"), max_length=400, blank=True, help_text=_("How, with what, or why."))

    class Meta(OccupationRow.Meta):
        verbose_name = _("list item")
        verbose_name_plural = _("list items")
        ordering = ["kind", "position"]
        constraints = [unique_position("kind"), one_of("point_kind_known", "kind", PointKind)]

    def __str__(self):
        return self.text


class SalaryBand(OccupationRow):
    """An experience band as a stretch of the official wage distribution, so that it moves with each release."""

    label = models.CharField(_("experience"), max_length=60)
    years = models.CharField(_("years"), max_length=80, help_text=_("For example 0–3 years."))
    low = models.PositiveSmallIntegerField(_("from"), choices=Percentile)
    high = models.PositiveSmallIntegerField(_("to"), choices=Percentile)

    class Meta(OccupationRow.Meta):
        verbose_name = _("salary band")
        verbose_name_plural = _("salary bands")
        constraints = [
            unique_position(),
            one_of("salaryband_low_known", "low", Percentile),
            one_of("salaryband_high_known", "high", Percentile),
            models.CheckConstraint(
                name="salaryband_rises",
                condition=Q(low__lt=F("high")),
                violation_error_message=_("The band must end above where it begins."),
            ),
        ]

    def __str__(self):
        return self.label


class EducationStage(OccupationRow):
    stage = models.CharField(_("stage"), max_length=160)
    duration = models.CharField(_("duration"), max_length=120)
    required = models.BooleanField(_("required"), default=True)
    cost_low = models.PositiveIntegerField(
        _("cost from"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(2_000_000)],
        help_text=_(
            "Whole stage, tuition and required fees, in the country's currency. Empty when no source gives it."
        ),
    )
    cost_high = models.PositiveIntegerField(
        _("cost to"), null=True, blank=True, validators=[MaxValueValidator(2_000_000)]
    )
    note = models.CharField(_("note"), max_length=400, blank=True, help_text=_("What the cost covers and who says so."))
    url = models.URLField(_("source"), blank=True)

    class Meta(OccupationRow.Meta):
        verbose_name = _("education stage")
        verbose_name_plural = _("education path")
        constraints = [
            unique_position(),
            models.CheckConstraint(
                name="educationstage_cost_pair",
                condition=Q(cost_low__isnull=True, cost_high__isnull=True)
                | Q(cost_low__isnull=False, cost_high__isnull=False, cost_low__lte=F("cost_high")),
                violation_error_message=_("Give both ends of the cost, the lower first, or neither."),
            ),
        ]

    def __str__(self):
        return self.stage


class Credential(OccupationRow):
    name = models.CharField(_("credential"), max_length=200)
    issuer = models.CharField(_("issuing body"), max_length=240)
    required = models.BooleanField(_("required"), default=False, help_text=_("Normally required to do the work."))
    url = models.URLField(_("address of the issuing body"), blank=True)

    class Meta(OccupationRow.Meta):
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        constraints = [unique_position()]

    def __str__(self):
        return self.name


class Faq(OccupationRow):
    question = models.CharField(_("question"), max_length=200, help_text=_("As a person would ask it."))
    answer = models.TextField(_("answer"))

    class Meta(OccupationRow.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("FAQ")
        constraints = [unique_position()]

    def __str__(self):
        return self.question
