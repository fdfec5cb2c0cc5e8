"""Bulk actions of the occupation list. Each page is a revision of its own."""

from functools import wraps

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import workflow
from ..choices import TitleLanguage
from ..models import Evidence, Occupation
from ..models.occupation import IS_PUBLISHED
from ..scoring.recompute import recompute as recompute_country

# Pages that an action changes without asking.
FEW = 10
# Messages of one kind that are told one by one.
MOST_TOLD = 20


def missing_languages(row, name: str) -> str:
    """Languages in which the translated field `name` is empty, for a message."""
    missing = [
        language.label for language in TitleLanguage if not getattr(row, f"{name}_{language.value.replace('-', '_')}")
    ]
    return _(" and ").join(str(label) for label in missing)


def render(model_admin, request, name: str, context: dict) -> TemplateResponse:
    """A page of the desk in the admin's frame."""
    site = model_admin.admin_site
    request.current_app = site.name
    context = {**site.each_context(request), "opts": model_admin.opts, "action_name": ACTION_CHECKBOX_NAME, **context}
    return TemplateResponse(request, f"admin/occupations/bulk/{name}.html", context)


def asks_when_many(action):
    """Show the list first: one click too many chooses every page there is."""

    @wraps(action)
    def asking(model_admin, request, queryset):
        if "apply" in request.POST or (count := queryset.count()) <= FEW:
            return action(model_admin, request, queryset)
        help_text = _("%(count)d pages are chosen. Go on only if all of them are meant.") % {"count": count}
        context = {
            "title": asking.short_description,
            "help": help_text,
            "occupations": queryset.order_by("code"),
            "action": action.__name__,
            "button": asking.short_description,
        }
        return render(model_admin, request, "ask", context)

    return asking


def refuse(model_admin, request, refused: list[tuple[Occupation, list[str]]]):
    """Name the pages that an action left alone, with the reasons."""
    for occupation, reasons in refused[:MOST_TOLD]:
        text = _("%(occupation)s stays as it was: %(reason)s")
        model_admin.message_user(
            request, text % {"occupation": occupation, "reason": " ".join(reasons)}, messages.ERROR
        )
    if (more := len(refused) - MOST_TOLD) > 0:
        text = ngettext("%(count)d more page stays as it was.", "%(count)d more pages stay as they were.", more)
        model_admin.message_user(request, text % {"count": more}, messages.ERROR)


def told(model_admin, request, text: str, count: int):
    model_admin.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.INFO)


def each(model_admin, request, queryset, step, **kwargs) -> int:
    """Take a step of the workflow with every page; those that cannot are named with the reasons."""
    done, refused = 0, []
    for occupation in queryset.order_by("code"):
        try:
            step(occupation.pk, request.user, **kwargs)
        except workflow.Refused as error:
            refused.append((occupation, error.reasons))
            continue
        # Kept as data: the history names the field in the reader's language.
        model_admin.log_change(request, occupation, [{"changed": {"fields": ["Status"]}}])
        done += 1
    refuse(model_admin, request, refused)
    return done


@admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
@asks_when_many
def publish(model_admin, request, queryset):
    count = each(model_admin, request, queryset, workflow.publish_submitted)
    told(model_admin, request, ngettext("%(count)d page published.", "%(count)d pages published.", count), count)


@admin.action(description=gettext_lazy("Submit for review"), permissions=["change"])
@asks_when_many
def submit(model_admin, request, queryset):
    count = each(model_admin, request, queryset, workflow.submit)
    text = ngettext("%(count)d page submitted for review.", "%(count)d pages submitted for review.", count)
    told(model_admin, request, text, count)


@admin.action(description=gettext_lazy("Mark as needing an update"), permissions=["publish"])
@asks_when_many
def needs_update(model_admin, request, queryset):
    count = each(model_admin, request, queryset, workflow.mark_needs_update)
    text = ngettext("%(count)d page marked.", "%(count)d pages marked.", count)
    told(model_admin, request, text, count)


def unchecked(today):
    return Evidence.objects.exclude(checked_on=today)


@admin.action(description=gettext_lazy("Mark the evidence as checked today"), permissions=["change"])
@asks_when_many
def mark_checked(model_admin, request, queryset):
    today = timezone.localdate()
    # A page whose rows all were checked today has nothing new to publish.
    stale = queryset.filter(Exists(unchecked(today).filter(occupation=OuterRef("pk"))))
    with workflow.page_edits(list(stale.values_list("pk", flat=True)), request.user, "checked") as pages:
        count = unchecked(today).filter(occupation__in=list(pages)).update(checked_on=today)
    for page in pages.values():
        model_admin.log_change(request, page, [{"changed": {"name": "evidence", "object": "", "fields": []}}])
    told(model_admin, request, ngettext("%(count)d row marked.", "%(count)d rows marked.", count), count)


@admin.action(description=gettext_lazy("Compute the scores again"), permissions=["recompute"])
def recompute(model_admin, request, queryset):
    """Percentiles compare all occupations of a country: the selection says which countries."""
    count = 0
    for code in queryset.order_by().values_list("country__code", flat=True).distinct():
        report = recompute_country(code)
        count += report.created + report.updated
    told(model_admin, request, ngettext("%(count)d card changed.", "%(count)d cards changed.", count), count)


@transaction.atomic
def set_public(model_admin, request, queryset, public: bool) -> int:
    fit, refused = [], []
    for page in workflow.lock_all(list(queryset.exclude(is_public=public).values_list("pk", flat=True))):
        page.is_public = public
        try:
            page.validate_constraints(exclude=["code", "slug", "status"])
        except ValidationError as error:
            languages = missing_languages(page, "title")
            missing = [_("Missing: %(languages)s.") % {"languages": languages}] if languages else []
            refused.append((page, [*error.messages, *missing]))
        else:
            fit.append(page.pk)
    # Counted as a version: a form that was opened before would put the old value back unseen.
    with workflow.page_edits(fit, request.user, "public", at_once=True) as pages:
        Occupation.objects.filter(pk__in=pages).update(is_public=public)
    for page in pages.values():
        model_admin.log_change(request, page, [{"changed": {"fields": ["Public"]}}])
    refuse(model_admin, request, refused)
    return len(pages)


@admin.action(description=gettext_lazy("Make the page public"), permissions=["publish"])
@asks_when_many
def make_public(model_admin, request, queryset):
    chosen = list(queryset.values_list("pk", flat=True))
    count = set_public(model_admin, request, queryset, True)
    told(model_admin, request, ngettext("%(count)d page made public.", "%(count)d pages made public.", count), count)
    if waiting := Occupation.objects.filter(pk__in=chosen, is_public=True).exclude(IS_PUBLISHED).count():
        text = ngettext(
            "%(count)d page was never published. Visitors see it once it is published.",
            "%(count)d pages were never published. Visitors see them once they are published.",
            waiting,
        )
        model_admin.message_user(request, text % {"count": waiting}, messages.INFO)


@admin.action(description=gettext_lazy("Take the page off the site"), permissions=["publish"])
@asks_when_many
def make_private(model_admin, request, queryset):
    count = set_public(model_admin, request, queryset, False)
    text = ngettext("%(count)d page taken off the site.", "%(count)d pages taken off the site.", count)
    told(model_admin, request, text, count)


ALL = [publish, submit, needs_update, mark_checked, recompute, make_public, make_private]
