"""Somebody of each role, signed in."""

from django.contrib.auth import get_user_model
from django.test import Client

from occupations import roles


def signed_in(role: str, **kwargs) -> Client:
    """A client of a person with the role; an empty one has none."""
    groups = {group.name: group for group in roles.sync()}
    user = get_user_model().objects.create_user(f"{role or 'nobody'}@desk", is_staff=True, **kwargs)
    if role:
        user.groups.add(groups[role])
    client = Client()
    client.force_login(user)
    client.user = user
    return client
