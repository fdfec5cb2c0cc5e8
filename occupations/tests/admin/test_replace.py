import pytest
from django.urls import reverse

from occupations import history, replacing
from occupations.choices import PointKind, Status, TitleLanguage
from occupations.models import (
    AlternateTitle,
    Evidence,
    Faq,
    Narrative,
    Occupation,
    Point,
    PublishedCopy,
)
from occupations.roles import ADMINISTRATOR, DATA_MANAGER, EDITOR, REVIEWER
from occupations.tests.admin.desk import soup
from occupations.tests.admin.people import signed_in
from occupations.tests.factories import (
    both,
    make_alternate_title,
    make_evidence,
    make_faq,
    make_narrative,
    make_occupation,
    make_point,
    make_whole_page,
)

pytestmark = pytest.mark.django_db

ADDRESS = reverse("admin:occupations_occupation_replace")
EVERYTHING = [key for key, *_rest in replacing.sections()]


@pytest.fixture
def editor():
    return signed_in(EDITOR)


def query(find, replacement="", **kwargs):
    wanted = {"find": find, "replacement": replacement, "languages": TitleLanguage.values, "sections": EVERYTHING}
    return wanted | {"match_case": "on"} | kwargs


def look(client, *args, **kwargs):
    return soup(client.get(ADDRESS, query(*args, **kwargs)))


def rows(page):
    """What stands beside each tick box: place, and the text with what goes in brackets and what comes in braces."""
    found = []
    for box in page.select('input[name="place"]'):
        row = box.find_parent("tr")
        text = "".join(
            {"del": f"[{part.text}]", "ins": f"<{part.text}>"}.get(part.name, str(part))
            for part in row.select("td")[1].contents
        )
        found.append((row.th.text.strip(), text))
    return found


def tokens(page):
    return [box["value"] for box in page.select('input[name="place"]')]


def apply(client, places, *args, **kwargs):
    """Send the preview's form with these boxes ticked; returns the messages."""
    response = client.post(
        f"{ADDRESS}?{client.get(ADDRESS, query(*args, **kwargs)).request['QUERY_STRING']}",
        {"place": places},
        follow=True,
    )
    return [" ".join(item.text.split()) for item in soup(response).select(".messagelist li")]


def errors(page):
    return [item.text for item in page.select(".errorlist li")]


def faq(answer, code=None, **kwargs):
    page = make_occupation(code)
    make_narrative(page)
    return make_faq(page, answer_en=answer, **kwargs)


# Searching ----------------------------------------------------------------------------------------


def test_preview_shows_each_place_with_the_difference_by_word(editor):
    faq("A nurse meets a nurse at work.", "29-1141")
    page = look(editor, "nurse", "carer")
    assert rows(page) == [
        ("FAQ · 1 · Answer · English", "A [nurse]<carer> meets a nurse at work."),
        ("FAQ · 1 · Answer · English", "A nurse meets a [nurse]<carer> at work."),
    ]
    assert page.select_one('th[scope="rowgroup"]').text.startswith("29-1141")
    assert all(box.has_attr("checked") for box in page.select('input[name="place"]'))
    assert page.select_one('td[lang="en"] del')


def test_preview_writes_nothing(editor):
    row = faq("A nurse.")
    look(editor, "nurse", "carer")
    row.refresh_from_db()
    assert row.answer_en == "A nurse."
    assert not history.versions(row.occupation_id).exists()


def test_search_covers_every_kind_of_text_and_orders_by_page(editor):
    second = make_whole_page(make_occupation("13-0002", **both("title", "標題", "Zebra")))
    for model in {model for _key, _name, model, _conditions in replacing.sections()} - {Occupation, AlternateTitle}:
        columns = [one for one in replacing.text_columns(model, TitleLanguage.values) if not one.unique]
        model.objects.filter(occupation=second).update(**{one.attname: "Zebra" for one in columns})
    make_alternate_title(second, "Zebra", TitleLanguage.ENGLISH)
    faq("Zebra", "11-0001")

    preview = replacing.find(replacing.Search("Zebra", "Okapi"))
    assert [page.code for page, _places in preview.by_page()] == ["11-0001", "13-0002"]
    places = {place.label.split(" · ")[0] for place in preview.by_page()[1][1]}
    assert places == {
        *("Page", "Alternate titles", "Narratives", "Evidence", "Further sources", "Salary bands", "Education path"),
        *("Credentials", "FAQ", "Visa routes of this occupation"),
        *(str(kind.label) for kind in PointKind),
    }


