"""The door: who comes in, who is locked out, and what nonsense it stands."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from careergraph.accounts.adapter import LOCKED
from careergraph.accounts.urls import urlpatterns
from careergraph.models import SecurityEvent

from .desk import LOGIN, PASSWORD, errors, give_factor, log, make_editor, sign_in, signed_in, soup

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)


def test_admin_leads_to_the_sign_in_page_and_back(client):
    make_editor(is_superuser=True)
    response = client.get("/admin/auth/user/?q=b", follow=True)
    assert response.request["PATH_INFO"] == LOGIN
    hidden = soup(response).select_one("#login-form [name=next]")["value"]
    response = client.post(LOGIN, {"login": "bora", "password": PASSWORD, "next": hidden})
    assert response.url == "/admin/auth/user/?q=b"
    assert signed_in(client)


@pytest.mark.parametrize("change", [{"is_staff": False}, {"is_active": False}])
def test_only_active_staff_sign_in(client, change):
    make_editor(**change)
    assert "not correct" in errors(sign_in(client))[0]
    assert not signed_in(client)
    assert log("sign_in_failed") == [("sign_in_failed", "", "bora")]


@pytest.mark.parametrize("change", [{"is_staff": False}, {"is_active": False}])
def test_whoever_stops_being_staff_is_out_at_once(client, change):
    user = make_editor()
    sign_in(client)
    assert signed_in(client)
    User.objects.filter(pk=user.pk).update(**change)
    assert client.get("/admin/").status_code == 302


def test_nobody_signs_up(client):
    for path in ("/admin/account/signup/", "/accounts/signup/", "/admin/account/password/reset/"):
        assert client.post(path, {"username": "eve", "password1": PASSWORD, "password2": PASSWORD}).status_code in (
            302,
            404,
        )
    assert not User.objects.exists()


def test_somebody_signed_in_cannot_become_another_by_the_old_door(client):
    """Django's own form at /admin/login/ knows neither throttling nor a second factor."""
    boss = make_editor("boss", is_superuser=True)
    give_factor(boss)
    client.force_login(make_editor())
    response = client.post("/admin/login/", {"username": "boss", "password": PASSWORD, "next": "/admin/"})
    assert response.url == "/admin/"
    assert soup(client.get("/admin/")).select_one("#user-tools strong").text == "bora"


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_account_is_locked_after_five_failures_and_opens_again(client, language):
    make_editor()
    client.cookies["django_language"] = language
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(5):
            sign_in(client, password="wrong")
        response = sign_in(client)
        with translation.override(language):
            assert errors(response) == [gettext(str(LOCKED))] == [str(LOCKED)]
        assert sign_in(client).status_code == 200
        assert log("locked_out") == [("locked_out", "", "bora")]
        clock.shift(15 * 60 + 1)
        assert sign_in(client).status_code == 302
        assert signed_in(client)


@pytest.mark.parametrize("header", ["testserver:81", "testserver:82", "testserver"])
def test_lock_of_an_account_knows_no_other_address_name_or_port(header):
    make_editor()
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=f"198.51.100.{number}"), password="wrong", headers={"host": f"testserver:{number}"})
    response = sign_in(Client(REMOTE_ADDR="198.51.100.99"), username="bora", headers={"host": header})
    assert errors(response) == [str(LOCKED)]


def test_address_is_locked_whatever_account_it_tries():
    for number in range(11):
        make_editor(f"editor{number}")
    guesser, colleague = Client(REMOTE_ADDR="198.51.100.7"), Client(REMOTE_ADDR="198.51.100.8")
    for number in range(10):
        sign_in(guesser, f"editor{number}", "wrong")
    assert errors(sign_in(guesser, "editor10")) == [str(LOCKED)]
    assert sign_in(colleague, "editor10").status_code == 302


def test_very_many_posts_get_a_readable_429(client):
    for _ in range(30):
        response = client.post(LOGIN, {"login": "", "password": ""})
        assert response.status_code == 200
    response = client.post(LOGIN, {"login": "", "password": ""})
    assert response.status_code == 429
    assert soup(response).h1.text == "Too many attempts"


def test_success_between_failures_does_not_open_the_account_to_guessing(client):
    make_editor()
    for _ in range(4):
        sign_in(client, password="wrong")
    assert sign_in(Client()).status_code == 302
    sign_in(client, password="wrong")
    assert errors(sign_in(client)) == [str(LOCKED)]


def test_counters_are_in_the_database_where_all_workers_see_them(client):
    make_editor()
    sign_in(client, password="wrong")
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM careergraph_cache")
        assert cursor.fetchone()[0] >= 2


FORGED = {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}


