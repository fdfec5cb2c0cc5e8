"""Every save of a page as one revision, earlier ones brought back, and deleted pages recovered."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from reversion.models import Revision, Version

from occupations import history, workflow
from occupations.choices import PointKind, Status
from occupations.models import (
    AlternateTitle,
    Certification,
    ClusterOverride,
    Occupation,
    PublishedCopy,
    RetiredSlug,
    ReviewNote,
    ScoreCard,
    VisaFit,
)
from occupations.models.publication import capture
from occupations.roles import EDITOR, REVIEWER
from occupations.tests import factories
from occupations.tests.admin.desk import add_row, open_form, save, soup
from occupations.tests.admin.people import signed_in
from occupations.tests.pages import make_page, make_scored_page, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return User.objects.create_user("editor")


@pytest.fixture
def page():
    return make_scored_page()


def whole(page):
    return capture(page, history.PAGE_MODELS)


def states(page):
    """Oldest first."""
    return [history.state_of(version.revision) for version in reversed(history.versions(page.pk))]


def edit(page, user, word):
    with workflow.page_edit(page.pk, user, "replace") as occupation:
        say(occupation, word)


def bring_back(client, page, version, **values):
    """Open the version and send its form."""
    address = reverse("admin:occupations_occupation_revision", args=[page.pk, version.pk])
    seen = soup(client.get(address)).select_one('#content input[name="version"]')["value"]
    return client.post(address, {"version": seen, **values}, follow=True)


# Revisions ----------------------------------------------------------------------------------------


def new_faq(data):
    add_row(data, "faqs", order="1", question_en="New?", answer_en="Yes.", question_zh_hant="", answer_zh_hant="")


SAVES = {
    "a title": {"title_en": "New"},
    "a row": {"faqs-0-answer_en": "New."},
    "a row deleted": {"faqs-0-DELETE": "on"},
    "a row added before the others": new_faq,
    "two rows swapped": {"faqs-0-order": "2", "faqs-1-order": "1"},
    "a title, with rows swapped": {"title_en": "New", "moat-0-order": "2", "moat-1-order": "1"},
    "the analysis": {"narrative-0-outlook_en": "New."},
    "a score": {"score_overrides-0-value": "1.5"},
    "the certification removed": {"certification-0-DELETE": "on"},
    "the address": {"slug": "new-address"},
}


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.DRAFT])
@pytest.mark.parametrize("name", SAVES)
def test_every_save_of_the_form_is_one_revision_of_the_whole_page(admin_client, page, name, status):
    Occupation.objects.filter(pk=page.pk).update(status=status)
    before, values = whole(page), SAVES[name]
    data = open_form(admin_client, page)
    if callable(values):
        values(data)
    else:
        data |= values
    assert save(admin_client, page, data).status_code == 302

    assert states(page) == [before, whole(page)]
    assert (before != whole(page)) == (name != "the address")
    first, last = reversed(history.versions(page.pk))
    assert first.revision.comment == "baseline"
    assert first.revision.user is None
    assert last.revision.user.username == "admin"
    assert [history.fields_of(version)["version"] for version in (first, last)] == [0, 1]


def test_every_edit_elsewhere_is_one_revision_of_the_whole_page(page, user):
    found = [whole(page)]
    for word in ("one", "two"):
        edit(page, user, word)
        found.append(whole(page))
    assert states(page) == found
    assert [version.revision.comment for version in history.versions(page.pk)] == ["replace", "replace", "baseline"]
    assert Revision.objects.filter(user=user).count() == 2


@pytest.mark.parametrize("way", ["form", "page_edit", "page_edits"])
def test_what_was_loaded_since_is_nobodys_change(admin_client, page, user, way):
    edit(page, user, "one")
    Occupation.objects.update(title_en="As Loaded")
    workflow.settle({page.pk})
    loaded = whole(page)
    if way == "form":
        save(admin_client, page, open_form(admin_client, page) | {"title_zh_hant": "新"})
    elif way == "page_edit":
        edit(page, user, "two")
    else:
        with workflow.page_edits([page.pk], user, "import"):
            say(page, "two")
    found = list(history.versions(page.pk))
    assert states(page)[2] == loaded
    assert [version.revision.comment for version in found[1:]] == ["loaded", "replace", "baseline"]
    assert [history.fields_of(version)["version"] for version in found] == [3, 2, 1, 0]
    assert found[1].revision.user is None


def test_rows_changed_by_a_queryset_are_in_the_revision(page, user):
    with workflow.page_edit(page.pk, user, "checked") as occupation:
        occupation.title_en = "New"
        occupation.save()
        occupation.evidence.update(checked_on="2026-11-01")
    state = states(page)[-1]
    assert {row["checked_on"] for row in state["evidence"].values()} == {"2026-11-01"}


def test_saving_nothing_makes_no_revision(admin_client, page):
    save(admin_client, page, open_form(admin_client, page))
    assert [version.revision.comment for version in history.versions(page.pk)] == ["baseline"]
    assert Occupation.objects.get().version == 0


def test_other_pages_are_not_in_the_revision(page, user):
    other = make_page("43-0002")
    edit(page, user, "new")
    assert not history.versions(other.pk).exists()
    assert str(other.pk) not in {v.object_id for v in Version.objects.get_for_model(Occupation)}


def test_the_page_as_opened_is_found_by_its_version(page, user):
    found = {0: whole(page)}
    for number, word in enumerate(("one", "two"), 1):
        edit(page, user, word)
        found[number] = whole(page)
    page.refresh_from_db()
    for number, state in found.items():
        assert history.opened_at(page, number)[0] == state
        assert history.opened_at(page, number)[1]["version"] == number
    assert history.opened_at(page, 7) == (None, {})


# Bringing back ------------------------------------------------------------------------------------


def test_an_earlier_version_comes_back_as_a_draft(page, user):
    before = whole(page)
    published = capture(page)
    edit(page, user, "one")
    factories.make_faq(page)
    edit(page, user, "two")
    workflow.bring_back(page.pk, user, states(page)[0], with_scored=True)
    now = Occupation.objects.get()
    assert whole(page) == before
    assert (now.status, now.version) == (Status.DRAFT, 3)
    assert PublishedCopy.objects.get().state == published
    assert states(page)[-1] == before
    assert history.versions(page.pk).first().revision.comment == "bring_back"


def test_bringing_back_can_be_undone_by_bringing_back(page, user):
    edit(page, user, "one")
    after = whole(page)
    workflow.bring_back(page.pk, user, states(page)[0], with_scored=True)
    assert whole(page) != after
    workflow.bring_back(page.pk, user, states(page)[1], with_scored=True)
    assert whole(page) == after


def test_rows_that_changed_places_change_back(page, user):
    before = whole(page)
    with workflow.page_edit(page.pk, user, "") as occupation:
        one, two = occupation.points.filter(kind=PointKind.MOAT)
        first, second = occupation.visafits.all()
        for row, position in ((one, 90), (two, 1), (one, 2), (first, 90), (second, 1), (first, 2)):
            row.position = position
            row.save()
    assert whole(page) != before
    workflow.bring_back(page.pk, user, states(page)[0], with_scored=False)
    assert whole(page) == before


def test_a_route_deleted_since_is_left_out(page, user):
    route = page.visafits.first().route
    with workflow.page_edit(page.pk, user, "") as occupation:
        VisaFit.objects.filter(occupation=occupation, route=route).delete()
    route.delete()
    workflow.bring_back(page.pk, user, states(page)[0], with_scored=False)
    assert list(page.visafits.values_list("route__key", flat=True)) == ["eb-3"]


def test_a_cluster_deleted_since_is_left_out(page, user):
    edit(page, user, "one")
    cluster = page.cluster_override.cluster
    ScoreCard.objects.update(cluster=None)
    ClusterOverride.objects.all().delete()
    cluster.delete()
    workflow.bring_back(page.pk, user, states(page)[0], with_scored=True)
    assert not ClusterOverride.objects.exists()
    assert page.score_overrides.count() == 1


def test_scored_rows_stay_unless_they_are_asked_for(page, user):
    edit(page, user, "one")
    page.score_overrides.update(value="1.0")
    Certification.objects.all().delete()
    workflow.bring_back(page.pk, user, states(page)[0], with_scored=False)
    assert str(page.score_overrides.get().value) == "1.0"
    assert not Certification.objects.exists()
    workflow.bring_back(page.pk, user, states(page)[0], with_scored=True)
    assert str(page.score_overrides.get().value) == "7.5"
    assert Certification.objects.exists()


def test_bringing_back_in_the_desk_computes_the_scores_again(admin_client, page, user):
    risk = str(page.card.ai_risk)
    edit(page, user, "one")
    data = open_form(admin_client, page) | {"score_overrides-0-value": "1.0"}
    save(admin_client, page, data)
    assert str(ScoreCard.objects.get().ai_risk) == "1.0"
    first = history.versions(page.pk).last()
    bring_back(admin_client, page, first, scores="on")
    assert str(ScoreCard.objects.get().ai_risk) == risk == "7.5"


def shown(response):
    """The sections of differences on a page, in order."""
    return [section["aria-label"] for section in soup(response).select(".desk-changes")]


def test_an_old_text_comes_back_without_the_scores_it_had(admin_client, page, user):
    with workflow.page_edit(page.pk, user, "") as occupation:
        occupation.title_en = "Typo Titel"
        occupation.save()
    first = history.versions(page.pk).last()
    save(admin_client, page, open_form(admin_client, page) | {"certification-0-rung": "2"})
    cards = list(ScoreCard.objects.values())
    told = [item.text for item in soup(bring_back(admin_client, page, first)).select(".messagelist li")]
    assert told == ["The earlier version is back as a draft. Publish it to show it to visitors."]
    assert Occupation.objects.get().title_en == page.title_en
    assert Certification.objects.get().rung == 2
    assert list(ScoreCard.objects.values()) == cards


def test_what_would_change_is_what_the_person_can_bring_back(page, user):
    edit(page, user, "one")
    Certification.objects.update(rung=2)
    first = history.versions(page.pk).last()
    address = reverse("admin:occupations_occupation_revision", args=[page.pk, first.pk])
    text = ["Page", "Alternate titles", "Narratives"]
    for role, sections, boxes in ((EDITOR, [], 0), (REVIEWER, ["Certifications"], 1)):
        response = signed_in(role).get(address)
        assert [name for name in shown(response) if name in [*text, "Certifications"]] == [*text, *sections]
        assert len(soup(response).select('#content input[name="scores"]')) == boxes


def test_scores_alone_come_back_without_making_a_draft(admin_client, page):
    save(admin_client, page, open_form(admin_client, page) | {"score_overrides-0-value": "1.0"})
    first = history.versions(page.pk).last()
    told = soup(bring_back(admin_client, page, first, scores="on")).select(".messagelist li")
    assert [item.text for item in told] == ["The scores of that time are back on the site."]
    assert str(page.score_overrides.get().value) == "7.5"
    assert Occupation.objects.get().status == Status.PUBLISHED
    assert history.versions(page.pk).first().revision.comment == "bring_back"


def test_a_version_without_the_titles_a_public_page_needs_is_refused(admin_client, user):
    page = make_page(title_en="", is_public=False)
    with workflow.page_edit(page.pk, user, "") as occupation:
        occupation.title_en, occupation.is_public = "Now it has one", True
        occupation.save()
    before = whole(page)
    first = history.versions(page.pk).last()
    told = soup(bring_back(admin_client, page, first)).select(".messagelist li.error")
    assert [item.text for item in told] == ["A public page needs its title in Chinese and in English."]
    assert whole(page) == before
    assert history.versions(page.pk).count() == 2


def test_a_version_that_breaks_a_rule_of_today_is_refused(admin_client, page, user):
    edit(page, user, "one")
    first = history.versions(page.pk).last()
    row = first.revision.version_set.filter(serialized_data__contains='"ai_takes"').first()
    row.serialized_data = row.serialized_data.replace('"ai_takes"', '"gone_kind"')
    row.save()
    before = whole(page)
    told = soup(bring_back(admin_client, page, first)).select(".messagelist li.error")
    assert [item.text for item in told] == [
        "The text of that time breaks a rule that has come since. Change the page in its form instead."
    ]
    assert whole(page) == before
    assert history.versions(page.pk).count() == 2


def test_a_version_is_not_brought_back_over_a_save_that_nobody_saw(admin_client, page, user):
    edit(page, user, "one")
    first = history.versions(page.pk).last()
    address = reverse("admin:occupations_occupation_revision", args=[page.pk, first.pk])
    seen = soup(admin_client.get(address)).select_one('#content input[name="version"]')["value"]
    edit(page, user, "two")
    before = whole(page)
    for version in (seen, "", "x"):
        response = admin_client.post(address, {"version": version}, follow=True)
        [told] = soup(response).select(".messagelist li.error")
        assert "was changed since you looked at it" in told.text
        assert whole(page) == before
    assert "(one) (two)" in response.text


def test_a_version_of_another_page_is_not_found(admin_client, page, user):
    other = make_page("43-0002")
    edit(other, user, "one")
    edit(page, user, "one")
    before = whole(page)
    foreign = history.versions(other.pk).last()
    assert admin_client.post(f"/admin/occupations/occupation/{page.pk}/history/{foreign.pk}/").status_code == 404
    assert whole(page) == before


@pytest.mark.parametrize(
    "address", ["abc/history/", "abc/history/1/", "999/history/", "{pk}/history/0/", "999/review/"]
)
def test_history_of_no_page_is_not_found(admin_client, page, address):
    for method in (admin_client.get, admin_client.post):
        assert method(f"/admin/occupations/occupation/{address.format(pk=page.pk)}").status_code == 404


# Deleting and recovering --------------------------------------------------------------------------


def facts(page):
    """All rows that go with a deleted page, and the page's own columns but the counter of its versions."""
    models = history.KEPT_WHEN_DELETED
    found = {model: list(model._base_manager.filter(occupation=page).order_by("pk").values()) for model in models}
    # Kept to the millisecond.
    for copy in found[PublishedCopy]:
        del copy["taken_at"]
    for note in found[ReviewNote]:
        del note["made_at"]
    own = Occupation.objects.filter(pk=page.pk).values().get()
    return found | {Occupation: own | {"version": None}}


