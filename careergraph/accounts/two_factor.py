"""Who must set up a second factor and has not."""

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from .models import RolePolicy


def has_second_factor() -> Exists:
    return Exists(Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP))


def lacks_second_factor():
    """For a queryset of users: a role of theirs requires a second factor, and they have none."""
    required = RolePolicy.objects.filter(require_two_factor=True, group__user=OuterRef("pk"))
    return Exists(required) & ~has_second_factor()
