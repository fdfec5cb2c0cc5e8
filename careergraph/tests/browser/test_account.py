"""An editor's account in the browser: signing in, a second factor, languages; all under the strict policy."""

import os

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from axe_playwright_python.sync_playwright import Axe

from careergraph.tests.accounts.desk import PASSWORD, code

from .conftest import PHONE, WIDE, follow, manage, tab
from .places import LANGUAGES

PAGES = [
    "account/two-factor/",
    "account/two-factor/deactivate/",
    "account/two-factor/codes/",
    "account/two-factor/codes/new/",
    "account/password/",
    "account/logout/",
]
ADMIN_PAGES = [
    "",
    "auth/user/",
    "auth/user/add/",
    "auth/group/add/",
    "careergraph/securityevent/",
    "occupations/occupation/",
    "occupations/occupation/add/",
]


@pytest.fixture
def name(request, site, site_env):
    """A superuser of this test alone."""
    name = f"alma-{os.getpid()}-{abs(hash(request.node.name))}"
    account = {"DJANGO_SUPERUSER_PASSWORD": PASSWORD, "DJANGO_SUPERUSER_EMAIL": "alma@example.org"}
    manage(site_env | account, "createsuperuser", "--noinput", "--username", name)
    return name


def send(page, fields, form):
    for field, value in fields.items():
        page.fill(f"{form} [name={field}]", value)
    follow(page, f"{form} [type=submit]")


def sign_in(page, name):
    send(page, {"login": name, "password": PASSWORD}, "#login-form")


def speak(page, language):
    follow(page, f".language-switch [value={language}]")
    assert page.locator("html").get_attribute("lang") == language


def look_at(page, path=None):
    """A page in every language: inside the screen, and without a fault for whoever hears it instead of seeing it."""
    if path:
        assert page.goto(f"/admin/{path}").ok
    for language in LANGUAGES:
        speak(page, language)
        look(page)


def look(page):
    for viewport in (PHONE, WIDE):
        page.set_viewport_size(viewport)
        width = page.evaluate("() => document.scrollingElement.scrollWidth")
        assert width <= viewport["width"], f"{page.url} is {width} px wide on {viewport}"
    if page.locator("html").get_attribute("lang") != LANGUAGES[0]:
        return
    page.watch.assert_quiet()
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        options = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}}
        found = (
            Axe().run(page, context={"include": [["#header"], ["#content"]]}, options=options).response["violations"]
        )
        assert [(item["id"], [node["html"] for node in item["nodes"]]) for item in found] == [], page.url
    # Styles that axe tried to set on the page, and the policy forbade.
    page.watch.complaints.clear()


def walk(page, name):
    """Every page of an account, from the first sign-in on."""
    page.goto("/admin/")
    look_at(page)
    send(page, {"login": name, "password": "wrong"}, "#login-form")
    assert page.locator(".errornote").is_visible()
    look(page)
    sign_in(page, name)
    look_at(page, "account/two-factor/")
    page.goto("/admin/account/two-factor/activate/")
    look_at(page)
    send(page, {"password": PASSWORD}, "#content form")
    look_at(page, "account/two-factor/activate/")
    assert page.evaluate("() => document.querySelector('.account-qr').naturalWidth") > 100
    secret = page.inner_text("#authenticator-key")
    send(page, {"code": code(generate_totp_secret())}, "#content form")
    assert page.locator(".errorlist").is_visible()
    look(page)
    send(page, {"code": code(secret)}, "#content form")
    assert page.locator(".account-codes li").count() == 10

    follow(page, "#logout-form button")
    sign_in(page, name)
    look_at(page)
    # The code of now has been used for the setup.
    send(page, {"code": code(secret, 1)}, "#login-form")
    assert page.url.endswith("/admin/")
    assert page.locator("#user-tools strong").inner_text().lower() == name
    look_at(page, "account/two-factor/reauthenticate/")
    for path in PAGES:
        look_at(page, path)


def test_second_factor_from_setup_to_sign_in(browser, site, name):
    with tab(browser, site) as page:
        walk(page, name)
        for path in ADMIN_PAGES:
            assert page.goto(f"/admin/{path}").ok
        page.watch.assert_quiet()


def test_sign_in_language_and_sign_out_need_no_script(browser, site, name):
    with tab(browser, site, java_script_enabled=False) as page:
        page.goto("/admin/account/login/")
        for language in LANGUAGES:
            speak(page, language)
        sign_in(page, name)
        for language in LANGUAGES:
            speak(page, language)
        follow(page, "#logout-form button")
        assert page.locator("#login-form").is_visible()
        page.watch.assert_quiet()
