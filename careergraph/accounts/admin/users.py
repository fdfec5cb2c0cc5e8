from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from reversion.models import Revision

from occupations.models import ReviewNote

from ..two_factor import has_second_factor
from ..wording import ReadersNames, role_name

User = get_user_model()
# What would forget who made it, or go with its maker.
SIGNED = (Revision, ReviewNote, LogEntry)


@admin.action(description=gettext_lazy("Reset two-factor sign-in (lost device)"), permissions=["reset"])
def reset_second_factor(model_admin, request, queryset):
    count = 0
    for user in queryset.filter(second_factor=True):
        if not model_admin.has_change_permission(request, user):
            text = _("Only a superuser can reset the two-factor sign-in of %(user)s.") % {"user": user}
            model_admin.message_user(request, text, messages.ERROR)
            continue
        Authenticator.objects.filter(user=user).delete()
        model_admin.log_change(request, user, _("Two-factor sign-in reset."))
        count += 1
    text = ngettext(
        "Two-factor sign-in of %(count)d account reset: it can be set up anew after signing in.",
        "Two-factor sign-in of %(count)d accounts reset: it can be set up anew after signing in.",
        count,
    ) % {"count": count}
    model_admin.message_user(request, text, messages.SUCCESS if count else messages.INFO)


class SecondFactorFilter(admin.SimpleListFilter):
    title = gettext_lazy("two-factor sign-in")
    parameter_name = "second_factor"

    def lookups(self, request, model_admin):
        return [("yes", _("Already set up")), ("no", _("Not set up"))]

    def queryset(self, request, queryset):
        return queryset.filter(second_factor=self.value() == "yes") if self.value() in ("yes", "no") else queryset


class PasswordForm(AdminPasswordChangeForm):
    # Django's is English in every language, and speaks of other ways to sign in than there are here.
    usable_password_help_text = format_lazy(
        '<ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
        gettext_lazy("Without a password nobody can sign in to the account."),
    )


class RoleFilter(admin.RelatedFieldListFilter):
    def field_choices(self, field, request, model_admin):
        return [(group.pk, role_name(group)) for group in field.related_model.objects.order_by("name")]


# The last two are unused, and the key of every authenticator in plain sight.
admin.site.unregister([User, EmailAddress, Authenticator])


@admin.register(User)
class AccountAdmin(ReadersNames, UserAdmin):
    change_password_form = PasswordForm
    actions = [reset_second_factor]
    list_display = ["username", "first_name", "last_name", "is_active", "is_staff", "is_superuser", "second_factor"]
    list_filter = ["is_staff", "is_superuser", "is_active", ("groups", RoleFilter), SecondFactorFilter]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(second_factor=has_second_factor())

    def is_out_of_reach(self, request, user) -> bool:
        """A superuser's account, for everybody else: whoever sets its password or takes its rights has taken it."""
        return bool(user and user.is_superuser and not request.user.is_superuser)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not self.is_out_of_reach(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not self.is_out_of_reach(request, obj)

    def get_readonly_fields(self, request, obj=None):
        fixed = [] if request.user.is_superuser else ["is_superuser"]
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_deleted_objects(self, objs, request):
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        text = _("What %(user)s wrote and did is kept under the name. Untick “Active” on the account's page instead.")
        writers = [user for user in objs if any(model.objects.filter(user=user).exists() for model in SIGNED)]
        return deleted, counts, lacking, [*protected, *(text % {"user": user} for user in writers)]

    def has_reset_permission(self, request):
        return self.has_change_permission(request)

    @admin.display(description=gettext_lazy("two-factor sign-in"), boolean=True, ordering="second_factor")
    def second_factor(self, user):
        return user.second_factor