def test_search_keeps_to_the_chosen_languages_and_sections(editor):
    page = make_occupation(**both("title", "AI 助理", "AI aide"))
    make_narrative(page)
    make_faq(page, question_en="AI?", answer_zh_hant="用 AI。")
    make_alternate_title(page, "AI 幫手")

    def labels(**kwargs):
        return [label for label, _text in rows(look(editor, "AI", "XX", **kwargs))]

    assert labels(languages=["en"]) == ["Page · Title · English", "FAQ · 1 · Question · English"]
    assert labels(languages=["zh-hant"]) == [
        "Page · Title · Chinese",
        "Alternate titles · Name · Chinese",
        "FAQ · 1 · Answer · Chinese",
    ]
    assert labels(sections=["faq"]) == ["FAQ · 1 · Question · English", "FAQ · 1 · Answer · Chinese"]


def test_search_keeps_to_one_list_of_points(editor):
    page = make_occupation()
    make_point(page, kind=PointKind.MOAT, text_en="Zebra")
    make_point(page, kind=PointKind.SUITS, text_en="Zebra")
    assert [label for label, _text in rows(look(editor, "Zebra", sections=["suits"]))] == ["Fits · 1 · Item · English"]


def test_case_is_kept_unless_told_otherwise(editor):
    faq("Nurse, NURSE and nurse.")
    assert len(rows(look(editor, "nurse", "carer"))) == 1
    loose = query("nurse", "carer")
    del loose["match_case"]
    assert len(rows(soup(editor.get(ADDRESS, loose)))) == 3


def test_case_of_letters_beyond_ascii(editor):
    faq("École and école.")
    loose = query("école", "school")
    del loose["match_case"]
    assert len(rows(soup(editor.get(ADDRESS, loose)))) == 2


@pytest.mark.parametrize(
    ("find", "text", "places"),
    [
        ("nurse", "nurse nurses nurse-led 護理nurse師 nurse.", 4),
        ("AI", "AI工具 SAID OpenAI AI", 2),
        ("護理", "護理師與護理", 2),
        ("café", "café cafés", 1),
        ("(RN)", "RN (RN) x(RN)x", 2),
    ],
)
def test_whole_words_end_where_an_english_word_ends(find, text, places):
    search = replacing.Search(find, "", whole_words=True)
    assert len(search.spans(text)[0]) == places


def test_text_is_taken_as_it_is_not_as_a_pattern(editor):
    row = faq(r"Costs a.b (c) \1 $5 100%_")
    assert rows(look(editor, "a.b", "x")) != []
    assert rows(look(editor, "aXb", "x")) == []
    told = apply(
        editor, tokens(look(editor, "a.b (c)", r"\1 \g<0> {median_wage}")), "a.b (c)", r"\1 \g<0> {median_wage}"
    )
    row.refresh_from_db()
    assert row.answer_en == r"Costs \1 \g<0> {median_wage} \1 $5 100%_", told
    for find in ("100%_", "%", "_"):
        assert len(rows(look(editor, find, "x"))) >= 1


def test_boxes_can_be_shown_unticked(editor):
    faq("nurse")
    page = look(editor, "nurse", "carer")
    (link,) = [link for link in page.select(".desk-places a") if link.text == "Tick none"]
    page = soup(editor.get(ADDRESS + link["href"]))
    assert [box.has_attr("checked") for box in page.select('input[name="place"]')] == [False]
    (link,) = [link for link in page.select(".desk-places a") if link.text == "Tick all"]
    assert soup(editor.get(ADDRESS + link["href"])).select_one('input[name="place"]').has_attr("checked")


def test_nothing_found_says_so(editor):
    assert "Nothing found." in look(editor, "zebra", "okapi").text


