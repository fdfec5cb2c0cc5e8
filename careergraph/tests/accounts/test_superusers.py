"""What an administrator who is no superuser cannot do: become one, or take one's account."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from occupations import roles
from occupations.tests.admin.desk import fields_of

from .desk import PASSWORD, make_editor, soup

pytestmark = pytest.mark.django_db
USERS = "/admin/auth/user/"
FLAGS = ("is_active", "is_staff", "is_superuser")


@pytest.fixture
def boss():
    return make_editor("boss", is_superuser=True)


@pytest.fixture
def administrator(client):
    user = make_editor("helper")
    roles.sync()
    user.groups.add(Group.objects.get(name=roles.ADMINISTRATOR))
    client.force_login(user)
    return user


def address(user, kind="change"):
    return reverse(f"admin:auth_user_{kind}", args=[user.pk])


def account(user):
    user = User.objects.get(pk=user.pk)
    sets = [list(rows.values_list("pk", flat=True)) for rows in (user.groups, user.user_permissions)]
    return user.username, user.password, [getattr(user, flag) for flag in FLAGS], sets


def test_administrator_makes_nobody_a_superuser(client, administrator):
    for user in (administrator, make_editor("cyan")):
        page = client.get(address(user))
        assert not soup(page).select("[name=is_superuser]")
        assert client.post(address(user), fields_of(page, "user_form") | {"is_superuser": "on"}).status_code == 302
        assert account(user)[2] == [True, True, False]


def test_superuser_still_makes_another(client, boss):
    client.force_login(boss)
    user = make_editor("cyan")
    form = fields_of(client.get(address(user)), "user_form")
    client.post(address(user), form | {"is_superuser": "on", "groups": [], "user_permissions": []})
    assert account(user)[2] == [True, True, True]


def test_administrator_cannot_touch_a_superuser(client, administrator, boss):
    before = account(boss)
    page = soup(client.get(address(boss)))
    assert page.select(".readonly")
    assert not page.select("#user_form [type=submit], #user_form .deletelink")
    permission, group = Permission.objects.first(), Group.objects.first()
    forged = {"username": "boss", "groups": [group.pk], "user_permissions": [permission.pk]}
    password = {"password1": "taken-over-by-me", "password2": "taken-over-by-me", "usable_password": "true"}
    for url, data in (
        (address(boss), forged),
        (reverse("admin:auth_user_password_change", args=[boss.pk]), password),
        (address(boss, "delete"), {"post": "yes"}),
        (USERS, {"action": "delete_selected", "_selected_action": [boss.pk], "post": "yes"}),
    ):
        assert client.post(url, data).status_code == 403
        assert account(boss) == before


def test_administrator_still_sets_the_password_of_an_editor(client, administrator):
    user = make_editor("cyan")
    before = account(user)[1]
    new = {"password1": f"{PASSWORD}-2", "password2": f"{PASSWORD}-2", "usable_password": "true"}
    client.post(reverse("admin:auth_user_password_change", args=[user.pk]), new)
    assert account(user)[1] != before
