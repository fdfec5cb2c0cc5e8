"""Bulk actions of the occupation list: each row is checked by the rules of the database before it is saved."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import catalogue
from ..choices import Status, TitleLanguage


def missing_languages(row, name: str) -> str:
    """Languages in which the translated field `name` is empty, for a message."""
    missing = [
        language.label for language in TitleLanguage if not getattr(row, f"{name}_{language.value.replace('-', '_')}")
    ]
    return _(" and ").join(str(label) for label in missing)


def refuse(model_admin, request, occupation, error: ValidationError, row, name: str):
    languages = missing_languages(row, name)
    text = _("%(occupation)s stays as it was: %(reason)s") % {
        "occupation": occupation,
        "reason": " ".join(error.messages),
    }
    if languages:
        text += " " + _("Missing: %(languages)s.") % {"languages": languages}
    model_admin.message_user(request, text, messages.ERROR)


def stamp(model_admin, request, occupation, field: str):
    occupation.updated_on = timezone.localdate()
    occupation.save(update_fields=["is_public", "updated_on"])
    catalogue.touch(occupation.country.code)
    # Kept as data: the history page names the field in the reader's language.
    model_admin.log_change(request, occupation, [{"changed": {"fields": [field]}}])


def set_status(model_admin, request, queryset, status: Status) -> int:
    changed = 0
    for occupation in queryset.select_related("narrative", "country"):
        narrative = getattr(occupation, "narrative", None)
        if narrative is None:
            text = _("%(occupation)s has no narrative yet.") % {"occupation": occupation}
            model_admin.message_user(request, text, messages.WARNING)
            continue
        if narrative.status == status:
            continue
        narrative.status = status
        try:
            narrative.validate_constraints()
        except ValidationError as error:
            refuse(model_admin, request, occupation, error, narrative, "verdict_text")
            continue
        narrative.save(update_fields=["status"])
        stamp(model_admin, request, occupation, "Status")
        changed += 1
    return changed


def set_public(model_admin, request, queryset, public: bool) -> int:
    changed = 0
    for occupation in queryset.exclude(is_public=public).select_related("country"):
        occupation.is_public = public
        try:
            occupation.validate_constraints()
        except ValidationError as error:
            refuse(model_admin, request, occupation, error, occupation, "title")
            continue
        stamp(model_admin, request, occupation, "Public")
        changed += 1
    return changed


@admin.action(description=gettext_lazy("Publish the narrative"), permissions=["change"])
def publish(model_admin, request, queryset):
    count = set_status(model_admin, request, queryset, Status.PUBLISHED)
    text = ngettext("%(count)d narrative published.", "%(count)d narratives published.", count) % {"count": count}
    model_admin.message_user(request, text, messages.SUCCESS if count else messages.INFO)


@admin.action(description=gettext_lazy("Send the narrative back to draft"), permissions=["change"])
def send_back(model_admin, request, queryset):
    count = set_status(model_admin, request, queryset, Status.DRAFT)
    text = ngettext("%(count)d narrative sent back to draft.", "%(count)d narratives sent back to draft.", count) % {
        "count": count
    }
    model_admin.message_user(request, text, messages.SUCCESS if count else messages.INFO)


@admin.action(description=gettext_lazy("Make the page public"), permissions=["change"])
def make_public(model_admin, request, queryset):
    count = set_public(model_admin, request, queryset, True)
    text = ngettext("%(count)d page made public.", "%(count)d pages made public.", count) % {"count": count}
    model_admin.message_user(request, text, messages.SUCCESS if count else messages.INFO)


@admin.action(description=gettext_lazy("Take the page off the site"), permissions=["change"])
def make_private(model_admin, request, queryset):
    count = set_public(model_admin, request, queryset, False)
    text = ngettext("%(count)d page taken off the site.", "%(count)d pages taken off the site.", count) % {
        "count": count
    }
    model_admin.message_user(request, text, messages.SUCCESS if count else messages.INFO)
