"""States of a page, and what visitors see of one that is being changed."""

import json
from contextlib import contextmanager
from importlib import import_module

import pytest
from django.apps import apps
from django.db import transaction

from occupations import catalogue, search, selectors, workflow
from occupations.choices import PointKind, Status
from occupations.languages import translated_names
from occupations.models import AlternateTitle, Narrative, Occupation, Point, PublishedCopy, VisaFit
from occupations.models.publication import (
    SCORED_MODELS,
    TEXT_COLUMNS,
    capture,
    columns_of,
    plain,
    rows_of,
    text_models,
    write_back,
)
from occupations.tests import factories
from occupations.tests.pages import make_page, make_scored_page, say

pytestmark = pytest.mark.django_db
ALL = [*text_models(), *SCORED_MODELS]


@contextmanager
def draft(page):
    with workflow.page_edit(page.pk, None, "") as occupation:
        yield occupation
    catalogue.forget()


# capture and write_back ---------------------------------------------------------------------------


def test_state_holds_every_row_and_column_of_the_page():
    page = make_scored_page()
    state = capture(page, ALL)
    assert set(state) == {"occupation"} | {model._meta.model_name for model in ALL}
    for model in ALL:
        rows = state[model._meta.model_name]
        assert len(rows) == model._base_manager.filter(occupation=page).count() > 0
        left_out = {"id", "occupation_id", *translated_names(model)}
        assert set(next(iter(rows.values()))) == {field.attname for field in model._meta.concrete_fields} - left_out


def test_state_is_plain_json():
    state = capture(make_scored_page(), ALL)
    assert json.loads(json.dumps(state)) == state == plain(state)


def test_state_is_of_one_page_only():
    page, other = make_page("43-0001"), make_page("43-0002")
    state = capture(page)
    say(other, "other")
    assert capture(page) == state
    assert "other" not in json.dumps(state)


def test_writing_a_state_back_at_once_changes_nothing():
    page = make_scored_page()
    before, rows = capture(page, ALL), rows_in_order(page)
    with transaction.atomic():
        write_back(page, before, ALL)
    assert capture(page, ALL) == before
    assert rows_in_order(page) == rows


def rows_in_order(page):
    return {model: list(model._base_manager.filter(occupation=page).order_by("pk").values()) for model in ALL}


def test_writing_back_undoes_changes_additions_and_removals():
    page = make_scored_page()
    before = capture(page, ALL)
    say(page, "changed")
    page.faqs.all().delete()
    factories.make_credential(page)
    page.score_overrides.update(value="1.0")
    assert capture(page, ALL) != before
    with transaction.atomic():
        write_back(page, before, ALL)
    assert capture(page, ALL) == before


def test_writing_back_leaves_other_pages_and_scored_rows_alone():
    page, other = make_scored_page("43-0001"), make_page("43-0002")
    before, others = capture(page), capture(other)
    page.score_overrides.update(value="1.0")
    say(page, "changed")
    with transaction.atomic():
        write_back(page, before)
    assert str(page.score_overrides.get().value) == "1.0"
    assert capture(other) == others


def test_a_row_whose_number_another_page_took_gets_a_new_one():
    page, other = make_page("43-0001"), make_page("43-0002")
    before = capture(page)
    taken = page.faqs.first()
    taken.occupation, taken.position = other, 9
    taken.save()
    with transaction.atomic():
        write_back(page, before)
    assert list(page.faqs.values_list("question_en", flat=True)) == ["Is a degree needed?", "Is it hard?"]
    assert other.faqs.filter(pk=taken.pk, position=9).exists()


def test_state_of_another_version_of_the_models_is_read():
    page = make_page()
    state = capture(page)
    for row in state["point"].values():
        row["gone_column"] = "x"
        del row["detail_en"]
    del state["faq"]
    with transaction.atomic():
        write_back(page, state)
    assert page.points.count() == 14
    assert set(page.points.values_list("detail_en", flat=True)) <= {None, ""}
    assert page.faqs.count() == 0


def test_rows_of_a_state_come_in_the_order_of_their_list():
    page = make_page()
    Point.objects.filter(occupation=page, kind=PointKind.MOAT, position=1).update(position=7)
    rows = [row for row in rows_of(capture(page), Point, page) if row.kind == PointKind.MOAT]
    assert [row.position for row in rows] == [2, 7]
    assert all(row.occupation is page for row in rows)


# What visitors see --------------------------------------------------------------------------------


def texts_of(found: selectors.OccupationPage):
    """Everything a reader of the page gets to read."""
    rows = [found.occupation, found.narrative]
    rows += [row for points in found.points.values() for row in points]
    for name in ("evidence", "education", "credentials", "visas", "faqs", "citations"):
        rows += getattr(found, name)
    rows += [band["band"] for band in found.salary_bands]
    return [[getattr(row, name) for name in columns(row)] for row in rows]


