"""What holds for every address below ADMIN_PATH."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from occupations import kept

from .session_age import keep_alive

# All that is open to somebody who must set up a second factor first.
SETUP = {"mfa_index", "mfa_activate_totp", "account_reauthenticate", "account_logout", "admin:logout"}
# Asked by an open page every few seconds: that is not somebody at work.
UNATTENDED = {"admin:occupations_occupation_presence"}


def is_private(request) -> bool:
    return f"{request.path_info}/".startswith(f"/{settings.ADMIN_PATH}")


def private_pages(get_response):
    """Keep the admin out of search engines and out of every cache, errors and redirects included."""

    def middleware(request):
        response = get_response(request)
        if is_private(request):
            add_never_cache_headers(response)
            response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return middleware


class SignedInPages:
    """Keep a used session alive, and send whoever lacks a required second factor to its setup."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        # Public pages ask for no session.
        if not is_private(request) or not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name
        if name not in UNATTENDED:
            keep_alive(request.session)
        if request.user.lacks_second_factor and name not in SETUP:
            if kept.keep(request):
                text = _(
                    "What you typed is kept. Open the page again afterwards: it is in the form, ready to be saved."
                )
                messages.info(request, text)
            return redirect("mfa_activate_totp")
        return None
