import datetime

import pytest
from lxml import etree

from occupations.rankings import all_rankings
from occupations.tests import factories

pytestmark = pytest.mark.django_db
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
HOST = "http://testserver"


@pytest.fixture
def urls(client):
    """Address → its element in the sitemap."""
    factories.make_occupation(slug="clerks", updated_on=datetime.date(2026, 11, 1))
    factories.make_occupation(slug="hidden", is_public=False)
    response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    root = etree.fromstring(response.content)
    assert root.tag == f"{{{NAMES['s']}}}urlset"
    elements = root.findall("s:url", NAMES)
    found = {url.findtext("s:loc", namespaces=NAMES): url for url in elements}
    assert len(found) == len(elements)
    return found


def test_every_address_stands_in_both_languages_with_its_twins(urls):
    for address, url in urls.items():
        links = url.findall("x:link", NAMES)
        assert {link.get("rel") for link in links} == {"alternate"}
        twins = {link.get("hreflang"): link.get("href") for link in links}
        path = address.removeprefix(HOST).split("/", 2)[2]
        assert twins == {
            "zh-Hant": f"{HOST}/zh-hant/{path}",
            "en": f"{HOST}/en/{path}",
            "x-default": f"{HOST}/zh-hant/{path}",
        }
        assert set(twins.values()) <= set(urls)


def test_all_kinds_of_pages_are_in_it_and_exist(client, urls):
    rankings = [f"us/rankings/{ranking.key}/" for ranking in all_rankings()]
    pages = ["", "method/", "us/", "us/map/", "us/treemap/", "us/rankings/", "us/compare/", "us/clerks/", *rankings]
    assert set(urls) == {f"{HOST}/{language}/{page}" for language in ("zh-hant", "en") for page in pages}
    for address in urls:
        assert client.get(address).status_code == 200


def test_occupations_say_when_they_changed(urls):
    assert urls[f"{HOST}/en/us/clerks/"].findtext("s:lastmod", namespaces=NAMES) == "2026-11-01"
