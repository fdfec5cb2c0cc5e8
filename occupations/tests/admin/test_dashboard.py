import datetime

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation

from occupations import dashboard, workflow
from occupations.choices import PointKind, ReviewStep, Status
from occupations.models import Country, Evidence, Faq, Occupation, Point, ReviewNote
from occupations.roles import ADMINISTRATOR, DATA_MANAGER, EDITOR, REVIEWER
from occupations.tests.admin.desk import soup
from occupations.tests.admin.people import signed_in
from occupations.tests.factories import (
    make_card,
    make_evidence,
    make_faq,
    make_narrative,
    make_occupation,
    make_projection,
    make_release,
    make_wages,
    make_whole_page,
)

pytestmark = pytest.mark.django_db

INDEX, CHECK = reverse("admin:index"), reverse("admin:check")
LIST = reverse("admin:occupations_occupation_changelist")
EVIDENCE = reverse("admin:occupations_evidence_changelist")


@pytest.fixture(autouse=True)
def _nothing_checked():
    cache.delete(dashboard.CHECK_KEY)
    yield
    cache.delete(dashboard.CHECK_KEY)


def box(client, name, language="en"):
    page = soup(client.get(INDEX, headers={"accept-language": language}))
    return page.select_one(f'[aria-labelledby="board-{name}"]')


def lines(found):
    return [" ".join(row.get_text(" ").split()) for row in found.select("tbody tr")]


def links(found):
    return [link["href"] for link in found.select("a")]


def listed(client, address):
    return [cell.text for cell in soup(client.get(address)).select("#result_list .field-short_code")]


def moved_page(code="29-1141", updated_on=datetime.date(2026, 1, 1), earlier=None, **kwargs):
    occupation = make_occupation(code, updated_on=updated_on, **kwargs)
    make_narrative(occupation)
    wages, projection = make_wages(occupation), make_projection(occupation)
    working = {"earlier": earlier} if earlier else {}
    make_card(occupation, wages=wages, projection=projection, working=working)
    return occupation


# Each box with nothing to show --------------------------------------------------------------------


def test_empty_boxes_say_so_in_both_languages(admin_client):
    texts = {
        language: [
            " ".join(found.text.split())
            for found in soup(admin_client.get(INDEX, headers={"accept-language": language})).select(
                ".desk-board .desk-empty"
            )
        ]
        for language in ("en", "zh-hant")
    }
    assert texts["en"] == [
        "No page waits for review.",
        "Nothing was changed in the desk yet.",
        "Every text was published after the official figures it speaks of.",
        "The text has not been checked against the official figures yet.",
        "Every row has a link and was checked within a year.",
        "No occupation has a written analysis yet.",
    ]
    assert len(texts["zh-hant"]) == 6


def test_board_stands_above_the_list_of_models(admin_client):
    page = soup(admin_client.get(INDEX))
    assert page.select_one(".desk-board").find_next(class_="app-occupations")
    assert not page.select_one("[style], .desk-board script")


# What waits ---------------------------------------------------------------------------------------


def test_waiting_shows_the_oldest_first_with_who_and_when():
    client = signed_in(REVIEWER)
    now = timezone.now()
    for code, days in (("11-0001", 1), ("11-0002", 5), ("11-0003", 3)):
        occupation = make_occupation(code)
        make_narrative(occupation, status=Status.IN_REVIEW)
        workflow.note(occupation, client.user, ReviewStep.SUBMITTED)
        ReviewNote.objects.filter(occupation=occupation).update(made_at=now - datetime.timedelta(days=days))
    make_narrative(make_occupation("11-0004"), status=Status.DRAFT)
    client.user.first_name, client.user.last_name = "Mei", "Lin"
    client.user.save()

    found = box(client, "waiting")
    assert [line[:7] for line in lines(found)] == ["11-0002", "11-0003", "11-0001"]
    assert "Mei Lin" in lines(found)[0]
    assert "(3)" in found.h2.text
    assert links(found)[0] == reverse(
        "admin:occupations_occupation_review", args=[Occupation.objects.get(code="11-0002").pk]
    )
    assert links(found)[-1] == reverse("admin:occupations_occupation_queue")


def test_waiting_takes_the_last_submission_and_a_page_without_any(admin_client):
    client = signed_in(EDITOR)
    occupation = make_occupation("11-0001")
    make_narrative(occupation, status=Status.DRAFT)
    workflow.submit(occupation.pk, client.user)
    workflow.send_back(occupation.pk, client.user, "More")
    workflow.submit(occupation.pk, client.user)
    make_narrative(make_occupation("11-0002"), status=Status.IN_REVIEW)
    assert [line[:7] for line in lines(box(admin_client, "waiting"))] == ["11-0002", "11-0001"]


