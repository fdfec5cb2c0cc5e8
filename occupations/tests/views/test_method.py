import pytest
from bs4 import BeautifulSoup

from occupations.choices import Dimension, Status
from occupations.scoring import definitions
from occupations.tests import factories

pytestmark = pytest.mark.django_db


def make_example():
    occupation = factories.make_occupation("43-4121", slug="clerks", title_en="Clerks")
    factories.make_narrative(occupation, status=Status.PUBLISHED)
    scores = dict.fromkeys(Dimension.values, "5.0") | {"rated_count": len(Dimension), "overall": "5.1"}
    factories.make_card(occupation, projection=factories.make_projection(occupation), **scores)
    return occupation


def test_method_page_uses_eight_queries_at_most(client, django_assert_max_num_queries):
    make_example()
    with django_assert_max_num_queries(8):
        response = client.get("/en/method/")
    assert "Clerks" in BeautifulSoup(response.content, "lxml").select_one("#m-example").text


def test_method_page_prints_the_numbers_that_compute(client, monkeypatch):
    """No second copy of a number: a changed definition changes the page."""
    text = BeautifulSoup(client.get("/en/method/").content, "lxml").text
    assert "60%" in text
    assert "fewer than 8 rated dimensions" in text
    monkeypatch.setitem(definitions.WEIGHTS, "reward", 0.41)
    monkeypatch.setattr(definitions, "MIN_RATED", 3)
    monkeypatch.setattr(definitions, "LONGEST_PREPARATION", 17.0)
    text = BeautifulSoup(client.get("/en/method/").content, "lxml").text
    assert "41%" in text
    assert "fewer than 3 rated dimensions" in text
    assert "÷ 17 ×" in text


def test_method_page_lists_current_releases_with_their_attribution(client):
    factories.make_release("bls-oews", "May 2025", is_current=True)
    factories.make_release("bls-oews", "May 2024", is_current=False)
    text = BeautifulSoup(client.get("/en/method/").content, "lxml").select_one("#m-sources").find_parent("section").text
    assert "May 2025" in text
    assert "May 2024" not in text
