import pytest
from bs4 import BeautifulSoup

from occupations.choices import ClusterKey, Status
from occupations.models import MajorGroup
from occupations.tests import factories

pytestmark = pytest.mark.django_db


def rows(response):
    return [link.text for link in BeautifulSoup(response.content, "lxml").select(".occupations th a")]


def make_listed(code, **kwargs):
    card = kwargs.pop("card", {})
    occupation = factories.make_occupation(code, **kwargs)
    factories.make_card(occupation, **card)
    return occupation


@pytest.mark.parametrize("count", [1, 3, 300])
def test_list_uses_five_queries_at_most_and_then_one(client, django_assert_max_num_queries, count):
    for number in range(count):
        make_listed(f"43-{number:04}", card={"wages": None})
    with django_assert_max_num_queries(5):
        response = client.get("/en/us/")
    with django_assert_max_num_queries(1):
        client.get("/en/us/?sort=overall")
    assert len(rows(response)) == min(count, 100)


def test_row_shows_both_titles_code_cluster_badge_wage_and_scores(client):
    occupation = factories.make_occupation(
        "43-4121", title_zh_hant="圖書館助理", title_en="Library Assistants, Clerical"
    )
    factories.make_card(
        occupation,
        cluster=factories.make_cluster(ClusterKey.HIGH_EXPOSURE),
        wages=factories.make_wages(occupation, annual_wage_median=36_910),
        overall="3.0",
        ai_risk="8.8",
        is_skilled_migration=False,
    )
    text = BeautifulSoup(client.get("/zh-hant/us/").content, "lxml").select_one(".occupations").text
    for shown in ("圖書館助理", "Library Assistants, Clerical", "43-4121", "非技術移民", "US$36,910", "3.0", "8.8"):
        assert shown in text
    english = BeautifulSoup(client.get("/en/us/").content, "lxml").select_one(".occupations")
    assert english.select_one('[lang="zh-hant"]').text == "圖書館助理"
    assert "$36,910" in english.text


def test_hourly_wage_is_shown_as_hourly(client):
    occupation = factories.make_occupation("27-2011")
    wages = factories.make_wages(occupation, annual_wage_median=None, hourly_wage_median="23.50", hourly_only=True)
    factories.make_card(occupation, wages=wages)
    assert "$23.50 an hour" in client.get("/en/us/").text


def test_occupation_that_is_not_public_is_left_out(client):
    make_listed("43-0001", title_en="Shown")
    make_listed("43-0002", title_en="Hidden", is_public=False)
    assert rows(client.get("/en/us/")) == ["Shown"]


def test_list_is_grouped_by_major_group_in_code_order(client):
    make_listed("43-0001", group=factories.make_group("43", title_en="Office"))
    make_listed("11-0001", group=factories.make_group("11", title_en="Management"))
    found = BeautifulSoup(client.get("/en/us/").content, "lxml")
    assert [head.contents[0].strip() for head in found.select("tr.group th")] == ["Management", "Office"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("overall", ["B", "A", "C"]),
        ("ai_risk", ["A", "B", "C"]),
        ("wage", ["A", "B", "C"]),
        ("title", ["A", "B", "C"]),
        ("code", ["C", "B", "A"]),
    ],
)
def test_sort_puts_unknown_values_last(client, sort, order):
    for code, title, overall, risk, wage in [
        ("43-0003", "A", "5.0", "1.0", 90_000),
        ("43-0002", "B", "9.0", "2.0", 50_000),
        ("43-0001", "C", None, None, None),
    ]:
        occupation = factories.make_occupation(code, title_en=title)
        wages = factories.make_wages(occupation, annual_wage_median=wage) if wage else None
        factories.make_card(occupation, overall=overall, ai_risk=risk, wages=wages)
    assert rows(client.get(f"/en/us/?sort={sort}")) == order


def test_filters_narrow_the_list(client):
    exposed, trusted = (factories.make_cluster(key) for key in (ClusterKey.HIGH_EXPOSURE, ClusterKey.HUMAN_TRUST))
    clerk = make_listed("43-0001", title_en="Clerk", title_zh_hant="事務員", card={"cluster": exposed})
    make_listed(
        "25-0001", title_en="Teacher", title_zh_hant="教師", card={"cluster": trusted}, group=factories.make_group("25")
    )
    factories.make_narrative(clerk, status=Status.PUBLISHED)
    assert MajorGroup.objects.count() == 2
    for query, found in [
        ("group=25", ["Teacher"]),
        ("cluster=high_exposure", ["Clerk"]),
        ("written=on", ["Clerk"]),
        ("q=teach", ["Teacher"]),
        ("q=教師", ["Teacher"]),
        ("q=43-0", ["Clerk"]),
        ("group=25&written=on", []),
    ]:
        assert rows(client.get(f"/en/us/?{query}")) == found, query
    assert "No occupation matches" in client.get("/en/us/?group=25&written=on").text


def test_range_may_begin_or_end_at_zero(client):
    for code, title, change in [
        ("43-0001", "Shrinks", "-4.0"),
        ("43-0002", "Stays", "0.0"),
        ("43-0003", "Grows", "4.0"),
    ]:
        occupation = factories.make_occupation(code, title_en=title)
        factories.make_card(occupation, projection=factories.make_projection(occupation, change_percent=change))
    assert rows(client.get("/en/us/?growth_min=0")) == ["Stays", "Grows"]
    assert rows(client.get("/en/us/?growth_max=0")) == ["Shrinks", "Stays"]
    assert "Projected change from" in client.get("/en/us/?growth_min=0").text.split('class="chips"')[1]


def test_draft_narrative_does_not_count_as_written(client):
    factories.make_narrative(make_listed("43-0001"), status=Status.DRAFT)
    assert rows(client.get("/en/us/?written=on")) == []


def test_pages_and_links_keep_the_state(client):
    for number in range(101):
        make_listed(f"43-{number:04}")
    found = BeautifulSoup(client.get("/en/us/?group=43&sort=overall&page=2").content, "lxml")
    assert len(found.select(".occupations th a")) == 1
    assert found.select_one(".occupations th a")["href"].endswith("/?group=43&sort=overall&page=2")
    assert found.select_one("a[rel=prev]")["href"] == "?group=43&sort=overall&page=1"
