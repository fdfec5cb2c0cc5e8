import pytest
from bs4 import BeautifulSoup

from occupations import catalogue, rankings
from occupations.models import Country
from occupations.tests import factories
from occupations.tests.views import stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    """The stage with different openings, income and intensity where a list needs them."""
    made = stage.set_up()
    for code, field, value in [
        ("29-0001", "intensity", "8.0"),
        ("15-0001", "intensity", "4.0"),
        ("35-0001", "income", "1.0"),
        ("35-0001", "intensity", "0.5"),
        ("43-0001", "income", "2.0"),
        ("29-0001", "pr_friendly", "10.0"),
        ("29-0001", "demand", "9.0"),
        ("23-0001", "pr_friendly", "9.0"),
        ("23-0001", "demand", "2.0"),
        ("15-0001", "pr_friendly", "8.0"),
        ("15-0001", "demand", "8.0"),
    ]:
        setattr(made[code].card, field, value)
        made[code].card.save(update_fields=[field])
    catalogue.forget()
    return catalogue.of(Country.objects.get())


# What each list's definition gives for the stage, worked out by hand: code → value, best first.
BY_HAND = {
    "overall": [("29-0001", 7.4), ("29-0002", 6.9), ("11-0001", 6.6)],
    "safest": [("47-0001", 1.0), ("35-0001", 1.5), ("29-0001", 2.0), ("29-0002", 2.0)],
    "best-paid": [("23-0001", 145_000), ("15-0001", 131_000), ("11-0001", 120_000)],
    "fastest-growing": [("15-0001", 17.0), ("35-0001", 14.0), ("47-0001", 11.0)],
    "most-openings": [("53-0001", 99), ("29-0001", 95), ("11-0001", 90)],
    "road-to-pr": [("29-0001", 9.8), ("15-0001", 8.0), ("23-0001", 7.6)],
    "without-degree": [("47-0001", 6.1), ("53-0001", 5.5), ("35-0001", 4.4), ("13-0001", 3.1), ("43-0001", 2.2)],
    # 36,000 ÷ ½: under half a year counts as half a year. 41,000 ÷ 0.6; 94,000 ÷ 2.5.
    "pay-per-year": [("35-0001", 72_000), ("43-0001", 68_333), ("29-0002", 37_600)],
    "quickest": [("35-0001", 0.1), ("43-0001", 0.6), ("53-0001", 1.6), ("13-0001", 1.6)],
    "most-exposed": [("13-0001", 9), ("43-0001", 9), ("15-0001", 8)],
    # 6.9 + (10 − 2.0) ÷ 2 − 2.5 ÷ 2; 7.4 + 4 − 2; 4.4 + 4.25 − 0.05; 5.5 + 3.75 − 0.8; 6.1 + 4.5 − 2.25
    "way-out": [("29-0002", 9.65), ("29-0001", 9.4), ("35-0001", 8.6), ("53-0001", 8.45), ("47-0001", 8.35)],
    "least-stress": [("15-0001", 4.0), ("29-0002", 5.0)],
}


def test_there_are_ten_lists_or_more_each_with_its_own_definition():
    found = rankings.all_rankings()
    assert len(found) >= 10
    for name in ("key", "title", "words"):
        assert len({str(getattr(ranking, name)) for ranking in found}) == len(found)
    assert all(str(ranking.formula) for ranking in found)
    assert set(BY_HAND) == {ranking.key for ranking in found}


@pytest.mark.parametrize("key", BY_HAND)
def test_list_is_in_the_order_of_its_definition(source, key):
    rows = [(entry.code, value) for entry, value in rankings.ranking(key).rows(source)][: len(BY_HAND[key])]
    assert [code for code, _value in rows] == [code for code, _value in BY_HAND[key]]
    assert [value for _code, value in rows] == pytest.approx([value for _code, value in BY_HAND[key]], abs=0.5)


