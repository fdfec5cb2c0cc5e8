"""What is found, in which order and why, among a few occupations made by hand."""

import pytest

from occupations import catalogue
from occupations.models import AlternateTitle, Country, Occupation
from occupations.search import MAX_QUERY, nearest_groups, normalise, search
from occupations.tests import factories

pytestmark = pytest.mark.django_db


def make_named(code, english, chinese="職業", **kwargs):
    return factories.make_occupation(code, title_en=english, title_zh_hant=chinese, official_title=english, **kwargs)


def codes(query):
    return [hit.entry.code for hit in search(Country.objects.get(), query)]


def touched(code=None):
    catalogue.touch(code)
    return Country.objects.get()


def test_order_is_exact_title_then_start_of_title_then_other_name_then_likeness():
    make_named("43-0005", "Bakery Hands")
    make_named("43-0004", "Kitchen Workers")
    factories.make_alternate_title(Occupation.objects.get(code="43-0004"), "Night Baker Aide", "en")
    make_named("43-0003", "Bakers and Millers")
    make_named("43-0002", "Bakers")
    make_named("43-0001", "Barkers")
    assert codes("bakers") == ["43-0002", "43-0003", "43-0005", "43-0004"]
    assert codes("bakres") == ["43-0002", "43-0001"]


def test_exact_other_name_comes_before_a_title_that_only_begins_like_it():
    make_named("43-0001", "Patternmakers")
    nurse = make_named("29-0001", "Physician Assistants")
    factories.make_alternate_title(nurse, "PA", "en")
    assert codes("pa") == ["29-0001", "43-0001"]


@pytest.mark.parametrize("employment", [10, 10_000_000])
def test_no_number_of_jobs_lifts_an_other_name_over_a_title(employment):
    titled, named = make_named("43-0001", "Glass Blowers of Bottles"), make_named("43-0002", "Furnace Workers")
    factories.make_alternate_title(named, "Glass Blower", "en")
    factories.make_card(titled)
    projection = factories.make_projection(named, employment_base=employment)
    factories.make_card(named, projection=projection)
    assert codes("glass blow") == ["43-0001", "43-0002"]


def test_residual_occupation_comes_last_among_equals():
    for code, title in (("43-0001", "Clerks, All Other"), ("43-0002", "Office Staff")):
        factories.make_alternate_title(make_named(code, title), "文書", "zh-hant")
    assert codes("文書") == ["43-0002", "43-0001"]


def test_hit_says_by_which_other_name_it_was_found():
    nurse = make_named("29-1141", "Registered Nurses", "護理師")
    factories.make_alternate_title(nurse, "護士")
    country = Country.objects.get()
    (by_title,) = search(country, "護理")
    (by_name,) = search(country, "护士")
    assert (by_title.also, by_name.also, by_name.also_language) == ("", "護士", "zh-hant")


def test_list_shows_why_a_row_matched(client):
    nurse = make_named("29-1141", "Registered Nurses", "護理師")
    factories.make_alternate_title(nurse, "護士")
    assert "也稱" in client.get("/zh-hant/us/?q=護士").text or "護士</b>" in client.get("/zh-hant/us/?q=護士").text
    assert 'also called <b lang="zh-hant">護士</b>' in client.get("/en/us/?q=護士").text
    assert "also called" not in client.get("/en/us/?q=護理").text


@pytest.mark.parametrize(
    "query",
    [
        "薄荷糖師",
        "護裡師",  # one wrong character
        "護師",  # an abbreviation
        "護理師傅",  # with what people add
        "夜班 護理師",  # one word of two
    ],
)
def test_chinese_that_is_a_little_off_still_finds(query):
    make_named("29-1141", "Registered Nurses", "護理師")
    assert codes(query) == ([] if query == "薄荷糖師" else ["29-1141"])


@pytest.mark.parametrize(
    "query", ["nurse", "Nurses", "NURSES", "ｎｕｒｓｅｓ", "registerd nurse", "regist nurs", "nurse jobs"]
)
def test_english_that_is_a_little_off_still_finds(query):
    make_named("29-1141", "Registered Nurses", "護理師")
    assert codes(query) == ["29-1141"]


def test_code_is_found_with_and_without_dash_and_by_its_beginning():
    make_named("29-1141", "Registered Nurses")
    make_named("29-1151", "Nurse Anesthetists")
    make_named("43-0001", "Clerks")
    assert codes("29-1141") == codes("291141") == codes(" 29-1141.00 ") == codes("２９－１１４１") == ["29-1141"]
    assert codes("29-11") == codes("29") == ["29-1141", "29-1151"]
    assert codes("29-9999") == []


def test_private_occupation_is_never_found():
    hidden = make_named("43-0001", "Hidden Clerks", "隱藏職員", is_public=False)
    factories.make_alternate_title(hidden, "Secret Name", "en")
    factories.make_alternate_titles(hidden, titles=["Official Secret"])
    make_named("43-0002", "Shown Clerks", "公開職員")
    for query in ("Hidden Clerks", "隱藏職員", "Secret Name", "Official Secret", "43-0001", "Hiden Clerk"):
        assert "43-0001" not in codes(query), query
    assert codes("clerk") == ["43-0002"]


