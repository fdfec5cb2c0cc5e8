from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..models import NationalFigure, Release, Source
from .mixins import ReadOnlyAdmin, columns, json_field, side_by_side
from .reference import ReferenceAdmin


@admin.register(Source)
class SourceAdmin(ReferenceAdmin):
    list_display = ["key", *columns("name", _("name")), "publisher", "licence"]
    search_fields = ["key", "name_zh_hant", "name_en", "publisher"]
    fieldsets = [
        (_("Identity"), {"fields": [("key", "position"), *side_by_side("name"), "publisher", "url"]}),
        (_("Licence"), {"fields": ["licence", "licence_url", *side_by_side("attribution")]}),
        (_("Note"), {"fields": side_by_side("note")}),
    ]

    def get_readonly_fields(self, request, obj=None):
        # Importers find their source by its key.
        return ["key"] if obj else []


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin):
    list_display = ["source", "label", "published_on", "is_current"]
    list_display_links = ["label"]
    list_filter = ["is_current", "source"]
    list_select_related = ["source"]
    search_fields = ["label", "source__key", "source__name_zh_hant", "source__name_en"]
    files_shown = json_field("files", _("files"))
    fields = [*list_display, "files_shown"]
    readonly_fields = ["files_shown"]


@admin.register(NationalFigure)
class NationalFigureAdmin(ReadOnlyAdmin):
    list_display = ["key", "country", "value", "release"]
    list_select_related = ["country", "release__source"]
    search_fields = ["key"]