def columns(row):
    return TEXT_COLUMNS if isinstance(row, Occupation) else [field.attname for field in columns_of(type(row))]


def test_detail_is_the_same_before_and_during_a_draft():
    page = make_scored_page()
    before = texts_of(selectors.occupation_page("us", page.slug))
    with draft(page) as occupation:
        say(occupation, "Wombat")
        occupation.points.filter(kind=PointKind.SUITS).delete()
        factories.make_evidence(occupation, name="Unpublished")
    assert texts_of(selectors.occupation_page("us", page.slug)) == before
    preview = str(texts_of(selectors.draft_page(page.pk)))
    assert preview.count("Wombat") > 40
    assert "Unpublished" in preview


@pytest.mark.parametrize("changing", [False, True])
def test_detail_takes_ten_queries_with_or_without_a_draft(client, django_assert_max_num_queries, changing):
    page, near = make_scored_page("43-4121"), make_scored_page("43-4122")
    if changing:
        for one in (page, near):
            with draft(one) as occupation:
                say(occupation, "Wombat")
    address = page.get_absolute_url()
    with django_assert_max_num_queries(10):
        text = client.get(address).text
    assert "Wombat" not in text
    assert "Ex Libris Alma" in text
    assert near.title_en in text


def test_neighbours_that_are_being_changed_are_related_under_their_published_titles(django_assert_num_queries):
    page = make_scored_page("43-4121")
    others = [make_scored_page(f"43-412{number}") for number in range(2, 5)]
    for other in others:
        with draft(other) as occupation:
            say(occupation, "Wombat")
    own = Occupation.objects.select_related("country", "card__onet").get(pk=page.pk)
    with django_assert_num_queries(1):
        rows = selectors.related(own)
        assert [row.title_en for row in rows] == [other.title_en for other in others]


def test_list_and_search_hold_published_titles_and_names():
    page = make_scored_page()
    with draft(page) as occupation:
        say(occupation, "Wombat")
    country = Occupation.objects.get().country
    [entry] = catalogue.of(country).entries
    assert entry.titles == {"zh-hant": page.title_zh_hant, "en": page.title_en}
    assert entry.is_written
    assert search.search(country, "Wombat") == []
    assert [hit.entry.pk for hit in search.search(country, "Library clerk 43-4121")] == [page.pk]
    workflow.publish(page.pk, None)
    catalogue.forget()
    country.refresh_from_db()
    assert [hit.entry.pk for hit in search.search(country, "Wombat")] == [page.pk]


def test_other_name_taken_away_in_a_draft_still_finds_the_page():
    page = make_scored_page()
    with draft(page) as occupation:
        AlternateTitle.objects.filter(occupation=occupation).delete()
        factories.make_alternate_title(occupation, "Wombat keeper", "en")
    country = Occupation.objects.get().country
    assert [hit.also for hit in search.search(country, "Library clerk 43-4121")] == ["Library clerk 43-4121"]
    assert search.search(country, "Wombat keeper") == []


@pytest.mark.parametrize("changing", [0, 1, 3])
def test_list_takes_the_same_queries_however_many_are_being_changed(django_assert_max_num_queries, changing):
    pages = [make_scored_page(f"43-000{number}") for number in range(1, 4)]
    for page in pages[:changing]:
        with draft(page) as occupation:
            say(occupation, "Wombat")
    country = Occupation.objects.first().country
    with django_assert_max_num_queries(5):
        entries = catalogue.read(country).entries
    assert [entry.titles["en"] for entry in entries] == [page.title_en for page in pages]


def test_comparison_shows_published_points_and_routes(django_assert_max_num_queries):
    page, other = make_scored_page("43-0001"), make_scored_page("43-0002")
    with draft(page) as occupation:
        say(occupation, "Wombat")
        VisaFit.objects.filter(occupation=occupation).delete()
    country = page.country
    with django_assert_max_num_queries(5):
        found = selectors.compared(country, [page.slug, other.slug])
        points = [point.text_en for point in found[page.slug].points.all()]
        routes = [fit.route.key for fit in found[page.slug].visafits.all()]
    assert len(points) == 14
    assert "Wombat" not in "".join(points)
    assert routes == ["h-1b", "eb-3"]
    assert found[page.slug].narrative.verdict_text_en == "Some tasks move."
    assert [point.text_en for point in found[other.slug].points.all()] == points


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
def test_page_that_was_never_published_is_nowhere_until_it_is(client, status):
    page, near = make_scored_page("43-4121"), make_scored_page("43-4122")
    page.slug = "moved"
    page.save()
    Occupation.objects.filter(pk=page.pk).update(status=status)
    say(page, "Wombat")
    addresses = [
        "moved/",
        "occupation-43-4121/",
        "moved/share.png",
        f"compare/?o=moved&o={near.slug}",
        "suggest/?q=Wombat",
    ]
    for address in ["", "feed.xml", *addresses]:
        assert "Wombat" not in client.get(f"/en/us/{address}").content.decode(errors="replace")
    assert [client.get(f"/en/us/{address}").status_code for address in addresses[:3]] == [404] * 3
    assert "moved" not in client.get("/sitemap.xml").text
    assert selectors.related(near) == []
    workflow.publish(page.pk, None)
    catalogue.forget()
    assert "Wombat" in client.get("/en/us/moved/").text
    assert "moved" in client.get("/sitemap.xml").text


