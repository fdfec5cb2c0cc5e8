"""Actions on several rows: what they do, whom they refuse, and that a forged form changes nothing."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from occupations import history
from occupations.admin import bulk
from occupations.choices import ClusterKey, ReviewStep, Status, TitleLanguage
from occupations.models import (
    AlternateTitle,
    ClusterOverride,
    Country,
    Evidence,
    Occupation,
    PublishedCopy,
    ReviewNote,
    ScoreCard,
)
from occupations.roles import ADMINISTRATOR, DATA_MANAGER, EDITOR, REVIEWER
from occupations.tests.admin.desk import open_form, save, soup
from occupations.tests.admin.people import signed_in
from occupations.tests.factories import (
    both,
    make_alternate_title,
    make_cluster,
    make_cluster_override,
    make_evidence,
    make_narrative,
    make_occupation,
    make_projection,
    make_wages,
    make_whole_page,
)

pytestmark = pytest.mark.django_db

LIST = reverse("admin:occupations_occupation_changelist")
TITLES = reverse("admin:occupations_alternatetitle_changelist")


@pytest.fixture
def reviewer():
    return signed_in(REVIEWER)


@pytest.fixture
def editor():
    return signed_in(EDITOR)


def send(client, action, *chosen, address=LIST, **data):
    return client.post(address, {"action": action, "_selected_action": [row.pk for row in chosen], **data}, follow=True)


def told(response):
    return [" ".join(item.text.split()) for item in soup(response).select(".messagelist li")]


def status(occupation):
    return Occupation.objects.get(pk=occupation.pk).status


def offered(client, address=LIST):
    return {option["value"] for option in soup(client.get(address)).select('select[name="action"] option')} - {""}


# Which actions whom ---------------------------------------------------------------------------------

TEXT = {"submit", "mark_checked"}
PUBLISHING = {"publish", "send_back", "needs_update", "make_public", "make_private", "assign_cluster"}


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        (EDITOR, TEXT),
        (REVIEWER, TEXT | PUBLISHING | {"recompute"}),
        (DATA_MANAGER, {"recompute"}),
        (ADMINISTRATOR, TEXT | PUBLISHING | {"recompute", "delete_selected"}),
    ],
)
def test_each_role_is_offered_its_actions(role, actions):
    make_occupation()
    assert offered(signed_in(role)) == actions


FORGED = {
    "publish": Status.DRAFT,
    "send_back": Status.IN_REVIEW,
    "needs_update": Status.PUBLISHED,
    "make_public": Status.PUBLISHED,
    "make_private": Status.PUBLISHED,
    "assign_cluster": Status.PUBLISHED,
    "recompute": Status.PUBLISHED,
    "delete_selected": Status.PUBLISHED,
}


@pytest.mark.parametrize(("action", "before"), FORGED.items())
def test_a_forged_action_of_an_editor_changes_nothing(editor, action, before):
    page = make_whole_page(make_occupation(is_public=action != "make_public"), status=before)
    make_wages(page)
    cluster = make_cluster()
    send(editor, action, page, apply="1", post="yes", note="No", cluster=cluster.pk, **both("reason", "理由", "Reason"))

    now = Occupation.objects.get(pk=page.pk)
    assert (now.status, now.is_public, now.version) == (before, page.is_public, page.version)
    assert not ClusterOverride.objects.exists()
    assert not ScoreCard.objects.exists()
    assert not ReviewNote.objects.exists()
    assert not history.versions(page.pk).exists()


@pytest.mark.parametrize(("action", "before"), [("submit", Status.DRAFT), ("mark_checked", Status.PUBLISHED)])
def test_a_forged_action_of_a_data_manager_changes_nothing(action, before):
    page = make_whole_page(status=before)
    send(signed_in(DATA_MANAGER), action, page)
    assert status(page) == before
    assert Evidence.objects.get().checked_on == datetime.date(2026, 10, 1)
    assert not history.versions(page.pk).exists()


def test_a_visitor_is_asked_to_sign_in(client):
    page = make_whole_page(status=Status.DRAFT)
    response = client.post(LIST, {"action": "publish", "_selected_action": [page.pk]})
    assert response.status_code == 302
    assert status(page) == Status.DRAFT


@pytest.mark.parametrize("action", sorted(TEXT | PUBLISHING | {"recompute"}))
@pytest.mark.parametrize("chosen", ["", "nonsense", "999999999"])
def test_a_choice_of_nothing_is_no_error(reviewer, action, chosen):
    make_whole_page()
    if chosen == "nonsense":
        return
    response = reviewer.post(LIST, {"action": action, "_selected_action": [chosen] if chosen else []}, follow=True)
    assert response.status_code == 200
    assert not history.versions(Occupation.objects.get().pk).exists()


@pytest.mark.parametrize("action", sorted(TEXT | PUBLISHING - {"send_back", "assign_cluster"}))
def test_an_action_asks_before_it_takes_more_than_a_few_pages(reviewer, action):
    before = {"needs_update": Status.PUBLISHED, "publish": Status.IN_REVIEW}.get(action, Status.DRAFT)
    pages = [make_occupation(is_public=action != "make_public", status=before) for _ in range(11)]
    for page in pages:
        make_evidence(page)
    rows = list(Occupation.objects.order_by("pk").values())
    asked = soup(send(reviewer, action, pages[0], select_across="1", index="0"))
    form = asked.select_one("#content form.desk-search")
    assert "11 pages are chosen." in asked.select_one("#content").text
    assert list(Occupation.objects.order_by("pk").values()) == rows

    data = {"apply": "1", "action": form.select_one('[name="action"]')["value"]}
    chosen = [field["value"] for field in form.select('[name="_selected_action"]')]
    response = reviewer.post(LIST, data | {"_selected_action": chosen}, follow=True)
    assert told(response)[-1].startswith("11 ")
    now = list(Occupation.objects.order_by("pk").values())
    checked = set(Evidence.objects.values_list("checked_on", flat=True))
    assert all(one != other for one, other in zip(rows, now, strict=True)) or checked == {timezone.localdate()}


def test_pages_that_an_action_leaves_alone_are_named_up_to_a_number(reviewer):
    pages = [make_occupation() for _ in range(23)]
    messages = told(send(reviewer, "publish", *pages, apply="1"))
    assert len([text for text in messages if "is not in review" in text]) == 20
    assert messages[20:] == ["3 more pages stay as they were.", "0 pages published."]


# The way of a page ----------------------------------------------------------------------------------


def test_publish_and_submit_take_each_page_for_itself(reviewer):
    whole, empty = (
        make_whole_page(make_occupation("11-0001"), status=Status.DRAFT),
        make_occupation("11-0002"),
    )
    make_narrative(empty, status=Status.DRAFT)
    messages = told(send(reviewer, "submit", whole, empty))
    assert messages == ["2 pages submitted for review."]
    assert {note.user for note in ReviewNote.objects.all()} == {reviewer.user}

    messages = told(send(reviewer, "publish", whole, empty))
    assert messages[0].startswith("11-0002 Occupation 11-0002 stays as it was: ")
    assert messages[-1] == "1 page published."
    assert (status(whole), status(empty)) == (Status.PUBLISHED, Status.IN_REVIEW)
    assert LogEntry.objects.filter(object_id=whole.pk, user=reviewer.user).count() == 2


def test_needs_update_takes_published_pages_only(reviewer):
    published, draft = make_whole_page(make_occupation("11-0001")), make_whole_page(status=Status.DRAFT)
    messages = told(send(reviewer, "needs_update", published, draft))
    assert "is not published as it stands" in messages[0]
    assert messages[1] == "1 page marked."
    assert (status(published), status(draft)) == (Status.NEEDS_UPDATE, Status.DRAFT)


def test_send_back_asks_for_the_note_first(reviewer):
    page = make_whole_page(make_occupation("11-0001"), status=Status.IN_REVIEW)
    response = send(reviewer, "send_back", page)
    form = soup(response).select_one("#content form.desk-search")
    assert form.select_one('textarea[name="note"]')
    assert form.select_one(f'input[name="_selected_action"][value="{page.pk}"]')
    assert status(page) == Status.IN_REVIEW

    response = send(reviewer, "send_back", page, apply="1", note="Name the source.")
    assert told(response) == ["1 page returned."]
    assert status(page) == Status.DRAFT
    note = ReviewNote.objects.get()
    assert (note.step, note.text, note.user) == (ReviewStep.RETURNED, "Name the source.", reviewer.user)


@pytest.mark.parametrize(
    ("note", "message"),
    [
        ("", "This field is required."),
        ("   ", "This field is required."),
        ("x" * 4001, "Ensure this value has at most 4000 characters (it has 4001)."),
        ("a\x08b", "Control characters cannot be part of the text."),
    ],
)
def test_send_back_refuses_a_note_that_says_nothing(reviewer, note, message):
    page = make_whole_page(status=Status.IN_REVIEW)
    response = send(reviewer, "send_back", page, apply="1", note=note)
    assert message in [item.text for item in soup(response).select(".errorlist li")]
    assert status(page) == Status.IN_REVIEW


def test_send_back_names_the_pages_that_are_not_in_review(reviewer):
    page = make_whole_page(make_occupation("11-0001"))
    messages = told(send(reviewer, "send_back", page, apply="1", note="More"))
    assert messages == [
        "11-0001 Occupation 11-0001 stays as it was: 11-0001 Occupation 11-0001 is not in review.",
        "0 pages returned.",
    ]


# Evidence, scores, public ---------------------------------------------------------------------------


def test_mark_checked_makes_a_draft_where_something_changed(editor):
    page, done, none = (make_occupation(f"11-000{number}") for number in (1, 2, 3))
    make_evidence(page)
    make_evidence(page)
    today = timezone.localdate()
    make_evidence(done, checked_on=today)

    assert told(send(editor, "mark_checked", page, done, none)) == ["2 rows marked."]
    assert set(Evidence.objects.values_list("checked_on", flat=True)) == {today}
    assert [status(row) for row in (page, done, none)] == [Status.DRAFT, Status.PUBLISHED, Status.PUBLISHED]
    newest = history.versions(page.pk).first()
    assert (newest.revision.comment, newest.revision.user) == ("checked", editor.user)
    kept = history.state_of(newest.revision)["evidence"].values()
    assert {row["checked_on"] for row in kept} == {today.isoformat()}
    assert not history.versions(done.pk).exists()


def test_recompute_makes_the_cards(reviewer):
    page = make_occupation()
    make_wages(page)
    make_projection(page)
    assert told(send(reviewer, "recompute", page)) == ["1 card changed."]
    assert ScoreCard.objects.get().occupation == page
    assert told(send(reviewer, "recompute", page)) == ["0 cards changed."]


@pytest.mark.parametrize(("action", "public"), [("make_public", True), ("make_private", False)])
def test_public_counts_as_a_version_and_leaves_the_text_alone(reviewer, action, public):
    page, same = (
        make_whole_page(make_occupation(is_public=not public)),
        make_whole_page(make_occupation(is_public=public)),
    )
    before = Country.objects.get().content_version
    send(reviewer, action, page, same)

    now = Occupation.objects.get(pk=page.pk)
    assert (now.is_public, now.status, now.version) == (public, Status.PUBLISHED, page.version + 1)
    assert not PublishedCopy.objects.exists()
    assert history.versions(page.pk).first().revision.user == reviewer.user
    assert not history.versions(same.pk).exists()
    assert Country.objects.get().content_version > before


def test_taking_a_page_off_and_on_again_does_not_date_its_content(reviewer):
    page = make_whole_page(make_occupation(updated_on="2026-03-01"))
    for action in ("make_private", "make_public"):
        send(reviewer, action, page)
    now = Occupation.objects.get(pk=page.pk)
    assert (now.version, now.updated_on) == (page.version + 2, datetime.date(2026, 3, 1))


def test_a_form_opened_before_does_not_make_the_page_private_again(reviewer):
    page = make_whole_page(make_occupation(is_public=False))
    data = open_form(reviewer, page)
    send(reviewer, "make_public", page)
    save(reviewer, page, data | {"title_en": "New title"})
    assert Occupation.objects.get(pk=page.pk).is_public


# Assigning a cluster --------------------------------------------------------------------------------


def wanted(cluster, **kwargs):
    return {"apply": "1", "cluster": cluster.pk, **both("reason", "規則看不到。", "The rule misses it."), **kwargs}


def test_assign_cluster_asks_first_and_shows_what_is_there(reviewer):
    page = make_occupation("11-0001")
    make_cluster_override(page, make_cluster(ClusterKey.LICENSED, name_en="Licensed"), reason_en="Needs a licence.")
    response = send(reviewer, "assign_cluster", page)
    text = soup(response).select_one("#content form.desk-search").text
    assert "11-0001" in text
    assert "Licensed: Needs a licence." in text
    assert ClusterOverride.objects.get().reason_en == "Needs a licence."


def test_assign_cluster_creates_and_changes_and_computes_once(reviewer, monkeypatch):
    runs = []
    really = bulk.recompute
    monkeypatch.setattr(bulk, "recompute", lambda code: runs.append(code) or really(code))
    cluster, other = make_cluster(ClusterKey.ON_SITE), make_cluster(ClusterKey.LICENSED)
    new, old, same = (make_whole_page(make_occupation(f"11-000{number}")) for number in (1, 2, 3))
    for page in (new, old, same):
        make_wages(page)
    make_cluster_override(old, other)
    make_cluster_override(same, cluster, **both("reason", "規則看不到。", "The rule misses it."))

    messages = told(send(reviewer, "assign_cluster", new, old, same, **wanted(cluster)))
    assert messages == ["Cluster of 2 pages set. The scores have been computed again."]
    assert runs == ["us"]
    for page in (new, old, same):
        row = ClusterOverride.objects.get(occupation=page)
        assert (row.cluster, row.reason_zh_hant, row.reason_en) == (cluster, "規則看不到。", "The rule misses it.")
        assert ScoreCard.objects.get(occupation=page).cluster == cluster
        assert status(page) == Status.PUBLISHED
    newest = history.versions(new.pk).first()
    assert (newest.revision.comment, newest.revision.user) == ("cluster", reviewer.user)
    assert history.state_of(newest.revision)["clusteroverride"]
    assert not history.versions(same.pk).exists()
    assert [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")] == [
        f"Added cluster set by an editor “{cluster}”.",
        f"Changed AI cluster and reason for cluster set by an editor “{cluster}”.",
    ]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"cluster": ""}, "This field is required."),
        ({"cluster": "9999"}, "Select a valid choice. That choice is not one of the available choices."),
        ({"cluster": "x"}, "Select a valid choice. That choice is not one of the available choices."),
        ({"reason_zh_hant": ""}, "This field is required."),
        ({"reason_en": "  "}, "This field is required."),
        ({"reason_en": "x" * 1001}, "Ensure this value has at most 1000 characters (it has 1001)."),
        ({"reason_en": "a\x1fb"}, "Control characters cannot be part of the text."),
    ],
)
def test_assign_cluster_refuses_wrong_input_and_writes_nothing(reviewer, wrong, message):
    page = make_occupation()
    response = send(reviewer, "assign_cluster", page, **wanted(make_cluster()) | wrong)
    assert message in [item.text for item in soup(response).select(".errorlist li")]
    assert not ClusterOverride.objects.exists()
    assert not history.versions(page.pk).exists()


def test_assign_cluster_writes_nothing_when_the_scores_cannot_be_computed(reviewer, monkeypatch):
    def fail(code):
        raise RuntimeError

    monkeypatch.setattr(bulk, "recompute", fail)
    page = make_occupation()
    with pytest.raises(RuntimeError):
        send(reviewer, "assign_cluster", page, **wanted(make_cluster()))
    assert not ClusterOverride.objects.exists()
    assert not history.versions(page.pk).exists()


@pytest.mark.parametrize("pages", [1, 30])
def test_assign_cluster_page_takes_the_same_queries(reviewer, django_assert_num_queries, pages):
    cluster = make_cluster()
    chosen = [make_occupation() for _ in range(pages)]
    for page in chosen:
        make_cluster_override(page, cluster)
    with django_assert_num_queries(12):
        response = reviewer.post(LIST, {"action": "assign_cluster", "_selected_action": [page.pk for page in chosen]})
        response.render()
    assert len(soup(response).select(".desk-queue tbody tr")) == pages


# Merging alternate titles ---------------------------------------------------------------------------


def merge(client, kept, *titles, **data):
    """Open the page that asks, then send it with the title to keep."""
    page = soup(send(client, "merge_titles", *titles, address=TITLES))
    seen = [field["value"] for field in page.select('input[name="seen"]')]
    data = {"apply": "1", "keep": kept.pk, "seen": seen} | data
    return told(send(client, "merge_titles", *titles, address=TITLES, **data))


def test_merge_keeps_one_of_two_titles_of_a_page(editor):
    page = make_whole_page(make_occupation("11-0001"))
    kept, gone = make_alternate_title(page, "圖書館員"), make_alternate_title(page, "圖書舘員")
    assert merge(editor, kept, kept, gone) == [
        "“圖書館員” stays with 11-0001 Occupation 11-0001; “圖書舘員” is taken off "
        "11-0001 Occupation 11-0001, which is a draft until it is published."
    ]
    assert list(page.alternate_titles.all()) == [kept]
    assert status(page) == Status.DRAFT
    assert "圖書舘員" in str(PublishedCopy.objects.get(occupation=page).state)
    newest = history.versions(page.pk).first()
    assert (newest.revision.comment, newest.revision.user) == ("merge", editor.user)
    assert [row["text"] for row in history.state_of(newest.revision)["alternatetitle"].values()] == ["圖書館員"]
    assert LogEntry.objects.get().get_change_message() == "Deleted alternate title “圖書舘員”."


def test_merge_across_pages_changes_only_the_page_that_loses_its_title(editor):
    one, other = make_whole_page(make_occupation("11-0001")), make_whole_page(make_occupation("11-0002"))
    kept, gone = (
        make_alternate_title(one, "RN", TitleLanguage.ENGLISH),
        make_alternate_title(other, "R.N.", TitleLanguage.ENGLISH),
    )
    merge(editor, kept, kept, gone)
    assert list(AlternateTitle.objects.all()) == [kept]
    assert (status(one), status(other)) == (Status.PUBLISHED, Status.DRAFT)
    assert not history.versions(one.pk).exists()


def test_merge_asks_which_one_stays(editor):
    page = make_occupation()
    titles = [make_alternate_title(page, text) for text in ("甲", "乙")]
    form = soup(send(editor, "merge_titles", *titles, address=TITLES)).select_one("#content form.desk-search")
    assert [choice["value"] for choice in form.select('input[type="radio"][name="keep"]')] == [
        str(t.pk) for t in titles
    ]
    assert merge(editor, titles[0], *titles, keep="") == ["Choose the title to keep."]
    assert merge(editor, titles[0], *titles, keep="x") == ["Choose the title to keep."]
    assert AlternateTitle.objects.count() == 2


def test_merge_needs_two_titles_of_one_language(editor):
    page = make_occupation()
    one, two, english = (
        make_alternate_title(page, "甲"),
        make_alternate_title(page, "乙"),
        make_alternate_title(page, "A", TitleLanguage.ENGLISH),
    )
    for chosen, message in (
        ([one], "Choose two titles to merge."),
        ([one, two, english], "Choose two titles to merge."),
        ([one, english], "Titles in different languages cannot be merged."),
    ):
        assert told(send(editor, "merge_titles", *chosen, address=TITLES, apply="1", keep=one.pk)) == [message]
    assert AlternateTitle.objects.count() == 3
    assert not history.versions(page.pk).exists()


def test_merge_refuses_when_a_title_changed_since(editor):
    page = make_whole_page()
    kept, gone = make_alternate_title(page, "甲"), make_alternate_title(page, "乙")
    assert merge(editor, kept, kept, gone, seen=["1:x", "2:y"]) == [
        "One of the two titles was changed since the page was opened. Nothing was merged."
    ]
    assert AlternateTitle.objects.count() == 2
    assert status(page) == Status.PUBLISHED


@pytest.mark.parametrize("role", [DATA_MANAGER, ""])
def test_merge_by_somebody_without_the_right_changes_nothing(role):
    page = make_whole_page()
    kept, gone = make_alternate_title(page, "甲"), make_alternate_title(page, "乙")
    merge(signed_in(role), kept, kept, gone, seen=[bulk.seen(kept), bulk.seen(gone)])
    assert AlternateTitle.objects.count() == 2
    assert status(page) == Status.PUBLISHED


@pytest.mark.parametrize("role", [EDITOR, REVIEWER, ADMINISTRATOR])
def test_titles_are_merged_not_deleted_from_their_list(role):
    client = signed_in(role)
    title = make_alternate_title(make_whole_page(), "甲")
    assert offered(client, TITLES) == {"merge_titles"}
    send(client, "delete_selected", title, address=TITLES, post="yes")
    assert AlternateTitle.objects.filter(pk=title.pk).exists()
