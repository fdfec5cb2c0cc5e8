"""The steps of a page on its way to visitors: from which states each leads where, and why one is refused."""

import json
from io import StringIO

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from occupations import workflow
from occupations.choices import PointKind, ReviewStep, Status
from occupations.content import readiness
from occupations.models import Country, Faq, Narrative, Occupation, PublishedCopy, ReviewNote
from occupations.models.publication import capture
from occupations.tests import factories
from occupations.tests.admin.desk import open_form, save
from occupations.tests.pages import make_page, make_scored_page, say

pytestmark = pytest.mark.django_db

DRAFT, IN_REVIEW, PUBLISHED, NEEDS_UPDATE = Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED, Status.NEEDS_UPDATE
# Step → the states it is open in, and the one it leads to.
STEPS = {
    "submit": ({DRAFT}, IN_REVIEW, ReviewStep.SUBMITTED),
    "send_back": ({IN_REVIEW}, DRAFT, ReviewStep.RETURNED),
    "publish": ({DRAFT, IN_REVIEW, NEEDS_UPDATE}, PUBLISHED, ReviewStep.PUBLISHED),
    "mark_needs_update": ({PUBLISHED}, NEEDS_UPDATE, ReviewStep.NEEDS_UPDATE),
}


@pytest.fixture
def user():
    return User.objects.create_user("editor")


def set_status(page, status):
    Occupation.objects.filter(pk=page.pk).update(status=status)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("name", STEPS)
def test_steps_lead_where_they_should_and_from_nowhere_else(user, name, status):
    page = make_page()
    set_status(page, status)
    allowed, reached, step = STEPS[name]
    before = Country.objects.get().content_version
    if status not in allowed:
        with pytest.raises(workflow.Refused) as refused:
            getattr(workflow, name)(page.pk, user, "Because.")
        assert page.title_en in refused.value.reasons[0]
        assert Occupation.objects.get().status == status
        assert not ReviewNote.objects.exists()
        assert Country.objects.get().content_version == before
        return
    getattr(workflow, name)(page.pk, user, " Because. ")
    assert Occupation.objects.get().status == reached
    note = ReviewNote.objects.get()
    assert (note.occupation, note.user, note.step, note.text) == (page, user, step, "Because.")
    assert Country.objects.get().content_version == before + 1


@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_page_is_not_sent_back_without_a_word(user, text):
    page = make_page()
    set_status(page, IN_REVIEW)
    with pytest.raises(workflow.Refused, match="Say in the note"):
        workflow.send_back(page.pk, user, text)
    assert Occupation.objects.get().status == IN_REVIEW
    assert not ReviewNote.objects.exists()


@time_machine.travel("2026-11-23T10:00:00Z", tick=False)
def test_publishing_dates_the_page_and_drops_the_copy(user):
    page = make_page(updated_on=None)
    with workflow.page_edit(page.pk, user, "") as occupation:
        say(occupation, "new")
    assert Occupation.objects.get().updated_on is None
    workflow.publish(page.pk, user)
    assert Occupation.objects.get().updated_on == timezone.localdate()
    assert not PublishedCopy.objects.exists()


# Editing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", Status)
def test_an_edit_makes_a_draft_and_keeps_what_visitors_saw(user, status):
    page = make_page()
    set_status(page, status)
    before, version = capture(page), page.version
    with workflow.page_edit(page.pk, user, "replace") as occupation:
        say(occupation, "new")
    now = Occupation.objects.get()
    assert (now.status, now.version) == (DRAFT, version + 1)
    copies = [copy.state for copy in PublishedCopy.objects.all()]
    assert copies == ([before] if status in (PUBLISHED, NEEDS_UPDATE) else [])


@pytest.mark.parametrize("way", ["form", "page_edit", "page_edits"])
def test_an_edit_of_a_submitted_page_is_a_step_that_names_who(admin_client, admin_user, user, way):
    page = make_page()
    set_status(page, DRAFT)
    workflow.submit(page.pk, user)
    for word in ("one", "two"):
        if way == "form":
            save(admin_client, page, open_form(admin_client, page) | {"title_en": word})
        elif way == "page_edit":
            with workflow.page_edit(page.pk, admin_user, "checked"):
                say(page, word)
        else:
            with workflow.page_edits([page.pk], admin_user, "import"):
                say(page, word)
    assert Occupation.objects.get().status == DRAFT
    notes = [(note.step, note.user) for note in ReviewNote.objects.all()]
    assert notes == [(ReviewStep.CHANGED, admin_user), (ReviewStep.SUBMITTED, user)]


