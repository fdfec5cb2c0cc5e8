"""Guarantees of the whole site: addresses, languages, errors, headers, budgets."""

import gzip
import json
import re

import polib
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django.utils import translation

from occupations.choices import Status
from occupations.models import Country
from occupations.tests import factories

LANGUAGES = ["zh-hant", "en"]
PAGES = ["", "us/", "us/library-assistants-clerical/", "method/"]


@pytest.fixture
def library(db):
    """An occupation with a written analysis, as small as a page can be."""
    occupation = factories.make_occupation(
        "43-4121",
        slug="library-assistants-clerical",
        official_title="Library Assistants, Clerical",
        title_zh_hant="圖書館助理",
        title_en="Library Assistants, Clerical",
    )
    factories.make_narrative(occupation, status=Status.PUBLISHED)
    factories.make_faq(occupation)
    factories.make_card(occupation)
    return occupation


def soup(response):
    return BeautifulSoup(response.content, "lxml")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_public_page_has_one_heading_and_its_language(client, library, language, page):
    response = client.get(f"/{language}/{page}")
    assert response.status_code == 200
    found = soup(response)
    assert len(found.select("h1")) == 1
    assert found.html["lang"].lower() == language
    assert found.title.text.strip()
    assert found.select_one("meta[name=description]") or page == "method/"
    assert found.select_one("link[rel=canonical]")["href"] == f"http://testserver/{language}/{page}"
    twins = {link["hreflang"]: link["href"] for link in found.select("link[hreflang]")}
    assert twins["zh-Hant"] == f"http://testserver/zh-hant/{page}"
    assert twins["en"] == f"http://testserver/en/{page}"
    assert not found.select("[style], style, script:not([src], [type='application/ld+json'])")


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-hant"),
        ("zh-HK", "zh-hant"),
        ("zh-Hant-TW", "zh-hant"),
        ("zh-CN", "zh-hant"),
        ("zh-Hans", "zh-hant"),
        ("zh", "zh-hant"),
        ("zh-SG;q=0.9, en;q=0.1", "zh-hant"),
        ("en-GB,zh-TW;q=0.5", "en"),
        ("fr-FR,fr;q=0.9", "en"),
        ("de, zh-TW;q=0.2", "zh-hant"),
        ("*", "en"),
        ("x" * 3000, "en"),
        ("\xff;q=abc,,;", "en"),
        (None, "zh-hant"),
    ],
)
def test_root_goes_by_accept_language(client, accept, language):
    headers = {"accept-language": accept} if accept is not None else {}
    response = client.get("/", headers=headers)
    assert response.status_code == 302
    assert response.url == f"/{language}/"
    assert "Accept-Language" in response["Vary"]


def test_switcher_stays_on_page_and_query(client, library):
    found = soup(client.get("/en/us/?group=43&sort=overall"))
    assert found.select_one(".languages a")["href"] == "/zh-hant/us/?group=43&sort=overall"
    found = soup(client.get("/zh-hant/us/library-assistants-clerical/?group=43"))
    assert found.select_one(".languages a")["href"] == "/en/us/library-assistants-clerical/?group=43"


WRONG = [
    ("/{}/us/no-such-occupation/", 404),
    ("/{}/xx/", 404),
    ("/{}/xx/library-assistants-clerical/", 404),
    ("/{}/nothing/here/at/all/", 404),
    ("/{}/us/?page=abc", 404),
    ("/{}/us/?page=0", 404),
    ("/{}/us/?page=-1", 404),
    ("/{}/us/?page=999999", 404),
    ("/{}/us/?page=99999999999999999999", 404),
    ("/{}/us/?page=1.5", 404),
    ("/{}/us/?page=%C2%B2", 404),
    ("/{}/us/?page=%D9%A1", 404),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("path", "status"), WRONG)
