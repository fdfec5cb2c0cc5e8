"""allauth's pages in the frame of the admin."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


class DeskPage:
    title = ""

    def get_context_data(self, **kwargs):
        desk = admin.site.each_context(self.request)
        if getattr(self.request.user, "lacks_second_factor", False):
            # Its links would all lead back here.
            desk["is_nav_sidebar_enabled"] = False
        return {**super().get_context_data(**kwargs), **desk, "title": self.title}


class Login(DeskPage, account.LoginView):
    title = _("Sign in")


class Logout(DeskPage, account.LogoutView):
    title = _("Sign out")


class Reauthenticate(DeskPage, account.ReauthenticateView):
    title = _("Confirm that it is you")


class ChangePassword(DeskPage, account.PasswordChangeView):
    title = _("Change password")

    def dispatch(self, request, *args, **kwargs):
        # allauth would lead to a page that gives such an account a password, which is for an administrator to do.
        if request.user.is_authenticated and not request.user.has_usable_password():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class Authenticate(DeskPage, mfa.AuthenticateView):
    title = _("Two-factor sign-in")


class ReauthenticateByCode(DeskPage, mfa.ReauthenticateView):
    title = _("Confirm that it is you")


class TwoFactor(DeskPage, mfa.IndexView):
    title = _("Two-factor sign-in")


class ActivateTOTP(DeskPage, totp.ActivateTOTPView):
    title = _("Set up two-factor sign-in")


class DeactivateTOTP(DeskPage, totp.DeactivateTOTPView):
    title = _("Turn off two-factor sign-in")


class RecoveryCodes(DeskPage, codes.ViewRecoveryCodesView):
    title = _("Recovery codes")


class GenerateRecoveryCodes(DeskPage, codes.GenerateRecoveryCodesView):
    title = _("Make new recovery codes")
