"""Facts are imported: here they can be looked up, not typed."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..models import AlternateTitles, Exposure, OnetProfile, Projection, StateWages, Wages
from .mixins import ReadOnlyAdmin, json_field


class FactAdmin(ReadOnlyAdmin):
    list_select_related = ["occupation", "release__source"]
    list_filter = ["release__is_current", "release__source"]
    search_fields = [
        "occupation__code",
        "occupation__title_zh_hant",
        "occupation__title_en",
        "occupation__official_title",
    ]
    ordering = ["occupation__code", "-release__is_current", "-release__published_on"]

    @admin.display(description=_("occupation"), ordering="occupation__code")
    def occupation_named(self, fact):
        return str(fact.occupation)

    @admin.display(description=_("current"), boolean=True, ordering="release__is_current")
    def is_current(self, fact):
        return fact.release.is_current


@admin.register(Wages)
class WagesAdmin(FactAdmin):
    list_display = [
        "occupation_named",
        "release",
        "is_current",
        "employment",
        "annual_wage_p10",
        "annual_wage_median",
        "annual_wage_p90",
        "hourly_wage_median",
    ]


@admin.register(StateWages)
class StateWagesAdmin(FactAdmin):
    list_display = ["occupation_named", "release", "is_current", "states"]
    fields = ["occupation", "release", "by_state_shown"]
    readonly_fields = ["by_state_shown"]
    by_state_shown = json_field("by_state", _("by state"))

    @admin.display(description=_("states"))
    def states(self, fact):
        return len(fact.by_state)


@admin.register(Projection)
class ProjectionAdmin(FactAdmin):
    list_display = [
        "occupation_named",
        "release",
        "is_current",
        "employment_base",
        "employment_target",
        "change_percent",
        "openings",
        "entry_education",
    ]
    list_filter = [*FactAdmin.list_filter, "entry_education"]


@admin.register(OnetProfile)
class OnetProfileAdmin(FactAdmin):
    list_display = ["occupation_named", "release", "is_current", "job_zone", "onet_codes"]
    list_filter = [*FactAdmin.list_filter, "job_zone"]
    skills_shown = json_field("skills", _("skills"))
    work_styles_shown = json_field("work_styles", _("work styles"))
    interests_shown = json_field("interests", _("interests"))
    education_shown = json_field("education", _("education"))
    readonly_fields = ["skills_shown", "work_styles_shown", "interests_shown", "education_shown"]
    fields = ["occupation", "release", "job_zone", "onet_codes", "related", *readonly_fields]


@admin.register(AlternateTitles)
class AlternateTitlesAdmin(FactAdmin):
    list_display = ["occupation_named", "release", "is_current", "number"]
    fields = ["occupation", "release", "titles_shown"]
    readonly_fields = ["titles_shown"]
    titles_shown = json_field("titles", _("titles"))

    @admin.display(description=_("titles"))
    def number(self, fact):
        return len(fact.titles)


@admin.register(Exposure)
class ExposureAdmin(FactAdmin):
    list_display = ["occupation_named", "release", "is_current", "value"]
    fields = ["occupation", "release", "value", "measures_shown"]
    readonly_fields = ["measures_shown"]
    measures_shown = json_field("measures", _("published measures"))
