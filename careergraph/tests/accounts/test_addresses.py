"""Where the admin lives, what its pages say to caches and robots, and in which language."""

import importlib

import pytest
from django.conf import settings as configured
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from django.urls import clear_url_caches, get_resolver, reverse

from careergraph import env, urls
from careergraph.accounts.address import client_address

from .desk import LOGIN, give_factor, make_editor, make_role, sign_in, soup

pytestmark = pytest.mark.once

ACCOUNT_PAGES = ["password/", "two-factor/", "logout/", "reauthenticate/"]


@pytest.mark.parametrize(
    ("proxies", "peer", "chain", "address"),
    [
        (0, "192.0.2.1", "203.0.113.9", "192.0.2.1"),
        (1, "10.0.0.1", "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (2, "10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "10.0.0.1", "203.0.113.9", "10.0.0.1"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (1, "10.0.0.1", "1.1.1.1, nonsense", "10.0.0.1"),
        (1, "", "203.0.113.9:4711", "203.0.113.9"),
        (1, "", "[2001:db8::1]:4711", "2001:db8::1"),
        (0, "::ffff:192.0.2.1", "", "192.0.2.1"),
        (0, "fe80::1%eth0", "", "fe80::1"),
        (0, "", "203.0.113.9", None),
        (1, "", "x", None),
    ],
)
def test_address_is_the_one_the_outermost_trusted_proxy_saw(settings, proxies, peer, chain, address):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory(REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=chain).get("/")
    assert client_address(request) == address


@pytest.fixture
def moved(settings):
    """The admin at /desk/here/."""
    settings.ADMIN_PATH = "desk/here/"
    importlib.reload(urls)
    clear_url_caches()
    yield
    settings.ADMIN_PATH = "admin/"
    importlib.reload(urls)
    clear_url_caches()


@pytest.mark.django_db
def test_admin_moves_as_a_whole_and_tells_nobody(client, moved):
    make_editor()
    assert client.get("/admin/", follow=True).status_code == 404
    response = client.get("/desk/here/", follow=True)
    assert response.request["PATH_INFO"] == "/desk/here/account/login/" == reverse("account_login")
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    robots = client.get("/robots.txt").text
    assert "desk" not in robots
    assert "admin" not in robots
    assert "Disallow:\n" in robots
    assert "desk" not in client.get("/en/nothing/here/at/all/").text


@pytest.mark.django_db
def test_moved_admin_asks_for_the_second_factor_too(client, moved):
    user = make_editor()
    user.groups.add(make_role())
    client.force_login(user)
    assert client.get("/desk/here/").url == "/desk/here/account/two-factor/activate/"


def test_robots_keep_out_of_the_admin_at_its_usual_place(client):
    assert "Disallow: /admin/\n" in client.get("/robots.txt").text


@pytest.mark.parametrize(
    ("given", "path"), [("", "admin/"), ("desk", "desk/"), ("/desk/", "desk/"), ("a/b-c_1", "a/b-c_1/")]
)
def test_admin_path_is_brought_into_form(monkeypatch, given, path):
    monkeypatch.setenv("ADMIN_PATH", given)
    assert env.prefix("ADMIN_PATH", "admin/", taken={"en"}) == path


@pytest.mark.parametrize(
    "given", ["/", "//", "desk//x", "//desk", "a b", "編輯", "desk?x", "../x", "a.b", "<x>", "en/../x"]
)
def test_admin_path_that_is_no_path_is_refused(monkeypatch, given):
    monkeypatch.setenv("ADMIN_PATH", given)
    with pytest.raises(ImproperlyConfigured, match=r"ADMIN_PATH=.* is not a path: use letters"):
        env.prefix("ADMIN_PATH", "admin/", taken=set())


def test_admin_path_hides_no_other_address(monkeypatch):
    firsts = {str(pattern.pattern).split("/")[0].split(".")[0] for pattern in get_resolver().url_patterns}
    firsts |= {code for code, _name in configured.LANGUAGES} | {configured.STATIC_URL.strip("/")}
    for word in (firsts | {word.upper() for word in firsts}) - {"", "admin", "ADMIN"}:
        for path in (word, f"/{word}/desk/"):
            monkeypatch.setenv("ADMIN_PATH", path)
            with pytest.raises(ImproperlyConfigured, match="an address the site uses itself"):
                env.prefix("ADMIN_PATH", "admin/", taken=configured.ADDRESSES_TAKEN)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "auth/user/", "jsi18n/", "no/such/", "auth/user/999/change/", "../admin"])
