"""Codes from an app: set up by oneself, required by a role, reset by an administrator."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from careergraph.accounts.adapter import LOCKED
from careergraph.models import RolePolicy

from .desk import (
    ACTIVATE,
    CODE,
    PASSWORD,
    REAUTHENTICATE,
    code,
    errors,
    give_factor,
    has_factor,
    log,
    make_editor,
    make_role,
    reauthenticate,
    sign_in,
    signed_in,
    soup,
    wrong_code,
)

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 2, 9, 0, 5, tzinfo=datetime.UTC)
USERS = "/admin/auth/user/"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def set_up(client):
    """Through the pages, from signing in to the key of the authenticator."""
    assert client.get(ACTIVATE).url.startswith(REAUTHENTICATE)
    assert reauthenticate(client).url == ACTIVATE
    page = soup(client.get(ACTIVATE))
    secret = page.select_one("#authenticator-key").text
    assert page.select_one(".account-qr")["src"].startswith("data:image/svg+xml;base64,")
    response = client.post(ACTIVATE, {"code": code(secret)}, follow=True)
    assert len(soup(response).select(".account-codes li")) == 10
    return secret


def test_editor_sets_it_up_alone_and_signs_in_with_it(client, clock):
    user = make_editor()
    sign_in(client)
    secret = set_up(client)
    assert has_factor(user)
    client.post("/admin/account/logout/")
    clock.shift(60)

    assert sign_in(client).url == CODE
    assert not signed_in(client)
    assert client.post(CODE, {"code": code(secret)}).url == "/admin/"
    assert signed_in(client)


def test_code_is_taken_once(clock):
    secret = give_factor(make_editor())
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client)
    used = code(secret, 1)
    assert first.post(CODE, {"code": used}).status_code == 302
    assert "used already" in errors(second.post(CODE, {"code": used}))[0]
    # A clock that is late makes it last for two periods more.
    clock.shift(60)
    assert used == code(secret, -1)
    assert "used already" in errors(second.post(CODE, {"code": f" {used[:3]} {used[3:]} "}))[0]
    assert not signed_in(second)
    assert second.post(CODE, {"code": code(secret)}).status_code == 302


def test_code_that_set_it_up_does_not_sign_in(client, clock):
    make_editor()
    sign_in(client)
    secret = set_up(client)
    other = Client()
    sign_in(other)
    assert errors(other.post(CODE, {"code": code(secret)}))
    assert other.post(CODE, {"code": code(secret, 1)}).status_code == 302


def test_wrong_codes_lock_the_account(client, clock):
    secret = give_factor(make_editor())
    sign_in(client)
    for _ in range(5):
        assert "wrong" in errors(client.post(CODE, {"code": wrong_code(secret)}))[0]
    assert errors(client.post(CODE, {"code": code(secret)})) == [str(LOCKED)]
    other = Client(REMOTE_ADDR="198.51.100.1")
    sign_in(other)
    assert errors(other.post(CODE, {"code": code(secret)})) == [str(LOCKED)]
    assert log("locked_out")[0] == ("locked_out", "", "bora")
    assert len(log("code_failed")) == 5
    clock.shift(15 * 60 + 1)
    sign_in(other)
    assert other.post(CODE, {"code": code(secret)}).status_code == 302


@pytest.mark.parametrize(
    "nonsense", ["", "\x00", "1" * 1_000_000, "圖書館", "１２３４５６", "-1", "0" * 20, "' OR 1=1"]
)
def test_nonsense_for_a_code_is_refused_with_a_message(client, nonsense):
    give_factor(make_editor())
    sign_in(client)
    response = client.post(CODE, {"code": nonsense})
    assert response.status_code == 200
    assert errors(response)
    assert client.post(CODE).status_code == 200
    assert not signed_in(client)


def test_code_page_is_nothing_without_a_password(client):
    give_factor(make_editor())
    assert client.get(CODE).url.startswith("/admin/account/login/")
    assert client.post(CODE, {"code": "123456"}).url.startswith("/admin/account/login/")


def test_recovery_code_signs_in_once(client, clock):
    make_editor()
    sign_in(client)
    set_up(client)
    codes = client.get("/admin/account/two-factor/codes/download/").text.split()
    assert len(codes) == 10
    client.post("/admin/account/logout/")
    sign_in(client)
    assert client.post(CODE, {"code": codes[0]}).url == "/admin/"
    assert log("recovery_used") == [("recovery_used", "bora", "bora")]
    client.post("/admin/account/logout/")
    sign_in(client)
    assert errors(client.post(CODE, {"code": codes[0]}))
    assert client.post(CODE, {"code": codes[1]}).url == "/admin/"


def test_new_recovery_codes_replace_the_old(client, clock):
    make_editor()
    sign_in(client)
    set_up(client)
    old = client.get("/admin/account/two-factor/codes/download/").text
    client.post("/admin/account/two-factor/codes/new/")
    assert client.get("/admin/account/two-factor/codes/download/").text != old
    assert len(log("recovery_made")) == 2


def test_password_alone_does_not_turn_it_off(client, clock):
    user = make_editor()
    secret = give_factor(user)
    client.force_login(user)
    off = "/admin/account/two-factor/deactivate/"
    assert client.post(off).url.startswith("/admin/account/two-factor/reauthenticate/")
    assert client.post(REAUTHENTICATE, {"password": PASSWORD, "next": off}).url.startswith(
        "/admin/account/two-factor/reauthenticate/"
    )
    client.post(off)
    assert has_factor(user)
    client.post("/admin/account/two-factor/reauthenticate/", {"code": code(secret), "next": off})
    client.post(off)
    assert not has_factor(user)
    assert log("factor_removed") == [("factor_removed", "bora", "bora")]


# Required by a role ----------------------------------------------------------------------------


@pytest.fixture
def bound():
    """Staff of a role that requires a second factor, without one, with every permission."""
    user = make_editor(is_superuser=True)
    user.groups.add(make_role())
    client = Client()
    client.force_login(user)
    client.user = user
    return client


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/auth/",
        USERS,
        f"{USERS}add/",
        "/admin/occupations/occupation/",
        "/admin/occupations/occupation/add/",
        "/admin/jsi18n/",
        "/admin/autocomplete/?app_label=occupations&model_name=evidence&field_name=occupation",
        "/admin/careergraph/securityevent/",
        "/admin/account/password/",
        "/admin/password_change/",
        "/admin/account/two-factor/codes/",
        "/admin/login/",
        "/admin/no/such/page/",
    ],
)
def test_role_without_factor_reaches_only_the_setup(bound, path):
    for method in ("get", "post", "head", "put", "delete"):
        response = getattr(bound, method)(path)
        assert (response.status_code, response.url) == (302, ACTIVATE), method


def test_role_without_factor_changes_nothing_by_a_post(bound):
    bound.post(f"{USERS}add/", {"username": "eve", "usable_password": "false"})
    bound.post(USERS, {"action": "delete_selected", "_selected_action": [bound.user.pk], "post": "yes"})
    bound.post("/admin/auth/group/add/", {"name": "Others"})
    assert list(User.objects.values_list("username", flat=True)) == ["bora"]
    assert list(Group.objects.values_list("name", flat=True)) == ["Editors"]


def test_role_without_factor_is_told_why_and_gets_in_after_the_setup(bound, clock):
    bound.force_login(bound.user)
    page = soup(bound.get("/admin/", follow=True))
    assert "Your role requires two-factor sign-in" in page.select_one(".messagelist .warning").text
    assert not page.select("#nav-sidebar")
    set_up(bound)
    assert signed_in(bound)
    assert not soup(bound.get("/admin/")).select(".messagelist .warning")


def test_role_without_factor_can_sign_out(bound):
    assert bound.post("/admin/account/logout/").url == "/admin/account/login/"
    assert bound.get("/admin/").url.startswith("/admin/login/")


def test_rule_holds_from_the_next_request_on_and_no_longer_than_it_stands(client):
    user, group = make_editor(), make_role(require_two_factor=False)
    user.groups.add(group)
    client.force_login(user)
    assert signed_in(client)
    RolePolicy.objects.update(require_two_factor=True)
    assert client.get("/admin/").url == ACTIVATE
    user.groups.clear()
    assert signed_in(client)


def test_recovery_codes_alone_are_no_second_factor(bound):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    RecoveryCodes.activate(bound.user)
    assert bound.get("/admin/").url == ACTIVATE


def test_public_pages_stay_open(bound):
    assert bound.get("/healthz").status_code == 200
    assert bound.get("/robots.txt").status_code == 200


def test_rule_is_edited_on_the_page_of_the_role(admin_client):
    group = Group.objects.create(name="Editors")
    url = reverse("admin:auth_group_change", args=[group.pk])
    data = {
        "name": "Editors",
        "policy-TOTAL_FORMS": "1",
        "policy-INITIAL_FORMS": "0",
        "policy-0-group": str(group.pk),
        "policy-0-require_two_factor": "on",
    }
    assert soup(admin_client.get(url)).select_one("[name=policy-0-require_two_factor]")
    assert admin_client.post(url, data).status_code == 302
    assert RolePolicy.objects.get(group=group).require_two_factor
    rows = soup(admin_client.get("/admin/auth/group/")).select("#result_list .field-two_factor img")
    assert [image["alt"] for image in rows] == ["yes"]
    add = admin_client.post(
        "/admin/auth/group/add/", {"name": "New", "policy-TOTAL_FORMS": "1", "policy-INITIAL_FORMS": "0"}
    )
    assert add.status_code == 302


# Reset by an administrator ----------------------------------------------------------------------


def reset(client, *users):
    data = {"action": "reset_second_factor", "_selected_action": [user.pk for user in users]}
    return soup(client.post(USERS, data, follow=True))


def test_administrator_resets_a_lost_factor(admin_client, admin_user, client):
    user, other = make_editor(), make_editor("cyan")
    give_factor(user)
    page = reset(admin_client, user, other)
    assert "Two-factor sign-in of 1 account reset" in page.select_one(".messagelist").text
    assert not has_factor(user)
    assert log("factor_reset") == [("factor_reset", "admin", "bora")]
    assert "Two-factor sign-in reset" in admin_client.get(f"{USERS}{user.pk}/history/").text
    assert sign_in(client).url == "/admin/"


def test_only_a_superuser_resets_a_superuser(client):
    boss, helper = make_editor("boss", is_superuser=True), make_editor("helper")
    helper.user_permissions.add(*Permission.objects.filter(codename__in=["change_user", "view_user"]))
    give_factor(boss)
    client.force_login(helper)
    assert "Only a superuser" in reset(client, boss).select_one(".messagelist").text
    assert has_factor(boss)


def test_reset_takes_the_permission_to_change_accounts(client):
    user, viewer = make_editor(), make_editor("viewer")
    viewer.user_permissions.add(Permission.objects.get(codename="view_user"))
    give_factor(user)
    client.force_login(viewer)
    reset(client, user)
    assert has_factor(user)


def test_list_of_accounts_shows_and_filters_who_has_one(admin_client, django_assert_max_num_queries):
    give_factor(make_editor())
    make_editor("cyan")
    with django_assert_max_num_queries(10):
        page = soup(admin_client.get(USERS, {"second_factor": "yes"}))
    assert [row.text for row in page.select("#result_list .field-username")] == ["bora"]
    page = soup(admin_client.get(USERS, {"second_factor": "no"}))
    assert [row.text for row in page.select("#result_list .field-username")] == ["admin", "cyan"]


def test_keys_of_authenticators_are_on_no_page_of_the_admin(admin_client):
    give_factor(make_editor())
    for path in ("/admin/mfa/authenticator/", "/admin/account/emailaddress/"):
        assert admin_client.get(path).status_code == 404
