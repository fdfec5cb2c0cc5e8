"""Who changed what and when, bringing an earlier version back, and deleted pages recovered."""

from contextlib import contextmanager

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models.deletion import ProtectedError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from reversion.admin import VersionAdmin
from reversion.errors import RevertError

from .. import differences, history, workflow
from ..models import Occupation, ReviewNote
from ..models.publication import apart, capture
from ..scoring.recompute import recompute
from .mixins import may_publish

PER_PAGE = 20


class HistoryViews:
    """For the admin of a page, before VersionAdmin: revisions of the whole page instead of reversion's forms."""

    # See `history.revision`.
    revision_manage_manually = True

    @contextmanager
    def create_revision(self, request):
        # Whoever only looks opens none: on SQLite its transaction takes the lock that every writer waits for.
        if request.method == "POST":
            with super().create_revision(request):
                yield
        else:
            yield

    def changelist_view(self, request, extra_context=None):
        # Past reversion's own: one revision for a whole bulk action could only be undone for all pages at once.
        return super(VersionAdmin, self).changelist_view(request, extra_context)

    def page_or_404(self, request, object_id):
        if occupation := self.get_object(request, unquote(object_id)):
            return occupation
        raise Http404

    def history_view(self, request, object_id, extra_context=None):
        occupation = self.page_or_404(request, object_id)
        if not self.has_view_or_change_permission(request, occupation):
            raise PermissionDenied
        pages = Paginator(history.versions(occupation.pk), PER_PAGE)
        number = request.GET.get("p", "1")
        page = pages.get_page(number)
        found = list(history.versions(occupation.pk)[page.start_index() - 1 : page.end_index() + 1] if page else [])
        states = [history.state_of(version.revision) for version in found]
        rows = []
        for index, version in enumerate(found[:PER_PAGE]):
            older = states[index + 1] if index + 1 < len(states) else None
            changes = differences.compare(older, states[index]) if older is not None else []
            rows.append(
                {
                    "version": version,
                    "comment": history.COMMENTS.get(version.revision.comment, ""),
                    "sections": differences.summary(changes),
                    "is_current": index == 0 and page.number == 1,
                }
            )
        context = {
            "title": _("History"),
            "subtitle": str(occupation),
            "original": occupation,
            "rows": rows,
            "page": page,
            "notes": occupation.review_notes.select_related("user")[:50] if page.number == 1 else [],
        }
        return self.desk_page(request, "history", context)

    def revision_view(self, request, object_id, version_id, extra_context=None):
        """What one revision changed, and what bringing it back would change; POST brings it back as a draft."""
        occupation = self.page_or_404(request, object_id)
        version = get_object_or_404(history.versions(occupation.pk), pk=version_id)
        if not self.has_view_or_change_permission(request, occupation):
            raise PermissionDenied
        state = history.state_of(version.revision)
        if request.method == "POST":
            return self.bring_back(request, occupation, state)
        now = capture(occupation, history.PAGE_MODELS)
        text, scores = (differences.compare(*pair) for pair in zip(apart(now), apart(state), strict=True))
        before = history.versions(occupation.pk).filter(pk__lt=version.pk).first()
        context = {
            "title": _("Earlier version"),
            "subtitle": str(occupation),
            "original": occupation,
            "version": version,
            "comment": history.COMMENTS.get(version.revision.comment, ""),
            "changes": differences.compare(history.state_of(before.revision), state) if before else [],
            "back": text,
            "scores": scores if may_publish(request) else [],
            "may_change": self.has_change_permission(request, occupation),
        }
        return self.desk_page(request, "revision", context)

    def bring_back(self, request, occupation, state):
        if not self.has_change_permission(request, occupation):
            raise PermissionDenied
        with_scored = may_publish(request) and "scores" in request.POST
        seen = request.POST.get("version", "")
        try:
            is_draft = workflow.bring_back(occupation.pk, request.user, state, with_scored, seen)
        except workflow.Refused as refused:
            for reason in refused.reasons:
                messages.error(request, reason)
            return HttpResponseRedirect(request.path)
        if is_draft:
            messages.success(request, _("The earlier version is back as a draft. Publish it to show it to visitors."))
        if with_scored:
            messages.success(request, _("The scores of that time are back on the site."))
        return HttpResponseRedirect(reverse("admin:occupations_occupation_change", args=[occupation.pk]))

    # Deleting and recovering ----------------------------------------------------------------------

    def get_deleted_objects(self, objs, request):
        """Facts go with their occupation, and come back with it: nobody needs a right to delete them one by one."""
        found, counts, _lacking, protected = super().get_deleted_objects(objs, request)
        return found, counts, set() if self.has_delete_permission(request) else _lacking, protected

    def delete_model(self, request, obj):
        workflow.delete([obj.pk], request.user)

    def delete_queryset(self, request, queryset):
        workflow.delete(list(queryset.values_list("pk", flat=True)), request.user)

    def recoverlist_view(self, request, extra_context=None):
        if not self.has_change_permission(request) or not self.has_add_permission(request):
            raise PermissionDenied
        context = {
            "title": _("Deleted occupations"),
            "deleted": [(history.name_of(row), row) for row in history.deleted()],
        }
        return self.desk_page(request, "recover_list", context)

    def recover_view(self, request, version_id, extra_context=None):
        if not self.has_change_permission(request) or not self.has_add_permission(request):
            raise PermissionDenied
        version = get_object_or_404(history.deleted(), pk=version_id)
        if request.method == "POST":
            if self.recover(request, version):
                return HttpResponseRedirect(reverse("admin:occupations_occupation_change", args=[version.object_id]))
            return HttpResponseRedirect(reverse("admin:occupations_occupation_recoverlist"))
        context = {
            "title": _("Recover a deleted occupation"),
            "subtitle": history.name_of(version),
            "version": version,
            "changes": differences.compare({}, history.state_of(version.revision)),
        }
        return self.desk_page(request, "recover", context)

    def recover(self, request, version) -> bool:
        try:
            with transaction.atomic():
                version.revision.revert()
                # Of somebody whose account was deleted meanwhile the notes stay, as they do on other pages.
                notes = ReviewNote.objects.filter(occupation=version.object_id)
                notes.exclude(user__in=User.objects.all()).update(user=None)
                occupation = Occupation.objects.select_related("country").get(pk=version.object_id)
                with history.revision(request.user, "recover"):
                    workflow.count_up(occupation)
                    history.keep(occupation)
                recompute(occupation.country.code)
        except (RevertError, IntegrityError, ProtectedError, Occupation.DoesNotExist):
            messages.error(
                request,
                _("“%(page)s” cannot be recovered: its code, its address or a row it needs is taken or gone.")
                % {"page": history.name_of(version)},
            )
            return False
        self.log_addition(request, occupation, [{"added": {}}])
        messages.success(request, _("“%(page)s” is back, with its facts and scores.") % {"page": occupation})
        return True
