"""Filters that answer editors' questions."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import dashboard, models
from ..choices import TitleLanguage
from ..dashboard import blank


class MissingTextFilter(admin.SimpleListFilter):
    title = _("missing text")
    parameter_name = "missing"

    def lookups(self, request, model_admin):
        return [(TitleLanguage.ENGLISH, _("Missing English")), (TitleLanguage.CHINESE, _("Missing Chinese"))]

    def queryset(self, request, queryset):
        language = self.value()
        return queryset.filter(dashboard.untold_anywhere(language)) if language in TitleLanguage.values else queryset


class WrittenFilter(admin.SimpleListFilter):
    title = _("analysis")
    parameter_name = "written"

    def lookups(self, request, model_admin):
        return [("yes", _("Written")), ("no", _("Not written yet"))]

    def queryset(self, request, queryset):
        return queryset.filter(narrative__isnull=self.value() == "no") if self.value() in ("yes", "no") else queryset


class StaleEvidenceFilter(admin.SimpleListFilter):
    """Evidence nobody has checked for a year, or without a link; on an occupation, any row of it."""

    title = _("evidence")
    parameter_name = "evidence"

    def lookups(self, request, model_admin):
        return [("stale", _("Not checked for a year")), ("unlinked", _("Without a link"))]

    def queryset(self, request, queryset):
        condition = {"stale": dashboard.is_stale(timezone.localdate()), "unlinked": blank("url")}.get(self.value())
        if condition is None:
            return queryset
        if queryset.model is models.Evidence:
            return queryset.filter(condition)
        return queryset.filter(Exists(models.Evidence.objects.filter(condition, occupation=OuterRef("pk"))))


class LinkedFilter(admin.SimpleListFilter):
    """Reached by a link only: offers no choice of its own, and shows the one that is in force."""

    def choice_in_force(self, value: str) -> str:
        """The name of a value, or "" where it is none."""
        raise NotImplementedError

    def lookups(self, request, model_admin):
        value = self.value() or ""
        name = self.choice_in_force(value)
        return [(value, name)] if name else []


class LackingFilter(LinkedFilter):
    """Written pages that lack a section in a language: faq:en; or any of them: any:en."""

    title = _("unfinished section")
    parameter_name = "lacking"

    def choice_in_force(self, value):
        key, _colon, language = value.partition(":")
        if key not in ["any", *dashboard.section_keys()] or language not in TitleLanguage.values:
            return ""
        section = gettext("Whole page") if key == "any" else dashboard.section_label(key)
        return f"{section} · {TitleLanguage(language).label}"

    def queryset(self, request, queryset):
        key, _colon, language = (self.value() or "").partition(":")
        if not self.lookup_choices:
            return queryset
        return queryset.filter(dashboard.lacking_any(language) if key == "any" else dashboard.lacking(key, language))


class MovedFactsFilter(LinkedFilter):
    title = _("facts")
    parameter_name = "facts"

    def choice_in_force(self, value):
        return gettext("Newer than the text") if value == "moved" else ""

    def queryset(self, request, queryset):
        return queryset.filter(dashboard.NEWER_FACTS) if self.value() == "moved" else queryset
