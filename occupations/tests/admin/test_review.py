"""The review page and the queue: what a person decides on is what they looked at."""

import pytest
from django.urls import reverse

from occupations import workflow
from occupations.admin import review
from occupations.choices import ReviewStep, Status
from occupations.models import Occupation, PublishedCopy, ReviewNote
from occupations.models.publication import capture
from occupations.roles import EDITOR, REVIEWER
from occupations.tests.admin.desk import change_url, open_form, save, soup
from occupations.tests.admin.people import signed_in
from occupations.tests.factories import make_occupation
from occupations.tests.pages import make_page, make_scored_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return make_scored_page()


@pytest.fixture
def editor():
    return signed_in(EDITOR)


@pytest.fixture
def reviewer():
    return signed_in(REVIEWER)


def address(page):
    return reverse("admin:occupations_occupation_review", args=[page.pk])


def look(client, page) -> dict:
    """What the form of the review page sends, whichever of its buttons is pressed."""
    form = soup(client.get(address(page))).select_one("form.desk-steps")
    return {field["name"]: field.get("value", "") for field in form.select('input[type="hidden"], textarea')}


def press(client, page, button, data):
    return client.post(address(page), data | {button: "1"}, follow=True)


def write(client, page, title):
    assert save(client, page, open_form(client, page) | {"title_en": title}).status_code == 302


def act(client, action, *pages):
    data = {"action": action, "_selected_action": [page.pk for page in pages]}
    response = client.post(reverse("admin:occupations_occupation_changelist"), data, follow=True)
    return [item.text for item in soup(response).select(".messagelist li")]


def errors(response):
    return [item.text for item in soup(response).select(".messagelist li.error")]


@pytest.mark.parametrize("button", ["publish", "discard", "submit", "send_back"])
def test_a_step_is_not_taken_with_text_that_nobody_looked_at(editor, reviewer, page, button):
    write(editor, page, "Looked At")
    if button in ("publish", "send_back"):
        workflow.submit(page.pk, editor.user)
    data = look(reviewer, page) | {"note": "Typed with care."}
    write(editor, page, "Nobody Looked")
    before, notes = capture(page), ReviewNote.objects.count()

    response = press(reviewer, page, button, data)
    assert "was changed since you looked at it" in errors(response)[0]
    assert capture(page) == before
    assert Occupation.objects.get().status == Status.DRAFT
    assert Occupation.objects.public().get().title_en == page.title_en
    assert ReviewNote.objects.count() == notes
    # Shown as it is now, to be decided on, with what was typed.
    shown = soup(response)
    assert "Nobody Looked" in shown.select_one(".desk-changes").text
    assert shown.select_one("#id_note").text == "Typed with care."
    if button == "publish":
        press(reviewer, page, button, look(reviewer, page))
        assert Occupation.objects.public().get().title_en == "Nobody Looked"


def test_a_step_without_the_version_that_was_looked_at_is_not_taken(editor, reviewer, page):
    write(editor, page, "Proposed")
    for data in ({}, {"version": "x"}, {"version": "9" * 5000}):
        press(reviewer, page, "publish", data)
        assert Occupation.objects.get().status == Status.DRAFT
        assert PublishedCopy.objects.exists()


def queue(client, number=1):
    """Per section its heading and its rows, cell by cell."""
    page = soup(client.get(reverse("admin:occupations_occupation_queue"), {"p": number}))
    return {
        section.h2.text: [[cell.text for cell in row.select("th, td")] for row in section.select("tbody tr")]
        for section in page.select("section.module")
    }


@pytest.mark.parametrize("pages", [1, 3])
def test_the_queue_tells_the_last_step_of_each_page(editor, django_assert_num_queries, pages):
    found = [make_page(f"43-000{number}") for number in range(pages)]
    for page in found:
        write(editor, page, "Proposed")
        workflow.submit(page.pk, editor.user, "Please look.")
    write(editor, found[0], "Once More")
    with django_assert_num_queries(8):
        sections = queue(editor)
    assert list(sections) == [f"In review ({pages - 1})", "Draft (1)", "Needs update (0)"]
    [changed] = sections["Draft (1)"]
    assert changed[:3] == [
        "43-0000 Once More",
        "Changed after it was submitted",
        "Editors@desk",
    ]
    assert "Changed after it was submitted" in soup(editor.get(change_url(found[0]))).select_one(".desk-note").text
    for row in sections[f"In review ({pages - 1})"]:
        assert (row[1], row[4]) == ("Submitted for review", "Please look.")


def test_the_queue_goes_on_on_further_pages(editor, monkeypatch):
    monkeypatch.setattr(review, "PER_PAGE", 2)
    for number, status in enumerate([Status.IN_REVIEW, Status.DRAFT, Status.DRAFT, Status.NEEDS_UPDATE], 1):
        make_occupation(f"43-000{number}", status=status)

    def codes(number):
        return {heading: [row[0][:7] for row in rows] for heading, rows in queue(editor, number).items()}

    assert codes(1) == {"In review (1)": ["43-0001"], "Draft (2)": ["43-0002"], "Needs update (1)": []}
    assert codes(2) == {"Draft (2)": ["43-0003"], "Needs update (1)": ["43-0004"]}
    assert codes("x") == codes(1)


def test_a_refused_step_keeps_the_note(editor, reviewer, page):
    write(editor, page, "Proposed")
    page.faqs.all().delete()
    response = press(reviewer, page, "publish", look(reviewer, page) | {"note": "Typed with <care>."})
    assert "“FAQ” is empty." in errors(response)
    assert soup(response).select_one("#id_note").text == "Typed with <care>."


def test_a_step_on_a_page_that_is_gone_is_not_found(reviewer, page):
    data = look(reviewer, page)
    Occupation.objects.all().delete()
    assert press(reviewer, page, "needs_update", data).status_code == 404


def test_a_new_page_shows_nothing_to_visitors_before_it_is_published(client, editor, reviewer, page):
    Occupation.objects.update(status=Status.DRAFT, is_public=False)
    told = act(reviewer, "make_public", page)
    assert "Visitors see it once it is published" in told[-1]
    write(editor, page, "Secret Title")
    assert "Visitors do not see this page yet." in soup(editor.get(change_url(page))).text
    assert client.get(page.get_absolute_url()).status_code == 404
    assert "Secret Title" not in client.get("/en/us/").text
    assert "Visitors do not see this page yet" in soup(reviewer.get(address(page))).text
    press(reviewer, page, "publish", look(reviewer, page))
    assert "Secret Title" in client.get(page.get_absolute_url()).text


def test_discarding_leads_to_the_form_and_keeps_what_was_said(editor, page):
    write(editor, page, "Proposed")
    response = press(editor, page, "discard", look(editor, page) | {"note": "Never\0 mind."})
    assert response.redirect_chain[-1][0] == change_url(page)
    note = ReviewNote.objects.get()
    assert (note.step, note.text, note.user) == (ReviewStep.DISCARDED, "Never mind.", editor.user)