def test_wrong_address_is_a_page_in_its_language(client, library, language, path, status):
    response = client.get(path.format(language))
    assert response.status_code == status
    found = soup(response)
    assert found.html["lang"].lower() == language
    assert found.h1.text == {"en": "There is no such page", "zh-hant": "找不到這個頁面"}[language]


@pytest.mark.parametrize(
    "query",
    [
        "group=%FF%FE",
        "q=%FF",
        "q=%00",
        "group=" + "9" * 5000,
        "q=" + "圖" * 2000,
        "sort=wages;drop",
        "cluster=nope&group=nope&sort=nope&written=maybe",
        "group=43&group=11&group=%00",
        "&&&=&=x&%",
    ],
)
def test_wrong_query_never_breaks_the_list_or_a_page(client, library, query):
    for page in ("/en/us/", "/zh-hant/us/library-assistants-clerical/"):
        response = client.get(f"{page}?{query}")
        assert response.status_code == 200
        assert soup(response).h1


def test_refused_filter_is_said(client, library):
    found = soup(client.get("/en/us/?group=99&sort=overall"))
    assert "Major group: 99" in found.select_one(".notice").text
    assert found.select_one(".occupations")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("path", ["/en/us/", "/en/us/library-assistants-clerical/", "/en/", "/healthz", "/"])
def test_pages_only_read(library, method, path):
    response = getattr(Client(enforce_csrf_checks=path.startswith("/en/")), method)(path)
    assert response.status_code == 405
    assert "GET" in response["Allow"]
    assert soup(response).h1.text == "Pages here can only be read"


def test_huge_post_is_refused(client, db):
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x" * 6_000_000})
    assert response.status_code in (400, 403)
    response = client.post("/admin/login/", {"username": "x" * 6_000_000})
    assert response.status_code == 400
    assert soup(response).h1


def test_post_without_token_is_a_readable_403(db):
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert response.status_code == 403
    assert soup(response).h1.text == "Not allowed"


def test_unknown_host_is_a_readable_400(client):
    response = client.get("/en/us/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert soup(response).h1.text == "This address or request cannot be read"


@pytest.mark.parametrize(("language", "heading"), [("en", "Something went wrong here"), ("zh-hant", "網站發生錯誤")])
def test_server_error_needs_no_database(monkeypatch, db, language, heading):
    def fail(*args, **kwargs):
        raise DatabaseError("gone")

    monkeypatch.setattr("occupations.selectors.country_or_404", fail)
    client = Client(raise_request_exception=False)
    response = client.get(f"/{language}/us/")
    assert response.status_code == 500
    assert soup(response).h1.text == heading


def test_security_headers_and_policy(client, library):
    response = client.get("/en/us/library-assistants-clerical/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"]
    assert "Set-Cookie" not in response


def test_healthz_says_whether_the_database_answers(client, db, monkeypatch):
    assert client.get("/healthz").json() == {"status": "ok"}

    def fail(*args, **kwargs):
        raise DatabaseError("gone")

    monkeypatch.setattr("careergraph.views.MigrationExecutor", fail)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert json.loads(response.content)["reason"] == "database unreachable"


def test_healthz_reports_pending_migrations(client, db, monkeypatch):
    from django.db.migrations.executor import MigrationExecutor

    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: ["one"])
    response = client.get("/healthz")
    assert response.status_code == 503
    assert "1 migrations" in response.json()["reason"]


def test_robots_and_sitemap_name_both_languages(client, library):
    hidden = factories.make_occupation(is_public=False)
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").text
    sitemap = client.get("/sitemap.xml").text
    for language in LANGUAGES:
        assert f"<loc>http://testserver/{language}/us/library-assistants-clerical/</loc>" in sitemap
        assert f"<loc>http://testserver/{language}/us/</loc>" in sitemap
    assert 'hreflang="zh-hant"' in sitemap.lower()
    assert hidden.slug not in sitemap