def delete(client, page):
    client.post(reverse("admin:occupations_occupation_delete", args=[page.pk]), {"post": "yes"})
    assert not Occupation.objects.filter(pk=page.pk).exists()
    assert not ScoreCard.objects.filter(occupation=page.pk).exists()


def recover(client) -> list[str]:
    """Recover the one deleted page; returns what is said of it, after what was said of its deletion."""
    version = history.deleted().get()
    response = client.post(reverse("admin:occupations_occupation_recover", args=[version.pk]), follow=True)
    return [item.text for item in soup(response).select(".messagelist li")][1:]


@pytest.mark.parametrize("changing", [False, True])
def test_a_deleted_page_comes_back_with_all_it_had(admin_client, client, page, user, changing):
    make_scored_page("43-0002")
    page = Occupation.objects.get(pk=page.pk)
    page.slug = "new-address"
    page.save()
    workflow.mark_needs_update(page.pk, user, "Since the new release.")
    if changing:
        edit(page, user, "Wombat")
    before, after = (whole(page), facts(page)), None
    shown = client.get(page.get_absolute_url()).text
    version = Occupation.objects.get(pk=page.pk).version

    delete(admin_client, page)
    assert client.get(page.get_absolute_url()).status_code == 404
    assert recover(admin_client) == [f"“{Occupation.objects.get(pk=page.pk)}” is back, with its facts and scores."]
    after = (whole(page), facts(page))
    assert after == before
    assert all(after[1][model] for model in history.KEPT_WHEN_DELETED if model is not PublishedCopy)
    assert Occupation.objects.get(pk=page.pk).version == version + 1
    assert client.get(page.get_absolute_url()).text == shown
    assert client.get(f"/en/us/{RetiredSlug.objects.get().slug}/")["Location"].endswith("/new-address/")
    assert not Version.objects.get_deleted(Occupation).exists()


