"""The security log: what is in it, and that it stays."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from careergraph.accounts.models import EventKind, ImmutableError
from careergraph.models import RolePolicy, SecurityEvent

from .desk import PASSWORD, give_factor, log, make_editor, make_role, sign_in, soup

pytestmark = pytest.mark.django_db
LOG = "/admin/careergraph/securityevent/"


def changes(kind):
    return [event.changes for event in SecurityEvent.objects.filter(kind=kind).order_by("pk")]


def forget():
    SecurityEvent.objects.all()._raw_delete("default")


def test_sign_in_failure_and_sign_out_with_name_and_address():
    make_editor()
    forget()
    client = Client(REMOTE_ADDR="198.51.100.7")
    sign_in(client, password="wrong")
    sign_in(client)
    client.post("/admin/account/logout/")
    assert log() == [("sign_in_failed", "", "bora"), ("sign_in", "bora", "bora"), ("sign_out", "bora", "bora")]
    assert set(SecurityEvent.objects.values_list("address", flat=True)) == {"198.51.100.7"}


def test_failure_outside_a_request_is_noted_too():
    make_editor()
    authenticate(username="bora", password="wrong")
    assert log("sign_in_failed") == [("sign_in_failed", "", "bora")]


def test_rights_given_in_the_admin_name_the_administrator_and_the_values(admin_client):
    user, group = make_editor(is_staff=False), Group.objects.create(name="編輯")
    permission = Permission.objects.get(codename="change_occupation")
    url = reverse("admin:auth_user_change", args=[user.pk])
    form = {"username": "bora", "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00", "is_active": "on"}
    forget()
    data = form | {"is_staff": "on", "groups": [group.pk], "user_permissions": [permission.pk]}
    assert admin_client.post(url, data).status_code == 302
    assert set(log()) == {("account_changed", "admin", "bora")}
    assert changes("account_changed") == [
        [{"field": "is_staff", "old": False, "new": True}],
        [{"field": "groups", "added": ["編輯"]}],
        [{"field": "user_permissions", "added": ["occupations.change_occupation"]}],
    ]
    forget()
    assert admin_client.post(url, form).status_code == 302
    assert changes("account_changed") == [
        [{"field": "is_staff", "old": True, "new": False}],
        [{"field": "groups", "removed": ["編輯"]}],
        [{"field": "user_permissions", "removed": ["occupations.change_occupation"]}],
    ]
    forget()
    admin_client.post(url, form)
    assert log() == []


@pytest.mark.parametrize("field", ["is_active", "is_staff", "is_superuser"])
def test_flag_changed_in_code_is_noted(field):
    user = make_editor()
    forget()
    setattr(user, field, not getattr(user, field))
    user.save(update_fields=[field])
    assert log() == [("account_changed", "", "bora")]
    assert changes("account_changed") == [
        [{"field": field, "old": not getattr(user, field), "new": getattr(user, field)}]
    ]


def test_field_that_is_not_saved_is_not_noted():
    user = make_editor()
    forget()
    user.is_superuser = True
    user.save(update_fields=["last_login"])
    assert log() == []


def test_groups_are_noted_from_either_side():
    one, two, group = make_editor("one"), make_editor("two"), Group.objects.create(name="Editors")
    forget()
    group.user_set.add(one, two)
    one.groups.add(group)
    group.user_set.remove(one)
    one.groups.remove(group)
    group.user_set.clear()
    assert sorted(log()) == sorted([("account_changed", "", name) for name in ("one", "two", "one", "two")])
    added, removed = [{"field": "groups", "added": ["Editors"]}], [{"field": "groups", "removed": ["Editors"]}]
    assert changes("account_changed") == [added, added, removed, removed]


def test_permissions_of_a_role_are_noted_from_either_side():
    group, permission = Group.objects.create(name="Editors"), Permission.objects.get(codename="add_group")
    forget()
    group.permissions.set([permission])
    permission.group_set.remove(group)
    permission.group_set.set([group])
    group.permissions.clear()
    assert set(log()) == {("role_changed", "", "Editors")}
    added = [{"field": "permissions", "added": ["auth.add_group"]}]
    removed = [{"field": "permissions", "removed": ["auth.add_group"]}]
    assert changes("role_changed") == [added, removed, added, removed]


def test_rule_of_a_role_is_noted():
    group = Group.objects.create(name="Editors")
    forget()
    policy = RolePolicy.objects.create(group=group, require_two_factor=True)
    policy.save()
    policy.require_two_factor = False
    policy.save()
    policy.require_two_factor = True
    policy.save()
    policy.delete()
    assert set(log()) == {("role_changed", "", "Editors")}
    values = [(change["old"], change["new"]) for (change,) in changes("role_changed")]
    assert values == [(False, True), (True, False), (False, True), (True, False)]


def test_accounts_and_roles_come_and_go_with_what_they_had():
    user, group = make_editor(is_superuser=True), make_role()
    user.groups.add(group)
    give_factor(user)
    assert changes("account_added") == [
        [{"field": name, "old": None, "new": True} for name in ("is_active", "is_staff", "is_superuser")]
    ]
    group.name = "Curators"
    group.save()
    forget()
    Group.objects.all().delete()
    User.objects.all().delete()
    assert log() == [("role_deleted", "", "Curators"), ("account_deleted", "", "bora")]
    assert changes("role_deleted") == [[{"field": "members", "removed": ["bora"]}]]


def test_password_set_anywhere_is_noted_without_the_password(admin_client):
    user = make_editor()
    forget()
    user.set_password("staple-battery-horse")
    user.save()
    url = reverse("admin:auth_user_password_change", args=[user.pk])
    new = "another-long-password"
    admin_client.post(url, {"usable_password": "true", "password1": new, "password2": new, "set-password": "1"})
    assert log() == [("password_changed", "", "bora"), ("password_changed", "admin", "bora")]
    assert changes("password_changed") == [[], []]


def test_same_password_in_a_newer_hash_is_no_change(client, settings):
    make_editor()
    forget()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", *settings.PASSWORD_HASHERS]
    sign_in(client)
    assert User.objects.get().password.startswith("scrypt")
    assert log() == [("sign_in", "bora", "bora")]


def test_second_factor_removed_in_code_is_noted():
    give_factor(make_editor())
    forget()
    Authenticator.objects.all().delete()
    assert log() == [("factor_reset", "", "bora")]


def test_entries_stay_as_they_are():
    event = SecurityEvent.objects.create(kind=EventKind.SIGN_IN, actor="bora")
    event.actor = "eve"
    events = SecurityEvent.objects.all()
    for attempt in (
        event.save,
        event.delete,
        events.delete,
        lambda: events.update(actor="eve"),
        lambda: events.bulk_update([event], ["actor"]),
    ):
        with pytest.raises(ImmutableError):
            attempt()
    assert SecurityEvent.objects.get().actor == "bora"


def test_nobody_adds_changes_or_deletes_in_the_admin(admin_client):
    event = SecurityEvent.objects.filter(actor="admin").get()
    url = f"{LOG}{event.pk}/"
    page = soup(admin_client.get(f"{url}change/"))
    assert page.select(".readonly")
    assert not page.select(".submit-row [type=submit]")
    for path in (f"{url}change/", f"{url}delete/", f"{LOG}add/"):
        assert admin_client.post(path, {"actor": "eve", "post": "yes"}).status_code == 403
    admin_client.post(LOG, {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"})
    assert SecurityEvent.objects.get(pk=event.pk).actor == "admin"


def test_log_takes_the_permission_to_see_it(client):
    editor = make_editor()
    client.force_login(editor)
    assert client.get(LOG).status_code == 403
    editor.user_permissions.add(Permission.objects.get(codename="view_securityevent"))
    assert client.get(LOG).status_code == 200


@pytest.mark.parametrize("rows", [1, 40])
def test_list_takes_the_same_queries_however_long(admin_client, django_assert_num_queries, rows):
    for _ in range(rows):
        SecurityEvent.objects.create(kind=EventKind.SIGN_IN, actor="bora")
    with django_assert_num_queries(6):
        admin_client.get(LOG)


def test_list_is_filtered_and_searched(admin_client):
    role = Group.objects.create(name="編輯組")
    make_editor().groups.add(role)
    sign_in(Client(REMOTE_ADDR="198.51.100.7"))

    def found(**query):
        rows = soup(admin_client.get(LOG, query)).select("#result_list tbody tr")
        return [(row.select_one(".field-kind").text, row.select_one(".field-subject").text) for row in rows]

    assert found(kind__exact="sign_in") == [("Signed in", "bora"), ("Signed in", "admin")]
    assert found(q="198.51.100.7") == [("Signed in", "bora")]
    assert found(q="編輯組") == [("Rights of an account changed", "bora"), ("Role added", "編輯組")]
    assert ("Account added", "bora") in found(q="bora")
    assert found(q="nobody") == []
    assert found(q="x" * 5000) == []


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_changes_read_in_the_language_of_the_reader(admin_client, language):
    user = make_editor()
    user.groups.add(Group.objects.create(name="Editors"))
    user.is_staff = False
    user.save()
    admin_client.cookies["django_language"] = language
    page = soup(admin_client.get(LOG, {"kind__exact": "account_changed"}))
    shown = [cell.text for cell in page.select("#result_list .field-changes_shown")]
    flag, groups = {"en": ("Staff status", "Groups"), "zh-hant": ("工作人員狀態", "群組")}[language]
    assert shown[0].startswith(flag)
    assert "→" in shown[0]
    assert shown[1].startswith(groups)
    assert "Editors" in shown[1]


def test_entry_shows_its_kind_in_words():
    assert PASSWORD not in str(SecurityEvent.objects.create(kind=EventKind.LOCKED_OUT, subject="bora"))
    assert str(SecurityEvent.objects.get()).endswith("Locked out after failures bora")
