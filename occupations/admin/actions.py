"""Bulk actions of the occupation list. Each page is a transaction and a revision of its own."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import workflow
from ..choices import TitleLanguage
from ..models import Evidence, Occupation
from ..models.occupation import IS_PUBLISHED
from ..scoring.recompute import recompute as recompute_country


def missing_languages(row, name: str) -> str:
    """Languages in which the translated field `name` is empty, for a message."""
    missing = [
        language.label for language in TitleLanguage if not getattr(row, f"{name}_{language.value.replace('-', '_')}")
    ]
    return _(" and ").join(str(label) for label in missing)


def refuse(model_admin, request, occupation, reasons):
    text = _("%(occupation)s stays as it was: %(reason)s") % {"occupation": occupation, "reason": " ".join(reasons)}
    model_admin.message_user(request, text, messages.ERROR)


def told(model_admin, request, text: str, count: int):
    model_admin.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.INFO)


def each(model_admin, request, queryset, step, **kwargs) -> int:
    """Take a step of the workflow with every page; those that cannot are named with the reasons."""
    done = 0
    for occupation in queryset.order_by("code"):
        try:
            step(occupation.pk, request.user, **kwargs)
        except workflow.Refused as refused:
            refuse(model_admin, request, occupation, refused.reasons)
            continue
        # Kept as data: the history names the field in the reader's language.
        model_admin.log_change(request, occupation, [{"changed": {"fields": ["Status"]}}])
        done += 1
    return done


@admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
def publish(model_admin, request, queryset):
    count = each(model_admin, request, queryset, workflow.publish_submitted)
    told(model_admin, request, ngettext("%(count)d page published.", "%(count)d pages published.", count), count)


@admin.action(description=gettext_lazy("Submit for review"), permissions=["change"])
def submit(model_admin, request, queryset):
    count = each(model_admin, request, queryset, workflow.submit)
    text = ngettext("%(count)d page submitted for review.", "%(count)d pages submitted for review.", count)
    told(model_admin, request, text, count)


@admin.action(description=gettext_lazy("Mark as needing an update"), permissions=["publish"])
def needs_update(model_admin, request, queryset):
    count = each(model_admin, request, queryset, workflow.mark_needs_update)
    text = ngettext("%(count)d page marked.", "%(count)d pages marked.", count)
    told(model_admin, request, text, count)


def unchecked(today):
    return Evidence.objects.exclude(checked_on=today)


@admin.action(description=gettext_lazy("Mark the evidence as checked today"), permissions=["change"])
def mark_checked(model_admin, request, queryset):
    count, today = 0, timezone.localdate()
    # A page whose rows all were checked today has nothing new to publish.
    for occupation in queryset.filter(Exists(unchecked(today).filter(occupation=OuterRef("pk")))).order_by("code"):
        try:
            with workflow.page_edit(occupation.pk, request.user, "checked") as page:
                count += unchecked(today).filter(occupation=page).update(checked_on=today)
        except workflow.Refused as refused:
            refuse(model_admin, request, occupation, refused.reasons)
            continue
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


def set_public(model_admin, request, queryset, public: bool) -> int:
    changed = 0
    for occupation in queryset.exclude(is_public=public).order_by("code"):
        occupation.is_public = public
        try:
            occupation.validate_constraints()
        except ValidationError as error:
            languages = missing_languages(occupation, "title")
            refuse(
                model_admin,
                request,
                occupation,
                [*error.messages, *([_("Missing: %(languages)s.") % {"languages": languages}] if languages else [])],
            )
            continue
        # Counted as a version: a form that was opened before would put the old value back unseen.
        try:
            with workflow.page_edit(occupation.pk, request.user, "public", at_once=True) as page:
                page.is_public, page.updated_on = public, timezone.localdate()
                page.save(update_fields=["is_public", "updated_on"])
        except workflow.Refused as refused:
            refuse(model_admin, request, occupation, refused.reasons)
            continue
        model_admin.log_change(request, page, [{"changed": {"fields": ["Public"]}}])
        changed += 1
    return changed


@admin.action(description=gettext_lazy("Make the page public"), permissions=["publish"])
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
def make_private(model_admin, request, queryset):
    count = set_public(model_admin, request, queryset, False)
    text = ngettext("%(count)d page taken off the site.", "%(count)d pages taken off the site.", count)
    told(model_admin, request, text, count)


ALL = [publish, submit, needs_update, mark_checked, recompute, make_public, make_private]
