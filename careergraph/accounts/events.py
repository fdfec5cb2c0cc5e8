"""Write to the security log."""

from allauth.core import context

from .address import client_address
from .models import SecurityEvent


def signed_in_name(request) -> str:
    user = getattr(request, "user", None)
    return user.get_username() if user and user.is_authenticated else ""


def record(kind, subject: str = "", *, actor: str | None = None, request=None, changes=()):
    """An entry with the person and address of `request`, or of the request being answered."""
    request = request or context.request
    return SecurityEvent.objects.create(
        kind=kind,
        actor=signed_in_name(request) if actor is None else actor,
        subject=subject[:150],
        address=client_address(request) if request else None,
        changes=list(changes),
    )
