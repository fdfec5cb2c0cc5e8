"""The list as a way in: the search box, each filter, the counts, the chips and the way back."""

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from occupations.choices import Dimension
from occupations.tests import factories
from occupations.tests.views import stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows")]


@pytest.fixture
def rows():
    return stage.set_up()


def soup(client, query, language="en"):
    response = client.get(f"/{language}/us/?{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "lxml")


def titles(page):
    return [link.text for link in page.select(".occupations th a, .cards li > a")]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("group=29", {"Care Nurses", "Tooth Cleaners"}),
        ("cluster=on_site", {"Diner Cooks", "Wire Electricians", "Lorry Drivers"}),
        ("education=associate", {"Tooth Cleaners"}),
        ("badge=other&rated=full", {"Diner Cooks", "Wire Electricians", "Filing Clerks"}),
        ("visa=bachelor", {"Office Managers", "Software Makers", "Grade Teachers", "Care Nurses"}),
        ("wage_min=120000", {"Office Managers", "Software Makers", "Advocates"}),
        ("wage_max=41000", {"Diner Cooks", "Filing Clerks"}),
        ("wage_min=41000&wage_max=47000", {"Filing Clerks", "Bookkeepers"}),
        ("growth_min=11", {"Software Makers", "Diner Cooks", "Wire Electricians"}),
        ("growth_max=-6", {"Bookkeepers", "Filing Clerks"}),
        ("risk_max=1.5&rated=full", {"Diner Cooks", "Wire Electricians"}),
        ("risk_min=9.2", {"Bookkeepers", "Filing Clerks"}),
        ("rated=partial", {"Odd Clerks"}),
        ("written=on", {"Care Nurses", "Filing Clerks"}),
        ("q=clerk&rated=full", {"Filing Clerks"}),
        ("education=high_school&wage_min=60000&risk_max=3", {"Wire Electricians"}),
    ],
)
def test_filter_leaves_what_fits(client, query, shown):
    assert set(titles(soup(client, query))) == shown


@pytest.mark.parametrize(
    "query", ["", "group=29", "cluster=on_site&wage_min=50000", "q=clerk", "rated=full&written=on"]
)
def test_count_beside_a_choice_is_what_choosing_it_shows(client, query):
    page = soup(client, query)
    for select in page.select(".filters select"):
        for option in select.select("option"):
            if "(" not in option.text or not option["value"]:
                continue
            promised = int(option.text.rsplit("(", 1)[1].rstrip(")"))
            state = {name: value[-1] for name, value in parse_qs(query).items()} | {select["name"]: option["value"]}
            got = len(titles(BeautifulSoup(client.get("/en/us/", state).content, "lxml")))
            assert got == promised, (select["name"], option["value"])
    promised = int(page.select_one(".field-written label").text.rsplit("(", 1)[1].rstrip(")"))
    assert len(titles(soup(client, f"{query}&written=on"))) == promised


def test_chip_removes_its_condition_and_no_other(client):
    page = soup(client, "group=29&wage_min=50000&risk_max=5&sort=wage&page=1")
    chips = page.select(".chips a.chip")
    assert [chip.contents[0].strip(": ") for chip in chips] == ["Major group", "Median wage from", "AI risk to"]
    assert [chip.b.text for chip in chips] == ["Group 29", "$50,000", "5"]
    kept = [sorted(parse_qs(urlsplit(chip["href"]).query)) for chip in chips]
    assert kept == [["risk_max", "sort", "wage_min"], ["group", "risk_max", "sort"], ["group", "sort", "wage_min"]]


def test_empty_list_says_which_filter_to_drop_and_what_it_would_show(client):
    page = soup(client, "group=29&cluster=on_site&wage_max=60000")
    rescues = {link.text: link["href"] for link in page.select(".empty a")}
    assert titles(page) == []
    assert [text for text in rescues if text.startswith("Without “Major group Group 29”: 2")]
    for text, href in rescues.items():
        if text.startswith("Without"):
            assert len(titles(soup(client, href[1:]))) == int(text.rsplit(" ", 1)[1])


