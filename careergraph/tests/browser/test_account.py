"""An editor's account in the browser: signing in, a second factor, languages; all under the strict policy."""

import os

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from axe_playwright_python.sync_playwright import Axe

from careergraph.tests.accounts.desk import PASSWORD, code

from .conftest import PHONE, WIDE, manage, tab
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
    page.click(f"{form} [type=submit]")


def sign_in(page, name):
    send(page, {"login": name, "password": PASSWORD}, "#login-form")


def speak(page, language):
    page.click(f".language-switch [value={language}]")
    assert page.locator("html").get_attribute("lang") == language


def assert_fits(page):
    for viewport in (PHONE, WIDE):
        page.set_viewport_size(viewport)
        width = page.evaluate("() => document.scrollingElement.scrollWidth")
        assert width <= viewport["width"], f"{page.url} is {width} px wide on {viewport}"


def assert_accessible(page):
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        options = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}}
        found = Axe().run(page, context="#content", options=options).response["violations"]
        assert [(item["id"], [node["html"] for node in item["nodes"]]) for item in found] == [], page.url


def walk(page, name, look, languages=LANGUAGES):
    """Every page of an account is handed to `look`."""

    def look_at(path=None):
        for language in languages:
            if path:
                assert page.goto(f"/admin/{path}").ok
            speak(page, language)
            look(page)

    page.goto("/admin/")
    look_at()
    send(page, {"login": name, "password": "wrong"}, "#login-form")
    assert page.locator(".errornote").is_visible()
    look(page)
    sign_in(page, name)
    look_at("account/two-factor/")
    page.goto("/admin/account/two-factor/activate/")
    look_at()
    send(page, {"password": PASSWORD}, "#content form")
    look_at("account/two-factor/activate/")
    assert page.evaluate("() => document.querySelector('.account-qr').naturalWidth") > 100
    secret = page.inner_text("#authenticator-key")
    send(page, {"code": code(generate_totp_secret())}, "#content form")
    assert page.locator(".errorlist").is_visible()
    look(page)
    send(page, {"code": code(secret)}, "#content form")
    assert page.locator(".account-codes li").count() == 10

    page.click("#logout-form button")
    sign_in(page, name)
    look_at()
    # The code of now has been used for the setup.
    send(page, {"code": code(secret, 1)}, "#login-form")
    page.wait_for_url("**/admin/")
    assert page.locator("#user-tools strong").inner_text().lower() == name
    look_at("account/two-factor/reauthenticate/")
    for path in PAGES:
        look_at(path)


def test_second_factor_from_setup_to_sign_in_is_quiet_and_fits(browser, site, name):
    with tab(browser, site) as page:
        walk(page, name, assert_fits)
        for path in ADMIN_PAGES:
            assert page.goto(f"/admin/{path}").ok
        page.watch.assert_quiet()


def test_account_pages_are_accessible(browser, site, name):
    with tab(browser, site) as page:
        walk(page, name, assert_accessible, ["zh-hant"])


def test_sign_in_language_and_sign_out_need_no_script(browser, site, name):
    with tab(browser, site, java_script_enabled=False) as page:
        page.goto("/admin/account/login/")
        for language in LANGUAGES:
            speak(page, language)
        sign_in(page, name)
        for language in LANGUAGES:
            speak(page, language)
        page.click("#logout-form button")
        assert page.locator("#login-form").is_visible()
        page.watch.assert_quiet()
