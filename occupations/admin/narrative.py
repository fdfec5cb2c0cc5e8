"""What editors write: the rows live on the occupation's page, the lists here lead to it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..choices import PointKind
from ..models import Credential, EducationStage, Faq, Narrative, Point, SalaryBand
from ..spreadsheets.sheets import FaqSheet
from .forms import DeskForm, RowFormSet
from .mixins import BilingualInline, OrderedInline, RowAdmin, columns, side_by_side
from .spreadsheets import Spreadsheets


class NarrativeForm(DeskForm):
    # A draft may be half written; what a published one needs is asked when it is published.
    may_be_empty = ("verdict_text", "entry_outlook", "level_up", "outlook")


class NarrativeInline(BilingualInline):
    model = Narrative
    form = NarrativeForm
    tab = "narrative"
    text_rows = 7
    fields = ["verdict", *side_by_side("verdict_text", "entry_outlook", "level_up", "outlook")]


def point_inline(kind: PointKind, in_tab: str):
    """An inline for one of the lists that share the model Point."""
    formset = type(f"{kind.name}FormSet", (RowFormSet,), {"within": {"kind": kind.value}})

    class PointInline(OrderedInline):
        model = Point
        tab = in_tab
        verbose_name = _("item")
        verbose_name_plural = kind.label
        fields = ["order", *side_by_side("text", "detail")]

    PointInline.formset = formset
    PointInline.__name__ = f"{kind.name.title().replace('_', '')}Inline"
    return PointInline


AI_POINT_INLINES = [
    point_inline(kind, "ai") for kind in (PointKind.AI_TAKES, PointKind.AI_AUGMENTS, PointKind.MOAT, PointKind.SKILLS)
]
OUTLOOK_POINT_INLINES = [
    point_inline(kind, "outlook") for kind in (PointKind.SUITS, PointKind.NOT_SUITS, PointKind.GROWTH_AREAS)
]
POINT_TABS = {inline.formset.within["kind"]: inline.tab for inline in [*AI_POINT_INLINES, *OUTLOOK_POINT_INLINES]}


class SalaryBandInline(OrderedInline):
    model = SalaryBand
    tab = "salary"
    fields = ["order", *side_by_side("label", "years"), ("low", "high")]


class EducationStageInline(OrderedInline):
    model = EducationStage
    tab = "salary"
    fields = [
        "order",
        *side_by_side("stage", "duration"),
        ("required", "cost_low", "cost_high"),
        *side_by_side("note"),
        "url",
    ]


class CredentialInline(OrderedInline):
    model = Credential
    tab = "salary"
    fields = ["order", *side_by_side("name", "issuer"), ("required", "url")]


class FaqInline(OrderedInline):
    model = Faq
    tab = "faq"
    fields = ["order", *side_by_side("question", "answer")]


@admin.register(Narrative)
class NarrativeAdmin(RowAdmin):
    tab = "narrative"
    list_display = ["occupation", "status", "verdict"]
    list_filter = ["occupation__status", "verdict"]

    @admin.display(description=_("status"), ordering="occupation__status")
    def status(self, narrative):
        return narrative.occupation.get_status_display()


@admin.register(Point)
class PointAdmin(RowAdmin):
    tab = "ai"
    list_display = [*columns("text", _("item")), "kind", "occupation"]
    list_filter = ["kind"]
    search_fields = ["text_zh_hant", "text_en", *RowAdmin.search_fields]

    def tab_of(self, row):
        return POINT_TABS[row.kind]


@admin.register(SalaryBand)
class SalaryBandAdmin(RowAdmin):
    tab = "salary"
    list_display = [*columns("label", _("experience")), "low", "high", "occupation"]


@admin.register(EducationStage)
class EducationStageAdmin(RowAdmin):
    tab = "salary"
    list_display = [*columns("stage", _("stage")), "required", "cost_low", "cost_high", "occupation"]
    list_filter = ["required"]


@admin.register(Credential)
class CredentialAdmin(RowAdmin):
    tab = "salary"
    list_display = [*columns("name", _("credential")), "required", "occupation"]
    list_filter = ["required"]
    search_fields = ["name_zh_hant", "name_en", *RowAdmin.search_fields]


@admin.register(Faq)
class FaqAdmin(Spreadsheets, RowAdmin):
    resource_classes = [FaqSheet]
    tab = "faq"
    list_display = [*columns("question", _("question")), "occupation"]
    search_fields = ["question_zh_hant", "question_en", *RowAdmin.search_fields]
