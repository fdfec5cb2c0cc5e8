from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..choices import Dimension
from ..models import ClusterOverride, ScoreCard, ScoreOverride
from .mixins import BilingualInline, ReadOnlyAdmin, RowAdmin, json_field, may_publish, plain_select, side_by_side


class AtOnce:
    """Rows that move scores as soon as they are saved: for those who may publish."""

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and may_publish(request)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and may_publish(request)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and may_publish(request)


class ScoreOverrideInline(AtOnce, BilingualInline):
    model = ScoreOverride
    tab = "scores"
    fields = [("dimension", "value"), *side_by_side("reason")]


class ClusterOverrideInline(AtOnce, BilingualInline):
    model = ClusterOverride
    tab = "scores"
    fields = ["cluster", *side_by_side("reason")]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return plain_select(field) if db_field.name == "cluster" else field


@admin.register(ScoreCard)
class ScoreCardAdmin(ReadOnlyAdmin):
    list_display = ["occupation", "overall", "rated_count", "is_partial", "cluster", *Dimension.values]
    list_filter = ["is_partial", "is_skilled_migration", "cluster", "visa_rung"]
    list_select_related = ["occupation", "cluster"]
    ordering = ["occupation__code"]
    search_fields = ["occupation__code", "occupation__title_zh_hant", "occupation__title_en"]
    readonly_fields = ["working_shown"]
    working_shown = json_field("working", _("working"))
    fieldsets = [
        (None, {"fields": ["occupation", "overall", "rated_count", "is_partial", "formula_version"]}),
        (_("Dimensions"), {"fields": Dimension.values}),
        (
            _("Axes"),
            {
                "fields": [
                    "exposure",
                    "moat",
                    "trust",
                    "on_site",
                    "judgement",
                    "cluster",
                    "visa_rung",
                    "years_to_qualify",
                ]
            },
        ),
        (
            _("Facts used"),
            {"fields": ["wages", "state_wages", "projection", "onet", "exposure_microsoft", "exposure_openai"]},
        ),
        (_("Working"), {"fields": ["working_shown"]}),
    ]


@admin.register(ScoreOverride)
class ScoreOverrideAdmin(RowAdmin):
    tab = "scores"
    list_display = ["occupation", "dimension", "value", "reason"]
    list_filter = ["dimension"]


@admin.register(ClusterOverride)
class ClusterOverrideAdmin(RowAdmin):
    tab = "scores"
    list_display = ["occupation", "cluster", "reason"]
    list_select_related = ["occupation", "cluster"]
    list_filter = ["cluster"]