def test_favicon_leads_to_a_file(client):
    response = client.get("/favicon.ico")
    assert response.status_code == 301
    assert finders.find(response.url.removeprefix("/static/"))


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_catalogue_is_complete_and_its_placeholders_match():
    catalogue = polib.pofile(str(settings.LOCALE_PATHS[0] / "zh_Hant/LC_MESSAGES/django.po"))
    assert len(catalogue) > 200
    open_entries = [entry.msgid for entry in catalogue if not entry.translated()]
    assert open_entries == []
    holes = re.compile(r"%\(\w+\)[sd]")
    for entry in catalogue:
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                assert set(holes.findall(text)) == set(holes.findall(entry.msgid + entry.msgid_plural)), entry.msgid


def test_catalogue_holds_every_message_of_the_code(tmp_path):
    catalogue = polib.pofile(str(settings.LOCALE_PATHS[0] / "zh_Hant/LC_MESSAGES/django.po"))
    known = {entry.msgid.replace("%%", "%") for entry in catalogue}
    used = set()
    for path in [*settings.BASE_DIR.glob("templates/**/*.html")]:
        used.update(re.findall(r'{% translate "([^"]+)"', path.read_text()))
    for path in [*settings.BASE_DIR.glob("occupations/**/*.py"), *settings.BASE_DIR.glob("careergraph/*.py")]:
        if "tests" not in path.parts:
            used.update(
                re.findall(r'(?<![\w.])(?:_|gettext|gettext_lazy)\(\s*"((?:[^"\\]|\\.)+)"\s*\)', path.read_text())
            )
    assert len(used) > 100
    assert sorted({text.replace("%%", "%") for text in used} - known) == []


def test_missing_translation_is_shown_marked_and_said(client, library):
    library.narrative.verdict_text_zh_hant = ""
    library.narrative.save()
    found = soup(client.get("/zh-hant/us/library-assistants-clerical/"))
    passage = found.select_one('.lead [lang="en"]')
    assert library.narrative.verdict_text_en in passage.text
    assert "以另一種語言顯示" in found.select_one(".notice").text
    english = soup(client.get("/en/us/library-assistants-clerical/"))
    assert not english.select('.lead [lang="en"]')
    assert not english.select(".notice")


def test_files_of_a_page_stay_in_budget(client, library):
    """Requests and bytes of a first view, all files compressed as they are served."""
    found = soup(client.get("/zh-hant/us/library-assistants-clerical/"))
    files = [link["href"] for link in found.select("link[rel=stylesheet], link[rel=icon]")]
    scripts = [script["src"] for script in found.select("script[src]")]
    assert len(files) + len(scripts) + 1 <= 6
    assert all(name.startswith("/static/") for name in files + scripts)

    def weigh(names):
        paths = [finders.find(re.sub(r"^/static/", "", name)) for name in names]
        return sum(len(gzip.compress(open(path, "rb").read())) for path in paths)

    assert weigh(scripts) <= 8 * 1024
    assert weigh(files + scripts) <= 14 * 1024


def test_country_text_is_not_assumed(client, library):
    """A second country shows its own currency, classification and notice."""
    country = factories.make_country(
        "tw", currency="TWD", classification="SOC-TW", name_en="Taiwan", immigration_notice_en="Ask the agency."
    )
    group = factories.make_group("26", country)
    occupation = factories.make_occupation("2611", country=country, group=group, slug="solicitor")
    factories.make_card(occupation, wages=factories.make_wages(occupation, annual_wage_median=900_000))
    found = soup(client.get("/en/tw/solicitor/"))
    assert "SOC-TW" in found.select_one(".identity").text
    assert "NT$900,000" in found.select_one(".figures").text
    assert "Ask the agency." in found.select_one("#immigration").text
    links = {link["href"] for link in found.select("nav.main a")} | {found.select_one(".site-search")["action"]}
    assert {"/en/tw/", "/en/tw/map/", "/en/tw/rankings/", "/en/tw/compare/"} <= links
    assert not [link for link in links if link.startswith("/en/us/")]
    assert Country.objects.count() == 2
    with translation.override("en"):
        assert str(country) == "Taiwan"
