"""People of the editors' desk, and what they do on its account pages."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.urls import reverse

from careergraph.models import RolePolicy, SecurityEvent

PASSWORD = "correct-horse-battery"
LOGIN = "/admin/account/login/"
CODE = "/admin/account/two-factor/authenticate/"
ACTIVATE = "/admin/account/two-factor/activate/"
REAUTHENTICATE = "/admin/account/reauthenticate/"


def soup(response):
    return BeautifulSoup(response.content, "lxml")


def make_editor(username="bora", **kwargs):
    return User.objects.create_user(username, password=PASSWORD, **({"is_staff": True} | kwargs))


def make_role(name="Editors", require_two_factor=True):
    group = Group.objects.create(name=name)
    RolePolicy.objects.create(group=group, require_two_factor=require_two_factor)
    return group


def give_factor(user):
    """Set up an authenticator app; returns its key."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code(secret, step=0):
    """What the app shows now, or `step` periods of 30 seconds later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def wrong_code(secret):
    shown = {code(secret, step) for step in range(-2, 3)}
    return next(guess for guess in map("{:06}".format, range(10)) if guess not in shown)


def sign_in(client, username="bora", password=PASSWORD, **kwargs):
    return client.post(LOGIN, {"login": username, "password": password}, **kwargs)


def signed_in(client):
    return client.get(reverse("admin:index")).status_code == 200


def reauthenticate(client):
    return client.post(REAUTHENTICATE, {"password": PASSWORD, "next": ACTIVATE})


def has_factor(user):
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def errors(response):
    return [item.text.strip() for item in soup(response).select(".errornote, .errorlist li")]


def log(kind=None):
    """(kind, actor, subject) of the entries, oldest first."""
    events = SecurityEvent.objects.filter(**({"kind": kind} if kind else {})).order_by("pk")
    return [(event.kind, event.actor, event.subject) for event in events]