def test_an_edit_that_fails_leaves_nothing_behind(user):
    page = make_page()
    before = capture(page)

    def edit():
        with workflow.page_edit(page.pk, user, "") as occupation:
            say(occupation, "new")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        edit()
    assert capture(page) == before
    now = Occupation.objects.get()
    assert (now.status, now.version) == (PUBLISHED, 0)
    assert not PublishedCopy.objects.exists()


# Reasons ------------------------------------------------------------------------------------------


def without_chinese(page):
    page.faqs.filter(position=1).update(answer_zh_hant="")


def without_title(page):
    Occupation.objects.filter(pk=page.pk).update(title_en="", is_public=False)


def without_section(page):
    page.points.filter(kind=PointKind.SUITS).delete()


def without_routes(page):
    page.visafits.all().delete()


def without_source(page):
    page.evidence.update(url="")


def with_cost_without_source(page):
    page.educationstages.filter(position=2).update(url="")


def with_wrong_wage(page):
    Narrative.objects.filter(occupation=page).update(outlook_en="The median pay is $99,000 a year.")


def with_wrong_change(page):
    text = "Employment is projected to grow 25% over the decade."
    Narrative.objects.filter(occupation=page).update(outlook_en=text)


def with_wrong_direction(page):
    text = {"outlook_en": "Jobs grow by {change_percent}.", "outlook_zh_hant": "就業成長 {change_percent}。"}
    Narrative.objects.filter(occupation=page).update(**text)


def with_unknown_placeholder(page):
    Faq.objects.filter(occupation=page, position=1).update(answer_en="{nonsense}", answer_zh_hant="{nonsense}")


def with_half_a_brace(page):
    Faq.objects.filter(occupation=page, position=1).update(answer_en="{median_wage")


def with_bad_address(page):
    page.citations.update(url="http://")


def with_date_to_come(page):
    page.citations.update(checked_on="2099-01-01")


REASONS = [
    (without_chinese, ["Question · 1 · Answer · Chinese: Missing language: nothing written"]),
    (without_title, ["Occupation · Title · English: Missing language: nothing written"]),
    (without_section, ["“Fits” is empty."]),
    (without_routes, ["“Visa routes of this occupation” is empty."]),
    (without_source, ["No evidence row names its source."]),
    (with_cost_without_source, ["Education path 2 gives a cost without its source."]),
    (with_wrong_wage, ["Narrative · Career outlook · English: Wage contradicts the official figure: $99,000"]),
    (with_wrong_change, ["Narrative · Career outlook · English: Change contradicts the official figure: 25%"]),
    (
        with_wrong_direction,
        [
            "Narrative · Career outlook · Chinese: Direction contradicts the official figure: “成長”",
            "Narrative · Career outlook · English: Direction contradicts the official figure: “grow”",
        ],
    ),
    (with_unknown_placeholder, ["Question · 1 · Answer · Chinese: Placeholder: {nonsense}"]),
    (with_half_a_brace, ["Question · 1 · Answer · English: Placeholder: a brace without its other half"]),
    (with_bad_address, ["Further source · 1 · Address: Address of a source"]),
    (with_date_to_come, ["Further source · 1 · Address: Date: checked on 2099-01-01"]),
]