# Recent changes -----------------------------------------------------------------------------------


def test_recent_names_page_writer_kind_and_sections(admin_client):
    client = signed_in(EDITOR)
    page = make_whole_page(make_occupation("29-1141", title_en="Nurses"))
    with workflow.page_edit(page.pk, client.user, "replace") as occupation:
        point = Point.objects.get(occupation=occupation, kind=PointKind.MOAT)
        point.text_en = "Licence"
        point.save(update_fields=["text_en"])
        Faq.objects.filter(occupation=occupation).delete()
        occupation.title_en = "Registered nurses"
        occupation.save(update_fields=["title_en"])

    (row,) = box(admin_client, "recent").select("tbody tr")
    assert [chip.text for chip in row.select(".desk-chip")] == ["Page", "Human moat", "FAQ"]
    assert row.select_one(".desk-comment").text == "Found and replaced"
    assert row.a.text == "29-1141 Registered nurses"
    assert client.user.username in row.text
    assert admin_client.get(row.a["href"]).status_code == 200


def test_recent_tells_the_same_sections_whatever_language_the_desk_was_used_in(admin_client):
    client = signed_in(EDITOR)
    page = make_whole_page(make_occupation("29-1141"))
    for language in ("en", "zh-hant"):
        with translation.override(language), workflow.page_edit(page.pk, client.user, "replace") as occupation:
            occupation.title_en += " again"
            occupation.save(update_fields=["title_en"])
    rows = box(admin_client, "recent").select("tbody tr")
    assert [[chip.text for chip in row.select(".desk-chip")] for row in rows] == [["Page"], ["Page"]]


def test_recent_leaves_out_baselines_and_does_not_link_a_deleted_page(admin_client):
    client = signed_in(EDITOR)
    page = make_whole_page(make_occupation("29-1141"))
    with workflow.page_edit(page.pk, client.user, "merge"):
        pass
    assert len(lines(box(admin_client, "recent"))) == 1
    page.delete()
    found = box(admin_client, "recent")
    assert len(lines(found)) == 1
    assert not found.select("tbody a")


# Facts that moved ---------------------------------------------------------------------------------


def test_moved_shows_earlier_and_present_figures_largest_move_first(admin_client):
    small = {"annual_wage_median": {"value": 34_000.0, "release": "May 2024"}}
    large = {
        "annual_wage_median": {"value": 20_000.0, "release": "May 2024"},
        "change_percent": {"value": 1.5, "release": "2023–33"},
    }
    moved_page("11-0001", earlier=small)
    moved_page("11-0002", earlier=large)
    moved_page("11-0003", updated_on=datetime.date(2026, 10, 1), earlier=large)

    found = box(admin_client, "moved")
    first, second = lines(found)
    assert first.startswith("11-0002")
    assert "Annual wage, median: $20,000 → $35,000 May 2025" in first
    assert "Projected change: +1.5% → −4.8% 2024–34" in first
    assert second.startswith("11-0001")
    assert "$34,000 → $35,000" in second
    assert "(2)" in found.h2.text


def test_moved_without_an_earlier_release_still_names_the_page(admin_client):
    moved_page("11-0001")
    assert "— → $35,000" in lines(box(admin_client, "moved"))[0]


def test_moved_only_counts_written_pages_and_current_cards(admin_client):
    make_wages(make_occupation("11-0001", updated_on=datetime.date(2025, 1, 1)))
    old = make_release("oews-old", "May 2020", published_on=datetime.date(2020, 4, 1))
    occupation = make_occupation("11-0002", updated_on=datetime.date(2025, 1, 1))
    make_narrative(occupation)
    make_card(occupation, wages=make_wages(occupation, release=old))
    assert box(admin_client, "moved").select_one(".desk-empty")


def test_moved_links_to_the_same_pages_as_it_counts(admin_client):
    for number in range(10):
        moved_page(f"11-{number:04}")
    make_narrative(make_occupation("13-0001", updated_on=datetime.date(2026, 1, 1)))
    moved_page("13-0002").narrative.delete()
    found = box(admin_client, "moved")
    assert len(lines(found)) == dashboard.LISTED
    assert links(found)[-1] == f"{LIST}?written=yes&facts=moved"
    assert len(listed(admin_client, links(found)[-1])) == 10


# Evidence -----------------------------------------------------------------------------------------


