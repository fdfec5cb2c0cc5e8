import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from occupations.models import Country, Occupation, Presence, PublishedCopy, Wages
from occupations.tests.admin.desk import change_url, fields_of, soup
from occupations.tests.factories import (
    make_alternate_titles,
    make_card,
    make_cluster,
    make_country,
    make_evidence,
    make_exposure,
    make_national_figure,
    make_occupation,
    make_onet_profile,
    make_point,
    make_projection,
    make_release,
    make_state_wages,
    make_wages,
)

pytestmark = pytest.mark.django_db

READ_ONLY = [
    make_wages,
    make_state_wages,
    make_projection,
    make_onet_profile,
    make_alternate_titles,
    make_exposure,
    make_card,
    make_national_figure,
    make_release,
]


def changelist(model):
    return reverse(f"admin:occupations_{model._meta.model_name}_changelist")


def test_every_model_is_registered():
    # Kept by the desk itself: nothing in them is for an editor to look at.
    inner = {PublishedCopy, Presence}
    assert set(apps.get_app_config("occupations").get_models()) - set(admin.site._registry) == inner


@pytest.mark.parametrize("make", READ_ONLY)
def test_imported_rows_can_be_read_and_nothing_else(admin_client, make):
    row = make()
    assert len(soup(admin_client.get(changelist(row))).select("#result_list tbody tr")) == 1
    page = soup(admin_client.get(change_url(row)))
    assert page.select(".readonly")
    assert not page.select(".submit-row [type=submit]")
    for url in (change_url(row), change_url(row).replace("change", "delete"), changelist(row) + "add/"):
        assert admin_client.post(url, {"post": "yes"}).status_code == 403
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("query", ["43-4121", "圖書館", "Library"])
def test_facts_are_found_by_code_and_title(admin_client, query):
    make_wages(make_occupation("43-4121", title_zh_hant="圖書館助理", title_en="Library Assistants"))
    make_wages(make_occupation("29-1141"))
    rows = soup(admin_client.get(changelist(Wages), {"q": query})).select("#result_list tbody tr")
    assert [row.select_one(".field-occupation_named").text[:7] for row in rows] == ["43-4121"]


@pytest.mark.parametrize("rows", [1, 3])
def test_fact_list_takes_the_same_queries_however_long(admin_client, django_assert_num_queries, rows):
    for _ in range(rows):
        make_wages()
    with django_assert_num_queries(5):
        admin_client.get(changelist(Wages))


def test_rows_lead_to_the_tab_of_their_occupation(admin_client):
    evidence, point = make_evidence(), make_point(kind="suits")
    for row, tab in ((evidence, "ai"), (point, "outlook")):
        response = admin_client.get(change_url(row))
        assert response["Location"] == f"{change_url(row.occupation)}#tab-{tab}"


@pytest.mark.parametrize(
    "model", [m for m in admin.site._registry if m._meta.app_label == "occupations"], ids=lambda model: model.__name__
)
@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_every_list_opens_in_both_languages(admin_client, model, language):
    admin_client.cookies["django_language"] = language
    make_point()
    page = soup(admin_client.get(changelist(model), {"q": "1"}))
    assert page.html["lang"] == language
    assert page.select_one("#changelist")


def test_notice_of_a_country_is_edited_in_both_languages(admin_client):
    country = make_country()
    data = fields_of(admin_client.get(change_url(country)), "country_form")
    admin_client.post(change_url(country), data | {"data_notice_en": "New words."})
    country = Country.objects.get()
    assert (country.data_notice_en, country.data_notice_zh_hant) == ("New words.", "數字來自官方來源。")


def test_key_of_a_cluster_is_read_only(admin_client):
    cluster = make_cluster()
    page = soup(admin_client.get(change_url(cluster)))
    assert not page.select('[name="key"]')
    assert page.select_one("#id_advice_en").text.strip() == "What to do."


def test_renamed_group_and_cluster_show_at_once(admin_client, client):
    occupation = make_occupation("43-0001")
    make_card(occupation, cluster=make_cluster())
    client.get("/en/us/")
    for row, form, name in (
        (occupation.group, "majorgroup_form", "title_en"),
        (make_cluster(), "cluster_form", "name_en"),
        (make_country(), "country_form", "name_en"),
    ):
        data = fields_of(admin_client.get(change_url(row)), form)
        admin_client.post(change_url(row), data | {name: f"Renamed {form}"})
        assert f"Renamed {form}" in client.get("/en/us/").text


def test_deleted_occupation_leaves_the_lists_at_once(admin_client, client):
    one, two, three = (make_occupation(f"43-000{number}") for number in (1, 2, 3))
    assert "43-0001" in client.get("/en/us/").text
    admin_client.post(reverse("admin:occupations_occupation_delete", args=[one.pk]), {"post": "yes"})
    assert "43-0001" not in client.get("/en/us/").text
    data = {"action": "delete_selected", "_selected_action": [two.pk], "post": "yes"}
    admin_client.post(changelist(Occupation), data)
    listed = client.get("/en/us/").text
    assert "43-0002" not in listed
    assert three.code in listed


@pytest.mark.parametrize("query", ["?status__exact=%00", "?q=a%00b", "?%00=1", "?p=1&p=%00"])
@pytest.mark.parametrize("part", ["", "export/", "replace/"])
def test_nul_in_an_address_is_a_bad_request(admin_client, part, query):
    response = admin_client.get(f"{changelist(Occupation)}{part}{query}")
    assert response.status_code == 400
    assert "This address or request cannot be read" in response.text


def test_nul_in_a_pasted_text_is_left_out(admin_client):
    page = make_occupation(title_en="Clerks")
    data = fields_of(admin_client.get(change_url(page)), "occupation_form")
    admin_client.post(change_url(page), data | {"title_en": "Cler\0ks and %00 aides"})
    page.refresh_from_db()
    assert page.title_en == "Clerks and %00 aides"
