import datetime

import pytest
from django.urls import reverse

from occupations.choices import ClusterKey, Status
from occupations.models import Occupation
from occupations.tests.admin.desk import soup
from occupations.tests.factories import (
    make_alternate_title,
    make_card,
    make_cluster,
    make_evidence,
    make_faq,
    make_group,
    make_narrative,
    make_occupation,
    make_point,
    make_whole_page,
)

pytestmark = pytest.mark.django_db

LIST = reverse("admin:occupations_occupation_changelist")


def codes(client, **query):
    page = soup(client.get(LIST, query))
    return {cell.text for cell in page.select("#result_list .field-short_code")}


def run(client, action, *occupations):
    data = {"action": action, "_selected_action": [o.pk for o in occupations]}
    page = soup(client.post(LIST, data, follow=True))
    return [item.text for item in page.select(".messagelist li")]


def test_list_shows_titles_status_cluster_and_overall(admin_client):
    occupation = make_occupation("29-1141", title_zh_hant="護理師", title_en="Nurse")
    make_narrative(occupation, status=Status.IN_REVIEW)
    make_card(occupation, overall="7.1", cluster=make_cluster(ClusterKey.LICENSED, name_en="Licensed"))
    row = soup(admin_client.get(LIST)).select_one("#result_list tbody tr")
    text = [cell.text for cell in row.select("th, td")]

    assert text[1:5] == ["29-1141", "護理師", "Nurse", "In review"]
    assert text[7:] == ["7.1", "Licensed", "29 Group 29"]


@pytest.mark.parametrize("rows", [1, 30])
def test_list_takes_the_same_queries_however_long(admin_client, django_assert_num_queries, rows):
    for _ in range(rows):
        occupation = make_occupation()
        make_narrative(occupation)
        make_card(occupation, cluster=make_cluster())
    with django_assert_num_queries(7):
        assert len(codes(admin_client)) == rows


@pytest.mark.parametrize("query", ["43-4121", "圖書館", "assistants"])
def test_search_finds_by_code_and_both_titles(admin_client, query):
    make_occupation("43-4121", title_zh_hant="圖書館助理", title_en="Library Assistants")
    make_occupation("29-1141", title_zh_hant="護理師", title_en="Nurses", official_title="Nurses")
    assert codes(admin_client, q=query) == {"43-4121"}


def test_search_finds_an_alternate_title_once(admin_client):
    occupation = make_occupation("29-1141", title_zh_hant="護理師")
    make_alternate_title(occupation, "註冊護理師")
    make_alternate_title(occupation, "臨床護理師")
    make_occupation("43-4121")
    for query in ("護理師", "註冊護理師"):
        page = soup(admin_client.get(LIST, {"q": query}))
        assert [cell.text for cell in page.select("#result_list .field-short_code")] == ["29-1141"]


def test_filter_by_status_and_analysis(admin_client):
    make_narrative(make_occupation("11-0001"), status=Status.DRAFT)
    make_narrative(make_occupation("11-0002"), status=Status.PUBLISHED)
    make_occupation("11-0003")

    assert codes(admin_client, status__exact="draft") == {"11-0001"}
    assert codes(admin_client, written="no") == {"11-0003"}
    assert codes(admin_client, written="yes") == {"11-0001", "11-0002"}
    assert len(codes(admin_client, written="nonsense")) == 3


def test_filter_by_cluster_group_and_public(admin_client):
    one, two = make_occupation("11-0001"), make_occupation("13-0001", is_public=False)
    make_card(one, cluster=make_cluster())
    assert codes(admin_client, card__cluster__id__exact=make_cluster().pk) == {"11-0001"}
    assert codes(admin_client, group__id__exact=make_group("13").pk) == {two.code}
    assert codes(admin_client, is_public__exact="1") == {"11-0001"}


def test_filter_missing_english_looks_at_every_text(admin_client):
    make_narrative(make_occupation("11-0001"))
    make_occupation("11-0002", summary_en="")
    make_narrative(make_occupation("11-0003"), outlook_en=None)
    make_point(make_occupation("11-0004"), text_en="")
    make_faq(make_occupation("11-0005"), answer_zh_hant="")

    assert codes(admin_client, missing="en") == {"11-0002", "11-0003", "11-0004"}
    assert codes(admin_client, missing="zh-hant") == {"11-0005"}


def test_filter_stale_evidence_means_older_than_a_year(admin_client):
    today = datetime.date.today()
    make_evidence(make_occupation("11-0001"), checked_on=today - datetime.timedelta(days=300))
    make_evidence(make_occupation("11-0002"), checked_on=today - datetime.timedelta(days=400))
    assert codes(admin_client, evidence="stale") == {"11-0002"}


def test_publish_shows_the_draft_and_dates_the_content(admin_client):
    occupation = make_whole_page(status=Status.IN_REVIEW)

    assert run(admin_client, "publish", occupation) == ["1 page published."]
    occupation.refresh_from_db()
    assert occupation.status == Status.PUBLISHED
    assert occupation.updated_on is not None


def test_publish_names_what_is_missing_and_publishes_the_rest(admin_client):
    empty, good, draft = make_occupation("11-0001"), make_occupation("11-0002"), make_occupation("11-0003")
    make_narrative(empty, status=Status.IN_REVIEW, verdict_text_zh_hant="", verdict_text_en="")
    make_whole_page(good, status=Status.IN_REVIEW)
    make_whole_page(draft, status=Status.DRAFT)

    told = run(admin_client, "publish", empty, good, draft)
    assert told[0].startswith("11-0001 ")
    assert "“FAQ” is empty." in told[0]
    assert "In the AI era · Chinese: Missing language" in told[0]
    assert told[1].endswith("11-0003 Occupation 11-0003 is not in review.")
    assert told[2] == "1 page published."
    assert Occupation.objects.get(pk=empty.pk).status == Status.IN_REVIEW
    assert Occupation.objects.get(pk=draft.pk).status == Status.DRAFT


def test_make_public_refuses_a_page_without_a_title_in_each_language(admin_client):
    whole = make_occupation("11-0001", is_public=False)
    half = make_occupation("11-0002", is_public=False, title_zh_hant="")

    told = run(admin_client, "make_public", whole, half)
    assert told[0] == (
        "11-0002 Occupation 11-0002 stays as it was: "
        "A public page needs its title in Chinese and in English. Missing: Chinese."
    )
    assert told[1] == "1 page made public."
    assert list(Occupation.objects.public()) == [whole]


def test_make_private_takes_the_page_off_the_site(admin_client):
    occupation = make_occupation()
    assert run(admin_client, "make_private", occupation) == ["1 page taken off the site."]
    assert not Occupation.objects.public().exists()
