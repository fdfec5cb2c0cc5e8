"""The changes of a log entry in the reader's language."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .models import RolePolicy


def label(field: str) -> str:
    if field == "members":
        return _("Members")
    for model in (get_user_model(), Group, RolePolicy):
        if any(known.name == field for known in model._meta.get_fields()):
            return capfirst(model._meta.get_field(field).verbose_name)
    return field


def value(stored) -> str:
    return {True: _("yes"), False: _("no"), None: _("none")}.get(stored, stored)


def lines(changes: list[dict]) -> list[str]:
    """One line a change: "Staff status: no → yes", "Groups: added Editors"."""
    found = []
    for change in changes:
        name = label(change["field"])
        if "old" in change:
            values = {"field": name, "old": value(change["old"]), "new": value(change["new"])}
            found.append(_("%(field)s: %(old)s → %(new)s") % values)
        if "added" in change:
            found.append(_("%(field)s: added %(names)s") % {"field": name, "names": ", ".join(change["added"])})
        if "removed" in change:
            found.append(_("%(field)s: removed %(names)s") % {"field": name, "names": ", ".join(change["removed"])})
    return found
