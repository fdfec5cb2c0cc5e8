"""Whatever stands in a query string: an answer, within the budget of queries, that says what it left out."""

from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given, settings
from hypothesis import strategies as st

from occupations import catalogue
from occupations.choices import Dimension
from occupations.forms import RANGES, ListForm, RankingForm, WeightsForm
from occupations.models import Country
from occupations.tests.views import stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few"), pytest.mark.once]

LIST_BUDGET, DETAIL_BUDGET, BUDGET = 5, 10, 8
WEIGHTS = [f"w_{dimension}" for dimension in Dimension]
LIST_KEYS = [*ListForm.base_fields, *WEIGHTS, "page"]
SLUGS = ["care-nurses", "tooth-cleaners", "filing-clerks", "wire-electricians", "diner-cooks", "hidden-clerks"]
NASTY = [
    *("", " ", "0", "1", "5", "6", "-1", "-0", "+3", "007", "1.05", "1e3", "1e309", "-1e309", "NaN", "nan", "Infinity"),
    *(
        "-Infinity",
        "sNaN",
        "9" * 20,
        "9" * 5000,
        "0x10",
        "1_000",
        "1,000",
        "٣",
        "５",
        "１２０００",
        "½",
        "null",
        "None",
    ),
    *("true", "on", "[]", "{}", "x" * 5000, "護" * 5000, "\x00", "a\x00b", "\u202e", "🧑‍⚕️", "\ufffd", "\n", "\r\nX: y"),
    *("'", '"', "<script>", "%s", "{{ 7 }}", "../../etc/passwd", "43", "29", "nurse", "護理師", "29-0001", "table"),
    *("cards", "overall", "ai_risk", "own", "match", "bachelor", "licensed", "skilled", "full", "partial", *SLUGS),
]
# Percent escapes that are not UTF-8: an overlong NUL, a lone surrogate, a cut character, a bare percent sign.
BROKEN = ["%C0%80", "%ED%A0%80", "%E8%AD", "%FF%FE", "%", "%zz", "%00", "%u8B77", "+", "&&", "=", ";"]


@pytest.fixture(scope="module")
def few(django_db_setup, django_db_blocker):
    """A dozen occupations for the whole module, inside a transaction that ends with it."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            stage.set_up()
            yield
            transaction.set_rollback(True)
        connection.close()


def values():
    plain = st.one_of(
        st.sampled_from(NASTY),
        st.text(max_size=30),
        st.integers().map(str),
        st.floats().map(repr),
        st.integers(0, 9).map(str),
    )
    return st.one_of(plain.map(quote), plain.map(quote), st.sampled_from(BROKEN))


def query_strings(*keys):
    """Pairs of the view's keys (mostly) and anything, with repeats, as they stand in an address."""
    names = st.one_of(*[st.sampled_from(keys)] * 6, st.text(max_size=8).map(quote), st.sampled_from(BROKEN))
    return st.lists(st.tuples(names, values()), max_size=12).map(lambda pairs: "&".join(map("=".join, pairs)))


def ask(path, query, budget, statuses=(200,)):
    """The page, after the promises every page keeps."""
    catalogue.forget()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = Client(raise_request_exception=False).get(f"{path}?{query}")
    assert response.status_code in statuses, (response.status_code, query)
    assert len(asked) <= budget, [entry["sql"][:200] for entry in asked]
    return response


def notices(response) -> list[str]:
    return [notice.text for notice in BeautifulSoup(response.content, "lxml").select(".notice")]


def check_refused(response, *forms):
    """What the forms cannot take is on the page, and nothing is said when they take all."""
    refused = [pair for form in forms for pair in form.refused()]
    assert len(notices(response)) == bool(refused)
    shown = BeautifulSoup(response.content, "lxml").select(".notice li")
    assert [item.text.split(":")[0] for item in shown] == [str(label) for label, _value in refused]


budgeted = settings(deadline=None, max_examples=45)


@budgeted
@given(query_strings(*LIST_KEYS))
@example("wage_min=1e309&wage_max=NaN&growth_min=Infinity&w_income=1e309&w_demand=nan")
@example("&".join(f"group={number}" for number in range(500)))
@example("q=" + "x" * 5000)
def test_list_answers_anything(query):
    response = ask("/en/us/", query, LIST_BUDGET, (200, 404))
    params = QueryDict(query)
    if response.status_code == 404:
        assert "page" in params
        return
    source = catalogue.of(Country.objects.get())
    check_refused(response, ListForm(params, groups=source.groups, clusters=source.clusters), WeightsForm(params))


@budgeted
@given(query_strings("o", "o", "add"))
@example("&".join(f"o=unknown-{number}" for number in range(50)))
@example("&".join(["o=care-nurses"] * 50))
@example("&".join(f"o={slug}" for slug in SLUGS))
def test_compare_answers_anything(query):
    response = ask("/en/us/compare/", query, BUDGET)
    asked = QueryDict(query).getlist("o")
    shown = len(BeautifulSoup(response.content, "lxml").select(".compared li"))
    assert shown <= 4
    known = [slug for slug in dict.fromkeys(asked) if slug in SLUGS and slug != "hidden-clerks"]
    if set(asked) - set(known) or len(known) > 4:
        assert notices(response)


