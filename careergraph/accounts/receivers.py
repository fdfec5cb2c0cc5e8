"""Sign-ins and second factors, from wherever they come, are written to the security log."""

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_used
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from .events import record, signed_in_name
from .models import EventKind
from .session_age import touch

User = get_user_model()


@receiver(user_logged_in)
def signed_in(request, user, **kwargs):
    touch(request.session)
    record(EventKind.SIGN_IN, user.get_username(), actor=user.get_username(), request=request)


@receiver(user_login_failed)
def sign_in_failed(credentials, request=None, **kwargs):
    name = str(credentials.get(User.USERNAME_FIELD, ""))
    # A name that does not exist may be a password typed into the wrong field.
    known = User.objects.filter(**{User.USERNAME_FIELD: name}).exists()
    record(EventKind.SIGN_IN_FAILED, name if known else "", request=request)


@receiver(user_logged_out)
def signed_out(request, user, **kwargs):
    if user:
        record(EventKind.SIGN_OUT, user.get_username(), actor=user.get_username(), request=request)


@receiver(authentication_failed)
def code_failed(request, user, **kwargs):
    record(EventKind.CODE_FAILED, user.get_username(), request=request)


@receiver(authenticator_used)
def recovery_code_used(request, user, authenticator, **kwargs):
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        record(EventKind.RECOVERY_USED, user.get_username(), actor=user.get_username(), request=request)


@receiver(post_save, sender=Authenticator)
def factor_added(instance, created, **kwargs):
    if created:
        codes = instance.type == Authenticator.Type.RECOVERY_CODES
        record(EventKind.RECOVERY_MADE if codes else EventKind.FACTOR_ADDED, instance.user.get_username())


@receiver(post_delete, sender=Authenticator)
def factor_removed(instance, origin, **kwargs):
    # Deleted by itself, not together with the account.
    alone = getattr(origin, "model", type(origin)) is Authenticator
    if instance.type == Authenticator.Type.RECOVERY_CODES or not alone:
        return
    name = instance.user.get_username()
    own = name == signed_in_name(context.request)
    record(EventKind.FACTOR_REMOVED if own else EventKind.FACTOR_RESET, name)
