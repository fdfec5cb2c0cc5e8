from django.db import models
from django.utils.translation import gettext_lazy as _

from ..choices import Fit
from .country import Country
from .mixins import NaturalKeyModel, OccupationRow, one_of, unique_position


class VisaRoute(NaturalKeyModel):
    NATURAL_KEY = ("country__code", "key")

    country = models.ForeignKey(Country, models.CASCADE, related_name="visa_routes", verbose_name=_("country"))
    key = models.SlugField(_("key"), max_length=30)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), help_text=_("Whom the route is for, in one sentence."))
    is_permanent = models.BooleanField(_("leads to permanent residence"), default=False)
    url = models.URLField(_("official page"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("visa route")
        verbose_name_plural = _("visa routes")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["country", "key"], name="visaroute_key_unique")]

    def __str__(self):
        return self.name


class VisaFit(OccupationRow):
    """How well a visa route fits an occupation, and why."""

    NATURAL_KEY = ("occupation__country__code", "occupation__code", "route__country__code", "route__key")

    route = models.ForeignKey(VisaRoute, models.PROTECT, verbose_name=_("route"))
    fit = models.CharField(_("fit"), max_length=10, choices=Fit)
    reason = models.TextField(_("reason"), help_text=_("The ground in law or practice, in one or two sentences."))

    class Meta(OccupationRow.Meta):
        verbose_name = _("visa route of this occupation")
        verbose_name_plural = _("visa routes of this occupation")
        constraints = [
            unique_position(),
            models.UniqueConstraint(
                fields=["occupation", "route"],
                name="visafit_route_once",
                violation_error_message=_("This route is already in the list."),
            ),
            one_of("visafit_fit_known", "fit", Fit),
        ]

    def __str__(self):
        return self.route.name
