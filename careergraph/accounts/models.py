import json

from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RolePolicy(models.Model):
    """What a role, which is a group of Django, asks of its members."""

    group = models.OneToOneField(Group, models.CASCADE, related_name="policy", verbose_name=_("role"))
    require_two_factor = models.BooleanField(
        _("two-factor sign-in required"),
        default=False,
        help_text=_("Members who have not set it up reach nothing but its setup until they have."),
    )

    class Meta:
        verbose_name = _("rules of the role")
        verbose_name_plural = _("rules of the role")

    def __str__(self):
        return str(self.group)


class EventKind(models.TextChoices):
    SIGN_IN = "sign_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    LOCKED_OUT = "locked_out", _("Locked out after failures")
    SIGN_OUT = "sign_out", _("Signed out")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    CODE_FAILED = "code_failed", _("Wrong two-factor code")
    FACTOR_ADDED = "factor_added", _("Two-factor sign-in set up")
    FACTOR_REMOVED = "factor_removed", _("Two-factor sign-in turned off")
    FACTOR_RESET = "factor_reset", _("Two-factor sign-in reset by somebody else")
    RECOVERY_MADE = "recovery_made", _("Recovery codes made")
    RECOVERY_USED = "recovery_used", _("Recovery code used")
    ACCOUNT_ADDED = "account_added", _("Account added")
    ACCOUNT_CHANGED = "account_changed", _("Rights of an account changed")
    ACCOUNT_DELETED = "account_deleted", _("Account deleted")
    ROLE_ADDED = "role_added", _("Role added")
    ROLE_CHANGED = "role_changed", _("Rights of a role changed")
    ROLE_DELETED = "role_deleted", _("Role deleted")


class ImmutableError(Exception):
    """An entry of the log was to be changed or deleted."""


class EventQuerySet(models.QuerySet):
    def refuse(self, *args, **kwargs):
        raise ImmutableError("Entries of the security log stay as they are.")

    update = delete = bulk_update = refuse


class ReadableJSON(json.JSONEncoder):
    """Chinese stays Chinese in SQLite too, where a search reads the stored text."""

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "ensure_ascii": False})


class SecurityEvent(models.Model):
    """An entry of the security log. Names are kept as text: they outlive the account."""

    at = models.DateTimeField(_("time (UTC)"), default=timezone.now, db_index=True)
    kind = models.CharField(_("event"), max_length=20, choices=EventKind, db_index=True)
    actor = models.CharField(
        _("who"), max_length=150, blank=True, help_text=_("Empty: nobody signed in, or the command line.")
    )
    subject = models.CharField(_("whom"), max_length=150, blank=True, help_text=_("The account or role concerned."))
    address = models.GenericIPAddressField(_("IP address"), null=True, blank=True)
    changes = models.JSONField(_("changes"), default=list, blank=True, encoder=ReadableJSON)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("security log entry")
        verbose_name_plural = _("security log")

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.get_kind_display()} {self.subject}".rstrip()

    def save(self, **kwargs):
        if not self._state.adding:
            raise ImmutableError("Entries of the security log stay as they are.")
        super().save(**kwargs)

    def delete(self, **kwargs):
        raise ImmutableError("Entries of the security log stay as they are.")
