from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .country import Country
from .mixins import NaturalKeyModel


class Source(NaturalKeyModel):
    """A publisher's data product, with the attribution its licence asks for."""

    NATURAL_KEY = ("key",)

    key = models.SlugField(_("key"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=160)
    publisher = models.CharField(_("publisher"), max_length=160)
    url = models.URLField(_("address"))
    licence = models.CharField(_("licence"), max_length=120)
    licence_url = models.URLField(_("address of the licence"), blank=True)
    attribution = models.TextField(
        _("attribution"),
        help_text=_(
            "The wording the licence asks for. “{release}” becomes the release, “{release_original}” its own label."
        ),
    )
    note = models.TextField(_("what it is and is not"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["position", "key"]

    def __str__(self):
        return self.name


class Release(NaturalKeyModel):
    """One edition of a source. Facts of older releases stay as history."""

    NATURAL_KEY = ("source__key", "label")

    source = models.ForeignKey(Source, models.PROTECT, related_name="releases", verbose_name=_("source"))
    label = models.CharField(_("label"), max_length=60, help_text=_("As the publisher names it: May 2025, 2024–34."))
    published_on = models.DateField(_("published on"), null=True, blank=True)
    is_current = models.BooleanField(_("current"), default=False)
    files = models.JSONField(
        _("files"), default=dict, blank=True, help_text=_("File name → SHA-256 of what was imported.")
    )

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["source", "-published_on", "-label"]
        constraints = [
            models.UniqueConstraint(fields=["source", "label"], name="release_label_unique"),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(is_current=True),
                name="release_one_current",
                violation_error_message=_("Another release of this source is already the current one."),
            ),
        ]

    def __str__(self):
        return f"{self.source.key} {self.label}"


class NationalFigure(NaturalKeyModel):
    """A figure of the whole country that occupations are held against."""

    NATURAL_KEY = ("country__code", "release__source__key", "release__label", "key")

    country = models.ForeignKey(Country, models.CASCADE, related_name="figures", verbose_name=_("country"))
    release = models.ForeignKey(Release, models.PROTECT, verbose_name=_("release"))
    key = models.SlugField(_("key"), max_length=40, help_text=_("For example employment_change_percent."))
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = _("national figure")
        verbose_name_plural = _("national figures")
        constraints = [
            models.UniqueConstraint(fields=["country", "release", "key"], name="nationalfigure_key_unique"),
        ]

    def __str__(self):
        return f"{self.country} {self.key}"