def test_more_places_than_shown_are_counted(editor, monkeypatch):
    monkeypatch.setattr(replacing, "MOST_PLACES", 3)
    faq("a1 a1 a1 a1 a1")
    page = look(editor, "a1", "b1")
    assert len(tokens(page)) == 3
    assert "first 3 of 5 places" in page.text
    assert page.select_one(".desk-places h2").text == "5 places"


# Refused before anything is looked for ------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"find": ""}, "This field is required."),
        ({"find": "x" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
        ({"replacement": "x" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
        ({"find": "a\x07b"}, "Control characters cannot be part of the text."),
        ({"replacement": "a\x1bb"}, "Control characters cannot be part of the text."),
        ({"replacement": "a\nb"}, "Only one line, please."),
        ({"languages": []}, "This field is required."),
        ({"languages": ["de"]}, "Select a valid choice. de is not one of the available choices."),
        ({"sections": []}, "This field is required."),
        ({"sections": ["scorecard"]}, "Select a valid choice. scorecard is not one of the available choices."),
        ({"replacement": "nurse"}, "Both texts are the same: nothing would change."),
        ({"find": "{median"}, "Look for a placeholder as a whole, from “{” to “}”, or for text beside it."),
        ({"find": "wage}"}, "Look for a placeholder as a whole, from “{” to “}”, or for text beside it."),
    ],
)
def test_wrong_input_is_named_and_nothing_is_searched_or_written(editor, wrong, message):
    row = faq("A nurse.")
    good = tokens(look(editor, "nurse", "carer"))
    page = soup(editor.get(ADDRESS, query("nurse", "carer") | wrong))
    assert message in errors(page)
    assert not page.select_one(".desk-places")

    address = editor.get(ADDRESS, query("nurse", "carer") | wrong).request["QUERY_STRING"]
    assert editor.post(f"{ADDRESS}?{address}", {"place": good}).status_code == 200
    row.refresh_from_db()
    assert row.answer_en == "A nurse."


@pytest.mark.parametrize("text", ["{median_wages}", "{", "}", "{}", "{ median_wage }", "{median_wage"])
def test_replacement_may_only_hold_placeholders_that_exist(editor, text):
    (error,) = errors(look(editor, "nurse", text))
    assert "is no placeholder" in error
    assert "{median_wage}" in error


# Placeholders -------------------------------------------------------------------------------------


def test_places_inside_a_placeholder_are_left_alone_and_said(editor):
    row = faq("The median is {median_wage}.")
    page = look(editor, "median", "middle")
    assert rows(page) == [("FAQ · 1 · Answer · English", "The [median]<middle> is {median_wage}.")]
    assert "1 place lies inside a placeholder" in " ".join(page.text.split())
    apply(editor, tokens(page), "median", "middle")
    row.refresh_from_db()
    assert row.answer_en == "The middle is {median_wage}."


def test_a_whole_placeholder_can_be_replaced_by_another(editor):
    row = faq("Pay is {median_wage} a year.")
    find, replacement = "{median_wage} a year", "{hourly_median} an hour"
    apply(editor, tokens(look(editor, find, replacement)), find, replacement)
    row.refresh_from_db()
    assert row.answer_en == "Pay is {hourly_median} an hour."


def test_braces_that_would_close_round_other_text_are_refused(editor):
    row = faq("{{median_wage}x}")
    told = apply(editor, tokens(look(editor, "{median_wage}", "")), "{median_wage}", "")
    assert told[0].endswith("FAQ · 1 · Answer · English: would break a placeholder: {x}.")
    row.refresh_from_db()
    assert row.answer_en == "{{median_wage}x}"


# Applying -----------------------------------------------------------------------------------------


def test_only_ticked_places_are_replaced(editor):
    row = faq("nurse one, nurse two, nurse three")
    other = faq("another nurse")
    all_places = tokens(look(editor, "nurse", "carer"))
    told = apply(editor, [all_places[0], all_places[2]], "nurse", "carer")

    assert told == ["2 places replaced. Pages changed: 1. Visitors see it once it is published."]
    row.refresh_from_db()
    other.refresh_from_db()
    assert row.answer_en == "carer one, nurse two, carer three"
    assert other.answer_en == "another nurse"
    assert not history.versions(other.occupation_id).exists()


def test_a_published_page_becomes_a_draft_and_visitors_keep_their_text(editor):
    row = faq("A nurse.")
    page = row.occupation
    before = page.version
    apply(editor, tokens(look(editor, "nurse", "carer")), "nurse", "carer")
    page.refresh_from_db()
    assert page.status == Status.DRAFT
    assert page.version == before + 1
    assert "A nurse." in str(PublishedCopy.objects.get(occupation=page).state)
    newest = history.versions(page.pk).first()
    assert (newest.revision.comment, newest.revision.user) == ("replace", editor.user)
    assert history.versions(page.pk).count() == 2


def test_one_revision_a_page_however_many_rows(editor):
    page = make_whole_page()
    Point.objects.filter(occupation=page).update(text_en="Zebra", detail_en="Zebra and Zebra")
    Narrative.objects.filter(occupation=page).update(outlook_en="Zebra")
    make_evidence(page, name="Zebra")
    Occupation.objects.filter(pk=page.pk).update(title_en="Zebra", summary_en="Zebra")
    places = tokens(look(editor, "Zebra", "Okapi"))
    assert len(places) == 7 * 3 + 1 + 1 + 2
    apply(editor, places, "Zebra", "Okapi")
    page.refresh_from_db()
    assert (page.title_en, page.summary_en) == ("Okapi", "Okapi")
    assert set(page.points.values_list("text_en", "detail_en")) == {("Okapi", "Okapi and Okapi")}
    assert Evidence.objects.filter(name="Okapi").exists()
    assert history.versions(page.pk).count() == 2
    assert rows(look(editor, "Zebra", "Okapi")) == []


def test_what_changed_since_the_preview_is_named_and_left(editor):
    changed, gone, good = (
        faq(f"nurse {name}", code) for name, code in (("a", "11-0001"), ("b", "11-0002"), ("c", "11-0003"))
    )
    places = tokens(look(editor, "nurse", "carer"))
    Faq.objects.filter(pk=changed.pk).update(answer_en="the nurse a")
    gone.delete()
    told = apply(editor, places, "nurse", "carer")

    assert told == [
        "1 place replaced. Pages changed: 1. Visitors see it once it is published.",
        "Left as it was: 11-0001 Occupation 11-0001: FAQ · 1 · Answer · English: changed or deleted since the preview.",
        "Left as it was: 11-0002 Occupation 11-0002: FAQ · Answer · English: changed or deleted since the preview.",
    ]
    changed.refresh_from_db()
    assert changed.answer_en == "the nurse a"
    assert Occupation.objects.get(code="11-0001").status == Status.PUBLISHED
    assert not history.versions(changed.occupation_id).exists()
    good.refresh_from_db()
    assert good.answer_en == "carer c"


def test_a_page_that_is_gone_is_named(editor):
    row = faq("nurse")
    places = tokens(look(editor, "nurse", "carer"))
    row.occupation.delete()
    assert apply(editor, places, "nurse", "carer") == ["Left as it was: A page that is gone now: nothing to replace."]


def test_text_too_long_for_its_field_is_refused_by_name(editor):
    page = make_occupation("11-0001")
    point = make_point(page, text_en="nurse " + "x" * 190)
    fits = make_point(page, text_en="nurse")
    find, replacement = "nurse", "registered nurse"
    told = apply(editor, tokens(look(editor, find, replacement)), find, replacement)
    assert told == [
        "1 place replaced. Pages changed: 1. Visitors see it once it is published.",
        "Left as it was: 11-0001 Occupation 11-0001: Tasks AI will take over · 1 · Item · English: "
        "Ensure this value has at most 200 characters (it has 207).",
    ]
    point.refresh_from_db()
    fits.refresh_from_db()
    assert point.text_en.startswith("nurse x")
    assert fits.text_en == "registered nurse"


def test_a_text_that_would_be_empty_is_refused(editor):
    row = faq("nurse")
    told = apply(editor, tokens(look(editor, "nurse", "")), "nurse", "")
    assert told[0].endswith("FAQ · 1 · Answer · English: would be empty.")
    row.refresh_from_db()
    assert row.answer_en == "nurse"
    assert Occupation.objects.get().status == Status.PUBLISHED


def test_two_alternate_titles_do_not_become_the_same(editor):
    page = make_occupation()
    for text in ("RN a", "RN b", "RN"):
        make_alternate_title(page, text, TitleLanguage.ENGLISH)
    find_places = tokens(look(editor, "RN a", "RN"))
    told = apply(editor, find_places, "RN a", "RN")
    assert told[0].endswith("This name is already in the list.")
    # Two that only meet each other: the second of them is refused.
    page.alternate_titles.all().delete()
    for text in ("x nurse", "x"):
        make_alternate_title(page, f"{text} ", TitleLanguage.ENGLISH)
    assert len(apply(editor, tokens(look(editor, "x ", "y ")), "x ", "y ")) == 1
    assert sorted(page.alternate_titles.values_list("text", flat=True)) == ["y ", "y nurse "]


def test_nothing_ticked_changes_nothing(editor):
    faq("nurse")
    assert apply(editor, [], "nurse", "carer") == ["Nothing was ticked, so nothing was replaced."]


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "x",
        "::::: ",
        "{page}:occupation:{page}:slug:0:0000000000000000",
        "{page}:occupation:{page}:is_public:0:0000000000000000",
        "{page}:evidence:{row}:url:0:{digest}",
        "{page}:user:1:password:0:{digest}",
        "{page}:faq:{row}:answer_en:9:{digest}",
        "{page}:faq:{row}:answer_en:-1:{digest}",
        "{page}:faq:{row}:answer_en:0:0000000000000000",
        "{page}:faq:{row}:question_en:0:{digest}",
        "{other}:faq:{row}:answer_en:0:{digest}",
        "99999999999999999999:faq:{row}:answer_en:0:{digest}",
        "{page}:faq:999999999999999999:answer_en:0:{digest}",
        "٣:faq:{row}:answer_en:0:{digest}",
    ],
)
def test_forged_places_change_nothing(editor, forged):
    row = faq("nurse", question_en="Why?")
    other = make_occupation()
    text = forged.format(page=row.occupation_id, row=row.pk, other=other.pk, digest=replacing.digest("nurse"))
    apply(editor, [text], "nurse", "carer")
    row.refresh_from_db()
    assert (row.answer_en, row.question_en) == ("nurse", "Why?")
    assert set(Occupation.objects.values_list("status", flat=True)) == {Status.PUBLISHED}
    assert not history.versions(row.occupation_id).exists()