@budgeted
@given(query_strings("group", "cluster", "view"))
def test_map_answers_anything(query):
    response = ask("/en/us/map/", query, BUDGET)
    source = catalogue.of(Country.objects.get())
    check_refused(response, RankingForm(QueryDict(query), groups=source.groups, clusters=source.clusters))


@budgeted
@given(query_strings("by"))
def test_treemap_answers_anything(query):
    response = ask("/en/us/treemap/", query, BUDGET)
    by = QueryDict(query).get("by", "")
    assert bool(notices(response)) is (by not in Dimension.values and bool(by))


@settings(deadline=None, max_examples=15)
@given(query_strings("group", "cluster", "page", "w_income"))
def test_rankings_answer_anything(query):
    ask("/en/us/rankings/", query, BUDGET)


@budgeted
@given(st.sampled_from(["overall", "best-paid", "way-out"]), query_strings("group", "cluster", "q", "page", *WEIGHTS))
def test_ranking_answers_anything(key, query):
    response = ask(f"/en/us/rankings/{key}/", query, BUDGET)
    source, params = catalogue.of(Country.objects.get()), QueryDict(query)
    form = RankingForm(params, groups=source.groups, clusters=source.clusters)
    check_refused(response, form, WeightsForm(params))


@budgeted
@given(query_strings("q"))
def test_suggestions_answer_anything(query):
    response = ask("/en/us/suggest/", query, LIST_BUDGET)
    assert len(response.json()["suggestions"]) <= 8


@budgeted
@given(st.sampled_from(["care-nurses", "lorry-drivers", "29-0001", "hidden-clerks"]), query_strings(*LIST_KEYS))
def test_detail_answers_anything(slug, query):
    expected = {"29-0001": 301, "hidden-clerks": 404}.get(slug, 200)
    ask(f"/en/us/{slug}/", query, DETAIL_BUDGET, (expected,))


@budgeted
@given(st.text(max_size=40).map(lambda text: quote(text, safe="")), st.sampled_from(["", "map/", "rankings/overall/"]))
@example("%ED%A0%80", "")
@example("%00", "map/")
@example("x" * 5000, "")
def test_any_other_address_is_not_found(country, rest):
    path = f"/en/{country}/{rest}"
    if country in ("us", "method", "", ".", "..", "admin"):
        return
    response = Client(raise_request_exception=False).get(path)
    assert response.status_code in (404, 301, 400), path


@pytest.mark.parametrize("path", ["", "compare/", "map/", "treemap/", "rankings/", "rankings/overall/", "care-nurses/"])
def test_more_parameters_than_a_form_has_are_refused(path, settings):
    query = "&".join(f"k{number}=1" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    assert Client(raise_request_exception=False).get(f"/en/us/{path}?{query}").status_code in (200, 400)


NUMBERS = [name for pair in RANGES for name in pair]
BAD_NUMBERS = ["abc", "1e309", "NaN", "Infinity", "-Infinity", "9" * 5000, "1,5", "½", "1.2.3", "a\x00", "１２x"]


@pytest.mark.parametrize("value", BAD_NUMBERS, ids=lambda value: ascii(value[:12]))
def test_bad_number_is_left_out_and_said(client, value):
    good = BeautifulSoup(client.get("/en/us/").content, "lxml").select(".occupations th a")
    for name in NUMBERS:
        found = BeautifulSoup(client.get("/en/us/", {name: value}).content, "lxml")
        assert str(ListForm.base_fields[name].label) in found.select_one(".notice").text
        assert len(found.select(".occupations th a")) == len(good)


@pytest.mark.parametrize(("low", "high"), RANGES)
def test_range_that_ends_before_it_begins_is_said_and_its_end_left_out(client, low, high):
    found = BeautifulSoup(client.get("/en/us/", {low: "9", high: "1"}).content, "lxml")
    assert str(ListForm.base_fields[high].label) in found.select_one(".notice").text
    assert [str(ListForm.base_fields[low].label) in chip.text for chip in found.select(".chips .chip")] == [True]


def test_full_width_digits_are_read_as_digits(client):
    found = BeautifulSoup(client.get("/en/us/", {"wage_min": "１３０００0"}).content, "lxml")
    assert {link.text for link in found.select(".occupations th a")} == {"Software Makers", "Advocates"}
    assert not found.select(".notice")


def test_text_of_a_refused_value_is_shown_as_text(client):
    page = client.get("/en/us/", {"group": "<script>alert(1)</script>", "sort": "\u202eevil"}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<bdi>\u202eevil</bdi>" in page


@pytest.mark.parametrize("page", ["0", "-1", "2", "1.0", "x", "１", "9" * 5000, " 1", "1e0", ""])
def test_page_that_does_not_exist_is_not_found(client, page):
    assert client.get("/en/us/", {"page": page}).status_code == 404


def test_last_of_a_repeated_parameter_counts_and_its_chip_shows_it(client):
    found = BeautifulSoup(client.get("/en/us/?group=29&group=43").content, "lxml")
    assert [chip.select_one("b").text for chip in found.select(".chips .chip")] == ["Group 43"]


def test_fifty_occupations_to_compare_ask_no_more_of_the_database(client, django_assert_max_num_queries):
    query = "&".join(f"o={slug}" for slug in (SLUGS * 9)[:50])
    with django_assert_max_num_queries(BUDGET):
        found = BeautifulSoup(client.get(f"/en/us/compare/?{query}").content, "lxml")
    assert len(found.select(".compared li")) == 4
    assert "…" in found.select_one(".notice").text
