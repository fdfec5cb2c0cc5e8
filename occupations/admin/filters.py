"""Filters that answer editors' questions."""

import datetime

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import translator

from .. import models
from ..choices import TitleLanguage

STALE_AFTER = datetime.timedelta(days=365)
ROW_MODELS = (
    models.Point,
    models.Evidence,
    models.SalaryBand,
    models.EducationStage,
    models.Credential,
    models.VisaFit,
    models.Faq,
    models.Citation,
)


def blank(name: str) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{name: ""})


def missing_text(language: str) -> Q:
    """Occupations without a title, summary or any written text in `language`.

    In lists and tables a text counts as missing when it exists in another language: some columns are optional.
    """
    suffix = language.replace("-", "_")
    others = [value.replace("-", "_") for value in TitleLanguage.values if value != language]
    found = blank(f"title_{suffix}") | blank(f"summary_{suffix}")
    for name in translator.get_options_for_model(models.Narrative).fields:
        found |= Q(narrative__isnull=False) & blank(f"narrative__{name}_{suffix}")
    for model in ROW_MODELS:
        untranslated = Q()
        for name in translator.get_options_for_model(model).fields:
            for other in others:
                untranslated |= blank(f"{name}_{suffix}") & ~blank(f"{name}_{other}")
        found |= Exists(model.objects.filter(untranslated, occupation=OuterRef("pk")))
    return found


class MissingTextFilter(admin.SimpleListFilter):
    title = _("missing text")
    parameter_name = "missing"

    def lookups(self, request, model_admin):
        return [(TitleLanguage.ENGLISH, _("Missing English")), (TitleLanguage.CHINESE, _("Missing Chinese"))]

    def queryset(self, request, queryset):
        return queryset.filter(missing_text(self.value())) if self.value() in TitleLanguage.values else queryset


class WrittenFilter(admin.SimpleListFilter):
    title = _("analysis")
    parameter_name = "written"

    def lookups(self, request, model_admin):
        return [("yes", _("Written")), ("no", _("Not written yet"))]

    def queryset(self, request, queryset):
        return queryset.filter(narrative__isnull=self.value() == "no") if self.value() in ("yes", "no") else queryset


class StaleEvidenceFilter(admin.SimpleListFilter):
    """Evidence nobody has checked for a year; on an occupation, any row of it."""

    title = _("evidence")
    parameter_name = "evidence"

    def lookups(self, request, model_admin):
        return [("stale", _("Not checked for a year"))]

    def queryset(self, request, queryset):
        if self.value() != "stale":
            return queryset
        stale = models.Evidence.objects.filter(checked_on__lt=timezone.localdate() - STALE_AFTER)
        if queryset.model is models.Evidence:
            return queryset.filter(pk__in=stale)
        return queryset.filter(Exists(stale.filter(occupation=OuterRef("pk"))))
