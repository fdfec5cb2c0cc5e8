from django import forms
from django.contrib import admin, messages
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from reversion.admin import VersionAdmin

from .. import catalogue, formats, history, workflow
from ..choices import Dimension, Status
from ..models import AlternateTitle, Certification, NationalFigure, Occupation, RetiredSlug
from ..models.publication import SCORED_MODELS, TEXT_COLUMNS, capture
from ..scoring.recompute import recompute
from ..spreadsheets.sheets import AlternateTitleSheet, OccupationSheet
from . import actions
from .bulk import BulkViews, MergeTitles, assign_cluster, send_back
from .collisions import CollisionViews
from .evidence import CitationInline, EvidenceInline
from .filters import LackingFilter, MissingTextFilter, MovedFactsFilter, StaleEvidenceFilter, WrittenFilter
from .forms import DeskForm, ListFormSet
from .history import HistoryViews
from .mixins import (
    BilingualAdmin,
    BilingualInline,
    DeskMedia,
    ReadOnlyAdmin,
    RowAdmin,
    columns,
    may_publish,
    plain_select,
    side_by_side,
)
from .narrative import (
    AI_POINT_INLINES,
    OUTLOOK_POINT_INLINES,
    CredentialInline,
    EducationStageInline,
    FaqInline,
    NarrativeInline,
    SalaryBandInline,
)
from .review import ReviewViews
from .scores import AtOnce, ClusterOverrideInline, ScoreOverrideInline
from .spreadsheets import Spreadsheets
from .visas import VisaFitInline

# Parts of the page whose text speaks of official figures.
TABS_WITH_FIGURES = ("narrative", "salary", "outlook", "faq")
TABS = [
    ("page", _("Page")),
    ("scores", _("Facts and scores")),
    ("narrative", _("Narrative")),
    ("ai", _("In the AI era")),
    ("salary", _("Salary and training")),
    ("visas", _("Immigration")),
    ("outlook", _("Suits and outlook")),
    ("faq", _("FAQ")),
    ("sources", _("Sources")),
]
TITLE_COLUMNS = columns("title")
# Fields that take effect when they are saved, for those who may publish.
AT_ONCE = ["group", "slug", "is_public", "citizens_only"]


class CertificationInline(AtOnce, BilingualInline):
    model = Certification
    tab = "scores"
    fields = ["rung", *side_by_side("ground")]


