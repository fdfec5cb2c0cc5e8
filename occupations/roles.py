"""The four roles of the desk, as groups with permissions. The command `roles` makes them what is written here."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from .models.publication import SCORED_MODELS, text_models

APP = "occupations"
EDITOR, REVIEWER, DATA_MANAGER, ADMINISTRATOR = "Editors", "Reviewers", "Data managers", "Administrators"
LABELS = {
    EDITOR: _("Editors"),
    REVIEWER: _("Reviewers"),
    DATA_MANAGER: _("Data managers"),
    ADMINISTRATOR: _("Administrators"),
}
REFERENCE_MODELS = ("country", "majorgroup", "cluster", "source", "visaroute")


def rows(models, *actions: str) -> set[str]:
    return {f"{action}_{model._meta.model_name}" for model in models for action in actions}


def codenames(role: str) -> set[str]:
    """Permissions of the app that a role has, besides looking at everything."""
    writes = {"change_occupation"} | rows(text_models(), "add", "change", "delete")
    scored = rows(SCORED_MODELS, "add", "change", "delete")
    return {
        EDITOR: writes,
        REVIEWER: writes | scored | {"publish_occupation", "recompute_scores"},
        DATA_MANAGER: {"import_spreadsheets", "recompute_scores"} | {f"change_{name}" for name in REFERENCE_MODELS},
    }[role]


def permissions(role: str):
    if role == ADMINISTRATOR:
        return Permission.objects.filter(content_type__app_label__in=[APP, "auth", "careergraph", "account", "mfa"])
    own = Permission.objects.filter(content_type__app_label=APP)
    return own.filter(codename__in=codenames(role)) | own.filter(codename__startswith="view_")


@transaction.atomic
def sync() -> list[Group]:
    """Create the groups, or put them back to what they should hold."""
    groups = []
    for name in LABELS:
        group, _created = Group.objects.get_or_create(name=name)
        wanted = set(permissions(name).values_list("pk", flat=True))
        if wanted != set(group.permissions.values_list("pk", flat=True)):
            group.permissions.set(wanted)
        groups.append(group)
    return groups
