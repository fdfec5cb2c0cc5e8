"""The pages of allauth that are used, under the names by which it looks them up."""

from allauth.mfa.recovery_codes.views import download_recovery_codes
from django.urls import path

from . import views

urlpatterns = [
    path("login/", views.Login.as_view(), name="account_login"),
    path("logout/", views.Logout.as_view(), name="account_logout"),
    path("reauthenticate/", views.Reauthenticate.as_view(), name="account_reauthenticate"),
    path("password/", views.ChangePassword.as_view(), name="account_change_password"),
    path("two-factor/", views.TwoFactor.as_view(), name="mfa_index"),
    path("two-factor/authenticate/", views.Authenticate.as_view(), name="mfa_authenticate"),
    path("two-factor/reauthenticate/", views.ReauthenticateByCode.as_view(), name="mfa_reauthenticate"),
    path("two-factor/activate/", views.ActivateTOTP.as_view(), name="mfa_activate_totp"),
    path("two-factor/deactivate/", views.DeactivateTOTP.as_view(), name="mfa_deactivate_totp"),
    path("two-factor/codes/", views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("two-factor/codes/new/", views.GenerateRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("two-factor/codes/download/", download_recovery_codes, name="mfa_download_recovery_codes"),
]