def test_pages_deleted_from_the_list_come_back_too(admin_client, page):
    before = (whole(page), facts(page))
    data = {"action": "delete_selected", "_selected_action": [page.pk], "post": "yes"}
    admin_client.post(reverse("admin:occupations_occupation_changelist"), data)
    assert not Occupation.objects.exists()
    recover(admin_client)
    assert (whole(page), facts(page)) == before


def test_notes_of_somebody_who_left_meanwhile_come_back_without_the_name(admin_client, page, user):
    workflow.mark_needs_update(page.pk, user, "Since the new release.")
    delete(admin_client, page)
    user.delete()
    recover(admin_client)
    assert [(note.user, note.text) for note in ReviewNote.objects.all()] == [(None, "Since the new release.")]
    connection.check_constraints()


def test_what_the_deletion_kept_is_recovered(admin_client, page, user):
    edit(page, user, "one")
    before = facts(page)
    last = history.versions(page.pk).first()
    delete(admin_client, page)
    # As a save left it that passed the deletion by.
    Version.objects.filter(pk=last.pk).update(id=Version.objects.order_by("pk").last().pk + 1_000)
    recover(admin_client)
    assert facts(page) == before


def test_deleting_takes_turns_with_saves_and_with_the_scores(page, user):
    with CaptureQueriesContext(connection) as found:
        workflow.delete([page.pk], user)
    queries = [query["sql"].replace('"', "") for query in found]
    [first, country, kept, card] = [
        next(number for number, sql in enumerate(queries) if sql.startswith(start))
        for start in (
            "SELECT occupations_occupation.",
            "UPDATE occupations_country",
            "INSERT INTO reversion_revision",
            "DELETE FROM occupations_scorecard",
        )
    ]
    assert first < country < kept < card
    if connection.features.has_select_for_update:
        assert "FOR UPDATE" in queries[first]


