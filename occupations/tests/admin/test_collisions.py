"""Two editors on one page, and one whose session ended."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from occupations import workflow
from occupations.models import Evidence, Faq, Occupation, Presence
from occupations.tests.admin.desk import add_row, change_url, fields_of, open_form, save, soup
from occupations.tests.factories import make_evidence, make_faq, make_narrative, make_occupation

pytestmark = pytest.mark.django_db


def held(response) -> str:
    return soup(response).select_one(".desk-held").text


def sent(response) -> dict:
    """The form as it came back, as the browser would send it again."""
    return fields_of(response, "occupation_form")


@pytest.fixture
def page():
    occupation = make_occupation(title_en="Clerk", summary_en="Old summary.")
    make_narrative(occupation)
    return occupation


def test_reading_the_form_opens_no_transaction(admin_client, page):
    """On SQLite it would take the lock that every writer waits for."""
    with CaptureQueriesContext(connection) as queries:
        open_form(admin_client, page)
    assert queries.captured_queries
    assert [query["sql"] for query in queries if "SAVEPOINT" in query["sql"] or "BEGIN" in query["sql"]] == []


def test_fields_that_only_one_changed_are_put_together(admin_client, page):
    mine, theirs = open_form(admin_client, page), open_form(admin_client, page)
    save(admin_client, page, theirs | {"title_en": "Theirs"})
    response = save(admin_client, page, mine | {"narrative-0-outlook_en": "Mine."})

    assert "saved this page after you opened it" in held(response)
    assert "Save again to keep the result" in held(response)
    assert not soup(response).select(".desk-conflicts")
    page.refresh_from_db()
    assert (page.title_en, page.narrative.outlook_en) == ("Theirs", "About level.")

    save(admin_client, page, sent(response))
    page = Occupation.objects.get()
    assert (page.title_en, page.narrative.outlook_en) == ("Theirs", "Mine.")


def test_field_that_both_changed_keeps_mine_in_the_form_and_shows_theirs(admin_client, page):
    mine, theirs = open_form(admin_client, page), open_form(admin_client, page)
    save(admin_client, page, theirs | {"title_en": "Their clerk"})
    response = save(admin_client, page, mine | {"title_en": "My clerk"})

    row = soup(response).select_one(".desk-conflicts tbody tr")
    assert row.select_one("th").text.strip() == "Page · Title · English"
    assert row.select_one("del").text == "Their"
    assert row.select_one("ins").text == "My"
    assert row.select_one(".desk-take")["data-text"] == "Their clerk"
    # What the browser keeps on keeping: the form is not saved.
    assert soup(response).select_one("#desk-unsaved")["data-returned"] == "title_en"
    assert not soup(admin_client.get(change_url(page))).select_one("#desk-unsaved").has_attr("data-returned")
    assert sent(response)["title_en"] == "My clerk"
    page.refresh_from_db()
    assert page.title_en == "Their clerk"

    assert save(admin_client, page, sent(response)).status_code == 302
    page.refresh_from_db()
    assert page.title_en == "My clerk"


def test_rows_added_by_both_are_both_kept(admin_client, page):
    make_faq(page, question_en="First?")
    mine, theirs = open_form(admin_client, page), open_form(admin_client, page)
    for data, question in ((mine, "Mine?"), (theirs, "Theirs?")):
        add_row(data, "faqs", order=2, question_en=question, question_zh_hant="", answer_en="Yes.", answer_zh_hant="")
    save(admin_client, page, theirs)
    response = save(admin_client, page, mine)
    assert save(admin_client, page, sent(response)).status_code == 302
    assert set(page.faqs.values_list("question_en", flat=True)) == {"First?", "Mine?", "Theirs?"}


def test_row_deleted_by_them_and_changed_by_me_comes_back_as_a_new_one(admin_client, page):
    make_faq(page, question_en="First?")
    mine, theirs = open_form(admin_client, page), open_form(admin_client, page)
    save(admin_client, page, theirs | {"faqs-0-DELETE": "on"})
    response = save(admin_client, page, mine | {"faqs-0-answer_en": "Mine."})
    assert "your text is kept as a new row" in soup(response).select_one(".desk-notes").text
    save(admin_client, page, sent(response))
    assert list(page.faqs.values_list("question_en", "answer_en")) == [("First?", "Mine.")]


def test_row_deleted_by_them_and_untouched_by_me_stays_deleted(admin_client, page):
    make_faq(page)
    mine, theirs = open_form(admin_client, page), open_form(admin_client, page)
    save(admin_client, page, theirs | {"faqs-0-DELETE": "on"})
    save(admin_client, page, sent(save(admin_client, page, mine | {"title_en": "Mine"})))
    assert not Faq.objects.exists()


def test_row_deleted_by_me_and_changed_by_them_stays_and_is_named(admin_client, page):
    make_evidence(page, name="Alma")
    mine, theirs = open_form(admin_client, page), open_form(admin_client, page)
    save(admin_client, page, theirs | {"evidence-0-year": "2016"})
    response = save(admin_client, page, mine | {"evidence-0-DELETE": "on"})
    assert "“Alma” that you deleted was changed meanwhile" in soup(response).select_one(".desk-notes").text
    save(admin_client, page, sent(response))
    assert Evidence.objects.get().year == 2016


def test_row_deleted_by_me_and_only_pushed_along_by_them_is_deleted(admin_client, page):
    for question in ("First?", "Second?"):
        make_faq(page, question_en=question)
    mine, theirs = open_form(admin_client, page), open_form(admin_client, page)
    add_row(theirs, "faqs", order=1, question_en="New?", question_zh_hant="", answer_en="Yes.", answer_zh_hant="")
    save(admin_client, page, theirs)
    response = save(admin_client, page, mine | {"faqs-1-DELETE": "on"})
    assert not soup(response).select(".desk-notes li")
    save(admin_client, page, sent(response))
    assert list(page.faqs.values_list("position", "question_en")) == [(1, "New?"), (2, "First?")]


def test_row_deleted_by_them_and_only_moved_by_me_stays_deleted(admin_client, page):
    for question in ("First?", "Second?", "Third?"):
        make_faq(page, question_en=question)
    mine, theirs = open_form(admin_client, page), open_form(admin_client, page)
    save(admin_client, page, theirs | {"faqs-0-DELETE": "on"})
    # The buttons number all rows anew when one of them moves.
    response = save(admin_client, page, mine | {"faqs-0-order": "2", "faqs-1-order": "3", "faqs-2-order": "1"})
    assert not soup(response).select(".desk-notes li")
    save(admin_client, page, sent(response))
    assert list(page.faqs.values_list("position", "question_en")) == [(1, "Third?"), (2, "Second?")]


def test_row_deleted_by_me_alone_is_deleted_after_the_merge(admin_client, page):
    make_evidence(page)
    mine, theirs = open_form(admin_client, page), open_form(admin_client, page)
    save(admin_client, page, theirs | {"title_en": "Theirs"})
    save(admin_client, page, sent(save(admin_client, page, mine | {"evidence-0-DELETE": "on"})))
    assert not Evidence.objects.exists()


def test_box_unticked_by_one_stays_unticked(admin_client, page):
    mine, theirs = open_form(admin_client, page), open_form(admin_client, page)
    theirs.pop("is_public")
    save(admin_client, page, theirs)
    response = save(admin_client, page, mine | {"title_en": "Mine"})
    save(admin_client, page, sent(response))
    page.refresh_from_db()
    assert (page.is_public, page.title_en) == (False, "Mine")


def test_page_loaded_anew_meanwhile_shows_every_difference(admin_client, page):
    """Fixtures leave no revision: nobody can say who changed what, so the editor is asked."""
    mine = open_form(admin_client, page)
    Occupation.objects.update(title_en="Loaded")
    workflow.settle({page.pk})
    response = save(admin_client, page, mine | {"summary_en": "Mine."})
    labels = [cell.text.strip() for cell in soup(response).select(".desk-conflicts tbody th")]
    assert labels == ["Page · Title · English", "Page · Summary · English"]


NARRATIVE = {"verdict": "mixed", "outlook_en": "", "outlook_zh_hant": "", "verdict_text_en": "", "level_up_en": ""}


def test_analysis_that_both_began_becomes_one(admin_client):
    page = make_occupation()
    mine, theirs = open_form(admin_client, page), open_form(admin_client, page)
    add_row(theirs, "narrative", **NARRATIVE | {"outlook_en": "Theirs.", "level_up_en": "Their way."})
    add_row(mine, "narrative", **NARRATIVE | {"outlook_en": "Mine.", "verdict_text_en": "My verdict."})
    save(admin_client, page, theirs)
    response = save(admin_client, page, mine)
    labels = [cell.text.strip() for cell in soup(response).select(".desk-conflicts tbody th")]
    assert labels == ["Narratives 1 · Career outlook · English"]

    assert save(admin_client, page, sent(response)).status_code == 302
    narrative = Occupation.objects.get().narrative
    assert (narrative.outlook_en, narrative.verdict_text_en) == ("Mine.", "My verdict.")
    assert narrative.level_up_en == "Their way."


def test_analysis_that_they_began_anew_takes_my_changes(admin_client, page):
    mine = open_form(admin_client, page)
    save(admin_client, page, open_form(admin_client, page) | {"narrative-0-DELETE": "on"})
    theirs = open_form(admin_client, page)
    add_row(theirs, "narrative", **NARRATIVE | {"level_up_en": "Their way."})
    save(admin_client, page, theirs)
    response = save(admin_client, page, mine | {"narrative-0-outlook_en": "Mine."})
    assert save(admin_client, page, sent(response)).status_code == 302
    narrative = Occupation.objects.get().narrative
    assert (narrative.outlook_en, narrative.level_up_en) == ("Mine.", "Their way.")


@pytest.mark.parametrize("name", ["opened", "faqs-TOTAL_FORMS"])
def test_number_too_long_to_read_is_refused(admin_client, page, name):
    data = open_form(admin_client, page)
    save(admin_client, page, data | {"title_en": "Theirs"})
    response = save(admin_client, page, data | {"title_en": "Mine", name: "9" * 5000})
    assert "saved this page after you opened it" in held(response)
    page.refresh_from_db()
    assert page.title_en == "Theirs"


@pytest.mark.parametrize("opened", ["", "x", "-1", "99999999999999999999"])
def test_form_with_a_broken_version_is_not_saved_blindly(admin_client, page, opened):
    data = open_form(admin_client, page) | {"title_en": "Mine", "opened": opened}
    assert save(admin_client, page, data).status_code == 200
    page.refresh_from_db()
    assert page.title_en == "Clerk"


def sign_in(client, django_user_model, name="lin"):
    user = django_user_model.objects.create_user(name, password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="occupations"))
    client.force_login(user)
    return user


def test_text_sent_after_the_session_ended_comes_back_after_signing_in(client, django_user_model, page):
    user = sign_in(client, django_user_model)
    data = open_form(client, page) | {"title_en": "Typed for an hour"}
    client.session.flush()
    response = save(client, page, data)
    assert response.status_code == 302
    assert reverse("admin:login") in response["Location"]

    client.force_login(user)
    back = client.get(change_url(page))
    assert "Your session had ended" in held(back)
    assert sent(back)["title_en"] == "Typed for an hour"
    page.refresh_from_db()
    assert page.title_en == "Clerk"
    save(client, page, sent(back))
    page.refresh_from_db()
    assert page.title_en == "Typed for an hour"
    assert "Your session had ended" not in client.get(change_url(page)).content.decode()


def test_text_kept_is_merged_when_the_page_moved_on(client, admin_client, django_user_model, page):
    user = sign_in(client, django_user_model)
    data = open_form(client, page) | {"title_en": "Mine"}
    client.session.flush()
    save(client, page, data)
    save(admin_client, page, open_form(admin_client, page) | {"summary_en": "Theirs."})

    client.force_login(user)
    back = client.get(change_url(page))
    assert (sent(back)["title_en"], sent(back)["summary_en"]) == ("Mine", "Theirs.")


def test_nobody_else_gets_the_text_and_a_stranger_cannot_leave_any(client, django_user_model, page):
    sign_in(client, django_user_model)
    data = open_form(client, page) | {"title_en": "Private"}
    client.session.flush()
    save(client, page, data)
    other = django_user_model.objects.create_superuser("other", password="x")
    client.force_login(other)
    assert "Private" not in client.get(change_url(page)).content.decode()

    client.logout()
    save(client, page, data | {"desk_opened": "forged"})
    assert "desk_kept" not in client.session


def test_presence_names_the_others_while_they_are_here(client, admin_client, django_user_model, page):
    sign_in(client, django_user_model, "lin")
    url = reverse("admin:occupations_occupation_presence", args=[page.pk])
    assert client.post(url).json() == {"others": [], "version": 0}
    assert admin_client.post(url).json()["others"] == ["lin"]
    assert "lin" in soup(admin_client.get(change_url(page))).select_one("#desk-presence").text

    client.post(url, {"leaving": "1"})
    assert admin_client.post(url).json()["others"] == []


def test_presence_fades_after_a_minute_and_is_not_for_strangers(client, admin_client, django_user_model, page):
    user = sign_in(client, django_user_model, "lin")
    url = reverse("admin:occupations_occupation_presence", args=[page.pk])
    client.post(url)
    Presence.objects.filter(user=user).update(seen_at=timezone.now() - datetime.timedelta(seconds=61))
    assert admin_client.post(url).json()["others"] == []
    assert client.get(url).status_code == 405
    user.user_permissions.clear()
    assert client.post(url).status_code == 403
    client.logout()
    assert client.post(url).status_code == 302
    assert admin_client.post(reverse("admin:occupations_occupation_presence", args=[999])).status_code == 404


@pytest.mark.parametrize("odd", ["%20{}", "0{}"])
def test_page_by_an_odd_spelling_of_its_number_is_not_overwritten(admin_client, page, odd):
    mine, theirs = open_form(admin_client, page), open_form(admin_client, page)
    save(admin_client, page, theirs | {"title_en": "Theirs"})
    url = f"/admin/occupations/occupation/{odd.format(page.pk)}/change/"
    response = admin_client.post(url, mine | {"title_en": "Mine"})
    assert "saved this page after you opened it" in held(response)
    page.refresh_from_db()
    assert page.title_en == "Theirs"


def test_page_deleted_meanwhile_is_told_gone(admin_client, page):
    data = open_form(admin_client, page)
    url = change_url(page)
    page.delete()
    response = admin_client.post(url, data, follow=True)
    assert "doesn’t exist" in soup(response).select_one(".messagelist").text
