from django.db import models
from django.utils.translation import gettext_lazy as _

from ..choices import ClusterKey
from .mixins import NaturalKeyModel, one_of


class Country(NaturalKeyModel):
    NATURAL_KEY = ("code",)

    code = models.SlugField(_("code"), max_length=2, unique=True, help_text=_("Two letters, as in the address: us."))
    name = models.CharField(_("name"), max_length=80)
    currency = models.CharField(_("currency"), max_length=3, help_text=_("ISO 4217 code, for example USD."))
    official_language = models.CharField(
        _("language of official titles"), max_length=10, help_text=_("Language tag, for example en.")
    )
    classification = models.CharField(_("classification"), max_length=20, help_text=_("Short name, for example SOC."))
    classification_edition = models.CharField(_("edition of the classification"), max_length=40)
    immigration_notice = models.TextField(
        _("standing immigration notice"), help_text=_("Shown at the foot of the immigration section of every page.")
    )
    data_notice = models.TextField(
        _("standing statement on data"), help_text=_("Shown above the list of sources of every page.")
    )

    content_version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self):
        return self.name


class MajorGroup(NaturalKeyModel):
    """The first two digits of a code: 22 civilian groups of the SOC."""

    NATURAL_KEY = ("country__code", "code")

    country = models.ForeignKey(Country, models.PROTECT, related_name="groups", verbose_name=_("country"))
    code = models.CharField(_("code"), max_length=2)
    title = models.CharField(_("title"), max_length=120)

    class Meta:
        verbose_name = _("major group")
        verbose_name_plural = _("major groups")
        ordering = ["country", "code"]
        constraints = [models.UniqueConstraint(fields=["country", "code"], name="majorgroup_code_unique")]

    def __str__(self):
        return f"{self.code} {self.title}"


class Cluster(NaturalKeyModel):
    """One of six kinds of work as AI meets it."""

    NATURAL_KEY = ("key",)

    key = models.CharField(_("key"), max_length=20, unique=True, choices=ClusterKey)
    name = models.CharField(_("name"), max_length=60)
    description = models.TextField(_("description"), help_text=_("What these occupations have in common."))
    advice = models.TextField(_("advice"), help_text=_("What a person in such an occupation does well to do."))
    position = models.PositiveSmallIntegerField(_("position"), unique=True)

    class Meta:
        verbose_name = _("AI cluster")
        verbose_name_plural = _("AI clusters")
        ordering = ["position"]
        constraints = [one_of("cluster_key_known", "key", ClusterKey)]

    def __str__(self):
        return self.name
