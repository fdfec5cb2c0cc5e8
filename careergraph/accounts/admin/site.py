"""The doors of Django's admin lead to allauth: its own forms know neither throttling nor a second factor."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.shortcuts import redirect


# Not admin.site.login itself: somebody signed in could post another person's name and password to it.
@secure_admin_login
def login(request, extra_context=None):
    return redirect("admin:index")


def password_change(request, extra_context=None):
    return redirect("account_change_password")


admin.site.login = login
admin.site.password_change = password_change
# Unused, and the key of every authenticator in plain sight.
admin.site.unregister([EmailAddress, Authenticator])
