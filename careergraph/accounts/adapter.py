"""How allauth signs people in here."""

from hashlib import sha256

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from .address import client_address
from .events import record
from .models import EventKind

LOCK_S = 15 * 60
TOO_MANY = "too_many_login_attempts"
LOCKED = _(
    "Too many failed attempts. To protect the account, sign-in is locked for up to 15 minutes, "
    "after very many failures for an hour. Try again later; an administrator can help with a lost password."
)


def record_lock_out(request, name: str):
    """Note a lock once, however often somebody knocks while it lasts."""
    known = sha256(f"{client_address(request)} {name.casefold()}".encode()).hexdigest()
    if cache.add(f"lock-out-noted:{known}", True, LOCK_S):
        record(EventKind.LOCKED_OUT, name, request=request)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        TOO_MANY: LOCKED,
        "rate_limited": LOCKED,
    }

    def is_open_for_signup(self, request):
        return False

    def is_ajax(self, request):
        return False

    def get_client_ip(self, request):
        return client_address(request) or "unknown"

    def is_safe_url(self, url):
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    def get_reauthentication_methods(self, user):
        """Whoever has a second factor proves it: a password alone may not turn it off."""
        methods = super().get_reauthentication_methods(user)
        return [method for method in methods if method["id"] == "mfa_reauthenticate"] or methods

    def _get_login_attempts_cache_key(self, request, **credentials):
        # allauth puts the Host header in front, and any port in that header would start a new count.
        return credentials["username"].casefold()

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            record_lock_out(request, credentials["username"])
            raise


class TwoFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This code is wrong, has expired or has been used already. Wait for the next one and enter that."
        ),
    }

    def get_totp_label(self, user):
        return user.get_username()