def test_pages_of_the_admin_are_for_no_cache_and_no_search_engine(admin_client, path):
    for response in (admin_client.get(f"/admin/{path}"), Client().get(f"/admin/{path}")):
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["login/", "two-factor/authenticate/", *ACCOUNT_PAGES])
def test_account_pages_are_for_no_cache_and_no_search_engine(client, page):
    client.force_login(make_editor())
    for response in (client.get(f"/admin/account/{page}"), Client().get(f"/admin/account/{page}")):
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_public_pages_are_for_everybody(client):
    response = client.get("/robots.txt")
    assert "X-Robots-Tag" not in response
    assert "no-store" not in response["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/auth/user/", "/admin/auth/user/add/", "/admin/account/two-factor/"]
)
def test_language_is_switched_in_the_header_and_remembered(admin_client, path):
    for language, heading in (("zh-hant", "zh-hant"), ("en", "en")):
        form = soup(admin_client.get(path)).select_one("form.language-switch")
        assert form["method"] == "post"
        assert [button["value"] for button in form.select("button")] == ["zh-hant", "en"]
        data = {"language": language, "next": form.select_one("[name=next]")["value"]}
        response = admin_client.post(form["action"], data)
        assert response.url == path
        page = soup(admin_client.get(path))
        assert page.html["lang"] == heading
        assert page.select_one(".language-switch [aria-current]")["value"] == language
    assert admin_client.cookies["django_language"]["httponly"]


@pytest.mark.django_db
def test_language_is_switched_before_signing_in(client):
    page = soup(client.get(LOGIN, {"next": "/admin/auth/user/"}))
    form = page.select_one("form.language-switch")
    target = form.select_one("[name=next]")["value"]
    page = soup(client.post(form["action"], {"language": "zh-hant", "next": target}, follow=True))
    assert page.html["lang"] == "zh-hant"
    assert "使用者名稱" in page.select_one("label[for=id_login]").text
    assert page.select_one("#login-form [name=next]")["value"] == "/admin/auth/user/"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["", "xx", "\x00", "e" * 5000])
def test_unknown_language_changes_nothing(client, language):
    response = client.post("/i18n/setlang/", {"language": language, "next": LOGIN})
    assert response.url == LOGIN
    assert not client.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_account_pages_have_one_heading_no_inline_code_and_their_language(client, language):
    user = make_editor()
    client.cookies["django_language"] = language
    pages = [client.get(LOGIN)]
    client.force_login(user)
    pages += [client.get(f"/admin/account/{page}") for page in ACCOUNT_PAGES]
    client.logout()
    client.cookies["django_language"] = language
    give_factor(user)
    sign_in(client)
    pages.append(client.get("/admin/account/two-factor/authenticate/"))
    for response in pages:
        page = soup(response)
        assert response.status_code == 200
        assert page.html["lang"] == language
        assert len(page.select("h1")) == 1
        assert page.title.text.strip()
        assert not page.select("[style], style, script:not([src]), [onclick], [onload]")
        assert "unsafe" not in response["Content-Security-Policy"]
        assert page.select_one(".language-switch")
        labels = " ".join(label.text for label in page.select("#content label"))
        assert not labels or any("\u4e00" <= letter <= "\u9fff" for letter in labels) == (language == "zh-hant")
