from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..models import VisaFit, VisaRoute
from .mixins import OrderedInline, RowAdmin, columns, plain_select, side_by_side
from .reference import ReferenceAdmin


class VisaFitInline(OrderedInline):
    model = VisaFit
    tab = "visas"
    fields = ["order", ("route", "fit"), *side_by_side("reason")]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("route")

    def get_formset(self, request, obj=None, **kwargs):
        """Offer the routes of the occupation's own country, read once for all rows."""
        formset = super().get_formset(request, obj, **kwargs)
        if field := formset.form.base_fields.get("route"):
            routes = VisaRoute.objects.filter(country=obj.country_id) if obj else VisaRoute.objects.all()
            field.queryset = routes
            field.choices = [("", field.empty_label), *((route.pk, str(route)) for route in routes)]
            plain_select(field)
        return formset


@admin.register(VisaRoute)
class VisaRouteAdmin(ReferenceAdmin):
    list_display = [*columns("name", _("name")), "key", "country", "is_permanent", "position"]
    list_select_related = ["country"]
    search_fields = ["key", "name_zh_hant", "name_en"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("country", "key", "position"),
                    *side_by_side("name", "description"),
                    "is_permanent",
                    "url",
                ]
            },
        )
    ]

    def get_readonly_fields(self, request, obj=None):
        return ["country", "key"] if obj else []


@admin.register(VisaFit)
class VisaFitAdmin(RowAdmin):
    tab = "visas"
    list_display = ["route", "occupation", "fit"]
    list_filter = ["route", "fit"]
    list_select_related = ["occupation", "route"]
