"""Bulk actions of the occupation list. Each page is a transaction and a revision of its own."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import catalogue, workflow
from ..choices import TitleLanguage
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
    count = each(model_admin, request, queryset, workflow.publish)
    told(model_admin, request, ngettext("%(count)d page published.", "%(count)d pages published.", count), count)


@admin.action(description=gettext_lazy("Submit for review"), permissions=["change"])
def submit(model_admin, request, queryset):
    count = each(model_admin, request, queryset, workflow.submit)
    text = ngettext("%(count)d page submitted for review.", "%(count)d pages submitted for review.", count)
    told(model_admin, request, text, count)


@admin.action(description=gettext_lazy("Return from review"), permissions=["publish"])
def send_back(model_admin, request, queryset):
    count = each(model_admin, request, queryset, workflow.send_back, text=_("Returned from the list."))
    told(model_admin, request, ngettext("%(count)d page returned.", "%(count)d pages returned.", count), count)


@admin.action(description=gettext_lazy("Mark as needing an update"), permissions=["publish"])
def needs_update(model_admin, request, queryset):
    count = each(model_admin, request, queryset, workflow.mark_needs_update)
    text = ngettext("%(count)d page marked.", "%(count)d pages marked.", count)
    told(model_admin, request, text, count)


@admin.action(description=gettext_lazy("Mark the evidence as checked today"), permissions=["change"])
def mark_checked(model_admin, request, queryset):
    count = 0
    for occupation in queryset.filter(evidence__isnull=False).distinct().order_by("code"):
        with workflow.page_edit(occupation.pk, request.user, "checked"):
            count += occupation.evidence.update(checked_on=timezone.localdate())
        model_admin.log_change(request, occupation, [{"changed": {"name": "evidence", "object": "", "fields": []}}])
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
    for occupation in queryset.exclude(is_public=public).select_related("country"):
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
        occupation.updated_on = timezone.localdate()
        occupation.save(update_fields=["is_public", "updated_on"])
        catalogue.touch(occupation.country.code)
        model_admin.log_change(request, occupation, [{"changed": {"fields": ["Public"]}}])
        changed += 1
    return changed


@admin.action(description=gettext_lazy("Make the page public"), permissions=["publish"])
def make_public(model_admin, request, queryset):
    count = set_public(model_admin, request, queryset, True)
    told(model_admin, request, ngettext("%(count)d page made public.", "%(count)d pages made public.", count), count)


@admin.action(description=gettext_lazy("Take the page off the site"), permissions=["publish"])
def make_private(model_admin, request, queryset):
    count = set_public(model_admin, request, queryset, False)
    text = ngettext("%(count)d page taken off the site.", "%(count)d pages taken off the site.", count)
    told(model_admin, request, text, count)


ALL = [publish, submit, send_back, needs_update, mark_checked, recompute, make_public, make_private]
