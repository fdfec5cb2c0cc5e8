"""The forms that take a code from an authenticator app or from the list of recovery codes."""

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.app_settings import TOTP_PERIOD, TOTP_TOLERANCE
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from .adapter import record_lock_out

# How long a code can be shown by a clock that is off by the tolerance.
CODE_LIFE_S = TOTP_PERIOD * (2 * TOTP_TOLERANCE + 1)
# Digits, with room for blanks between them.
LONGEST = 20


class CodeOnce:
    """Take a code once in its whole life: allauth forgets a used one after a single period."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Verification code")
        code.validators.append(MaxLengthValidator(LONGEST))
        code.widget.attrs |= {"inputmode": "numeric", "maxlength": LONGEST, "autofocus": True, "placeholder": ""}

    def clean_code(self):
        try:
            code = super().clean_code()
        except ValidationError as error:
            if error.code in ("too_many_login_attempts", "rate_limited"):
                record_lock_out(context.request, self.user.get_username())
            raise
        digits = "".join(filter(str.isdecimal, code))
        if not cache.add(f"code-used:{self.user.pk}:{digits}", True, CODE_LIFE_S):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(CodeOnce, base.AuthenticateForm):
    pass


class ReauthenticateForm(CodeOnce, base.ReauthenticateForm):
    pass


class ActivateTOTPForm(CodeOnce, totp.ActivateTOTPForm):
    pass