def test_a_place_outside_the_search_is_not_replaced(editor):
    row = faq("nurse")
    places = tokens(look(editor, "nurse", "carer"))
    for narrower in ({"sections": ["page"]}, {"languages": ["zh-hant"]}, {"whole_words": "on"}):
        apply(editor, places, "urse" if "whole_words" in narrower else "nurse", "carer", **narrower)
    row.refresh_from_db()
    assert row.answer_en == "nurse"


# Permissions and cost -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "may"), [(EDITOR, True), (REVIEWER, True), (ADMINISTRATOR, True), (DATA_MANAGER, False), ("", False)]
)
def test_only_those_who_may_change_pages_replace(editor, role, may):
    row = faq("nurse")
    places = tokens(look(editor, "nurse", "carer"))
    client = signed_in(role, email="second@desk") if role != EDITOR else editor
    response = client.post(
        f"{ADDRESS}?{editor.get(ADDRESS, query('nurse', 'carer')).request['QUERY_STRING']}", {"place": places}
    )
    assert response.status_code == (302 if may else 403)
    row.refresh_from_db()
    assert row.answer_en == ("carer" if may else "nurse")
    assert client.get(ADDRESS).status_code == (200 if may else 403)
    changelist = soup(client.get(reverse("admin:occupations_occupation_changelist")))
    assert bool(changelist.select_one(f'a[href="{ADDRESS}"]')) is may


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.post(ADDRESS).status_code == 302


@pytest.mark.parametrize("pages", [1, 30])
def test_search_takes_the_same_queries_however_many_pages(editor, django_assert_num_queries, pages):
    for _ in range(pages):
        page = make_whole_page()
        Faq.objects.filter(occupation=page).update(answer_en="a nurse")
    with django_assert_num_queries(4 + len(EVERYTHING) + 1):
        assert len(rows(look(editor, "nurse", "carer"))) == pages
