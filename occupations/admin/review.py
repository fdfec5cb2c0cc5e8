"""From draft to visitors: the queue of what waits, both texts side by side, and the steps a page can take."""

from collections import Counter

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, OuterRef, Subquery, When
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from .. import differences, previews, workflow
from ..choices import Status
from ..content import readiness
from ..languages import CODES
from ..models import Occupation, PublishedCopy, ReviewNote
from ..models.publication import capture
from .collisions import others_here
from .mixins import ReadOnlyAdmin, may_publish

# What the queue holds, in its order.
WAITING = (Status.IN_REVIEW, Status.DRAFT, Status.NEEDS_UPDATE)
PER_PAGE = 100
# Name of the button → the step, and whether it takes the right to publish.
STEPS = {
    "submit": (workflow.submit, False),
    "publish": (workflow.publish, True),
    "send_back": (workflow.send_back, True),
    "needs_update": (workflow.mark_needs_update, True),
    "discard": (workflow.discard, False),
}


class ReviewViews:
    """For the admin of a page: its way to visitors."""

    def get_urls(self):
        def named(name):
            return f"occupations_occupation_{name}"

        wrap = self.admin_site.admin_view
        return [
            path("review/", wrap(self.queue_view), name=named("queue")),
            path("<int:pk>/review/", wrap(self.review_view), name=named("review")),
            path("<int:pk>/preview/<str:language>/", wrap(self.preview_view), name=named("preview")),
            *super().get_urls(),
        ]

    def has_publish_permission(self, request):
        return may_publish(request)

    def has_recompute_permission(self, request):
        return request.user.has_perm("occupations.recompute_scores")

    def desk(self, request, occupation) -> dict:
        """What stands above the form: status, last word of the reviewer, and the steps open to this person."""
        changing = not occupation.is_visible
        return {
            "status": occupation.status,
            "label": occupation.get_status_display(),
            "note": occupation.review_notes.select_related("user").first(),
            "may_publish": may_publish(request),
            "may_change": self.has_change_permission(request, occupation),
            "changing": changing,
            "has_copy": PublishedCopy.objects.filter(occupation=occupation).exists() if changing else False,
            "steps": may_publish(request) or occupation.status == Status.DRAFT,
            "others": others_here(occupation, request.user),
        }

    def queue_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        place = Case(*(When(status=status, then=number) for number, status in enumerate(WAITING)))
        last = ReviewNote.objects.filter(occupation=OuterRef("pk")).order_by("-made_at", "-pk").values("pk")[:1]
        waiting = Occupation.objects.filter(status__in=WAITING).annotate(last_note=Subquery(last))
        counts = Counter(waiting.values_list("status", flat=True))
        page = Paginator(waiting.order_by(place, "code"), PER_PAGE).get_page(request.GET.get("p"))
        notes = ReviewNote.objects.select_related("user").in_bulk([row.last_note for row in page])
        rows = {status: [] for status in WAITING}
        for row in page:
            rows[row.status].append((row, notes.get(row.last_note)))
        # On the second page and later only what goes on there.
        sections = [
            (status.label, counts[status], rows[status]) for status in WAITING if rows[status] or page.number == 1
        ]
        context = {"title": _("Review queue"), "sections": sections, "page": page}
        return self.desk_page(request, "queue", context)

    def review_view(self, request, pk):
        pages = Occupation.objects.select_related("country")
        occupation = get_object_or_404(pages, pk=pk)
        if not self.has_view_or_change_permission(request, occupation):
            raise PermissionDenied
        if request.method == "POST":
            if response := self.take_step(request, occupation):
                return response
            occupation = get_object_or_404(pages, pk=pk)
        copy = PublishedCopy.objects.filter(occupation=occupation).first()
        before = copy.state if copy else {} if not occupation.is_visible else None
        after = capture(occupation)
        context = {
            "title": _("Published and proposed text"),
            "subtitle": str(occupation),
            "original": occupation,
            "desk": self.desk(request, occupation),
            "changes": differences.compare(before, after) if before is not None else [],
            "is_new": before == {},
            "readiness": readiness.examine(occupation),
            "notes": occupation.review_notes.select_related("user")[:20],
            "typed": request.POST.get("note", ""),
        }
        return self.desk_page(request, "review", context)

    def take_step(self, request, occupation):
        """The way on; nothing if the step was refused, so that the page is shown again with what was typed."""
        name = next((name for name in STEPS if name in request.POST), None)
        if name is None:
            return HttpResponseNotAllowed(["GET"])
        if not self.has_change_permission(request, occupation):
            raise PermissionDenied
        step, needs_right = STEPS[name]
        if needs_right and not may_publish(request):
            raise PermissionDenied
        seen, text = request.POST.get("version", ""), request.POST.get("note", "")[:4000]
        if not self.step(request, step, occupation.pk, text=text, seen=seen):
            return None
        if name in ("publish", "send_back"):
            return HttpResponseRedirect(reverse("admin:occupations_occupation_queue"))
        target = "change" if name == "discard" else "review"
        return HttpResponseRedirect(reverse(f"admin:occupations_occupation_{target}", args=[occupation.pk]))

    def step(self, request, function, pk, **kwargs) -> bool:
        """Take a step and say what came of it."""
        try:
            function(pk, request.user, **kwargs)
        except workflow.Refused as refused:
            for reason in refused.reasons:
                messages.error(request, reason)
            return False
        occupation = Occupation.objects.get(pk=pk)
        messages.success(
            request, _("%(page)s: %(status)s.") % {"page": occupation, "status": occupation.get_status_display()}
        )
        return True

    def response_change(self, request, obj):
        """After a save: the step that was asked for with it, or where the text stands now."""
        asked = next((name for name in ("submit", "publish") if f"_{name}" in request.POST), None)
        if asked:
            step, needs_right = STEPS[asked]
            if needs_right and not may_publish(request):
                raise PermissionDenied
            self.step(request, step, obj.pk)
            return HttpResponseRedirect(request.path)
        if not obj.is_visible:
            messages.info(request, _("Saved as a draft. Visitors see it once it is published."))
        return super().response_change(request, obj)

    def preview_view(self, request, pk, language):
        occupation = get_object_or_404(Occupation, pk=pk)
        if not self.has_view_or_change_permission(request, occupation) or language not in CODES:
            raise PermissionDenied
        return HttpResponseRedirect(previews.address(occupation, request.user, language))

    def desk_page(self, request, name, context):
        """A page of the desk in the admin's frame."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media, **context}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/occupations/occupation/{name}.html", context)


@admin.register(ReviewNote)
class ReviewNoteAdmin(ReadOnlyAdmin):
    list_display = ["made_at", "occupation", "step", "user", "text"]
    list_filter = ["step"]
    list_select_related = ["occupation", "user"]
    search_fields = ["occupation__code", "text"]
    date_hierarchy = "made_at"
