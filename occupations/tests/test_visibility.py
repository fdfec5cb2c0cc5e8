"""While a draft exists visitors get the published text at every public address, the draft at the signed one only."""

import json

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.core import signing
from django.utils import timezone

from occupations import catalogue, previews, workflow
from occupations.models import Occupation
from occupations.rankings import all_rankings
from occupations.tests import factories
from occupations.tests.pages import make_scored_page, say

pytestmark = pytest.mark.django_db
OLD, NEW = "Kestrel", "Wombat"


@pytest.fixture
def page():
    """Published with one word at the end of every text, changed to have another."""
    page = make_scored_page(updated_on=timezone.localdate())
    say(page, OLD)
    # A neighbour that shows it as related, and can be compared with it.
    factories.make_card(factories.make_occupation("43-4122"), overall="5.0")
    with workflow.page_edit(page.pk, None, ""):
        say(page, NEW)
    catalogue.forget()
    return Occupation.objects.get(pk=page.pk)


PUBLIC = [
    "us/{slug}/",
    "us/",
    "us/?q=" + OLD,
    "us/suggest/?q=" + OLD,
    "us/compare/?o={slug}&o=occupation-43-4122",
    "us/occupation-43-4122/",
    "us/rankings/",
    "us/rankings/{ranking}/",
    "us/map/",
    "us/treemap/",
    "us/feed.xml",
    "method/",
    "",
]
# Where the page is named or shown; elsewhere, it is enough that the draft is not.
SHOWN = {
    "us/{slug}/",
    "us/",
    "us/?q=" + OLD,
    "us/suggest/?q=" + OLD,
    "us/compare/?o={slug}&o=occupation-43-4122",
    "us/occupation-43-4122/",
    "us/feed.xml",
}


@pytest.mark.parametrize("language", ["en", "zh-hant"])
@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_show_what_was_published(client, page, language, address):
    response = client.get(f"/{language}/{address.format(slug=page.slug, ranking=all_rankings()[0].key)}")
    assert response.status_code == 200
    assert NEW not in response.text
    if address in SHOWN:
        assert response.status_code == 200
        assert OLD in response.text


def test_search_does_not_find_a_draft_by_its_new_names(client, page):
    for query in (NEW, f"{page.title_en}", f"Library clerk 43-4121 ({OLD}) ({NEW})"):
        shown = BeautifulSoup(client.get("/en/us/", {"q": query}).content, "lxml").select_one("main")
        assert NEW not in shown.get_text().replace(query, "")
        assert NEW not in json.dumps(client.get("/en/us/suggest/", {"q": query}).json())
    assert client.get("/en/us/suggest/", {"q": NEW}).json() == {"suggestions": []}


def test_search_finds_a_draft_by_its_published_other_name(client, page):
    found = client.get("/en/us/suggest/", {"q": f"Library clerk 43-4121 ({OLD})"}).json()["suggestions"]
    assert [OLD in suggestion["title"] for suggestion in found][:1] == [True]


def test_detail_page_shows_every_published_text(client, page):
    """Each list of the page is laid over: as many texts as before the change, none of the new."""
    text = client.get(page.get_absolute_url()).text
    workflow.discard(page.pk, None)
    assert text.count(OLD) == client.get(page.get_absolute_url()).text.count(OLD) > 40


def test_structured_data_says_what_was_published(client, page):
    soup = BeautifulSoup(client.get(page.get_absolute_url()).content, "lxml")
    data = json.dumps(json.loads(soup.select_one('script[type="application/ld+json"]').text))
    assert OLD in data
    assert NEW not in data
    for tag in soup.select("head title, head meta[content]"):
        assert NEW not in tag.get("content", tag.text)


def test_share_image_is_drawn_from_what_was_published(client, page):
    def drawn():
        response = client.get(f"{page.get_absolute_url()}share.png")
        assert response["Content-Type"] == "image/png"
        return response.content

    shown = drawn()
    say(page, "again")
    assert drawn() == shown
    workflow.publish(page.pk, None)
    assert drawn() != shown


def test_sitemap_keeps_the_date_of_what_was_published(client, page):
    text = client.get("/sitemap.xml").text
    assert f"/en/us/{page.slug}/" in text
    assert NEW not in text