def test_empty_list_can_always_be_left(client):
    page = soup(client, "q=zzzzzzzz&group=29")
    assert "/en/us/" in {link["href"] for link in page.select(".empty a")}
    assert any(text.startswith("Without “Title, other name or code zzzzzzzz”: 2") for text in page.stripped_strings)


def test_cards_show_what_the_table_shows(client):
    cards, table = soup(client, "view=cards&group=29"), soup(client, "group=29")
    assert titles(cards) == titles(table) == ["Care Nurses", "Tooth Cleaners"]
    text = cards.select_one(".cards li").text
    for shown in ("29-0001", "$93,000", "7.4", "2.0"):
        assert shown in text
    assert cards.select_one("select[name=view] option[selected]")["value"] == "cards"


@pytest.mark.parametrize("dimension", Dimension)
def test_sort_by_a_dimension_puts_the_good_end_first_and_unknown_last(client, rows, dimension):
    for code, value in (("29-0001", "1.0"), ("29-0002", "9.0")):
        setattr(rows[code].card, dimension, value)
        rows[code].card.save(update_fields=[dimension.value])
    bare = factories.make_occupation("29-0003", title_en="Unknown")
    factories.make_card(bare, **{dimension.value: None})
    best = ["Tooth Cleaners", "Care Nurses"] if dimension.high_is_good else ["Care Nurses", "Tooth Cleaners"]
    assert titles(soup(client, f"group=29&sort={dimension}")) == [*best, "Unknown"]


@pytest.mark.parametrize(
    ("sort", "first"),
    [("wage", "Advocates"), ("openings", "Lorry Drivers"), ("growth", "Software Makers"), ("title", "Advocates")],
)
def test_sort_by_a_fact(client, sort, first):
    assert titles(soup(client, f"sort={sort}"))[0] == first


def test_search_comes_first_by_match_and_can_be_sorted_otherwise(client):
    assert titles(soup(client, "q=clerks&sort=match")) == titles(soup(client, "q=clerks"))
    assert titles(soup(client, "q=clerks&sort=wage"))[0] == "Filing Clerks"
    assert soup(client, "q=clerks").select_one("select[name=sort] option[selected]")["value"] == "match"
    assert not soup(client, "").select("select[name=sort] option[value=match]")


def test_way_back_keeps_the_whole_state(client):
    query = "q=nurse&group=29&cluster=licensed&wage_min=50000&risk_max=5&sort=wage&view=cards&w_income=5&w_ai_risk=3"
    page = soup(client, query)
    link = page.select_one(".cards li > a")
    asked = parse_qs(query)
    assert parse_qs(urlsplit(link["href"]).query) == asked
    detail = BeautifulSoup(client.get(link["href"]).content, "lxml")
    back = detail.select_one("a[href^='/en/us/?']")
    assert parse_qs(urlsplit(back["href"]).query) == asked
    assert titles(BeautifulSoup(client.get(back["href"]).content, "lxml")) == titles(page)


def test_state_that_cannot_be_meant_does_not_travel(client):
    page = BeautifulSoup(client.get("/en/us/", {"group": "29", "utm_source": "x", "q": "nurse" * 40}).content, "lxml")
    href = page.select_one(".occupations th a")["href"]
    assert parse_qs(urlsplit(href).query) == {"group": ["29"]}


def test_number_of_results_is_told(client):
    assert soup(client, "group=29").select_one("p.count[role=status]").text == "2 occupations"
    assert soup(client, "education=associate").select_one("p.count").text == "1 occupation"


def test_box_keeps_what_was_searched_and_offers_suggestions(client):
    box = soup(client, "q=護士").select_one("#filter-q")
    assert (box["value"], box["data-suggest"]) == ("護士", "/en/us/suggest/")
    assert soup(client, "q=護士", "zh-hant").select_one("#filter-q")["data-suggest"] == "/zh-hant/us/suggest/"
