"""The desk as one admin site: what lies around the pages of its models."""

from django.contrib.admin import AdminSite

from . import kept


class DeskSite(AdminSite):
    def admin_view(self, view, cacheable=False):
        """As Django's, but a form sent after its session ended is kept until its writer has signed in again."""
        checked = super().admin_view(view, cacheable)

        def inner(request, *args, **kwargs):
            response = checked(request, *args, **kwargs)
            if request.method == "POST" and response.status_code == 302 and not self.has_permission(request):
                kept.keep(request)
            return response

        inner.__dict__.update(checked.__dict__)
        return inner
