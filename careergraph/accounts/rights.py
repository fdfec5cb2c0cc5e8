"""Changes of rights and passwords, from wherever they come, are written to the security log."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver

from .events import record
from .models import EventKind, RolePolicy

User = get_user_model()
FLAGS = ("is_active", "is_staff", "is_superuser")
WATCHED = {User: ("username", *FLAGS), Group: ("name",), RolePolicy: ("require_two_factor",)}
SETS = {
    User.groups.through: (User, "groups"),
    User.user_permissions.through: (User, "user_permissions"),
    Group.permissions.through: (Group, "permissions"),
}


def name_of(row) -> str:
    if isinstance(row, Permission):
        return f"{row.content_type.app_label}.{row.codename}"
    return row.get_username() if isinstance(row, User) else str(row)


def names(rows) -> list[str]:
    return sorted(name_of(row) for row in rows)


# Fields --------------------------------------------------------------------------------------


def remember(sender, instance, update_fields, **kwargs):
    """Keep the values in the database until the row has been saved."""
    fields = {*WATCHED[sender], *(["password"] if sender is User else [])}
    if update_fields is not None:
        fields &= set(update_fields)
    # Django computes the same password's hash anew at a sign-in after an upgrade.
    if update_fields == {"password"} and instance._password is None:
        fields = set()
    rows = sender._base_manager.filter(pk=instance.pk)
    instance._values_before = rows.values(*fields).first() if fields and instance.pk else None


def differences(instance) -> list[dict]:
    before = instance._values_before or {}
    return [
        {"field": field, "old": before[field], "new": getattr(instance, field)}
        for field in WATCHED[type(instance)]
        if field in before and before[field] != getattr(instance, field)
    ]


for model in WATCHED:
    pre_save.connect(remember, sender=model)


@receiver(post_save, sender=User)
def account_saved(instance, created, **kwargs):
    name = name_of(instance)
    if created:
        given = [{"field": field, "old": None, "new": True} for field in FLAGS if getattr(instance, field)]
        record(EventKind.ACCOUNT_ADDED, name, changes=given)
        return
    if changes := differences(instance):
        record(EventKind.ACCOUNT_CHANGED, name, changes=changes)
    before = instance._values_before or {}
    if before.get("password", instance.password) != instance.password:
        record(EventKind.PASSWORD_CHANGED, name)


@receiver(post_save, sender=Group)
def role_saved(instance, created, **kwargs):
    changes = differences(instance)
    if created or changes:
        record(EventKind.ROLE_ADDED if created else EventKind.ROLE_CHANGED, name_of(instance), changes=changes)


def policy_changed(policy, old, new):
    changes = [{"field": "require_two_factor", "old": old, "new": new}]
    record(EventKind.ROLE_CHANGED, name_of(policy.group), changes=changes)


@receiver(post_save, sender=RolePolicy)
def policy_saved(instance, created, **kwargs):
    if created and instance.require_two_factor:
        policy_changed(instance, False, True)
    elif changes := differences(instance):
        policy_changed(instance, changes[0]["old"], changes[0]["new"])


@receiver(post_delete, sender=RolePolicy)
def policy_deleted(instance, origin, **kwargs):
    alone = getattr(origin, "model", type(origin)) is RolePolicy
    if alone and instance.require_two_factor:
        policy_changed(instance, True, False)


# Memberships and permissions -----------------------------------------------------------------


@receiver(pre_delete, sender=User)
@receiver(pre_delete, sender=Group)
def about_to_go(sender, instance, **kwargs):
    field, rows = ("groups", instance.groups) if sender is User else ("members", instance.user_set)
    removed = names(rows.all())
    instance._lost = [{"field": field, "removed": removed}] if removed else []


@receiver(post_delete, sender=User)
@receiver(post_delete, sender=Group)
def gone(sender, instance, **kwargs):
    kind = EventKind.ACCOUNT_DELETED if sender is User else EventKind.ROLE_DELETED
    record(kind, name_of(instance), changes=instance._lost)


def set_changed(sender, instance, action, model, pk_set, reverse, **kwargs):
    own, other = instance._meta.model_name, model._meta.model_name
    if action in ("pre_remove", "pre_clear"):
        # What is taken away may not have been there.
        rows = sender._base_manager.filter(**{own: instance.pk})
        if pk_set is not None:
            rows = rows.filter(**{f"{other}__in": pk_set})
        instance._taken = list(rows.values_list(f"{other}_id", flat=True))
        return
    if action not in ("post_add", "post_remove", "post_clear"):
        return
    found = model._base_manager.filter(pk__in=pk_set if action == "post_add" else instance._taken)
    owners, values = (found, [instance]) if reverse else ([instance], found)
    owner_model, field = SETS[sender]
    kind = EventKind.ACCOUNT_CHANGED if owner_model is User else EventKind.ROLE_CHANGED
    if changed := names(values):
        change = {"field": field, "added" if action == "post_add" else "removed": changed}
        for owner in owners:
            record(kind, name_of(owner), changes=[change])


for through in SETS:
    m2m_changed.connect(set_changed, sender=through)
