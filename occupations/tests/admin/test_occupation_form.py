import datetime

import pytest
import time_machine
from django.urls import reverse

from occupations import roles
from occupations.choices import Status
from occupations.models import Certification, Occupation, RetiredSlug, ScoreOverride
from occupations.tests.admin.desk import add_row, change_url, errors_beside, open_form, save, soup
from occupations.tests.factories import (
    make_alternate_title,
    make_card,
    make_certification,
    make_country,
    make_evidence,
    make_faq,
    make_group,
    make_narrative,
    make_occupation,
    make_projection,
    make_salary_band,
    make_score_override,
    make_visa_fit,
    make_visa_route,
    make_wages,
    make_whole_page,
)

pytestmark = pytest.mark.django_db


def test_form_shows_both_languages_side_by_side_and_no_position(admin_client):
    occupation = make_occupation(title_zh_hant="護理師", title_en="Nurse")
    make_faq(occupation)
    page = soup(admin_client.get(change_url(occupation)))

    line = page.select_one("#id_title_zh_hant").find_parent(class_="form-row")
    assert line.select_one("#id_title_en")["value"] == "Nurse"
    assert page.select_one("#id_title_zh_hant")["lang"] == "zh-Hant"
    assert page.select_one("#id_faqs-0-order")["value"] == "1"
    assert not page.select('[name$="-position"]')


def test_form_has_one_panel_a_tab_with_its_inlines(admin_client):
    page = soup(admin_client.get(change_url(make_occupation())))
    panels = {panel["id"]: panel for panel in page.select(".desk-panel")}

    assert list(panels) == [
        f"tab-{key}" for key in ("page", "scores", "narrative", "ai", "salary", "visas", "outlook", "faq", "sources")
    ]
    groups = [group["id"] for group in panels["tab-ai"].select(".inline-group")]
    assert groups == ["evidence-group", "ai_takes-group", "ai_augments-group", "moat-group", "skills-group"]
    # Every inline is in some tab.
    assert len(page.select(".desk-panel .inline-group")) == len(page.select(".inline-group")) == 20


def test_form_has_no_inline_script_or_style(admin_client):
    page = soup(admin_client.get(change_url(make_occupation())))
    assert not page.select("style, [style], [onclick], script:not([src]):not([type='application/json'])")


def test_facts_and_scores_are_shown_and_not_editable(admin_client):
    occupation = make_occupation()
    card = make_card(occupation, wages=make_wages(occupation), projection=make_projection(occupation))
    card.working = {"scores": {"ai_risk": {"is_override": True}}}
    card.save()
    panel = soup(admin_client.get(change_url(occupation))).select_one(".desk-facts")
    rows = {row.th.text: [cell.text for cell in row.select("td")] for row in panel.select("tbody tr")}

    assert rows["Annual wage, median"] == ["35,000"]
    assert rows["10th – 90th percentile"] == ["24,000 – 52,000"]
    assert rows["Change, % (2024–2034)"] == ["-4.8"]
    assert rows["Overall"] == ["6.3", "high", "computed"]
    assert rows["AI risk"] == ["5.0", "low", "set by an editor"]
    assert rows["Income"] == ["5.0", "high", "computed"]
    assert not panel.select("input, select, textarea")


def test_figures_of_the_panel_are_grouped_in_both_languages(admin_client):
    occupation = make_occupation()
    # Without a projection: its rows are left out.
    make_card(occupation, wages=make_wages(occupation, annual_wage_p90=None))
    for language, heading in (("en", "10th – 90th percentile"), ("zh-hant", "第 10–90 百分位")):
        admin_client.cookies["django_language"] = language
        panel = soup(admin_client.get(change_url(occupation))).select_one(".desk-facts")
        assert [cell.text for cell in panel.select("tbody td")[:2]] == ["35,000", "24,000 – —"]
        assert panel.select("tbody th")[1].text == heading
        assert "2024" not in panel.text


def test_occupation_without_a_card_says_so(admin_client):
    panel = soup(admin_client.get(change_url(make_occupation()))).select_one(".desk-facts")
    assert "No scores have been computed" in panel.text


def test_imported_identity_is_read_only_after_creation(admin_client):
    occupation = make_occupation("43-4121")
    data = open_form(admin_client, occupation)
    data |= {"code": "99-9999", "official_title": "Other", "title_en": "Library Clerks"}
    save(admin_client, occupation, data)

    occupation.refresh_from_db()
    assert (occupation.code, occupation.official_title) == ("43-4121", "Occupation 43-4121")
    assert occupation.title_en == "Library Clerks"


def test_occupation_can_be_added(admin_client):
    country, group = make_country(), make_group("29")
    url = reverse("admin:occupations_occupation_add")
    page = soup(admin_client.get(url))
    totals = {field["name"]: field["value"] for field in page.select('[name*="_FORMS"]')}
    data = totals | {
        "country": country.pk,
        "group": group.pk,
        "code": "29-1141",
        "official_title": "Registered Nurses",
        "slug": "registered-nurses",
        "title_en": "Registered Nurses",
    }
    assert admin_client.post(url, data).status_code == 302
    assert Occupation.objects.get(code="29-1141").title_en == "Registered Nurses"