def test_evidence_lists_unlinked_then_longest_unchecked(admin_client):
    today = timezone.localdate()
    for name, days, url in (
        ("Fresh", 10, "https://example.com/"),
        ("Old", 400, "https://example.com/"),
        ("Older", 500, "https://example.com/"),
        ("Bare", 10, ""),
    ):
        make_evidence(name=name, checked_on=today - datetime.timedelta(days=days), url=url)

    found = box(admin_client, "evidence")
    assert [row.split()[0] for row in lines(found)] == ["Bare", "Older", "Old"]
    assert "no link" in lines(found)[0]
    assert links(found)[0].endswith("#tab-ai")
    assert [" ".join(link.text.split()) for link in found.select(".desk-more a")] == [
        "2 rows not checked for a year",
        "1 row without a link",
    ]
    for address, names in ((links(found)[-2], {"Old", "Older"}), (links(found)[-1], {"Bare"})):
        page = soup(admin_client.get(address))
        assert {cell.text for cell in page.select("#result_list .field-name")} == names


# Completeness -------------------------------------------------------------------------------------


def counts(client):
    found = box(client, "whole")
    rows = {
        row.th.text: [cell.select_one(".desk-figure").text for cell in row.select("td")]
        for row in found.select("tbody tr")
    }
    return rows, found


def test_completeness_counts_each_section_in_each_language(admin_client):
    make_whole_page(make_occupation("11-0001"))
    half = make_whole_page(make_occupation("11-0002"))
    Faq.objects.filter(occupation=half).update(answer_en="")
    bare = make_whole_page(make_occupation("11-0003", summary_zh_hant=""))
    Evidence.objects.filter(occupation=bare).delete()
    make_faq(make_occupation("11-0004"))

    rows, _found = counts(admin_client)
    assert rows["FAQ"] == ["3 / 3", "2 / 3"]
    assert rows["Evidence"] == ["2 / 3", "2 / 3"]
    assert rows["Title and summary"] == ["2 / 3", "3 / 3"]
    assert rows["Human moat"] == ["3 / 3", "3 / 3"]
    assert rows["Whole page"] == ["2 / 3", "1 / 3"]


def test_completeness_links_to_the_pages_that_lack_it(admin_client):
    make_whole_page(make_occupation("11-0001"))
    half = make_whole_page(make_occupation("11-0002"))
    Faq.objects.filter(occupation=half).update(answer_en=None)
    Point.objects.filter(occupation=half, kind=PointKind.MOAT).delete()
    make_occupation("11-0003")

    _rows, found = counts(admin_client)
    assert links(found) == [
        f"{LIST}?written=yes&lacking={pair}" for pair in ("any:zh-hant", "any:en", "moat:zh-hant", "moat:en", "faq:en")
    ]
    for address in links(found):
        assert listed(admin_client, address) == ["11-0002"]
    page = soup(admin_client.get(links(found)[-1]))
    assert "FAQ · English" in page.select_one("#changelist-filter").text


def test_optional_text_in_one_language_lacks_the_other_everywhere(admin_client):
    point = Point.objects.filter(occupation=make_whole_page(make_occupation("11-0001")), kind=PointKind.MOAT)
    make_whole_page(make_occupation("11-0002"))
    point.update(detail_zh_hant="只有中文。", detail_en="")
    rows, found = counts(admin_client)
    assert rows["Human moat"] == ["2 / 2", "1 / 2"]
    for address in [*links(found), f"{LIST}?missing=en"]:
        assert listed(admin_client, address) == ["11-0001"]


@pytest.mark.parametrize("value", ["", "nonsense", "faq", "faq:de", "faq:en:en", ":en", "any:"])
def test_lacking_filter_ignores_what_is_no_section(admin_client, value):
    make_occupation("11-0001")
    assert listed(admin_client, f"{LIST}?lacking={value}") == ["11-0001"]


@pytest.mark.parametrize("value", ["", "nonsense"])
def test_facts_filter_ignores_other_values(admin_client, value):
    make_occupation("11-0001")
    assert listed(admin_client, f"{LIST}?facts={value}") == ["11-0001"]


# Broken figures -----------------------------------------------------------------------------------


def broken_page():
    page = make_whole_page(make_occupation("29-1141"))
    Faq.objects.filter(occupation=page).update(answer_en="Pay is {median_wag}.", answer_zh_hant="薪資是 {median_wag}。")
    return page


