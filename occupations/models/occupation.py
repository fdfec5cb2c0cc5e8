from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.query import ModelIterable
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from ..choices import VISIBLE, CertificationRung, Status, TitleLanguage
from .country import Country, MajorGroup
from .mixins import NaturalKeyManager, NaturalKeyModel, one_of

# Words that stand where a slug would in an address.
RESERVED_SLUGS = ("compare", "feed", "map", "paths", "rankings", "suggest", "treemap")


# Visitors can open the page: its rows are published, or a copy of what was is kept. A page that is still on its
# way to being published for the first time has nothing to show them.
IS_PUBLISHED = Q(status__in=VISIBLE) | Q(published_copy__isnull=False)
# Visitors find an analysis on the page: its own, or that of the published copy.
IS_WRITTEN = Q(narrative__isnull=False, status__in=VISIBLE) | Q(published_copy__is_written=True)


class OccupationQuerySet(models.QuerySet):
    as_published = False

    def listed(self):
        """Pages that visitors can open, for their addresses and dates: the text may be that of a draft."""
        return self.filter(IS_PUBLISHED, is_public=True)

    def public(self):
        """What visitors may see: public occupations, with the text that was published last."""
        queryset = self.listed()
        queryset.as_published = True
        return queryset

    def written(self):
        """Those whose published page has an analysis."""
        return self.filter(IS_WRITTEN)

    def _clone(self):
        clone = super()._clone()
        clone.as_published = self.as_published
        return clone

    def _fetch_all(self):
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh and self.as_published and issubclass(self._iterable_class, ModelIterable):
            from .publication import show_published

            show_published(self._result_cache)

    def in_country(self, code: str):
        return self.filter(country__code=code)


