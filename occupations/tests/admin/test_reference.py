"""Two people with the same visa route, country or source open."""

import pytest

from occupations.models import VisaRoute
from occupations.tests.admin.desk import change_url, fields_of, soup
from occupations.tests.admin.people import signed_in
from occupations.tests.factories import make_cluster, make_country, make_group, make_source, make_visa_route

pytestmark = pytest.mark.django_db


@pytest.fixture
def route():
    return make_visa_route(description_en="Old.", description_zh_hant="舊。", position=1)


def form_in(response) -> dict:
    return fields_of(response, soup(response).select_one("#content-main form[id]")["id"])


def opened(client, row) -> dict:
    return form_in(client.get(change_url(row)))


def save(client, row, data):
    return client.post(change_url(row), data)


def held(response) -> str:
    return soup(response).select_one(".desk-held").text


def test_fields_that_only_one_changed_are_both_kept(admin_client, route):
    mine, theirs = opened(admin_client, route), opened(admin_client, route)
    theirs.pop("is_permanent", None)
    save(admin_client, route, theirs | {"description_en": "Theirs.", "is_permanent": "on", "position": "7"})
    assert save(admin_client, route, mine | {"description_zh_hant": "我的。"}).status_code == 302
    route.refresh_from_db()
    assert (route.description_en, route.description_zh_hant) == ("Theirs.", "我的。")
    assert (route.is_permanent, route.position) == (True, 7)


def test_field_that_both_changed_is_refused_with_both_texts(admin_client, route):
    mine, theirs = opened(admin_client, route), opened(admin_client, route)
    save(admin_client, route, theirs | {"description_en": "Their words.", "name_en": "Their name"})
    response = save(admin_client, route, mine | {"description_en": "My words.\r\nTwo lines.", "url": "https://a.gov/"})

    assert "Somebody else saved this after you opened it" in held(response)
    assert "You both changed 1 field." in held(response)
    row = soup(response).select_one(".desk-conflicts tbody tr")
    assert row.select_one("th").text.strip() == "Description · English"
    assert row.select_one(".desk-take")["data-text"] == "Their words."
    again = form_in(response)
    assert (again["description_en"], again["name_en"]) == ("My words.\nTwo lines.", "Their name")
    route.refresh_from_db()
    assert (route.description_en, route.url) == ("Their words.", theirs["url"])

    assert save(admin_client, route, again).status_code == 302
    route.refresh_from_db()
    assert (route.description_en, route.name_en) == ("My words.\nTwo lines.", "Their name")
    assert route.url == "https://a.gov/"


def test_third_save_during_the_second_look_is_not_lost_either(admin_client, route):
    mine, theirs = opened(admin_client, route), opened(admin_client, route)
    save(admin_client, route, theirs | {"name_en": "First"})
    again = form_in(save(admin_client, route, mine | {"name_en": "Mine"}))
    save(admin_client, route, opened(admin_client, route) | {"name_en": "Third"})
    response = save(admin_client, route, again)
    assert soup(response).select_one(".desk-take")["data-text"] == "Third"
    route.refresh_from_db()
    assert route.name_en == "Third"


def test_same_change_by_both_is_no_conflict(admin_client, route):
    mine, theirs = opened(admin_client, route), opened(admin_client, route)
    for data in (theirs, mine):
        assert save(admin_client, route, data | {"name_en": "The same"}).status_code == 302
    route.refresh_from_db()
    assert route.name_en == "The same"


@pytest.mark.parametrize("initial", [None, "x"])
def test_form_that_does_not_say_what_it_was_opened_with_overwrites_nothing(admin_client, route, initial):
    data = opened(admin_client, route)
    data = {name: value for name, value in data.items() if not name.startswith("initial-")}
    if initial:
        data |= {"initial-position": initial, "initial-description_en": initial}
    response = save(admin_client, route, data | {"description_en": "Blindly.", "position": "8"})
    assert {row["data-field"] for row in soup(response).select(".desk-take")} == {"id_description_en", "id_position"}
    route.refresh_from_db()
    assert (route.description_en, route.position) == ("Old.", 1)


@pytest.mark.parametrize("make", [make_country, make_group, make_cluster, make_source, make_visa_route])
def test_every_reference_row_is_guarded(make):
    row, client = make(), signed_in("Data managers")
    name = "name_en" if hasattr(row, "name_en") else "title_en"
    mine, theirs = opened(client, row), opened(client, row)
    save(client, row, theirs | {name: "Theirs"})
    response = save(client, row, mine | {name: "Mine"})
    assert soup(response).select_one(".desk-take")["data-text"] == "Theirs"
    assert getattr(type(row).objects.get(pk=row.pk), name) == "Theirs"


def test_new_row_is_made_without_opened_values(admin_client, route):
    url = change_url(route).replace(f"{route.pk}/change", "add")
    page = admin_client.get(url)
    assert not soup(page).select('[name^="initial-"]')
    data = form_in(page) | {"country": str(route.country_id), "key": "eb-9", "name_en": "EB-9", "position": "2"}
    assert admin_client.post(url, data | {"description_en": "New.", "url": "https://a.gov/"}).status_code == 302
    assert VisaRoute.objects.get(key="eb-9").description_en == "New."
