"""Rights and their changes in the reader's language."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from occupations import roles

from .models import RolePolicy


def role_name(group) -> str:
    """The roles of the desk are stored under their English names."""
    return str(roles.LABELS.get(group.name, group.name))


def permission_name(permission) -> str:
    """As Django says it, but for the last part, which is stored in English."""
    model = permission.content_type.model_class()
    action, _line, name = permission.codename.partition("_")
    actions = {
        "add": pgettext("permission", "add"),
        "change": pgettext("permission", "change"),
        "delete": pgettext("permission", "delete"),
        "view": pgettext("permission", "look at"),
    }
    usual = model and name == model._meta.model_name and actions.get(action)
    return f"{permission.content_type} | {usual or _(permission.name)}"


class ReadersNames:
    """For the admin of accounts and roles: what is offered in their lists has the reader's names."""

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.label_from_instance = role_name if db_field.related_model is Group else permission_name
        return field


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
