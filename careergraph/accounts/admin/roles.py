from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from ..models import RolePolicy


class RolePolicyInline(admin.StackedInline):
    model = RolePolicy
    can_delete = False
    extra = 1
    max_num = 1


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    inlines = [RolePolicyInline]
    list_display = ["name", "two_factor"]
    list_select_related = ["policy"]

    @admin.display(description=_("two-factor sign-in required"), boolean=True, ordering="policy__require_two_factor")
    def two_factor(self, group):
        policy = getattr(group, "policy", None)
        return bool(policy and policy.require_two_factor)
