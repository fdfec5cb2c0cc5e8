"""Text sent when it could not be saved: held in the session, shown when its writer opens the page again."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from careergraph.models import RolePolicy
from occupations import kept, roles
from occupations.models import Occupation
from occupations.tests.admin.desk import change_url, fields_of, open_form, save, soup
from occupations.tests.admin.people import signed_in
from occupations.tests.factories import make_narrative, make_occupation

pytestmark = pytest.mark.django_db
ADD = reverse("admin:occupations_occupation_add")


def sent(response) -> dict:
    return fields_of(response, "occupation_form")


def held(response) -> str:
    note = soup(response).select_one(".desk-held")
    return note.text if note else ""


def told(client) -> str:
    """What the next page of the desk says."""
    return " ".join(item.text for item in soup(client.get(reverse("admin:index"))).select(".messagelist li"))


def end_session(client):
    client.session.flush()


@pytest.fixture
def page():
    occupation = make_occupation(title_en="Clerk")
    make_narrative(occupation)
    return occupation


@pytest.fixture
def checked():
    """An administrator in a browser whose forms need their token."""
    person = signed_in(roles.ADMINISTRATOR)
    client = Client(enforce_csrf_checks=True)
    client.force_login(person.user)
    client.user = person.user
    return client


def sign_in_in_another_tab(client):
    """Signing in makes a new secret: tokens of forms opened before do not match it."""
    del client.cookies["csrftoken"]
    client.get(reverse("account_change_password"))


def test_form_opened_before_signing_in_again_is_shown_and_not_saved(checked, page):
    data = open_form(checked, page) | {"title_en": "Typed for an hour"}
    sign_in_in_another_tab(checked)
    response = save(checked, page, data)
    assert (response.status_code, response["Location"]) == (302, change_url(page))
    page.refresh_from_db()
    assert page.title_en == "Clerk"

    back = checked.get(change_url(page))
    assert "Here is what you typed" in held(back)
    assert sent(back)["title_en"] == "Typed for an hour"
    assert save(checked, page, sent(back)).status_code == 302
    page.refresh_from_db()
    assert page.title_en == "Typed for an hour"


def test_form_whose_session_and_token_are_both_gone_comes_back(checked, page):
    data = open_form(checked, page) | {"title_en": "Typed for an hour"}
    end_session(checked)
    sign_in_in_another_tab(checked)
    assert save(checked, page, data)["Location"] == change_url(page)
    checked.force_login(checked.user)
    assert sent(checked.get(change_url(page)))["title_en"] == "Typed for an hour"


@pytest.mark.parametrize("whose", ["forged", "another's"])
def test_form_without_the_token_of_this_person_is_refused_and_not_kept(checked, page, whose):
    stranger = signed_in(roles.EDITOR)
    tokens = {"forged": "x:y:z", "another's": kept.token(stranger.user, change_url(page))}
    data = open_form(checked, page) | {"title_en": "Forged", "desk_opened": tokens[whose]}
    sign_in_in_another_tab(checked)
    assert save(checked, page, data).status_code == 403
    assert kept.SESSION_KEY not in checked.session
    assert sent(checked.get(change_url(page)))["title_en"] == "Clerk"


def test_texts_of_several_tabs_all_come_back(page):
    client = signed_in(roles.ADMINISTRATOR)
    other = make_occupation(title_en="Guard")
    forms = [
        (page, open_form(client, page) | {"title_en": "One"}),
        (other, open_form(client, other) | {"title_en": "Two"}),
    ]
    end_session(client)
    for occupation, data in forms:
        save(client, occupation, data)
    client.force_login(client.user)
    assert sent(client.get(change_url(other)))["title_en"] == "Two"
    assert sent(client.get(change_url(page)))["title_en"] == "One"
    assert sent(client.get(change_url(page)))["title_en"] == "Clerk"


@pytest.mark.parametrize(("limit", "value"), [("MOST_FORMS", 1), ("MAX_BYTES", 4_000)])
def test_text_beyond_the_limit_is_refused_and_said_so(page, monkeypatch, limit, value):
    client = signed_in(roles.ADMINISTRATOR)
    other = make_occupation(title_en="Guard")
    one, two = open_form(client, page) | {"title_en": "One"}, open_form(client, other) | {"title_en": "Two" * 600}
    monkeypatch.setattr(kept, limit, value)
    end_session(client)
    save(client, page, one)
    save(client, other, two)
    client.force_login(client.user)
    assert "could not be kept" in told(client)
    assert sent(client.get(change_url(page)))["title_en"] == "One"
    assert sent(client.get(change_url(other)))["title_en"] == "Guard"


def test_text_of_a_page_not_yet_made_comes_back():
    client = signed_in(roles.ADMINISTRATOR)
    data = sent(client.get(ADD)) | {"title_en": "Brand new"}
    end_session(client)
    assert client.post(ADD, data).status_code == 302
    client.force_login(client.user)
    back = client.get(ADD)
    assert "Here is what you typed" in held(back)
    assert sent(back)["title_en"] == "Brand new"
    assert not Occupation.objects.exists()
    assert sent(client.get(ADD))["title_en"] == ""


def test_text_sent_when_a_second_factor_became_required_is_kept(page):
    client = signed_in(roles.EDITOR)
    data = open_form(client, page) | {"title_en": "Typed"}
    policy = RolePolicy.objects.create(group=client.user.groups.get(), require_two_factor=True)
    assert save(client, page, data)["Location"] == reverse("mfa_activate_totp")
    policy.delete()
    assert "What you typed is kept" in told(client)
    assert sent(client.get(change_url(page)))["title_en"] == "Typed"


def test_text_stays_kept_while_its_writer_may_not_change_the_page(page):
    client = signed_in(roles.EDITOR)
    data = open_form(client, page) | {"title_en": "Typed"}
    end_session(client)
    save(client, page, data)
    client.force_login(client.user)
    group = client.user.groups.get()
    client.user.groups.clear()
    client.user.user_permissions.add(Permission.objects.get(codename="view_occupation"))

    shown = client.get(change_url(page))
    assert "cannot be shown now" in shown.text
    assert "Typed" not in shown.text
    client.user.groups.add(group)
    assert sent(client.get(change_url(page)))["title_en"] == "Typed"


def test_text_stays_kept_while_its_page_is_gone(page):
    client = signed_in(roles.EDITOR)
    data = open_form(client, page) | {"title_en": "Typed"}
    end_session(client)
    save(client, page, data)
    client.force_login(client.user)
    pk = page.pk
    page.delete()
    assert client.get(reverse("admin:occupations_occupation_change", args=[pk])).status_code == 302
    assert "cannot be shown now" in told(client)
    again = make_occupation(pk=pk, title_en="Clerk")
    assert sent(client.get(change_url(again)))["title_en"] == "Typed"