def test_what_an_earlier_release_kept_is_not_read(admin_client):
    cache.set("desk-figures-check", {"rows": []}, timeout=None)
    page = soup(admin_client.get(reverse("admin:index")))
    assert "has not been checked" in page.select_one("[aria-labelledby=board-figures]").text


def test_check_finds_broken_figures_and_says_when_it_ran():
    client = signed_in(EDITOR)
    page = broken_page()
    assert "not been checked" in box(client, "figures").text

    response = client.post(CHECK, follow=True)
    assert "Checked: 2 broken figures." in soup(response).select_one(".messagelist").text
    found = box(client, "figures")
    assert "{median_wag} is not known here" in found.text
    assert links(found)[0] == reverse("admin:occupations_occupation_change", args=[page.pk])
    assert f"by {client.user.username}" in found.text
    assert "Content has changed since" not in found.text


def test_check_result_reads_in_the_language_of_the_reader(admin_client):
    broken_page()
    admin_client.post(CHECK, headers={"accept-language": "en"})
    english, chinese = (box(admin_client, "figures", language).text for language in ("en", "zh-hant"))
    assert ("Answer" in english, "Answer" in chinese) == (True, False)
    assert ("回答" in english, "回答" in chinese) == (False, True)


def test_check_says_that_content_changed_since(admin_client):
    admin_client.post(CHECK)
    assert "Every figure and placeholder agrees" in box(admin_client, "figures").text
    Country.objects.update(content_version=99)
    make_whole_page()
    page = broken_page()
    with workflow.page_edit(page.pk, None, "replace"):
        pass
    found = box(admin_client, "figures")
    assert "Content has changed since." in found.text
    assert "Every figure and placeholder agrees" in found.text


def test_check_keeps_a_limited_number_and_counts_all(admin_client, monkeypatch):
    monkeypatch.setattr(dashboard, "MOST_KEPT", 10)
    for _ in range(8):
        page = make_whole_page()
        Faq.objects.filter(occupation=page).update(answer_en="{a}", answer_zh_hant="{a}")
    admin_client.post(CHECK)
    found = box(admin_client, "figures")
    assert "(16)" in found.h2.text
    assert len(found.select("li")) == 10
    assert "the first 10 of 16" in " ".join(found.text.split())


@pytest.mark.parametrize(("role", "may"), [(EDITOR, True), (REVIEWER, True), (DATA_MANAGER, True), ("", False)])
def test_check_is_for_those_who_can_do_something_about_it(role, may):
    client = signed_in(role)
    assert bool(client.get(INDEX) and box(client, "figures") and box(client, "figures").form) is may
    assert client.post(CHECK).status_code == (302 if may else 403)
    assert (cache.get(dashboard.CHECK_KEY) is not None) is may


def test_check_is_not_run_by_looking(admin_client, client):
    assert admin_client.get(CHECK).status_code == 405
    assert client.post(CHECK).status_code == 302
    assert cache.get(dashboard.CHECK_KEY) is None


# Permissions and cost -----------------------------------------------------------------------------


@pytest.mark.parametrize("role", [EDITOR, REVIEWER, DATA_MANAGER, ADMINISTRATOR])
def test_every_role_sees_the_board(role):
    assert box(signed_in(role), "waiting")


def test_somebody_without_a_role_sees_no_board():
    client = signed_in("")
    make_whole_page(make_occupation("29-1141"), status=Status.IN_REVIEW)
    page = soup(client.get(INDEX))
    assert not page.select_one(".desk-board")
    assert "29-1141" not in page.text


def test_evidence_box_needs_the_right_to_see_evidence():
    client = signed_in("")
    client.user.user_permissions.add(Permission.objects.get(codename="view_occupation"))
    assert box(client, "waiting")
    assert box(client, "evidence") is None


@pytest.mark.parametrize("pages", [1, 6])
def test_index_takes_at_most_twelve_queries_however_many_pages(django_assert_max_num_queries, pages):
    client = signed_in(EDITOR)
    for _ in range(pages):
        page = make_whole_page()
        Occupation.objects.filter(pk=page.pk).update(updated_on=datetime.date(2020, 1, 1))
        make_card(page, wages=make_wages(page), projection=make_projection(page))
        Evidence.objects.filter(occupation=page).update(checked_on=datetime.date(2020, 1, 1))
        with workflow.page_edit(page.pk, client.user, "replace"):
            pass
        workflow.submit(page.pk, client.user)
    client.post(CHECK)
    with django_assert_max_num_queries(12):
        response = client.get(INDEX)
    assert len(soup(response).select('[aria-labelledby="board-waiting"] tbody tr')) == min(pages, dashboard.LISTED)
