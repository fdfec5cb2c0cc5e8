from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from .. import catalogue
from ..models import Cluster, Country, MajorGroup
from .mixins import columns, side_by_side
from .reference import ReferenceAdmin


class CatalogueAdmin(ReferenceAdmin):
    """Rows that every page of a country names, kept in memory with its occupations."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        catalogue.touch()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        catalogue.touch()

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        catalogue.touch()


@admin.register(Country)
class CountryAdmin(CatalogueAdmin):
    list_display = ["code", *columns("name", _("name")), "currency", "classification"]
    search_fields = ["code", "name_zh_hant", "name_en"]
    text_rows = 6
    fieldsets = [
        (_("Identity"), {"fields": ["code", *side_by_side("name"), ("currency", "official_language")]}),
        (_("Classification"), {"fields": [("classification", "classification_edition")]}),
        (
            _("Standing texts"),
            {
                "description": _("Shown on every occupation page of this country."),
                "fields": side_by_side("immigration_notice", "data_notice"),
            },
        ),
    ]

    def get_readonly_fields(self, request, obj=None):
        # The code is in every address.
        return ["code"] if obj else []


@admin.register(MajorGroup)
class MajorGroupAdmin(CatalogueAdmin):
    list_display = ["code", *columns("title", _("title")), "country"]
    list_select_related = ["country"]
    search_fields = ["code", "title_zh_hant", "title_en"]
    fieldsets = [(None, {"fields": [("country", "code"), *side_by_side("title")]})]

    def get_readonly_fields(self, request, obj=None):
        return ["country", "code"] if obj else []


@admin.register(Cluster)
class ClusterAdmin(CatalogueAdmin):
    list_display = [*columns("name", _("name")), "key", "position"]
    search_fields = ["key", "name_zh_hant", "name_en"]
    fieldsets = [(None, {"fields": [("key", "position"), *side_by_side("name", "description", "advice")]})]

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []
