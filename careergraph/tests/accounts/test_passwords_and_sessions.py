"""How good a password must be, and how long a session lasts."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from occupations.tests import factories

from .desk import PASSWORD, errors, log, make_editor, sign_in, signed_in

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)
HOUR = 3600
CHANGE = "/admin/account/password/"


def change_password(client, new, old=PASSWORD, again=None):
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": again or new})


WEAK = [
    ("elevenchars", "too short", "太短"),
    ("administrator", "too common", "太常見"),
    ("839201746512", "entirely numeric", "只包含數字"),
    ("boraboraborabora1", "too similar", "太相近"),
]


@pytest.mark.parametrize(("password", "english", "chinese"), WEAK)
def test_weak_password_is_refused_in_both_languages(client, password, english, chinese):
    user = make_editor("boraborabora")
    client.force_login(user)
    for language, words in (("en", english), ("zh-hant", chinese)):
        client.cookies["django_language"] = language
        assert any(words in error for error in errors(change_password(client, password)))
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_administrator_cannot_give_a_weak_one_either(admin_client):
    data = {"username": "eve", "usable_password": "true", "password1": "elevenchars", "password2": "elevenchars"}
    assert "at least 12 characters" in errors(admin_client.post("/admin/auth/user/add/", data))[-1]
    assert not User.objects.filter(username="eve").exists()


def test_password_change_ends_the_other_sessions_and_keeps_this_one():
    make_editor()
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client)
        assert signed_in(client)
    assert change_password(here, "staple-battery-horse").url == CHANGE
    assert signed_in(here)
    assert not signed_in(there)
    assert log("password_changed") == [("password_changed", "bora", "bora")]


def test_wrong_old_password_changes_nothing(client):
    client.force_login(make_editor())
    for number in range(5):
        assert errors(change_password(client, "staple-battery-horse", old=f"wrong{number}"))
    assert change_password(client, "staple-battery-horse").status_code == 429
    assert User.objects.get().check_password(PASSWORD)


def test_old_address_of_the_password_page_leads_to_the_new(client):
    client.force_login(make_editor())
    assert client.get("/admin/password_change/").url == CHANGE


def test_session_ends_with_the_browser_and_after_eight_idle_hours(client):
    make_editor()
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client)
        assert client.cookies["sessionid"]["max-age"] == ""
        assert client.cookies["sessionid"]["expires"] == ""
        assert client.cookies["sessionid"]["httponly"]
        for _ in range(3):
            clock.shift(7 * HOUR)
            assert signed_in(client)
        clock.shift(8 * HOUR + 1)
        assert not signed_in(client)


def test_page_left_open_does_not_keep_the_session(admin_client):
    """It asks every few seconds who else is there."""
    page = factories.make_occupation()
    url = reverse("admin:occupations_occupation_presence", args=[page.pk])
    with time_machine.travel(datetime.datetime.now(tz=datetime.UTC), tick=False) as clock:
        assert signed_in(admin_client)
        for _ in range(2):
            clock.shift(3 * HOUR)
            assert admin_client.post(url).status_code == 200
        clock.shift(2 * HOUR + 1)
        assert not signed_in(admin_client)


def test_session_of_somebody_busy_is_written_once_a_minute(client):
    client.force_login(make_editor())
    with CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            client.get("/admin/")
    assert not [query for query in queries if query["sql"].startswith("UPDATE")]


@pytest.mark.parametrize(
    "path", ["/", "/en/us/", "/zh-hant/us/", "/en/us/no-such-occupation/", "/robots.txt", "/healthz"]
)
def test_public_pages_set_no_cookie_and_ask_for_no_session(client, path):
    factories.make_occupation()
    client.force_login(make_editor())
    for visitor in (client, Client()):
        before = {row.pk: row.expire_date for row in Session.objects.all()}
        with CaptureQueriesContext(connection) as queries:
            response = visitor.get(path)
        assert "Set-Cookie" not in response
        assert not response.cookies
        assert not [query["sql"] for query in queries if "session" in query["sql"]]
        assert {row.pk: row.expire_date for row in Session.objects.all()} == before


def test_sign_in_page_makes_no_session(client):
    client.get("/admin/account/login/")
    sign_in(client)
    assert not Session.objects.exists()


def test_help_of_the_password_page_is_in_both_languages(client):
    client.force_login(make_editor())
    for language, words in (("en", "at least 12 characters"), ("zh-hant", "至少 12 個字元")):
        client.cookies["django_language"] = language
        assert words in client.get(CHANGE).text.replace("&nbsp;", " ")