class Occupation(NaturalKeyModel):
    """One detailed occupation of a country's classification."""

    NATURAL_KEY = ("country__code", "code")

    country = models.ForeignKey(Country, models.PROTECT, related_name="occupations", verbose_name=_("country"))
    group = models.ForeignKey(MajorGroup, models.PROTECT, related_name="occupations", verbose_name=_("major group"))
    code = models.CharField(
        _("occupation code"),
        max_length=10,
        validators=[RegexValidator(r"^[0-9A-Z][0-9A-Z.-]*$", _("Digits, capital letters, dots and dashes only."))],
    )
    slug = models.SlugField(
        _("address"),
        max_length=120,
        help_text=_("Last part of the page's address. After a change the old address redirects to the new one."),
    )
    official_title = models.CharField(
        _("official title"), max_length=160, help_text=_("The classification's own title. Comes from the import.")
    )
    title = models.CharField(
        _("title"),
        max_length=160,
        help_text=_(
            "The name people use. Chinese: the term used in Taiwan, for example 護理師. English: the official title."
        ),
    )
    summary = models.TextField(
        _("summary"), help_text=_("One or two sentences: who does what for whom, and what sets the work apart.")
    )
    citizens_only = models.BooleanField(
        _("open to citizens only"),
        default=False,
        help_text=_("Only where the law closes the whole occupation to others."),
    )
    is_public = models.BooleanField(
        _("public"), default=False, help_text=_("Visitors can open the page once it has been published.")
    )
    updated_on = models.DateField(_("content updated on"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.PUBLISHED, editable=False, db_index=True
    )
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)

    objects = NaturalKeyManager.from_queryset(OccupationQuerySet)()

    class Meta:
        verbose_name = _("occupation")
        verbose_name_plural = _("occupations")
        ordering = ["country", "code"]
        permissions = [
            ("publish_occupation", gettext_noop("Can publish pages and set what takes effect at once")),
            ("import_spreadsheets", gettext_noop("Can import spreadsheets")),
            ("recompute_scores", gettext_noop("Can compute the scores again")),
        ]
        constraints = [
            one_of("occupation_status_known", "status", Status),
            models.UniqueConstraint(
                fields=["country", "code"],
                name="occupation_code_unique",
                violation_error_message=_("This country already has an occupation with this code."),
            ),
            models.UniqueConstraint(
                fields=["country", "slug"],
                name="occupation_slug_unique",
                violation_error_message=_("Another occupation has this address."),
            ),
            models.CheckConstraint(
                name="occupation_code_and_slug_given", condition=~Q(code="") & ~Q(slug="") & ~Q(official_title="")
            ),
            models.CheckConstraint(
                name="occupation_slug_not_reserved",
                condition=~Q(slug__in=RESERVED_SLUGS),
                violation_error_message=_("This address is taken by a page of the site."),
            ),
            models.CheckConstraint(
                name="occupation_public_has_titles",
                condition=Q(is_public=False)
                | (Q(title_zh_hant__isnull=False) & ~Q(title_zh_hant="") & Q(title_en__isnull=False) & ~Q(title_en="")),
                violation_error_message=_("A public page needs its title in Chinese and in English."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    @classmethod
    def from_db(cls, db, field_names, values):
        instance = super().from_db(db, field_names, values)
        instance._loaded_slug = instance.__dict__.get("slug")
        return instance

    def save(self, **kwargs):
        """Save, keeping the address it had as one that redirects."""
        old = getattr(self, "_loaded_slug", None)
        super().save(**kwargs)
        if old and old != self.slug:
            RetiredSlug.objects.update_or_create(
                country_id=self.country_id, slug=old, defaults={"occupation_id": self.pk}
            )
        self._loaded_slug = self.slug

    def get_absolute_url(self):
        return reverse("occupations:detail", args=[self.country.code, self.slug])

    @property
    def is_visible(self) -> bool:
        """Whether visitors see the rows as they are."""
        return self.status in VISIBLE


class RetiredSlug(NaturalKeyModel):
    """An address an occupation once had; it redirects for good."""

    NATURAL_KEY = ("country__code", "slug")

    country = models.ForeignKey(Country, models.CASCADE, verbose_name=_("country"))
    slug = models.SlugField(_("old address"), max_length=120)
    occupation = models.ForeignKey(
        Occupation, models.CASCADE, related_name="retired_slugs", verbose_name=_("occupation")
    )

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        constraints = [models.UniqueConstraint(fields=["country", "slug"], name="retiredslug_unique")]

    def __str__(self):
        return self.slug


class AlternateTitle(NaturalKeyModel):
    """Another name people search by, kept by editors. Official ones are in AlternateTitles."""

    NATURAL_KEY = ("occupation__country__code", "occupation__code", "language", "text")

    occupation = models.ForeignKey(
        Occupation, models.CASCADE, related_name="alternate_titles", verbose_name=_("occupation")
    )
    language = models.CharField(_("language"), max_length=10, choices=TitleLanguage)
    text = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("alternate title")
        verbose_name_plural = _("alternate titles")
        ordering = ["language", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["occupation", "language", "text"],
                name="alternatetitle_unique",
                violation_error_message=_("This name is already in the list."),
            ),
            models.CheckConstraint(name="alternatetitle_given", condition=~Q(text="")),
            one_of("alternatetitle_language_known", "language", TitleLanguage),
        ]

    def __str__(self):
        return self.text


class Certification(NaturalKeyModel):
    """The rung of the certification ladder an occupation stands on, judged by an editor."""

    NATURAL_KEY = ("occupation__country__code", "occupation__code")

    occupation = models.OneToOneField(
        Occupation, models.CASCADE, related_name="certification", verbose_name=_("occupation")
    )
    rung = models.PositiveSmallIntegerField(_("rung"), choices=CertificationRung)
    ground = models.CharField(
        _("ground"),
        max_length=300,
        help_text=_("The licence or examination that is normally required, in one sentence."),
    )

    class Meta:
        verbose_name = _("certification")
        verbose_name_plural = _("certifications")
        constraints = [one_of("certification_rung_known", "rung", CertificationRung)]

    def __str__(self):
        return self.get_rung_display()
