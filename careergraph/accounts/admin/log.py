from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from ..models import SecurityEvent
from ..wording import lines


@admin.register(SecurityEvent)
class SecurityEventAdmin(admin.ModelAdmin):
    """Looked at by whoever may view it, changed by nobody."""

    list_display = ["time", "kind", "actor", "subject", "address", "changes_shown"]
    list_filter = ["kind", "at"]
    list_per_page = 50
    search_fields = ["actor", "subject", "address", "changes"]
    date_hierarchy = "at"
    show_full_result_count = False
    actions = None
    fields = list_display

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("time (UTC)"), ordering="at")
    def time(self, event):
        return f"{event.at:%Y-%m-%d %H:%M:%S}"

    @admin.display(description=_("changes"))
    def changes_shown(self, event):
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines(event.changes)))