def test_forged_address_does_not_escape_the_lock_without_a_proxy(settings):
    settings.TRUSTED_PROXIES = 0
    for number in range(11):
        make_editor(f"editor{number}")
    for number in range(10):
        client = Client(REMOTE_ADDR="198.51.100.7", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
        sign_in(client, f"editor{number}", "wrong")
    assert errors(sign_in(Client(REMOTE_ADDR="198.51.100.7", **FORGED), "editor10")) == [str(LOCKED)]
    assert set(SecurityEvent.objects.filter(kind="locked_out").values_list("address", flat=True)) == {"198.51.100.7"}


def test_forged_address_does_not_escape_the_lock_behind_a_proxy(settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(11):
        make_editor(f"editor{number}")
    for number in range(10):
        # The proxy appends the address it was called from to whatever it was sent.
        chain = f"203.0.113.{number}, 198.51.100.7"
        sign_in(Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=chain), f"editor{number}", "wrong")
    chain = "203.0.113.99, 198.51.100.7"
    response = sign_in(Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=chain), "editor10")
    assert errors(response) == [str(LOCKED)]
    other = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.7, 198.51.100.8")
    assert sign_in(other, "editor10").status_code == 302


@pytest.mark.parametrize("proxies", [0, 1, 3])
@pytest.mark.parametrize("header", ["", "nonsense", "\x00", "1.2.3.4,,", "unknown, [::1", "9" * 5000])
def test_nonsense_for_an_address_never_breaks_the_sign_in(settings, proxies, header):
    settings.TRUSTED_PROXIES = proxies
    make_editor()
    assert sign_in(Client(REMOTE_ADDR="", HTTP_X_FORWARDED_FOR=header), password="wrong").status_code == 200
    assert sign_in(Client(REMOTE_ADDR="", HTTP_X_FORWARDED_FOR=header)).status_code == 302


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("bo\x00ra", PASSWORD),
        ("\x00", "\x00"),
        ("bora", f"{PASSWORD}\x00"),
        ("x" * 1_000_000, PASSWORD),
        ("bora", "x" * 1_000_000),
        ("💣' OR 1=1 --", "圖書館" * 100),
        ("a b\x7f\t", "x"),
        (" ", " "),
    ],
)
def test_nonsense_for_a_name_or_password_is_refused_with_a_message(client, name, password):
    make_editor()
    response = sign_in(client, name, password)
    assert response.status_code == 200
    assert errors(response)
    assert not signed_in(client)


def test_cookie_with_nul_is_no_session(client):
    client.cookies["sessionid"] = "\x00aaaaaaaaaaaaaaaaaaaa"
    assert client.get("/admin/").status_code == 302
    assert client.get(LOGIN).status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "http:///evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https://testserver@evil.example/",
        "\x00//evil.example",
        "http://localhost/admin/",
    ],
)
def test_next_never_leads_away(client, target):
    make_editor()
    response = client.post(f"{LOGIN}?next=/x", {"login": "bora", "password": PASSWORD, "next": target})
    assert response.status_code == 302
    assert response.url == "/admin/"
    response = client.post("/i18n/setlang/", {"language": "en", "next": target}, headers={"referer": ""})
    assert "evil" not in response.url
    assert "javascript" not in response.url


@pytest.mark.parametrize(
    "path", [LOGIN, "/admin/account/logout/", "/admin/account/password/", "/i18n/setlang/", "/admin/login/"]
)
def test_post_without_token_is_refused(path):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_editor())
    response = client.post(path, {"login": "bora"})
    assert response.status_code == 403
    assert soup(response).h1.text == "Not allowed"


@pytest.mark.parametrize("page", urlpatterns, ids=lambda page: page.name)
def test_strangers_get_no_further_than_the_sign_in_page(client, page):
    path = f"/admin/account/{page.pattern}"
    for method in ("get", "post", "head", "put", "delete", "options"):
        response = getattr(client, method)(path)
        if page.name == "account_login" or method == "options":
            assert response.status_code in (200, 302, 403, 405)
        elif "download" in page.name:
            assert response.status_code in (302, 404, 405)
        else:
            assert response.status_code == 405 or response.url.startswith(LOGIN)


def test_account_without_a_password_gets_none_by_itself(client):
    user = make_editor()
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    for path in ("password/", "two-factor/", "two-factor/activate/", "reauthenticate/"):
        assert client.get(f"/admin/account/{path}").status_code in (200, 403)
    assert client.post("/admin/account/password/", {"password1": PASSWORD, "password2": PASSWORD}).status_code == 403


def test_log_does_not_keep_what_may_be_a_password(client):
    sign_in(client, "hunter2-hunter2", "x")
    assert log("sign_in_failed") == [("sign_in_failed", "", "")]
