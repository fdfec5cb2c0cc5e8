from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from occupations import roles

from ..models import RolePolicy
from ..wording import ReadersNames, role_name

KEPT = _(
    "One of the four roles of the desk: {role}. Whenever the site is started, the group is given the permissions "
    "of that role again. For other rights, make a group of your own."
)


class RolePolicyInline(admin.StackedInline):
    model = RolePolicy
    can_delete = False
    extra = 1
    max_num = 1


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(ReadersNames, GroupAdmin):
    inlines = [RolePolicyInline]
    list_display = ["role", "two_factor"]
    list_select_related = ["policy"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj and obj.name in roles.LABELS and "name" in form.base_fields:
            form.base_fields["name"].help_text = format_lazy(KEPT, role=role_name(obj))
        return form

    @admin.display(description=_("name"), ordering="name")
    def role(self, group):
        return role_name(group)

    @admin.display(description=_("two-factor sign-in required"), boolean=True, ordering="policy__require_two_factor")
    def two_factor(self, group):
        policy = getattr(group, "policy", None)
        return bool(policy and policy.require_two_factor)