@pytest.mark.parametrize(("spoil", "reasons"), REASONS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_page_with_a_fault_is_refused_with_the_place_and_the_reason(user, spoil, reasons):
    page = make_scored_page()
    assert readiness.examine(page).reasons == []
    set_status(page, IN_REVIEW)
    spoil(page)
    with pytest.raises(workflow.Refused) as refused:
        workflow.publish(page.pk, user)
    for reason in reasons:
        assert any(told.startswith(reason) for told in refused.value.reasons), refused.value.reasons
    assert Occupation.objects.get().status == IN_REVIEW
    assert not ReviewNote.objects.exists()


def test_every_reason_is_told_at_once(user):
    page = make_scored_page()
    set_status(page, DRAFT)
    for spoil in (without_chinese, without_section, without_source, with_wrong_wage):
        spoil(page)
    with pytest.raises(workflow.Refused) as refused:
        workflow.publish(page.pk, user)
    assert len(refused.value.reasons) == 4


def test_another_page_with_faults_is_no_reason(user):
    page, other = make_scored_page("43-0001"), make_scored_page("43-0002")
    for spoil in (without_chinese, without_section, without_source):
        spoil(other)
    set_status(page, DRAFT)
    workflow.publish(page.pk, user)
    assert Occupation.objects.get(pk=page.pk).status == PUBLISHED


def test_page_without_an_analysis_can_be_published(user):
    page = factories.make_occupation()
    set_status(page, DRAFT)
    workflow.publish(page.pk, user)
    assert Occupation.objects.get().status == PUBLISHED


def test_an_analysis_is_not_replaced_by_none(user):
    page = make_scored_page()
    with workflow.page_edit(page.pk, user, "") as occupation:
        occupation.narrative.delete()
    with pytest.raises(workflow.Refused, match="the draft has none"):
        workflow.publish(page.pk, user)
    assert Occupation.objects.public().get().narrative.verdict_text_en == "Some tasks move."


def test_stale_evidence_is_advice_and_no_reason(user):
    page = make_scored_page()
    page.citations.update(checked_on="2020-01-01")
    found = readiness.examine(page)
    assert found.reasons == []
    assert any("Not checked for a year" in line for line in found.advice)


# Discarding ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("then", ["draft", "in review"])
def test_discarding_puts_back_what_visitors_see(user, then):
    page = make_scored_page()
    before = capture(page)
    for word in ("one", "two"):
        with workflow.page_edit(page.pk, user, "") as occupation:
            say(occupation, word)
            occupation.faqs.all().delete()
    if then == "in review":
        workflow.submit(page.pk, user)
    page.score_overrides.update(value="1.0")
    version = Occupation.objects.get().version

    workflow.discard(page.pk, user)
    now = Occupation.objects.get()
    assert capture(page) == before
    assert (now.status, now.version) == (PUBLISHED, version + 1)
    assert not PublishedCopy.objects.exists()
    assert ReviewNote.objects.first().step == ReviewStep.DISCARDED
    # What takes effect at once was never part of the draft.
    assert str(page.score_overrides.get().value) == "1.0"


def test_discarding_leaves_the_mark_that_a_page_needs_an_update(user):
    page = make_page()
    workflow.mark_needs_update(page.pk, user)
    for word in ("one", "two"):
        with workflow.page_edit(page.pk, user, "") as occupation:
            say(occupation, word)
    workflow.discard(page.pk, user)
    assert Occupation.objects.get().status == NEEDS_UPDATE
    assert list(ReviewNote.objects.values_list("step", flat=True)) == [ReviewStep.DISCARDED, ReviewStep.NEEDS_UPDATE]


@pytest.mark.parametrize("status", Status)
def test_nothing_to_discard_is_refused(user, status):
    page = make_page()
    set_status(page, status)
    before = capture(page)
    with pytest.raises(workflow.Refused, match="no changes to discard"):
        workflow.discard(page.pk, user)
    assert capture(page) == before
    assert Occupation.objects.get().status == status


def test_discarding_to_a_page_without_its_titles_is_refused(user):
    page = make_page(title_en="", is_public=False)
    with workflow.page_edit(page.pk, user, "") as occupation:
        occupation.title_en, occupation.is_public = "Now it has one", True
        occupation.save()
    with pytest.raises(workflow.Refused, match="needs its title in Chinese and in English"):
        workflow.discard(page.pk, user)
    now = Occupation.objects.get()
    assert (now.title_en, now.status) == ("Now it has one", DRAFT)
    assert PublishedCopy.objects.exists()


# Loading fixtures ---------------------------------------------------------------------------------


def fixture_of(folder, page, **fields):
    """A file that says of the page what the database says, but for `fields`."""
    names = (
        "code",
        "slug",
        "official_title",
        "title_zh_hant",
        "title_en",
        "summary_zh_hant",
        "summary_en",
        "is_public",
    )
    own = {name: getattr(page, name) for name in names} | {"country": ["us"], "group": ["us", "43"]}
    path = folder / "10_occupations.json"
    path.write_text(json.dumps([{"model": "occupations.occupation", "fields": own | fields}]))
    return path


def load(folder):
    call_command("load_all", dir=folder, stdout=StringIO())


def test_loading_over_a_draft_settles_it(client, user, tmp_path):
    page = make_scored_page()
    with workflow.page_edit(page.pk, user, "") as occupation:
        say(occupation, "Wombat")
    version = Occupation.objects.get().version
    fixture_of(tmp_path, page, title_en="As Loaded")
    load(tmp_path)
    now = Occupation.objects.get()
    assert (now.title_en, now.status) == ("As Loaded", PUBLISHED)
    assert now.version > version
    assert not PublishedCopy.objects.exists()
    assert "As Loaded" in client.get(page.get_absolute_url()).text


def test_loading_what_is_there_leaves_other_drafts_alone(user, tmp_path):
    page, other = make_scored_page("43-0001"), make_scored_page("43-0002")
    with workflow.page_edit(other.pk, user, "") as occupation:
        say(occupation, "Wombat")
    copy = PublishedCopy.objects.get().state
    fixture_of(tmp_path, page)
    load(tmp_path)
    assert Occupation.objects.get(pk=page.pk).version == 0
    assert Occupation.objects.get(pk=other.pk).status == DRAFT
    assert PublishedCopy.objects.get().state == copy
