import pytest
from bs4 import BeautifulSoup

from occupations import catalogue
from occupations.choices import PointKind, Status
from occupations.models import Occupation
from occupations.tests import factories
from occupations.tests.views import stage

pytestmark = pytest.mark.django_db
NURSE, TEACHER, COOK, CLERK = "care-nurses", "grade-teachers", "diner-cooks", "filing-clerks"


@pytest.fixture
def rows():
    return stage.set_up()


def compare(client, *slugs, language="en", **extra):
    response = client.get(f"/{language}/us/compare/", {"o": slugs, **extra})
    assert response.status_code == 200
    return BeautifulSoup(response.content, "lxml")


def names(page):
    return [link.text for link in page.select(".compared .name")]


def line(page, label):
    """Texts of the cells of a row, without the word that marks the best, and the places of the best."""
    for row in page.select(".compare-table tbody tr"):
        if row.th.text.startswith(label):
            cells = row.select("td")
            best = [place for place, cell in enumerate(cells) if cell.select_one(".best")]
            return [cell.contents[0].strip() for cell in cells], best, "differs" in row.get("class", [])
    raise AssertionError(f"no row {label}")


@pytest.mark.parametrize("slugs", [(NURSE, TEACHER), (TEACHER, NURSE, COOK), (COOK, CLERK, NURSE, TEACHER)])
def test_two_to_four_stand_in_the_order_asked_for(client, rows, slugs):
    titles = {NURSE: "Care Nurses", TEACHER: "Grade Teachers", COOK: "Diner Cooks", CLERK: "Filing Clerks"}
    page = compare(client, *slugs)
    assert names(page) == [titles[slug] for slug in slugs]
    assert len(page.select(".radar polygon.area")) == len(slugs)
    assert not page.select(".notice")


def test_each_can_be_taken_out_or_moved_forward(client, rows):
    first, second, third = compare(client, NURSE, TEACHER, COOK).select(".compared li")
    remove = [item.select(".acts a")[-1]["href"] for item in (first, second, third)]
    assert remove[0] == f"?o={TEACHER}&o={COOK}"
    assert remove[2] == f"?o={NURSE}&o={TEACHER}"
    assert len(first.select(".acts a")) == 1
    assert second.select(".acts a")[0]["href"] == f"?o={TEACHER}&o={NURSE}&o={COOK}"
    moved = client.get(f"/en/us/compare/{third.select('.acts a')[0]['href']}")
    assert names(BeautifulSoup(moved.content, "lxml")) == ["Care Nurses", "Diner Cooks", "Grade Teachers"]


def test_best_of_a_row_is_marked_by_what_is_good(client, rows):
    page = compare(client, NURSE, TEACHER, COOK)
    assert line(page, "Overall") == (["7.4", "5.0", "4.4"], [0], True)
    assert line(page, "AI risk") == (["2.0", "3.0", "1.5"], [2], True)
    assert line(page, "Median wage") == (["$93,000", "$63,000", "$36,000"], [0], True)
    assert line(page, "Years to qualify")[1] == [2]
    assert line(page, "Income") == (["5.0", "5.0", "5.0"], [], False)


def test_equal_best_are_both_marked_and_unknown_is_not(client, rows):
    page = compare(client, NURSE, "tooth-cleaners", "odd-clerks")
    assert line(page, "Median wage")[1] == [1]
    assert line(page, "AI exposure")[0] == ["4.0", "3.0", "—"]
    factories.make_card(factories.make_occupation("19-0001", slug="twin"), overall="7.4")
    catalogue.forget()
    assert line(compare(client, NURSE, COOK, "twin"), "Overall")[1] == [0, 2]


def test_unknown_private_and_fifth_are_left_out_and_named(client, rows):
    page = compare(client, NURSE, "no-such-job", "hidden-clerks", TEACHER, COOK, CLERK, "lorry-drivers")
    assert len(names(page)) == 4
    assert [item.text for item in page.select(".notice bdi")] == ["no-such-job", "hidden-clerks", "lorry-drivers"]


def test_one_that_left_the_site_a_moment_ago_is_left_out_and_named(client, rows):
    compare(client, NURSE, TEACHER)
    Occupation.objects.filter(slug=NURSE).update(is_public=False)
    page = compare(client, NURSE, TEACHER)
    assert names(page) == ["Grade Teachers"]
    assert NURSE in page.select_one(".notice").text


def test_same_one_twice_is_shown_once_and_a_code_is_an_address(client, rows):
    assert names(compare(client, NURSE, "29-0001", NURSE, "43-0001")) == ["Care Nurses", "Filing Clerks"]


def test_adding_takes_the_best_match_of_a_search(client, rows):
    page = compare(client, NURSE, add="teacher")
    assert names(page) == ["Care Nurses", "Grade Teachers"]
    assert [field["value"] for field in page.select("form.filters input[name=o]")] == [NURSE, TEACHER]
    missing = compare(client, NURSE, add="zzzzzz")
    assert names(missing) == ["Care Nurses"]
    assert missing.select_one(".notice bdi").text == "zzzzzz"


def test_there_is_no_box_to_add_a_fifth(client, rows):
    assert compare(client, NURSE, TEACHER, COOK).select("input[name=add]")
    assert not compare(client, NURSE, TEACHER, COOK, CLERK).select("input[name=add]")


def test_written_lists_stand_side_by_side(client, rows):
    page = compare(client, NURSE, CLERK, COOK)
    heading = next(h for h in page.select("h2") if h.text == str(PointKind.AI_TAKES.label))
    columns = heading.find_next_sibling("div").select("section")
    assert [column.h3.text for column in columns] == ["Care Nurses", "Filing Clerks", "Diner Cooks"]
    assert ["Task of 29-0001" in columns[0].text, "Task of 43-0001" in columns[1].text] == [True, True]
    assert columns[2].select_one("li").text == "not written yet"
    assert "H-1B" in page.text


def test_draft_lists_stay_out_of_sight(client, rows):
    draft = rows["35-0001"]
    factories.make_narrative(draft, status=Status.DRAFT)
    factories.make_point(draft, PointKind.AI_TAKES, text_en="Secret task")
    assert "Secret task" not in compare(client, NURSE, COOK).text


def test_comparison_uses_eight_queries_at_most(client, rows, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        compare(client, NURSE, TEACHER, COOK, add="clerk")
    with django_assert_max_num_queries(4):
        compare(client, NURSE, TEACHER, COOK, CLERK)


def test_empty_comparison_says_what_to_do_and_may_be_indexed(client, rows):
    page = compare(client)
    assert "Choose two to four occupations" in page.text
    assert not page.select("meta[name=robots]")
    full = compare(client, NURSE, TEACHER)
    # Each choice of occupations is the same page to a search engine: the address without a query.
    assert full.select_one("link[rel=canonical]")["href"] == "http://testserver/en/us/compare/"
    assert not full.select("meta[name=robots]")


def test_comparison_is_in_the_readers_language(client, rows):
    assert names(compare(client, NURSE, COOK, language="zh-hant")) == ["護理師", "廚師"]
