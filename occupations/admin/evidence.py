from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..models import Citation, Evidence
from ..spreadsheets.sheets import EvidenceSheet
from .filters import StaleEvidenceFilter
from .mixins import OrderedInline, RowAdmin, columns, side_by_side
from .spreadsheets import Spreadsheets


class EvidenceInline(OrderedInline):
    model = Evidence
    tab = "ai"
    fields = ["order", ("name", "kind", "extent", "year"), *side_by_side("replaces"), ("url", "checked_on")]


class CitationInline(OrderedInline):
    model = Citation
    tab = "sources"
    fields = ["order", *side_by_side("title"), "publisher", ("url", "checked_on")]


@admin.register(Evidence)
class EvidenceAdmin(Spreadsheets, RowAdmin):
    resource_classes = [EvidenceSheet]
    tab = "ai"
    list_display = ["name", "occupation", "kind", "extent", "year", "checked_on"]
    list_filter = [StaleEvidenceFilter, "kind", "extent"]
    search_fields = ["name", *RowAdmin.search_fields]
    date_hierarchy = "checked_on"


@admin.register(Citation)
class CitationAdmin(RowAdmin):
    tab = "sources"
    list_display = [*columns("title", _("title")), "occupation", "publisher", "checked_on"]
    search_fields = ["title_zh_hant", "title_en", "publisher", *RowAdmin.search_fields]
