"""Who comes to the desk, and what a visit leaves in the database."""

from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.test import Client

from occupations import roles

NO_GROUP, NOT_STAFF, VISITOR = "staff without a group", "signed in, not staff", "visitor"
PEOPLE = [roles.EDITOR, roles.REVIEWER, roles.DATA_MANAGER, roles.ADMINISTRATOR, NO_GROUP, NOT_STAFF, VISITOR]


def make_person(name: str) -> User | None:
    """The user that a name of PEOPLE stands for; nobody for a visitor. `roles.sync()` has made the groups."""
    if name == VISITOR:
        return None
    user = User.objects.create_user(name.replace(" ", "-").replace(",", ""), is_staff=name != NOT_STAFF)
    if name in roles.LABELS:
        user.groups.add(Group.objects.get(name=name))
    return user


def client_of(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def database() -> dict:
    """Every row of every table that pages of the desk could write: equal before and after when nothing was written."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model not in (Session, Permission, ContentType)
    }


def signed_in(role: str, **kwargs) -> Client:
    """A client of a person with the role; an empty one has none."""
    groups = {group.name: group for group in roles.sync()}
    user = User.objects.create_user(f"{role or 'nobody'}@desk", is_staff=True, **kwargs)
    if role:
        user.groups.add(groups[role])
    client = Client()
    client.force_login(user)
    client.user = user
    return client
