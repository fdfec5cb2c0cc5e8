from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..choices import EvidenceKind, Extent
from .mixins import OccupationRow, one_of, unique_position


class Evidence(OccupationRow):
    """A dated, sourced thing that shows AI doing part of the job."""

    occupation = models.ForeignKey(
        "occupations.Occupation", models.CASCADE, related_name="evidence", verbose_name=_("occupation")
    )
    name = models.CharField(
        _("name"), max_length=200, help_text=_("As its maker or publisher writes it: Ex Libris Alma.")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=EvidenceKind)
    extent = models.CharField(_("extent"), max_length=8, choices=Extent)
    year = models.PositiveSmallIntegerField(_("year"), help_text=_("Launched or published."))
    replaces = models.TextField(
        _("what it replaces"), help_text=_("Which piece of the work it does, in one or two sentences.")
    )
    url = models.URLField(_("source"), max_length=400)
    checked_on = models.DateField(_("checked on"), help_text=_("The day somebody last read the source."))

    class Meta(OccupationRow.Meta):
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            unique_position(),
            one_of("evidence_kind_known", "kind", EvidenceKind),
            one_of("evidence_extent_known", "extent", Extent),
            models.CheckConstraint(
                name="evidence_year_sane",
                condition=Q(year__range=(1950, 2100)),
                violation_error_message=_("The year must lie between 1950 and 2100."),
            ),
        ]

    def __str__(self):
        return self.name


class Citation(OccupationRow):
    """A source of a fact in the text that no official data file holds."""

    title = models.CharField(_("title"), max_length=240)
    publisher = models.CharField(_("publisher"), max_length=160)
    url = models.URLField(_("address"), max_length=400)
    checked_on = models.DateField(_("checked on"))

    class Meta(OccupationRow.Meta):
        verbose_name = _("further source")
        verbose_name_plural = _("further sources")
        constraints = [unique_position()]

    def __str__(self):
        return self.title