@pytest.mark.parametrize("changing", [False, True])
def test_sitemap_takes_the_same_queries_however_many_pages(client, django_assert_max_num_queries, changing):
    for number in range(4):
        occupation = factories.make_occupation(f"43-100{number}")
        if changing:
            with workflow.page_edit(occupation.pk, None, ""):
                say(occupation, NEW)
    with django_assert_max_num_queries(3):
        assert client.get("/sitemap.xml").text.count("<loc>") > 8


def test_draft_is_shown_once_it_is_published(client, page):
    workflow.publish(page.pk, None)
    text = client.get(page.get_absolute_url()).text
    assert NEW in text
    assert NEW in client.get("/en/us/").text
    assert client.get(f"/en/us/suggest/?q={NEW}").json()["suggestions"]


def test_page_taken_off_the_site_is_nowhere_though_it_has_a_copy(client, page):
    Occupation.objects.filter(pk=page.pk).update(is_public=False)
    catalogue.touch("us")
    assert client.get(page.get_absolute_url()).status_code == 404
    assert client.get(f"{page.get_absolute_url()}share.png").status_code == 404
    for address in ("/en/us/", "/en/us/feed.xml", "/sitemap.xml"):
        assert page.slug not in client.get(address).text


# The preview --------------------------------------------------------------------------------------


@pytest.fixture
def maker():
    return User.objects.create_user("maker", is_staff=True)


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_signed_link_shows_the_draft_to_whoever_holds_it(client, page, maker, language):
    response = client.get(previews.address(page, maker, language))
    assert response.status_code == 200
    assert NEW in response.text
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    assert BeautifulSoup(response.content, "lxml").html["lang"].lower() == language
    assert not response.cookies


def test_expired_link_is_gone_and_shows_nothing(client, page, maker):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        link = previews.address(page, maker, "en")
        clock.shift(previews.MAX_AGE_S - 1)
        assert client.get(link).status_code == 200
        clock.shift(2)
        response = client.get(link)
    assert response.status_code == 410
    assert response["Cache-Control"] == "no-store, private"
    assert page.title_en not in response.text
    assert NEW not in response.text


def test_link_shows_no_later_draft(client, page, maker):
    link = previews.address(page, maker, "en")
    with workflow.page_edit(page.pk, None, ""):
        say(page, "Embargo")
    response = client.get(link)
    assert response.status_code == 410
    assert "The draft has changed since the link was made. Ask the editor" in response.text
    assert "Embargo" not in response.text
    page.refresh_from_db()
    assert "Embargo" in client.get(previews.address(page, maker, "en")).text


@pytest.mark.parametrize("flag", ["is_active", "is_staff"])
def test_link_ends_with_the_work_of_its_maker(client, page, maker, flag):
    link = previews.address(page, maker, "en")
    assert client.get(link).status_code == 200
    setattr(maker, flag, False)
    maker.save()
    response = client.get(link)
    assert response.status_code == 410
    assert NEW not in response.text
    assert "The draft has changed" not in response.text


def test_link_of_an_earlier_release_is_gone(client, page):
    response = client.get(f"/en/preview/{signing.dumps(page.pk, salt=previews.SALT)}/")
    assert response.status_code == 410
    assert NEW not in response.text


def tampered(token):
    other = signing.dumps([9_999, 0, 0], salt=previews.SALT)
    yield token[:-1] + ("A" if token[-1] != "A" else "B")
    yield token.replace(token.split(":")[0], other.split(":")[0])
    yield signing.dumps(signing.loads(token, salt=previews.SALT), salt="other")
    yield signing.dumps(signing.loads(token, salt=previews.SALT), salt=previews.SALT, key="x" * 50)
    yield "1"
    yield "x" * 3000
    yield "%00"


def test_tampered_link_is_not_found(client, page, maker):
    token = previews.address(page, maker, "en").rstrip("/").rpartition("/")[2]
    assert previews.occupation_of(token) == page.pk
    for forged in tampered(token):
        response = client.get(f"/en/preview/{forged}/")
        assert response.status_code == 404, forged
        assert NEW not in response.text


def test_link_to_a_deleted_page_is_not_found(client, page, maker):
    link = previews.address(page, maker, "en")
    page.delete()
    assert client.get(link).status_code == 404


def test_preview_is_read_only_and_named_nowhere(client, page, maker):
    link = previews.address(page, maker, "en")
    assert client.post(link).status_code == 405
    assert Occupation.objects.get(pk=page.pk).title_en == page.title_en
    assert "preview" not in client.get("/sitemap.xml").text
    assert "preview" not in client.get(page.get_absolute_url()).text