def test_kept_ones_are_those_the_definition_keeps(source):
    kept = {key: {entry.code for entry, _value in rankings.ranking(key).rows(source)} for key in BY_HAND}
    assert kept["without-degree"] == {"13-0001", "35-0001", "43-0001", "47-0001", "53-0001"}
    assert kept["way-out"].isdisjoint({"13-0001", "43-0001", "15-0001", "23-0001"})
    assert kept["least-stress"].isdisjoint({"35-0001", "43-0001"})


@pytest.mark.parametrize("key", BY_HAND)
def test_partially_rated_ones_stay_out(source, key):
    partial = source.by_code["43-0002"]
    assert partial.is_partial
    assert partial not in [entry for entry, _value in rankings.ranking(key).rows(source)]


@pytest.mark.parametrize("key", BY_HAND)
def test_what_has_no_value_stays_out(key):
    bare = factories.make_occupation("43-0009")
    factories.make_card(bare, overall=None, ai_risk=None, exposure=None, pr_friendly=None, intensity=None)
    assert rankings.ranking(key).rows(catalogue.of(Country.objects.get())) == []


def places(client, path):
    page = BeautifulSoup(client.get(path).content, "lxml")
    return [(row.td.text, row.th.text.strip()) for row in page.select("table.ranking tbody tr")]


def test_equal_values_share_a_place(client, source):
    assert places(client, "/en/us/rankings/safest/")[:5] == [
        ("1", "Wire Electricians"),
        ("2", "Diner Cooks"),
        ("3", "Care Nurses"),
        ("3", "Tooth Cleaners"),
        ("5", "Lorry Drivers"),
    ]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("group=29", ["Care Nurses", "Tooth Cleaners"]),
        ("cluster=licensed", ["Care Nurses", "Tooth Cleaners", "Advocates"]),
        ("group=23&cluster=licensed", ["Advocates"]),
    ],
)
def test_list_narrows_to_a_group_or_cluster(client, source, query, shown):
    assert [name for _place, name in places(client, f"/en/us/rankings/overall/?{query}")] == shown


def test_nothing_in_a_group_and_cluster_is_said(client, source):
    assert (
        "No occupation of this group and cluster"
        in client.get("/en/us/rankings/overall/?group=29&cluster=on_site").text
    )


def test_unknown_group_is_left_out_and_said(client, source):
    page = BeautifulSoup(client.get("/en/us/rankings/overall/?group=99").content, "lxml")
    assert "99" in page.select_one(".notice").text
    assert len(page.select("table.ranking tbody tr")) == len(stage.ROWS)


def test_each_list_shows_definition_and_formula(client, source):
    for ranking in rankings.all_rankings():
        text = BeautifulSoup(client.get(f"/en/us/rankings/{ranking.key}/").content, "lxml").text
        assert str(ranking.words) in text
        assert str(ranking.formula) in text
    assert client.get("/en/us/rankings/best-guess/").status_code == 404


def test_index_shows_the_first_five_of_every_list(client, source):
    page = BeautifulSoup(client.get("/en/us/rankings/").content, "lxml")
    sections = page.select(".rank-grid section")
    assert len(sections) == len(BY_HAND)
    assert [link.text for link in sections[0].select("ol a")][:3] == [
        "Care Nurses",
        "Tooth Cleaners",
        "Office Managers",
    ]
    assert all(1 <= len(section.select("ol li")) <= 5 for section in sections)


def test_rankings_use_eight_queries_at_most(client, source, django_assert_max_num_queries):
    for path in ("", "overall/"):
        catalogue.forget()
        with django_assert_max_num_queries(8):
            client.get(f"/en/us/rankings/{path}")


def test_narrowing_and_other_lists_keep_the_readers_weights(client, source):
    page = BeautifulSoup(client.get("/en/us/rankings/overall/?w_income=5&w_ai_risk=2").content, "lxml")
    hidden = {field["name"]: field["value"] for field in page.select('form.filters input[type="hidden"]')}
    assert hidden == {"w_income": "5", "w_ai_risk": "2"}
    assert page.select_one('.presets a[href="/en/us/rankings/safest/?w_income=5&w_ai_risk=2"]')