def test_search_follows_what_an_editor_changes(client):
    nurse = make_named("29-1141", "Registered Nurses", "護理師")
    assert codes("南丁格爾") == []
    factories.make_alternate_title(nurse, "南丁格爾")
    assert [hit.entry.code for hit in search(touched(), "南丁格爾")] == ["29-1141"]
    AlternateTitle.objects.all().delete()
    assert search(touched(), "南丁格爾") == []
    Occupation.objects.update(is_public=False)
    assert search(touched(), "護理師") == []


def test_official_names_of_a_release_that_is_not_current_are_not_searched():
    old = factories.make_release("onet", "30.0", is_current=False)
    factories.make_alternate_titles(make_named("43-0001", "Clerks"), release=old, titles=["Scrivener"])
    assert codes("Scrivener") == []


def test_nothing_found_offers_what_is_near_and_the_groups(client):
    factories.make_group("29", title_en="Healthcare Practitioners", title_zh_hant="醫療保健專業人員")
    make_named("43-0001", "Clerks", "事務員")
    country = Country.objects.get()
    assert search(country, "Healthcare") == []
    assert [group.code for group in nearest_groups(country, "Healthcare")] == ["29"]
    assert [group.code for group in nearest_groups(country, "医疗")] == ["29"]
    page = client.get("/en/us/?q=Healthcare").text
    assert "?group=29" in page
    assert "Without “Title, other name or code Healthcare”: 1" in page


@pytest.mark.parametrize(
    "query",
    [
        "x" * 5000,
        "護" * 5000,
        "護理師 " * 1000,
        "\x00",
        "護理\x00師",
        "🧑‍⚕️",
        "護理師🧑‍⚕️",
        "\u202e護理師\u202c",
        "\u200f\u200e",
        "%",
        "_",
        "\\",
        "'; DROP TABLE occupations_occupation; --",
        "(",
        ".*",
        "[[[",
        " ",
        "-",
        "and of the",
        "\ufffd",
        "ﷺ",
        "İ",
        "ß",
    ],
)
def test_search_bears_anything(client, query):
    make_named("29-1141", "Registered Nurses", "護理師")
    found = search(Country.objects.get(), query)
    assert len(found) <= 1
    assert client.get("/en/us/", {"q": query}).status_code == 200
    assert client.get("/en/us/suggest/", {"q": query}).status_code == 200


def test_marks_and_emoji_around_a_name_do_not_hide_it():
    make_named("29-1141", "Registered Nurses", "護理師")
    for query in ("護理師🧑‍⚕️", "\u202e護理師\u202c", "\u200f護理師", "「護理師」", "護理師？"):
        assert codes(query) == ["29-1141"], ascii(query)


def test_lone_surrogate_in_the_address_is_read_as_a_replacement_character(client):
    make_named("29-1141", "Registered Nurses", "護理師")
    for raw in ("%ED%A0%80", "%ED%A0%80%E8%AD%B7", "%FF%FE", "%C0%80", "%E8%AD"):
        response = client.get(f"/en/us/?q={raw}")
        assert response.status_code == 200, raw
        assert client.get(f"/en/us/suggest/?q={raw}").status_code == 200, raw


def test_query_is_read_to_a_fixed_length():
    make_named("29-1141", "Registered Nurses", "護理師")
    assert codes("nurse" + " " * MAX_QUERY + "zzz") == ["29-1141"]


def test_suggestions_name_the_title_in_the_readers_language_and_the_name_that_matched(client):
    nurse = make_named("29-1141", "Registered Nurses", "護理師")
    factories.make_alternate_title(nurse, "RN", "en")
    for number in range(12):
        make_named(f"43-00{number:02}", f"Night Clerks {number}", f"夜班{number}")
    assert client.get("/en/us/suggest/?q=rn").json() == {"suggestions": [{"title": "Registered Nurses", "also": "RN"}]}
    assert client.get("/zh-hant/us/suggest/?q=rn").json()["suggestions"][0]["title"] == "護理師"
    assert len(client.get("/en/us/suggest/?q=night").json()["suggestions"]) == 8
    assert client.get("/en/us/suggest/").json() == client.get("/en/us/suggest/?q=+").json() == {"suggestions": []}
    assert client.get("/en/xx/suggest/?q=rn").status_code == 404


@pytest.mark.parametrize("count", [1, 300])
def test_search_asks_the_database_the_same_however_many_there_are(django_assert_max_num_queries, count):
    for number in range(count):
        make_named(f"43-{number:04}", f"Clerks {number}")
    country = Country.objects.get()
    with django_assert_max_num_queries(5):
        search(country, "clerk")
    with django_assert_max_num_queries(0):
        search(country, "clerk")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Libraries", "library"),
        ("Coaches", "coach"),
        ("Bosses", "boss"),
        ("Bus", "bus"),
        ("C++ / C#", "c++ c#"),
        ("Driver's", "driver"),
        ("軟體工程師", "软件工程师"),
        ("ＵＸ 設計師", "ux 设计师"),
    ],
)
def test_comparable_form_of_a_text(text, form):
    assert normalise(text)[0] == form
