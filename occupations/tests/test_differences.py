"""What changed between two texts and two states of a page. No test of words() needs a database."""

from itertools import pairwise
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from occupations import differences
from occupations.differences import Run, compare, summary, words
from occupations.models import Occupation
from occupations.models.publication import SCORED_MODELS, capture, text_models
from occupations.tests import factories
from occupations.tests.pages import make_page, make_scored_page

pytestmark = pytest.mark.once

# Texts as editors write them, in which both languages, figures and placeholders meet; and anything at all.
PIECES = ["護理師", "館員", "的", "，", "。", "AI", " ", "\n", "clerk", "clerk’s", "35,000", "4.8%", "{median_wage}"]
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES)).map("".join), st.text(max_size=60))
# Nothing fits, some sentences do, everything does.
LIMITS = st.sampled_from([0, 100, differences.MOST_STEPS])


@settings(deadline=None)
@given(TEXTS, TEXTS, LIMITS)
def test_words_of_both_texts_are_all_there(before, after, limit):
    with mock.patch.object(differences, "MOST_STEPS", limit):
        runs = words(before, after)
    assert "".join(run.text for run in runs if run.fate != "new") == before
    assert "".join(run.text for run in runs if run.fate != "gone") == after
    assert all(run.text for run in runs)
    assert {run.fate for run in runs} <= {"same", "gone", "new"}


@settings(deadline=None)
@given(TEXTS)
def test_text_that_stays_is_one_run(text):
    assert words(text, text) == ([Run("same", text)] if text else [])


@settings(deadline=None)
@given(TEXTS, TEXTS, LIMITS)
def test_neighbouring_runs_differ_in_fate(before, after, limit):
    with mock.patch.object(differences, "MOST_STEPS", limit):
        fates = [run.fate for run in words(before, after)]
    assert all(one != other for one, other in pairwise(fates))


def shown(before, after):
    marks = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return "".join(marks[run.fate].format(run.text) for run in words(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("館員服務讀者。", "館員協助讀者。", "館員[-服務-][+協助+]讀者。"),
        ("初階職位變少。", "初階職位變多。", "初階職位變[-少-][+多+]。"),
        ("Some tasks move.", "Many tasks move.", "[-Some-][+Many+] tasks move."),
        ("a library's clerk", "a library’s clerk", "a [-library's-][+library’s+] clerk"),
        ("about 35,000 jobs", "about 36,000 jobs", "about [-35,000-][+36,000+] jobs"),
        ("中位數 {median_wage}", "中位數 {p90_wage}", "中位數 [-{median_wage}-][+{p90_wage}+]"),
        ("會用 Excel 的館員", "會用 Koha 的館員", "會用 [-Excel-][+Koha+] 的館員"),
        ("one two", "three four", "[-one two-][+three four+]"),
        ("A nurse meets a nurse.", "A carer meets a nurse.", "A [-nurse-][+carer+] meets a nurse."),
        ("one two", "one\ntwo", "one[- -][+\n+]two"),
        ("", "New.", "[+New.+]"),
        ("Gone.", "", "[-Gone.-]"),
    ],
)
def test_words_are_whole_in_english_and_single_characters_in_chinese(before, after, expected):
    assert shown(before, after) == expected


LONG = [f"Sentence {number} of a text that nobody could want to read." for number in range(170)]


def test_long_texts_are_compared_by_sentences_and_those_by_words():
    after = [
        *LONG[:80],
        "Put in.",
        *LONG[80:160],
        "Sentence 160 of a book that nobody could want to read.",
        *LONG[161:],
    ]
    found = [run for run in words(" ".join(LONG), " ".join(after)) if run.fate != "same"]
    assert found == [Run("new", "Put in. "), Run("gone", "text"), Run("new", "book")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" ".join(LONG), " ".join(reversed(LONG))),
        ("一二，" * 3_300, "三，四" * 3_300),
        ("。" * 10_000, "！" * 10_000),
        ("是。" * 5_000, "否。" * 5_000),
    ],
)
def test_comparing_longest_texts_takes_a_bounded_number_of_steps(before, after):
    with mock.patch.object(differences, "SequenceMatcher", wraps=differences.SequenceMatcher) as matcher:
        assert words(before, after)
    assert sum(differences.steps(*call.args[1:]) for call in matcher.call_args_list) <= 2 * differences.MOST_STEPS