def test_scores_are_computed_once_however_many_pages_are_deleted(admin_client, page, monkeypatch):
    other, left = make_scored_page("43-0002"), make_scored_page("43-0003")
    ScoreCard.objects.filter(occupation=left).update(trust=0)
    runs, really = [], workflow.recompute
    monkeypatch.setattr(workflow, "recompute", lambda code: runs.append(code) or really(code))
    data = {"action": "delete_selected", "_selected_action": [other.pk, page.pk], "post": "yes"}
    admin_client.post(reverse("admin:occupations_occupation_changelist"), data)
    assert list(Occupation.objects.all()) == [left]
    assert runs == ["us"]
    assert ScoreCard.objects.get().trust != 0
    assert {version.revision.comment for version in history.deleted()} == {"delete"}


def test_a_deletion_that_fails_halfway_leaves_everything(admin_client, page, monkeypatch):
    def fail(code):
        raise InterruptedError

    monkeypatch.setattr(workflow, "recompute", fail)
    before = (whole(page), facts(page))
    with pytest.raises(InterruptedError):
        workflow.delete([page.pk], None)
    assert (whole(page), facts(page)) == before
    assert not history.versions(page.pk).exists()


@pytest.mark.parametrize("taken", ["code", "slug"])
def test_a_page_whose_place_is_taken_stays_deleted_and_that_is_said(admin_client, page, taken):
    delete(admin_client, page)
    place = {"code": page.code} if taken == "code" else {"slug": page.slug}
    other = factories.make_occupation(**({"code": "43-0009"} | place))
    told = recover(admin_client)
    assert told == [
        f"“{page}” cannot be recovered: its code, its address or a row it needs is taken or gone.",
    ]
    assert list(Occupation.objects.all()) == [other]
    assert not AlternateTitle.objects.exists()
    assert Version.objects.get_deleted(Occupation).count() == 1


def test_a_page_is_recovered_once(admin_client, page):
    delete(admin_client, page)
    version = Version.objects.get_deleted(Occupation).get()
    address = reverse("admin:occupations_occupation_recover", args=[version.pk])
    admin_client.post(address)
    before = whole(page)
    assert admin_client.post(address).status_code == 404
    assert admin_client.get(address).status_code == 404
    assert whole(page) == before