def test_group_of_another_country_is_refused(admin_client):
    occupation = make_occupation()
    elsewhere = make_group("11", make_country("ca"))
    response = save(admin_client, occupation, open_form(admin_client, occupation) | {"group": elsewhere.pk})
    assert errors_beside(response, "group") == ["This group belongs to another country."]


def test_changed_address_keeps_the_old_one(admin_client):
    occupation = make_occupation(slug="old-name")
    save(admin_client, occupation, open_form(admin_client, occupation) | {"slug": "new-name"})

    assert RetiredSlug.objects.get().slug == "old-name"
    page = soup(admin_client.get(change_url(occupation)))
    assert "old-name" in page.select_one("#retired_slugs-group").text


def test_view_on_site_leads_to_the_page(admin_client):
    occupation = make_occupation()
    link = soup(admin_client.get(change_url(occupation))).select_one(".viewsitelink")
    response = admin_client.get(link["href"])
    assert response.status_code == 302
    assert response["Location"].endswith(occupation.get_absolute_url())


@time_machine.travel("2026-11-23T10:00:00Z", tick=False)
def test_publishing_dates_the_content_and_saving_nothing_changes_nothing(admin_client):
    occupation = make_occupation(updated_on=datetime.date(2026, 1, 1))
    make_faq(occupation)

    save(admin_client, occupation, open_form(admin_client, occupation))
    occupation.refresh_from_db()
    assert (occupation.updated_on, occupation.status, occupation.version) == (datetime.date(2026, 1, 1), "published", 0)

    save(admin_client, occupation, open_form(admin_client, occupation) | {"faqs-0-answer_en": "It depends."})
    occupation.refresh_from_db()
    assert (occupation.updated_on, occupation.status, occupation.version) == (datetime.date(2026, 1, 1), "draft", 1)

    admin_client.post(change_url(occupation), open_form(admin_client, occupation) | {"_publish": "1"})
    occupation.refresh_from_db()
    assert (occupation.updated_on, occupation.status) == (datetime.date(2026, 11, 23), "published")


def test_override_recomputes_the_scores(admin_client):
    occupation = make_occupation()
    make_wages(occupation)
    data = open_form(admin_client, occupation)
    add_row(data, "score_overrides", dimension="ai_risk", value="7.5", reason_en="Robots.", reason_zh_hant="")
    save(admin_client, occupation, data)

    occupation.refresh_from_db()
    assert str(occupation.card.ai_risk) == "7.5"


def test_citizens_only_recomputes_the_scores(admin_client):
    occupation = make_occupation()
    make_projection(occupation)
    save(admin_client, occupation, open_form(admin_client, occupation) | {"citizens_only": "on"})
    assert Occupation.objects.get().card.visa_rung == "citizens"


def test_text_alone_does_not_recompute(admin_client):
    occupation = make_occupation()
    make_certification(occupation)
    save(admin_client, occupation, open_form(admin_client, occupation) | {"title_en": "Other"})
    assert not hasattr(Occupation.objects.get(), "card")


BAD_INPUT = [
    ("evidence-0-checked_on", "31 February", "Enter a valid date."),
    ("evidence-0-year", "20255", "The year must lie between 1950 and 2100."),
    ("evidence-0-url", "no address", "Enter a valid URL."),
    ("evidence-0-name", "x" * 201, "at most 200 characters (it has 201)"),
    ("score_overrides-0-value", "11", "A score lies between 0 and 10."),
    ("score_overrides-0-value", "NaN", "Enter a number."),
    ("salarybands-0-low", "90", "The band must end above where it begins."),
    ("visafits-1-route", None, "This route is already in the list."),
    ("narrative-0-verdict", "printed", "Select a valid choice."),
    ("narrative-0-outlook_en", "x" * 10_001, "at most 10000 characters (it has 10001)"),
    ("title_en", "x" * 161, "at most 160 characters (it has 161)"),
    ("slug", "no spaces", "Enter a valid “slug”"),
]


@pytest.mark.parametrize(("name", "value", "message"), BAD_INPUT)
def test_bad_input_is_an_error_beside_the_field(admin_client, name, value, message):
    occupation = make_occupation()
    make_evidence(occupation)
    make_score_override(occupation)
    make_salary_band(occupation)
    make_narrative(occupation)
    first = make_visa_fit(occupation, make_visa_route("h-1b"))
    make_visa_fit(occupation, make_visa_route("eb-2"))
    data = open_form(admin_client, occupation) | {name: first.route_id if value is None else value}

    response = save(admin_client, occupation, data)
    assert response.status_code == 200
    assert any(message in shown for shown in errors_beside(response, name))