# Two states of a page ------------------------------------------------------------------------------


@pytest.fixture
def page(db):
    return make_scored_page()


def state(page):
    return capture(page, [*text_models(), *SCORED_MODELS])


def told(before, after):
    """(section, number, fate) → the labels of the fields that changed."""
    return {
        (row.section, row.title, row.fate): [change.label for change in row.changes] for row in compare(before, after)
    }


def test_a_state_does_not_differ_from_itself(page):
    assert compare(state(page), state(page)) == []


def test_a_changed_field_is_told_with_its_language(page):
    before = state(page)
    page.faqs.filter(position=2).update(answer_en="Rather.", answer_zh_hant="滿難的。")
    assert told(before, state(page)) == {("FAQ", "2", "changed"): ["Answer · Chinese", "Answer · English"]}
    [row] = compare(before, state(page))
    assert [(change.before, change.after, change.html_lang) for change in row.changes] == [
        ("不需要。", "滿難的。", "zh-Hant"),
        ("No.", "Rather.", "en"),
    ]


def test_an_added_row_is_told_with_all_it_says(page):
    before = state(page)
    factories.make_citation(page, publisher="Census")
    [row] = compare(before, state(page))
    assert (row.section, row.title, row.fate) == ("Further sources", "2", "added")
    assert {change.label: (change.before, change.after) for change in row.changes}["Publisher"] == ("", "Census")


def test_a_removed_row_is_told_with_what_it_said(page):
    before = state(page)
    page.evidence.get(name="Koha").delete()
    [row] = compare(before, state(page))
    assert (row.section, row.title, row.fate) == ("Evidence", "2", "removed")
    assert ("Koha", "") in {(change.before, change.after) for change in row.changes}


def test_rows_that_change_places_are_told_by_their_numbers_alone(page):
    before = state(page)
    one, two = page.points.filter(kind="moat")
    for point, position in ((one, 99), (two, 1), (one, 2)):
        type(point).objects.filter(pk=point.pk).update(position=position)
    found = compare(before, state(page))
    assert [(row.section, row.title, row.fate) for row in found] == [
        ("Human moat", "1", "changed"),
        ("Human moat", "2", "changed"),
    ]
    assert [[(change.before, change.after) for change in row.changes] for row in found] == [[("2", "1")], [("1", "2")]]


def test_values_are_told_as_a_person_reads_them(page):
    before = state(page)
    page.educationstages.filter(position=1).update(required=False)
    page.visafits.filter(position=1).update(route=factories.make_visa_route("o-1"))
    page.score_overrides.update(value="2.5")
    page.narrative.__class__.objects.filter(occupation=page).update(verdict="at_risk")
    found = [change for row in compare(before, state(page)) for change in row.changes]
    changes = {change.label: (change.before, change.after) for change in found}
    assert changes["Required"] == ("Yes", "No")
    assert changes["Route"] == ("H-1B", "O-1")
    assert changes["Score"] == ("7.5", "2.5")
    assert changes["Verdict"] == ("Mixed", "At risk")


def test_changes_come_in_the_order_of_the_page_and_are_counted(page):
    before = state(page)
    page.faqs.update(answer_en="New.")
    page.alternate_titles.filter(language="en").update(text="Desk clerk")
    page.points.filter(kind="suits").update(detail_en="New.")
    Occupation.objects.filter(pk=page.pk).update(title_en="New")
    found = compare(before, state(page))
    assert summary(found) == [("Page", 1), ("Alternate titles", 1), ("Fits", 2), ("FAQ", 2)]


def test_everything_of_a_new_page_is_added(db):
    page = make_page()
    found = compare({}, capture(page))
    assert {row.fate for row in found} == {"added"}
    assert len(found) == 1 + sum(model._base_manager.filter(occupation=page).count() for model in text_models())


def test_a_state_from_before_a_column_or_route_was_there_is_read(page):
    before = state(page)
    row = next(iter(before["visafit"].values()))
    row["route_id"] = 9_999
    before["faq"][next(iter(before["faq"]))].pop("answer_en")
    found = told(before, state(page))
    assert found[("FAQ", "1", "changed")] == ["Answer · English"]
    assert found[("Visa routes of this occupation", "1", "changed")] == ["Route"]