def test_page_published_without_an_analysis_shows_its_facts_and_none_of_the_draft(client):
    page = make_scored_page()
    for model in text_models():
        model._base_manager.filter(occupation=page).delete()
    with draft(page) as occupation:
        factories.make_whole_page(occupation, status=Status.DRAFT)
    found = selectors.occupation_page("us", page.slug)
    assert found.narrative is None
    assert found.points == {}
    assert [found.evidence, found.education, found.credentials, found.visas, found.faqs, found.citations] == [[]] * 6
    assert found.wages.annual_wage_median == 35_000
    text = client.get(page.get_absolute_url()).text
    assert page.title_en in text
    assert "Ex Libris Alma" not in text
    [entry] = catalogue.of(page.country).entries
    assert not entry.is_written
    assert list(Occupation.objects.public().written()) == []
    compared = selectors.compared(page.country, [page.slug])[page.slug]
    assert list(compared.points.all()) == []
    assert not hasattr(compared, "narrative")
    assert Narrative.objects.filter(occupation=page).exists()


def test_public_drafts_of_before_stay_open_as_they_were_shown():
    page, hidden, kept = make_scored_page("43-0001"), make_page("43-0002", is_public=False), make_page("43-0003")
    Occupation.objects.exclude(pk=kept.pk).update(status=Status.DRAFT)
    with draft(kept) as occupation:
        say(occupation, "Wombat")
    before = PublishedCopy.objects.get().state
    import_module("occupations.migrations.0005_copies_of_public_drafts").keep_what_visitors_see(apps, None)
    assert PublishedCopy.objects.get(occupation=kept).state == before
    assert not PublishedCopy.objects.filter(occupation=hidden).exists()
    say(page, "Wombat")
    found = selectors.occupation_page("us", page.slug)
    assert (found.occupation.title_en, found.occupation.summary_zh_hant) == (page.title_en, page.summary_zh_hant)
    assert found.narrative is None
    assert [hit.entry.pk for hit in search.search(page.country, "Library clerk 43-0001")] == [page.pk]
    assert search.search(page.country, "Wombat") == []


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.NEEDS_UPDATE])
def test_page_that_is_not_being_changed_is_shown_as_its_rows_are(status):
    page = make_scored_page()
    Occupation.objects.filter(pk=page.pk).update(status=status)
    say(page, "Wombat")
    assert "Wombat" in selectors.occupation_page("us", page.slug).occupation.title_en
    assert not PublishedCopy.objects.exists()


def test_what_takes_effect_at_once_is_not_laid_over():
    page = make_scored_page()
    with draft(page) as occupation:
        say(occupation, "Wombat")
    page = Occupation.objects.get()
    page.slug, page.citizens_only = "elsewhere", True
    page.save()
    found = selectors.occupation_page("us", "elsewhere")
    assert found.occupation.citizens_only
    assert "Wombat" not in found.occupation.title_en


def test_laid_over_pages_cannot_be_told_apart_by_how_they_are_read():
    """first(), get(), slices and loops all pass through the same door."""
    page = make_scored_page()
    with draft(page) as occupation:
        say(occupation, "Wombat")
    public = Occupation.objects.public()
    reads = [
        public.first(),
        public.get(),
        public[0],
        public[:5][0],
        next(iter(public)),
        public.filter(code=page.code)[0],
    ]
    reads += [public.select_related("narrative", "published_copy")[0], public.only("slug", "status")[0]]
    assert {row.title_en for row in reads} == {page.title_en}
    assert Occupation.objects.get().title_en != page.title_en


def test_route_that_is_gone_is_left_out_of_the_published_page():
    page = make_scored_page()
    route = page.visafits.first().route
    with draft(page) as occupation:
        VisaFit.objects.filter(occupation=occupation, route=route).delete()
    route.delete()
    assert [fit.route.key for fit in selectors.occupation_page("us", page.slug).visas] == ["eb-3"]


def test_publishing_nothing_twice_keeps_the_first_copy():
    page = make_scored_page()
    before = capture(page)
    for word in ("one", "two"):
        with draft(page) as occupation:
            say(occupation, word)
    assert PublishedCopy.objects.get().state == before
