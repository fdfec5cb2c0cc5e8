from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from occupations.choices import Dimension
from occupations.forms import WeightsForm
from occupations.tests import factories
from occupations.weights import MAX_WEIGHT, PRESETS, own_score, parameters

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("scores", "weights", "expected"),
    [
        ({"income": 8.0}, {"income": 3}, 8.0),
        ({"ai_risk": 8.0}, {"ai_risk": 3}, 2.0),  # low is good: 10 − 8
        ({"income": 8.0, "ai_risk": 9.0}, {"income": 2, "ai_risk": 1}, 5.7),  # (2 × 8 + 1 × 1) ÷ 3
        ({"income": 8.0, "demand": None}, {"income": 1, "demand": 5}, 8.0),  # not rated leaves the mean
        ({"income": 8.0, "demand": 2.0}, {"income": 5, "demand": 0}, 8.0),
        ({"income": None}, {"income": 5}, None),
        ({"income": 8.0}, {"demand": 5}, None),
        ({"income": 8.0}, {}, None),
        ({"income": 0.0}, {"income": 5}, 0.0),
    ],
)
def test_own_score_is_a_weighted_mean_with_more_always_better(scores, weights, expected):
    found = own_score(scores, weights)
    assert found == (pytest.approx(expected, abs=0.051) if expected is not None else None)


def test_presets_weigh_every_dimension_within_bounds_and_differ():
    found = [preset for _label, preset in PRESETS.values()]
    assert set(PRESETS) == {"balanced", "income", "safe", "pr", "quick"}
    for preset in found:
        assert set(preset) == set(Dimension)
        assert all(0 <= weight <= MAX_WEIGHT for weight in preset.values())
    assert all(one != other for number, one in enumerate(found) for other in found[:number])


@pytest.mark.parametrize("key", PRESETS)
def test_parameters_of_a_preset_read_back_as_the_same_weights(key):
    preset = PRESETS[key][1]
    assert WeightsForm(parameters(preset)).weights() == preset


def make_pair():
    for code, title, income, risk in (("43-0001", "Rich", "9.0", "9.0"), ("43-0002", "Safe", "3.0", "1.0")):
        factories.make_card(factories.make_occupation(code, title_en=title), income=income, ai_risk=risk)


def listed(client, query):
    page = BeautifulSoup(client.get(f"/en/us/?{query}").content, "lxml")
    return [
        (row.th.a.text, cell.text)
        for row in page.select(".occupations tbody tr:not(.group)")
        for cell in row.select('td[data-label="Your score"]')
    ]


def test_list_shows_and_sorts_by_your_score(client):
    make_pair()
    assert listed(client, "w_income=5&w_ai_risk=1&sort=own") == [("Rich", "7.7"), ("Safe", "4.0")]
    assert listed(client, "w_income=1&w_ai_risk=5&sort=own") == [("Safe", "8.0"), ("Rich", "2.3")]
    assert listed(client, "sort=own") == []


@pytest.mark.parametrize("query", ["", "w_income=", "w_income=0&w_demand=0"])
def test_no_weight_means_no_own_score(client, query):
    make_pair()
    assert "Your score</th>" not in client.get(f"/en/us/?{query}").text


def test_shared_address_gives_the_same_view_to_anybody(client):
    make_pair()
    page = BeautifulSoup(client.get("/en/us/?group=43&q=").content, "lxml")
    preset = next(link for link in page.select(".presets a") if link.text == "Safe from AI")
    query = parse_qs(urlsplit(preset["href"]).query)
    assert query["w_ai_risk"] == ["5"]
    assert query["group"] == ["43"]
    assert query["sort"] == ["own"]
    mine = listed(client, preset["href"][1:])
    assert mine == listed(Client(), preset["href"][1:])
    assert [name for name, _score in mine] == ["Safe", "Rich"]
    again = BeautifulSoup(client.get(f"/en/us/{preset['href']}").content, "lxml")
    assert [link.text for link in again.select(".presets a[aria-current]")] == ["Safe from AI"]


def test_weights_go_along_to_detail_and_rankings(client):
    make_pair()
    page = BeautifulSoup(client.get("/en/us/?w_income=5&w_ai_risk=1").content, "lxml")
    assert page.select_one(".occupations th a")["href"].endswith("?w_income=5&w_ai_risk=1")
    assert "7.7" in client.get("/en/us/occupation-43-0001/?w_income=5&w_ai_risk=1").text
    assert "7.7" not in client.get("/en/us/occupation-43-0001/").text
    ranking = BeautifulSoup(client.get("/en/us/rankings/overall/?w_income=5&w_ai_risk=1").content, "lxml")
    assert {row.select("td")[3].text for row in ranking.select("table.ranking tbody tr")} == {"7.7", "4.0"}


@pytest.mark.parametrize(
    "value", ["1e309", "NaN", "Infinity", "-Infinity", "-1", "6", "2.5", "five", "\x00", "9" * 5000]
)
@pytest.mark.parametrize("path", ["", "rankings/overall/"])
def test_weight_that_is_no_whole_number_from_0_to_5_is_refused_visibly(client, path, value):
    make_pair()
    page = BeautifulSoup(client.get(f"/en/us/{path}", {"w_income": value, "w_demand": "2"}).content, "lxml")
    assert "Income" in page.select_one(".notice").text
    assert "Your score" in page.text
    assert "5.0" in page.text  # of demand alone


def test_taking_the_weights_off_keeps_the_rest(client):
    make_pair()
    page = BeautifulSoup(client.get("/en/us/?group=43&w_income=5&sort=own").content, "lxml")
    off = next(link for link in page.select(".presets a") if link.text.startswith("No weights"))
    assert off["href"] == "?group=43"
