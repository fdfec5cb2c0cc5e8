"""Two editors on one page, or one whose session ended: what was typed comes back, put together with the rest."""

import datetime
from copy import copy
from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import history, kept, workflow
from ..models import Occupation, Presence
from .merging import Conflict, merge

PRESENCE = "occupations_occupation_presence"
HERE_FOR = datetime.timedelta(seconds=60)


@dataclass
class Held:
    """Why a form is shown again instead of being saved, and what to look at in it."""

    message: str
    conflicts: list[Conflict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class CollisionViews:
    """For the admin of a page: refuses to save over somebody else's text, and loses nobody's."""

    class Media:
        js = ["admin_desk/unsaved.js"]

    def get_urls(self):
        return [
            path("<int:pk>/presence/", self.admin_site.admin_view(self.presence_view), name=PRESENCE),
            *super().get_urls(),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        may = self.has_add_permission(request)
        return self.with_kept_text(request, may, super().add_view, form_url, extra_context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        may = self.has_change_permission(request)
        return self.with_kept_text(request, may, self.locked_change_view, object_id, form_url, extra_context)

    def with_kept_text(self, request, may_save, view, *args):
        """The form, with what its writer sent before when that could not be saved; forgotten once it was shown."""
        found = kept.waiting(request) if request.method == "GET" else None
        if not found:
            return view(request, *args)
        opened, data = found
        if may_save:
            # Shown as if it had been sent and refused: the form comes back with everything typed.
            request.method, request.POST = "POST", data
            # Else Django would read the empty body of the GET when it looks for files.
            request._files = MultiValueDict()
            request.desk_held = Held(
                _("Your session had ended. Here is what you typed; look it over and save it again.")
            )
        else:
            messages.warning(request, still_kept())
        response = view(request, *args)
        if may_save and response.status_code == 200:
            kept.forget(request, opened)
        elif may_save:
            messages.warning(request, still_kept())
        return response

    def locked_change_view(self, request, object_id, form_url, extra_context):
        if request.method != "POST" or not self.has_change_permission(request):
            return super().change_view(request, object_id, form_url, extra_context)
        found = self.get_object(request, unquote(object_id))
        with transaction.atomic():
            try:
                # Two saves at the same moment take turns.
                occupation = workflow.lock(found and found.pk)
            except workflow.Refused:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            history.baseline(occupation)
            self.put_together(request, occupation)
            return super().change_view(request, str(occupation.pk), form_url, extra_context)

    def put_together(self, request, occupation):
        opened = request.POST.get("opened", "")
        if opened == str(occupation.version):
            return
        mine = request.POST
        form = self.get_form(request, occupation, change=True)(instance=occupation)
        reading = copy(request)
        reading.method = "GET"
        formsets, _inlines = self._create_formsets(reading, occupation, change=True)
        merged = merge(mine, form, formsets)
        request.POST = merged.data
        held = getattr(request, "desk_held", None)
        told = [held.message] if held else []
        text = _(
            "%(user)s saved this page after you opened it. "
            "Nothing you typed is lost: both versions are put together below."
        )
        told.append(text % {"user": self.last_writer(occupation)})
        if merged.taken:
            text = ngettext(
                "%(count)d field was taken over from there.",
                "%(count)d fields were taken over from there.",
                merged.taken,
            )
            told.append(text % {"count": merged.taken})
        if both := len(merged.conflicts):
            text = ngettext("You both changed %(count)d field.", "You both changed %(count)d fields.", both)
            told.append(text % {"count": both})
        else:
            told.append(_("No field was changed by both. Save again to keep the result."))
        request.desk_held = Held(" ".join(told), merged.conflicts, merged.notes)

    def last_writer(self, occupation) -> str:
        version = history.versions(occupation.pk).first()
        user = version and version.revision.user
        return user.get_full_name() or user.get_username() if user else _("Somebody else")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        held = getattr(request, "desk_held", None)
        return type(form.__name__, (form,), {"hold": _("Not saved yet: see the top of the form.")}) if held else form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["held"] = getattr(request, "desk_held", None)
        context["desk_opened"] = kept.token(request.user, request.path)
        context["desk_returned"] = returned(context)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def presence_view(self, request, pk):
        """From an open page, now and then: who else has it open, and the version on file."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        occupation = get_object_or_404(Occupation, pk=pk)
        if not self.has_view_or_change_permission(request, occupation):
            raise PermissionDenied
        if "leaving" in request.POST:
            Presence.objects.filter(occupation=occupation, user=request.user).delete()
        else:
            Presence.objects.update_or_create(occupation=occupation, user=request.user)
        return JsonResponse({"others": others_here(occupation, request.user), "version": occupation.version})


def returned(context) -> str | None:
    """Of a form that came back instead of being saved: the fields that hold what the database does not."""
    inlines = context["inline_admin_formsets"]
    forms = [context["adminform"].form, *(form for inline in inlines for form in inline.formset.forms)]
    if forms[0].is_bound:
        return " ".join(form.add_prefix(name) for form in forms for name in form.changed_data)
    return None


def still_kept() -> str:
    return _(
        "What you typed into this page before cannot be shown now. It is kept until you sign out, "
        "and comes back when the page is there and you may change it."
    )


def others_here(occupation, user) -> list[str]:
    since = timezone.now() - HERE_FOR
    rows = Presence.objects.filter(occupation=occupation, seen_at__gte=since).exclude(user=user).select_related("user")
    return [row.user.get_full_name() or row.user.get_username() for row in rows]
