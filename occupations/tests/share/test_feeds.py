import datetime
import uuid

import pytest
from lxml import etree

from occupations.choices import Status
from occupations.tests import factories

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def make(number, day, status=None, **kwargs):
    occupation = factories.make_occupation(
        f"43-{number:04}", slug=f"job-{number}", updated_on=day and datetime.date(2026, 11, day), **kwargs
    )
    if status:
        factories.make_narrative(occupation, status=status)
    return occupation


def read(client, path="/en/us/feed.xml"):
    response = client.get(path)
    assert response["Content-Type"].startswith("application/atom+xml")
    return etree.fromstring(response.content)


def test_written_pages_come_first_and_the_newest_of_each(client):
    make(1, 1, Status.PUBLISHED)
    make(2, 9)
    make(3, 5, Status.PUBLISHED)
    make(4, 8, Status.DRAFT)
    make(5, None)
    make(6, 9, Status.PUBLISHED, is_public=False)
    found = read(client)
    links = [link.get("href") for link in found.findall("a:entry/a:link", ATOM)]
    assert links == [f"http://testserver/en/us/job-{number}/" for number in (3, 1, 2, 4)]


@pytest.mark.parametrize("rows", [1, 40])
def test_feed_holds_thirty_in_three_queries(client, rows, django_assert_max_num_queries):
    for number in range(1, rows + 1):
        factories.make_card(make(number, 1 + number % 28))
    with django_assert_max_num_queries(3):
        found = read(client)
    assert len(found.findall("a:entry", ATOM)) == min(rows, 30)


def test_feed_is_in_its_language_with_whole_addresses(client):
    make(1, 1, title_zh_hant="助理", summary_zh_hant="一句話。")
    found = read(client, "/zh-hant/us/feed.xml")
    assert found.get(LANG) == "zh-Hant"
    assert "AI 職涯圖譜" in found.findtext("a:title", namespaces=ATOM)
    links = {link.get("rel"): link.get("href") for link in found.findall("a:link", ATOM)}
    assert links == {
        "self": "http://testserver/zh-hant/us/feed.xml",
        "alternate": "http://testserver/zh-hant/us/",
    }
    entry = found.find("a:entry", ATOM)
    assert entry.findtext("a:title", namespaces=ATOM) == "助理"
    assert entry.findtext("a:summary", namespaces=ATOM) == "一句話。"
    assert entry.findtext("a:updated", namespaces=ATOM) == "2026-11-01T00:00:00+00:00"


def ids(client, path="/en/us/feed.xml", **headers):
    return [
        entry.text
        for entry in etree.fromstring(client.get(path, headers=headers).content).findall("a:entry/a:id", ATOM)
    ]


def test_ids_stay_when_anything_else_changes(client):
    occupation = make(1, 1)
    before = ids(client)
    occupation.slug, occupation.title_en, occupation.updated_on = "renamed", "Renamed", datetime.date(2026, 11, 20)
    occupation.save()
    assert ids(client) == before == ids(client, host="localhost")
    assert uuid.UUID(before[0].removeprefix("urn:uuid:"))
    assert ids(client, "/zh-hant/us/feed.xml") != before


def test_marks_in_texts_stay_text(client):
    make(1, 1, title_en="A < B & C", summary_en="<b>bold</b> & plain")
    entry = read(client).find("a:entry", ATOM)
    assert entry.findtext("a:title", namespaces=ATOM) == "A < B & C"
    # A summary is HTML once the XML is read.
    assert entry.findtext("a:summary", namespaces=ATOM) == "&lt;b&gt;bold&lt;/b&gt; &amp; plain"


def test_empty_feed_and_wrong_country(client):
    factories.make_country()
    assert read(client).findall("a:entry", ATOM) == []
    assert client.get("/en/xx/feed.xml").status_code == 404
    assert client.head("/en/us/feed.xml").status_code == 200
    assert client.post("/en/us/feed.xml").status_code == 405
