"""The verdicts of `manage.py bench`, without measuring anything."""

from dataclasses import replace

import pytest

from occupations.bench.pages import LOADED, Page
from occupations.bench.report import Figures, checks, text
from occupations.bench.searching import Outcome, Query, read_queries

PAGE = Page("list", "en", 5, 1, 60_000, 9_000, 17_000, 1_400, 4, 0, 20.0, 80.0)
QUERIES = [Query(str(number), frozenset({"29-1141"}), "") for number in range(100)]


def missed(page=PAGE, not_first=0, not_in_top=0, milliseconds=1.0, load=10.0):
    wrong = {str(number): ["15-1252"] for number in range(max(not_first, not_in_top))}
    top = dict(list(wrong.items())[:not_in_top])
    figures = Figures(load, 1.0, Outcome(QUERIES, wrong, top, [milliseconds] * 20), [page])
    assert "# Measurements" in text(figures, "")
    return {check.name: check.is_time for check in checks(figures) if not check.passed}


def test_figures_at_the_limit_pass():
    at_limit = replace(PAGE, first_view=45 * 1024, requests=6, javascript=8 * 1024)
    assert missed(at_limit, not_first=15, not_in_top=3, load=60.0) == {}


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ({"cold_queries": 6}, "list (en): queries"),
        ({"name": "map, as a table", "cold_queries": 9}, "map, as a table (en): queries"),
        ({"name": "detail, facts only", "cold_queries": 11}, "detail, facts only (en): queries"),
        ({"first_view": 45 * 1024 + 1}, "list (en): first view"),
        ({"requests": 7}, "requests of any page"),
        ({"other_hosts": 1}, "loaded from other hosts"),
        ({"javascript": 8 * 1024 + 1}, "JavaScript, compressed"),
    ],
)
def test_page_over_a_limit_is_a_miss(page, name):
    assert missed(replace(PAGE, **page)) == {name: False}


def test_search_below_its_share_is_a_miss_and_slowness_a_miss_of_time():
    assert missed(not_first=16) == {"search, found first": False}
    assert missed(not_first=4, not_in_top=4) == {"search, in top five": False}
    assert missed(milliseconds=30.0) == {"search, 95th percentile": True}
    assert missed(load=60.1) == {"load of all fixtures": True}


def test_queries_are_read_with_their_alternatives():
    found = {query.text: query for query in read_queries()}
    assert found["護士"].expected == {"29-1141"}
    assert "47-2152" in found["水電工"].expected
    assert "# query" not in found


def test_what_a_page_loads_is_found_in_its_html():
    html = (
        '<link rel="icon" href="/a.svg" type="image/svg+xml"><link rel="stylesheet" href="/a.css">'
        '<link rel="alternate" href="/zh/"><script src="https://x.test/a.js" defer></script><a href="/b">'
    )
    assert LOADED.findall(html) == ["/a.svg", "/a.css", "https://x.test/a.js"]
