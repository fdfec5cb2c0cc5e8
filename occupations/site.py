"""The desk as one admin site: what lies around the pages of its models."""

from allauth.account.decorators import secure_admin_login
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, ngettext

from . import dashboard, guide, kept


class DeskSite(AdminSite):
    index_template = "admin/desk_index.html"

    def admin_view(self, view, cacheable=False):
        """As Django's, but a form sent after its session ended is kept until its writer has signed in again."""
        checked = super().admin_view(view, cacheable)

        def inner(request, *args, **kwargs):
            without_nul(request)
            response = checked(request, *args, **kwargs)
            if request.method == "POST" and response.status_code == 302 and not self.has_permission(request):
                kept.keep(request)
            return response

        inner.__dict__.update(checked.__dict__)
        return inner

    # allauth's doors instead of Django's, which know neither throttling nor a second factor. Not Django's login behind
    # them: somebody signed in could post another person's name and password to it.
    @method_decorator(secure_admin_login)
    def login(self, request, extra_context=None):
        return redirect("admin:index")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def get_urls(self):
        return [
            path("check/", self.admin_view(self.check_view), name="check"),
            path("guide/", self.admin_view(self.guide_view), name="guide"),
            path("guide/standard/", self.admin_view(self.guide_view), {"name": "standard"}, name="guide_standard"),
            *super().get_urls(),
        ]

    def guide_view(self, request, name="guide"):
        """The guide for editors and the content standard, as they stand in docs/."""
        context = {**self.each_context(request), **guide.page(name, get_language())}
        return TemplateResponse(request, "admin/guide.html", context)

    def index(self, request, extra_context=None):
        return super().index(request, {**(extra_context or {}), "board": self.board(request)})

    def board(self, request) -> dict:
        """The boxes above the list of models, for those who may look at pages."""
        may = request.user.has_perm
        if not (may("occupations.view_occupation") or may("occupations.change_occupation")):
            return {}
        sees_evidence = may("occupations.view_evidence") or may("occupations.change_evidence")
        return {
            "waiting": dashboard.waiting(),
            "broken": dashboard.broken_figures(),
            "may_check": may_check(request.user),
            "moved": dashboard.facts_moved(),
            "evidence": dashboard.old_evidence(timezone.localdate()) if sees_evidence else None,
            "recent": dashboard.recent(),
            "completeness": dashboard.completeness(),
        }

    def check_view(self, request):
        """Look for broken figures now; the index shows what was found until somebody looks again."""
        if not may_check(request.user):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        total = dashboard.run_check(request.user)["total"]
        text = ngettext("Checked: %(count)d broken figure.", "Checked: %(count)d broken figures.", total)
        messages.success(request, text % {"count": total})
        return HttpResponseRedirect(reverse("admin:index", current_app=self.name) + "#board-figures")


def without_nul(request):
    """PostgreSQL takes no NUL in a text. An address with one was forged; into a form it comes with a pasted text."""
    if has_nul(request.GET):
        raise BadRequest("NUL in the address.")
    if has_nul(request.POST):
        request.POST = QueryDict(request.POST.urlencode().replace("%00", ""))


def has_nul(data: QueryDict) -> bool:
    return any("\0" in text for name, values in data.lists() for text in (name, *values))


def may_check(user) -> bool:
    """Those who can repair what is found, and those whose import may have broken it."""
    return user.has_perm("occupations.change_occupation") or user.has_perm("occupations.import_spreadsheets")