def test_two_new_rows_with_the_same_route_are_refused(admin_client):
    occupation, route = make_occupation(), make_visa_route()
    data = open_form(admin_client, occupation)
    for number in (1, 2):
        add_row(data, "visafits", order=number, route=route.pk, fit="possible", reason_en="Because.", reason_zh_hant="")

    response = save(admin_client, occupation, data)
    assert errors_beside(response, "visafits-1-route") == ["This route is already in the list."]
    assert not occupation.visafits.exists()


def test_two_routes_change_places(admin_client):
    occupation = make_occupation()
    one, two = make_visa_fit(occupation, make_visa_route("h-1b")), make_visa_fit(occupation, make_visa_route("eb-2"))
    data = open_form(admin_client, occupation)
    data |= {"visafits-0-route": two.route_id, "visafits-1-route": one.route_id}
    save(admin_client, occupation, data)
    assert list(occupation.visafits.values_list("pk", "route__key")) == [(one.pk, "eb-2"), (two.pk, "h-1b")]


def test_override_deleted_and_entered_anew_in_one_save(admin_client):
    occupation = make_occupation()
    make_score_override(occupation, "ai_risk", "7.5")
    data = open_form(admin_client, occupation) | {"score_overrides-0-DELETE": "on"}
    add_row(data, "score_overrides", dimension="ai_risk", value="3", reason_en="Licence.", reason_zh_hant="")
    save(admin_client, occupation, data)
    assert str(ScoreOverride.objects.get().value) == "3.0"


def test_second_narrative_of_one_occupation_is_refused(admin_client):
    occupation = make_occupation()
    make_narrative(occupation)
    data = open_form(admin_client, occupation)
    add_row(data, "narrative", verdict="mixed")
    assert save(admin_client, occupation, data).status_code == 200


def test_route_list_offers_only_the_country_of_the_occupation(admin_client):
    occupation = make_occupation()
    make_visa_fit(occupation, make_visa_route("h-1b"))
    make_visa_route("express-entry", make_country("ca"))
    page = soup(admin_client.get(change_url(occupation)))
    assert [o.text for o in page.select("#id_visafits-0-route option")] == ["---------", "H-1B"]


def test_publishing_without_a_verdict_is_refused_and_the_text_kept(admin_client):
    occupation = make_whole_page(status=Status.DRAFT)
    data = open_form(admin_client, occupation)
    data |= {"narrative-0-verdict_text_en": "", "narrative-0-verdict_text_zh_hant": "", "title_en": "Kept"}
    response = admin_client.post(change_url(occupation), data | {"_publish": "1"}, follow=True)
    told = [item.text for item in soup(response).select(".messagelist li.error")]
    assert any("In the AI era · English: Missing language" in line for line in told)
    occupation.refresh_from_db()
    assert (occupation.status, occupation.title_en) == (Status.DRAFT, "Kept")


def test_public_page_without_a_title_is_refused(admin_client):
    occupation = make_occupation()
    response = save(admin_client, occupation, open_form(admin_client, occupation) | {"title_zh_hant": ""})
    assert errors_beside(response, "is_public") == ["A public page needs its title in Chinese and in English."]


def test_certification_removed_on_the_form_is_gone(admin_client):
    occupation = make_occupation()
    make_certification(occupation)
    save(admin_client, occupation, open_form(admin_client, occupation) | {"certification-0-DELETE": "on"})
    assert not Certification.objects.exists()


def test_viewer_sees_the_form_without_fields(client, django_user_model):
    from django.contrib.auth.models import Permission

    viewer = django_user_model.objects.create_user("viewer", password="x", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(viewer)
    occupation = make_occupation(title_en="Nurse")
    make_faq(occupation, question_en="Is it hard?")
    page = soup(client.get(change_url(occupation)))
    assert "Is it hard?" in page.select_one("#faqs-group").text
    assert not page.select('#faqs-group textarea, [name="title_en"]')


def test_editor_cannot_empty_the_title_of_a_public_page(client, django_user_model):
    """The rule speaks of a field that is not in an editor's form."""
    group = next(group for group in roles.sync() if group.name == roles.EDITOR)
    editor = django_user_model.objects.create_user("lin", is_staff=True)
    editor.groups.add(group)
    client.force_login(editor)
    occupation = make_occupation()
    response = save(client, occupation, open_form(client, occupation) | {"title_zh_hant": ""})
    assert errors_beside(response, "title_zh_hant") == ["A public page needs its title in Chinese and in English."]


def test_fields_in_the_table_of_alternate_titles_are_named(admin_client):
    page = make_occupation()
    make_alternate_title(page, "館員")
    found = soup(admin_client.get(change_url(page), {"rows": "1"}))
    fields = found.select('#alternate_titles-group :is(input, select)[name]:not([type="hidden"])')
    names = [(field["name"].rpartition("-")[2], field.get("aria-label")) for field in fields]
    assert set(names) == {("language", "Language"), ("text", "Name"), ("DELETE", "Delete")}