class TitleFormSet(ListFormSet):
    """Rows of a table, whose heads Django does not connect with the fields below them."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = field.label


class AlternateTitleInline(DeskMedia, admin.TabularInline):
    model = AlternateTitle
    form = DeskForm
    formset = TitleFormSet
    extra = 0
    tab = "page"
    fields = ["language", "text"]


class RetiredSlugInline(admin.TabularInline):
    """Old addresses come about by changing the address; nobody types them."""

    model = RetiredSlug
    extra = 0
    tab = "page"
    fields = ["slug"]
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class OccupationForm(DeskForm):
    """`opened` is the version the form shows: it tells whether somebody saved the page since."""

    may_be_empty = ("summary",)
    opened = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # Why the form is shown again instead of being saved; set by the view for one request.
    hold = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["opened"] = self.instance.version

    @property
    def changed_data(self):
        return [name for name in super().changed_data if name != "opened"]

    def clean(self):
        cleaned = super().clean()
        group = cleaned.get("group")
        country = cleaned.get("country") or getattr(self.instance, "country", None)
        if group and country and group.country_id != country.pk:
            self.add_error("group", _("This group belongs to another country."))
        if self.hold:
            raise forms.ValidationError(self.hold, code="held")
        return cleaned


@admin.register(Occupation)
class OccupationAdmin(Spreadsheets, BulkViews, HistoryViews, ReviewViews, CollisionViews, VersionAdmin, BilingualAdmin):
    form = OccupationForm
    resource_classes = [OccupationSheet]
    change_list_template = "admin/occupations/occupation/change_list.html"
    autocomplete_fields = ["group"]
    inlines = [
        AlternateTitleInline,
        RetiredSlugInline,
        CertificationInline,
        ClusterOverrideInline,
        ScoreOverrideInline,
        NarrativeInline,
        EvidenceInline,
        *AI_POINT_INLINES,
        SalaryBandInline,
        EducationStageInline,
        CredentialInline,
        VisaFitInline,
        *OUTLOOK_POINT_INLINES,
        FaqInline,
        CitationInline,
    ]
    fieldsets = [
        (
            _("Identity"),
            {
                "description": _("Country, code and official title come from the classification."),
                "fields": [("country", "code", "group"), ("official_title", "slug")],
            },
        ),
        (
            _("Text"),
            {
                "description": _(
                    "Chinese on the left, English on the right. Visitors see the other language when one is empty."
                ),
                "fields": side_by_side("title", "summary"),
            },
        ),
        (_("Publishing"), {"fields": [("is_public", "citizens_only", "updated_on"), "opened"]}),
    ]
    list_display = ["short_code", *TITLE_COLUMNS, "status", "written", "is_public", "overall", "cluster", "group"]
    list_display_links = ["short_code", *TITLE_COLUMNS]
    list_filter = [
        "status",
        WrittenFilter,
        "is_public",
        MissingTextFilter,
        StaleEvidenceFilter,
        LackingFilter,
        MovedFactsFilter,
        "card__cluster",
        "group",
    ]
    list_select_related = ["group", "narrative", "card__cluster"]
    list_per_page = 50
    search_fields = ["code", "title_zh_hant", "title_en", "official_title", "alternate_titles__text"]
    search_help_text = _("Code, or title in either language.")
    ordering = ["country", "code"]
    actions = [*actions.ALL, send_back, assign_cluster]
    save_on_top = True

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if "group" in form.base_fields:
            plain_select(form.base_fields["group"])
        return form

    @admin.display(description=_("Code"), ordering="code")
    def short_code(self, occupation):
        return occupation.code

    @admin.display(description=_("AI cluster"), ordering="card__cluster__position")
    def cluster(self, occupation):
        card = getattr(occupation, "card", None)
        return card and card.cluster

    @admin.display(description=_("Analysis"), boolean=True, ordering="narrative")
    def written(self, occupation):
        return hasattr(occupation, "narrative")

    @admin.display(description=_("Overall"), ordering="card__overall")
    def overall(self, occupation):
        card = getattr(occupation, "card", None)
        return card and card.overall

    def get_readonly_fields(self, request, obj=None):
        fixed = ["country", "code", "official_title"] if obj else []
        return ["updated_on", *fixed, *([] if may_publish(request) else AT_ONCE)]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["official_title"]}

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.kwargs.get("object_id"):
            return queryset.select_related("country", "group", "card__cluster", "card__wages", "card__projection")
        return queryset

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["tabs"] = self.tabs(context)
        context["desk"] = self.desk(request, obj) if obj else None
        context["desk_scores"] = score_rows(obj) if obj else []
        context["desk_figures"] = figures_of(obj) if obj else []
        return super().render_change_form(request, context, add, change, form_url, obj)

    def tabs(self, context) -> list[dict]:
        """The page in parts: fieldsets first, then each inline in the tab it names."""
        inlines = context["inline_admin_formsets"]
        tabs = [
            {
                "key": key,
                "title": title,
                "inlines": [inline for inline in inlines if inline.opts.tab == key],
                "has_figures": key in TABS_WITH_FIGURES,
            }
            for key, title in TABS
        ]
        tabs[0]["fieldsets"] = context["adminform"]
        return [tab for tab in tabs if tab["inlines"] or "fieldsets" in tab]

    def save_model(self, request, obj, form, change):
        if change:
            # What visitors see, as it was before anything of this form is written.
            request.desk_published = capture(obj) if obj.is_visible else None
        else:
            obj.status = Status.DRAFT
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        touched = [formset for formset in formsets if formset.has_changed()]
        if not (touched or form.has_changed()):
            return
        occupation = form.instance
        if change and (
            set(form.changed_data) & set(TEXT_COLUMNS) or any(f.model not in SCORED_MODELS for f in touched)
        ):
            workflow.text_changed(occupation, request.user, request.desk_published)
        workflow.count_up(occupation)
        history.keep(occupation)
        catalogue.touch(occupation.country.code)
        if not change or "citizens_only" in form.changed_data or any(f.model in SCORED_MODELS for f in touched):
            recompute(occupation.country.code)
            self.message_user(request, gettext("The scores have been computed again."), messages.INFO)


def figures_of(occupation) -> list[tuple[str, str]]:
    """Placeholders an editor may write, and what each stands for today."""
    card = getattr(occupation, "card", None)
    if card is None:
        return []
    figure = NationalFigure.objects.filter(
        country=occupation.country, release__is_current=True, key="employment_change_percent"
    ).first()
    national = {"employment_change_percent": figure.value} if figure else {}
    found = formats.placeholders(card.wages, card.projection, national, occupation.country.currency)
    return [(f"{{{name}}}", value) for name, value in found.items()]


def score_rows(occupation) -> list[dict]:
    """Dimension, score and whether a formula or an editor gave it, for the panel beside the form."""
    card = getattr(occupation, "card", None)
    if card is None:
        return []
    working = card.working.get("scores", {})
    return [
        {
            "label": dimension.label,
            "value": getattr(card, dimension.value),
            "is_override": bool(working.get(dimension.value, {}).get("is_override")),
            "high_is_good": dimension.high_is_good,
        }
        for dimension in Dimension
    ]


@admin.register(RetiredSlug)
class RetiredSlugAdmin(ReadOnlyAdmin):
    list_display = ["slug", "occupation", "country"]
    list_select_related = ["occupation", "country"]
    search_fields = ["slug", "occupation__code"]


@admin.register(AlternateTitle)
class AlternateTitleAdmin(Spreadsheets, MergeTitles, RowAdmin):
    resource_classes = [AlternateTitleSheet]
    tab = "page"
    list_display = ["text", "language", "occupation"]
    list_filter = ["language"]
    search_fields = ["text", *RowAdmin.search_fields]


@admin.register(Certification)
class CertificationAdmin(RowAdmin):
    tab = "scores"
    list_display = ["occupation", "rung", "ground"]
    list_filter = ["rung"]
