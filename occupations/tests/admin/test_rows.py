import pytest

from occupations.choices import PointKind
from occupations.models import Evidence, Faq, Point
from occupations.tests.admin.desk import add_row, change_url, errors_beside, fields_of, open_form, save
from occupations.tests.factories import make_evidence, make_faq, make_occupation, make_point

pytestmark = pytest.mark.django_db


def questions(occupation):
    return list(Faq.objects.filter(occupation=occupation).values_list("position", "question_en"))


def occupation_with_faqs(*names):
    occupation = make_occupation()
    for name in names:
        make_faq(occupation, question_en=name)
    return occupation


def test_two_rows_swap_places(admin_client):
    occupation = occupation_with_faqs("A", "B", "C")
    data = open_form(admin_client, occupation)
    data |= {"faqs-0-order": "2", "faqs-1-order": "1"}

    assert save(admin_client, occupation, data).status_code == 302
    assert questions(occupation) == [(1, "B"), (2, "A"), (3, "C")]


def test_one_save_swaps_deletes_and_adds(admin_client):
    occupation = occupation_with_faqs("A", "B", "C")
    data = open_form(admin_client, occupation)
    data |= {"faqs-0-order": "3", "faqs-2-order": "1", "faqs-1-DELETE": "on"}
    add_row(data, "faqs", order="2", question_en="New", answer_en="Yes.")

    assert save(admin_client, occupation, data).status_code == 302
    assert questions(occupation) == [(1, "C"), (2, "New"), (3, "A")]


def test_deleting_the_first_row_and_adding_one_at_its_place(admin_client):
    occupation = occupation_with_faqs("A")
    data = open_form(admin_client, occupation) | {"faqs-0-DELETE": "on"}
    add_row(data, "faqs", order="1", question_en="B", answer_en="Yes.")

    save(admin_client, occupation, data)
    assert questions(occupation) == [(1, "B")]


def test_row_given_a_taken_number_goes_to_that_place(admin_client):
    occupation = occupation_with_faqs("A", "B", "C")

    save(admin_client, occupation, open_form(admin_client, occupation) | {"faqs-2-order": "1"})
    assert questions(occupation) == [(1, "C"), (2, "A"), (3, "B")]

    save(admin_client, occupation, open_form(admin_client, occupation) | {"faqs-0-order": "3"})
    assert questions(occupation) == [(1, "A"), (2, "B"), (3, "C")]


def test_gaps_close_and_a_row_without_number_comes_last(admin_client):
    occupation = make_occupation()
    make_faq(occupation, question_en="A", position=5)
    make_faq(occupation, question_en="B", position=9)
    data = open_form(admin_client, occupation)
    add_row(data, "faqs", order="", question_en="C", answer_en="Yes.")

    save(admin_client, occupation, data)
    assert questions(occupation) == [(1, "A"), (2, "B"), (3, "C")]


def test_new_row_with_only_its_number_is_not_a_row(admin_client):
    occupation = occupation_with_faqs("A")
    data = open_form(admin_client, occupation)
    add_row(data, "faqs", order="2", question_zh_hant="", question_en="", answer_zh_hant="", answer_en="")

    assert save(admin_client, occupation, data).status_code == 302
    assert questions(occupation) == [(1, "A")]


def test_point_lists_are_saved_each_under_its_kind(admin_client):
    occupation = make_occupation()
    make_point(occupation, PointKind.MOAT, text_en="Judgement")
    data = open_form(admin_client, occupation)
    add_row(data, "moat", order="1", text_en="Trust")
    add_row(data, "skills", order="1", text_en="SQL")

    save(admin_client, occupation, data)
    rows = Point.objects.filter(occupation=occupation).values_list("kind", "position", "text_en")
    assert list(rows) == [("moat", 1, "Trust"), ("moat", 2, "Judgement"), ("skills", 1, "SQL")]


def test_order_that_is_no_number_is_an_error_beside_it(admin_client):
    occupation = occupation_with_faqs("A")
    response = save(admin_client, occupation, open_form(admin_client, occupation) | {"faqs-0-order": "first"})
    assert errors_beside(response, "faqs-0-order") == ["Enter a whole number."]


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_row_in_one_language_saves_whatever_the_admin_speaks(admin_client, language):
    admin_client.cookies["django_language"] = language
    occupation = make_occupation(title_zh_hant="", is_public=False)
    data = open_form(admin_client, occupation)
    add_row(data, "ai_takes", order="", text_zh_hant="", text_en="Reminders", detail_zh_hant="", detail_en="")
    add_row(
        data, "faqs", order="", question_zh_hant="需要學位嗎？", question_en="", answer_zh_hant="不用。", answer_en=""
    )

    assert save(admin_client, occupation, data).status_code == 302
    assert Point.objects.get(occupation=occupation).text_en == "Reminders"
    assert Faq.objects.get(occupation=occupation).question_zh_hant == "需要學位嗎？"


def test_row_in_neither_language_is_refused_beside_the_field(admin_client):
    occupation = make_occupation()
    make_evidence(occupation)
    data = open_form(admin_client, occupation)
    data |= {"evidence-0-replaces_zh_hant": "", "evidence-0-replaces_en": " "}

    response = save(admin_client, occupation, data)
    assert errors_beside(response, "evidence-0-replaces_zh_hant") == ["Write this in Chinese or in English."]
    assert Evidence.objects.get(occupation=occupation).replaces_en == "Circulation."


def test_without_a_script_the_address_asks_for_an_empty_row(admin_client):
    occupation = make_occupation()
    plain = open_form(admin_client, occupation)
    assert "faqs-0-question_en" not in plain
    url = f"{change_url(occupation)}?rows=1"
    data = fields_of(admin_client.get(url), "occupation_form")
    data |= {"faqs-0-question_en": "Is it hard?", "faqs-0-answer_en": "At first."}
    assert admin_client.post(url, data | {"_continue": "1"}).status_code == 302
    assert list(occupation.faqs.values_list("question_en", "position")) == [("Is it hard?", 1)]
    assert not occupation.evidence.exists()
