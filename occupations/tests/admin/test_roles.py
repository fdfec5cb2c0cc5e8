"""Who may do what in the desk: every action tried by everybody, first without the right, through addresses and forms
that the desk does not offer, then with it. What is refused changes nothing in the database; what is allowed does."""

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from reversion.models import Version

from occupations import catalogue, history, roles, workflow
from occupations.choices import CertificationRung, ClusterKey, ReviewStep, Status
from occupations.models import (
    Certification,
    Cluster,
    ClusterOverride,
    Evidence,
    MajorGroup,
    Occupation,
    Presence,
    PublishedCopy,
    ReviewNote,
    ScoreOverride,
)
from occupations.tests import factories
from occupations.tests.admin.desk import add_row, change_url, open_form
from occupations.tests.admin.people import PEOPLE, client_of, database, make_person
from occupations.tests.pages import make_scored_page

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Editors, Reviewers, Data managers, Administrators, Staff without a group, Members who are not staff, Visitors.
LETTERS = dict(zip("ERDASMV", PEOPLE, strict=True))

POLICY = """
look at            the list of pages                E R D A - - -
                   the form of a page               E R D A - - -
                   both texts side by side          E R D A - - -
                   the review queue                 E R D A - - -
                   the preview of a draft           E R D A - - -
                   the history                      E R D A - - -
                   one revision                     E R D A - - -
                   the deleted pages                - - - A - - -
                   one deleted page                 - - - A - - -
                   the form of a new page           - - - A - - -
                   what deleting would take along   - - - A - - -

write              text in the form                 E R - A - - -
                   evidence marked as checked       E R - A - - -
                   an earlier version brought back  E R - A - - -
                   the changes discarded            E R - A - - -
                   a page added                     - - - A - - -
                   a page deleted                   - - - A - - -
                   pages deleted from the list      - - - A - - -
                   a deleted page recovered         - - - A - - -
                   presence on a page               E R D A - - -
                   presence by reading              - - - - - - -

submit             on the review page               E R - A - - -
                   with the save                    E R - A - - -
                   from the list                    E R - A - - -

publish            on the review page               - R - A - - -
                   with the save                    - R - A - - -
                   from the list                    - R - A - - -

send back          on the review page               - R - A - - -
                   from the list                    - R - A - - -

call for an update on the review page               - R - A - - -
                   from the list                    - R - A - - -

take effect        the address                      - R - A - - -
at once            the group                        - R - A - - -
                   shown to visitors                - R - A - - -
                   shown, from the list             - R - A - - -
                   taken off, from the list         - R - A - - -
                   open to citizens only            - R - A - - -
                   certification changed            - R - A - - -
                   certification removed            - R - A - - -
                   certification added              - R - A - - -
                   score changed                    - R - A - - -
                   score removed                    - R - A - - -
                   score added                      - R - A - - -
                   cluster changed                  - R - A - - -
                   cluster removed                  - R - A - - -
                   cluster added                    - R - A - - -
                   earlier score brought back       - R - A - - -
                   all scores computed again        - R D A - - -
"""


def read_table(table: str) -> dict[tuple[str, str], set[str]]:
    """(section, action) → the people who may; a section's name may run over two lines."""
    found = {}
    for block in table.strip("\n").split("\n\n"):
        lines = block.splitlines()
        section = " ".join(line[:19].strip() for line in lines if line[:19].strip())
        for line in lines:
            action, letters = line[19:].rstrip()[:-13].strip(), line.split()[-7:]
            found[section, action] = {LETTERS[letter] for letter in letters if letter != "-"}
    return found


ALLOWED = read_table(POLICY)
DOES = {}


def does(section: str, *actions: str):
    """The function that tries an action of the table, and says whether it came about."""

    def register(function):
        DOES.update({(section, action): function for action in actions})
        return function

    return register


class Stage:
    """A page, and somebody who comes to it."""

    def __init__(self, page, client, data, action=""):
        self.page, self.client, self.action = page, client, action
        # What an administrator's form would send: more than the forms of others hold.
        self.data = data

    @property
    def now(self) -> Occupation:
        return Occupation.objects.get(pk=self.page.pk)

    def url(self, name, *args):
        return reverse(f"admin:occupations_occupation_{name}", args=args)

    def shows(self, url, text) -> bool:
        response = self.client.get(url)
        assert response.status_code in (200, 302, 403)
        return response.status_code == 200 and text in response.content.decode()

    def post(self, url, data=None):
        response = self.client.post(url, data or {})
        assert response.status_code in (200, 302, 403, 405), url
        return response

    def save(self, **values):
        return self.post(change_url(self.page), self.data | values)

    def act(self, name, **values):
        chosen = {"action": name, "_selected_action": [self.page.pk], "post": "yes"}
        return self.post(self.url("changelist"), chosen | values)

    def step(self, name, **values):
        return self.post(self.url("review", self.page.pk), {name: "1", "version": self.now.version, **values})

    def bring_back(self, **values):
        first = history.versions(self.page.pk).last()
        return self.post(self.url("revision", self.page.pk, first.pk), {"version": self.now.version, **values})


# What each action needs before anybody tries it.
def as_draft(page):
    with workflow.page_edit(page.pk, None, "") as occupation:
        occupation.title_en = "Proposed Title"
        occupation.save()


def as_in_review(page):
    as_draft(page)
    workflow.submit(page.pk, None)


def as_deleted(page):
    call = Stage(page, client_of(User.objects.get(username=roles.ADMINISTRATOR)), {})
    call.post(call.url("delete", page.pk), {"post": "yes"})
    assert not Occupation.objects.filter(pk=page.pk).exists()


def as_hidden(page):
    Occupation.objects.filter(pk=page.pk).update(is_public=False)


def as_unjudged(page):
    for model in (Certification, ScoreOverride, ClusterOverride):
        model.objects.filter(occupation=page).delete()


def as_changed_since(page):
    """A first revision in the history, and text and a score that differ from it."""
    as_draft(page)
    page.score_overrides.update(value="1.0")


def as_without_scores(page):
    page.card.delete()


NEEDS = {
    ("look at", "the preview of a draft"): as_draft,
    ("look at", "both texts side by side"): as_draft,
    ("look at", "the review queue"): as_draft,
    ("look at", "the history"): as_draft,
    ("look at", "one revision"): as_draft,
    ("look at", "the deleted pages"): as_deleted,
    ("look at", "one deleted page"): as_deleted,
    ("write", "an earlier version brought back"): as_draft,
    ("write", "the changes discarded"): as_draft,
    ("write", "a deleted page recovered"): as_deleted,
    ("submit", "on the review page"): as_draft,
    ("submit", "from the list"): as_draft,
    ("publish", "on the review page"): as_in_review,
    ("publish", "from the list"): as_in_review,
    ("send back", "on the review page"): as_in_review,
    ("send back", "from the list"): as_in_review,
    ("take effect at once", "shown to visitors"): as_hidden,
    ("take effect at once", "shown, from the list"): as_hidden,
    ("take effect at once", "certification added"): as_unjudged,
    ("take effect at once", "score added"): as_unjudged,
    ("take effect at once", "cluster added"): as_unjudged,
    ("take effect at once", "earlier score brought back"): as_changed_since,
    ("take effect at once", "all scores computed again"): as_without_scores,
}


@does("look at", "the list of pages")
def _(stage):
    return stage.shows(stage.url("changelist"), stage.page.title_en)


@does("look at", "the form of a page")
def _(stage):
    return stage.shows(change_url(stage.page), stage.page.title_en)


@does("look at", "both texts side by side")
def _(stage):
    return stage.shows(stage.url("review", stage.page.pk), "Proposed")


@does("look at", "the review queue")
def _(stage):
    return stage.shows(stage.url("queue"), stage.page.code)


@does("look at", "the preview of a draft")
def _(stage):
    response = stage.client.get(stage.url("preview", stage.page.pk, "en"))
    leads = response.status_code == 302 and "/preview/" in response["Location"]
    return leads and "Proposed Title" in stage.client.get(response["Location"]).content.decode()


@does("look at", "the history")
def _(stage):
    return stage.shows(stage.url("history", stage.page.pk), "Before the first change")


@does("look at", "one revision")
def _(stage):
    version = history.versions(stage.page.pk).first()
    return stage.shows(stage.url("revision", stage.page.pk, version.pk), "Proposed")


@does("look at", "the deleted pages")
def _(stage):
    return stage.shows(stage.url("recoverlist"), stage.page.code)


@does("look at", "one deleted page")
def _(stage):
    return stage.shows(stage.url("recover", Version.objects.get_deleted(Occupation).get().pk), "Ex Libris Alma")


@does("look at", "the form of a new page")
def _(stage):
    return stage.shows(stage.url("add"), 'name="official_title"')


@does("look at", "what deleting would take along")
def _(stage):
    return stage.shows(stage.url("delete", stage.page.pk), "Ex Libris Alma")


@does("write", "text in the form")
def _(stage):
    stage.save(**{"title_en": "New Title", "faqs-0-answer_en": "New answer."})
    found = stage.now.title_en == "New Title"
    assert found == stage.page.faqs.filter(answer_en="New answer.").exists() == (stage.now.status == Status.DRAFT)
    return found


@does("write", "evidence marked as checked")
def _(stage):
    before = set(Evidence.objects.values_list("checked_on", flat=True))
    stage.act("mark_checked")
    return set(Evidence.objects.values_list("checked_on", flat=True)) != before


@does("write", "an earlier version brought back")
def _(stage):
    stage.bring_back()
    return stage.now.title_en != "Proposed Title"


@does("write", "the changes discarded")
def _(stage):
    stage.step("discard")
    return stage.now.title_en != "Proposed Title" and stage.now.status == Status.PUBLISHED


@does("write", "a page added")
def _(stage):
    rows = {f"{prefix}-{name}": "0" for prefix in prefixes(stage.data) for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    country, group = stage.page.country_id, stage.page.group_id
    new = {"country": country, "group": group, "code": "43-9999", "slug": "new", "official_title": "New"}
    stage.post(stage.url("add"), rows | new | {"title_en": "New", "is_public": "on", "title_zh_hant": "新"})
    added = Occupation.objects.filter(code="43-9999").first()
    assert added is None or added.status == Status.DRAFT
    return added is not None


def prefixes(data):
    return [name.removesuffix("-TOTAL_FORMS") for name in data if name.endswith("-TOTAL_FORMS")]


@does("write", "a page deleted")
def _(stage):
    stage.post(stage.url("delete", stage.page.pk), {"post": "yes"})
    return not Occupation.objects.filter(pk=stage.page.pk).exists()


@does("write", "pages deleted from the list")
def _(stage):
    stage.act("delete_selected")
    return not Occupation.objects.filter(pk=stage.page.pk).exists()


@does("write", "a deleted page recovered")
def _(stage):
    stage.post(stage.url("recover", Version.objects.get_deleted(Occupation).get().pk))
    return Occupation.objects.filter(pk=stage.page.pk).exists()


@does("write", "presence on a page")
def _(stage):
    response = stage.post(stage.url("presence", stage.page.pk))
    found = Presence.objects.exists()
    if found:
        assert response.json() == {"others": [], "version": stage.page.version}
        stage.post(stage.url("presence", stage.page.pk), {"leaving": "1"})
        assert not Presence.objects.exists()
        stage.post(stage.url("presence", stage.page.pk))
    return found


@does("write", "presence by reading")
def _(stage):
    assert stage.client.get(stage.url("presence", stage.page.pk)).status_code in (302, 405)
    return Presence.objects.exists()


def reached(stage, status, step, *before):
    """The page has the status, and its last note is the step; otherwise it is where it was."""
    found = stage.now.status == status
    notes = list(ReviewNote.objects.filter(occupation=stage.page).values_list("step", flat=True))
    assert notes == ([step, *before] if found else [*before])
    return found


@does("submit", "on the review page")
def _(stage):
    stage.step("submit", note="Ready.")
    return reached(stage, Status.IN_REVIEW, ReviewStep.SUBMITTED)


@does("submit", "with the save")
def _(stage):
    stage.save(title_en="New Title", _submit="1")
    assert (stage.now.title_en == "New Title") == (stage.now.status == Status.IN_REVIEW)
    return reached(stage, Status.IN_REVIEW, ReviewStep.SUBMITTED)


@does("submit", "from the list")
def _(stage):
    stage.act("submit")
    return reached(stage, Status.IN_REVIEW, ReviewStep.SUBMITTED)


@does("publish", "on the review page")
def _(stage):
    stage.step("publish")
    return published(stage)


@does("publish", "from the list")
def _(stage):
    stage.act("publish")
    return published(stage)


def published(stage):
    found = reached(stage, Status.PUBLISHED, ReviewStep.PUBLISHED, ReviewStep.SUBMITTED)
    assert PublishedCopy.objects.exists() != found
    assert Occupation.objects.public().get().title_en == ("Proposed Title" if found else stage.page.title_en)
    return found


@does("publish", "with the save")
def _(stage):
    stage.save(title_en="New Title", _publish="1")
    found = stage.now.title_en == "New Title"
    assert reached(stage, Status.PUBLISHED, ReviewStep.PUBLISHED) if found else not ReviewNote.objects.exists()
    assert Occupation.objects.public().get().title_en == stage.now.title_en
    return found


@does("send back", "on the review page")
def _(stage):
    stage.step("send_back", note="Too short.")
    found = reached(stage, Status.DRAFT, ReviewStep.RETURNED, ReviewStep.SUBMITTED)
    assert ReviewNote.objects.filter(text="Too short.").exists() == found
    return found


@does("send back", "from the list")
def _(stage):
    stage.act("send_back", apply="1", note="Too short.")
    return reached(stage, Status.DRAFT, ReviewStep.RETURNED, ReviewStep.SUBMITTED)


@does("call for an update", "on the review page")
def _(stage):
    stage.step("needs_update")
    return reached(stage, Status.NEEDS_UPDATE, ReviewStep.NEEDS_UPDATE)


@does("call for an update", "from the list")
def _(stage):
    stage.act("needs_update")
    return reached(stage, Status.NEEDS_UPDATE, ReviewStep.NEEDS_UPDATE)


AT_ONCE = {
    "the address": {"slug": "forged"},
    "shown to visitors": {"is_public": "on"},
    "open to citizens only": {"citizens_only": "on"},
    "certification changed": {"certification-0-rung": str(CertificationRung.VOLUNTARY)},
    "certification removed": {"certification-0-DELETE": "on"},
    "score changed": {"score_overrides-0-value": "1.5"},
    "score removed": {"score_overrides-0-DELETE": "on"},
    "cluster removed": {"cluster_override-0-DELETE": "on"},
}
AT_ONCE_ADDED = {
    "certification added": ("certification", {"rung": "2", "ground_en": "Forged.", "ground_zh_hant": ""}),
    "score added": ("score_overrides", {"dimension": "income", "value": "9", "reason_en": "Forged."}),
    "cluster added": ("cluster_override", {"cluster": "", "reason_en": "Forged.", "reason_zh_hant": ""}),
}


# An editor's form is saved without what was forged into it, an earlier version brought back without its scores.
HOLD_TEXT_TOO = {
    ("take effect at once", action)
    for action in (*AT_ONCE, *AT_ONCE_ADDED, "the group", "cluster changed", "earlier score brought back")
}


def at_once(page) -> dict:
    """All that takes effect as soon as it is saved, and what follows from it."""
    models = [Certification, ScoreOverride, ClusterOverride, *history.KEPT_WHEN_DELETED]
    rows = {model: list(model.objects.order_by("pk").values()) for model in models if model is not PublishedCopy}
    own = Occupation.objects.filter(pk=page.pk).values("slug", "group", "is_public", "citizens_only").get()
    return rows | {Occupation: own}


@does("take effect at once", *AT_ONCE, *AT_ONCE_ADDED, "the group", "cluster changed")
def _(stage):
    before, licensed = at_once(stage.page), Cluster.objects.get(key=ClusterKey.LICENSED).pk
    if stage.action in AT_ONCE_ADDED:
        prefix, row = AT_ONCE_ADDED[stage.action]
        add_row(stage.data, prefix, **row | ({"cluster": licensed} if "cluster" in row else {}))
    values = {
        "the group": {"group": MajorGroup.objects.get(code="11").pk},
        "cluster changed": {"cluster_override-0-cluster": licensed},
    } | AT_ONCE
    stage.save(**values.get(stage.action, {}), title_en="Text beside it")
    return at_once(stage.page) != before


@does("take effect at once", "shown, from the list")
def _(stage):
    stage.act("make_public")
    return stage.now.is_public


@does("take effect at once", "taken off, from the list")
def _(stage):
    stage.act("make_private")
    return not stage.now.is_public


@does("take effect at once", "earlier score brought back")
def _(stage):
    stage.bring_back(scores="on")
    return str(stage.page.score_overrides.get().value) != "1.0"


@does("take effect at once", "all scores computed again")
def _(stage):
    stage.act("recompute")
    return hasattr(stage.now, "card")


# The tests ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def users(rows_of_module):
    found = {name: make_person(name) for name in PEOPLE}
    administrator = found[roles.ADMINISTRATOR]
    administrator.username = roles.ADMINISTRATOR
    administrator.save()
    return found


@pytest.fixture(scope="module")
def scored_page(rows_of_module):
    factories.make_cluster(ClusterKey.LICENSED)
    factories.make_group("11")
    return make_scored_page()


@pytest.fixture
def page(scored_page):
    return Occupation.objects.get(pk=scored_page.pk)


@pytest.fixture(scope="module")
def whole_form(users, scored_page):
    """What an administrator's form of the page sends while nothing has happened to it."""
    with translation.override("en"):
        return open_form(client_of(users[roles.ADMINISTRATOR]), scored_page)


def test_every_line_of_the_table_is_tried():
    assert set(DOES) == set(ALLOWED)
    assert set(NEEDS) <= set(ALLOWED)


@pytest.mark.parametrize(("section", "action"), ALLOWED, ids=map(": ".join, ALLOWED))
def test_policy(users, page, whole_form, section, action):
    data = whole_form
    if prepare := NEEDS.get((section, action)):
        prepare(page)
        exists = Occupation.objects.filter(pk=page.pk).exists()
        data = open_form(client_of(users[roles.ADMINISTRATOR]), page) if exists else {}
    clients = {person: client_of(user) for person, user in users.items()}
    before = database()
    found, changed = set(), set()
    for person, client in clients.items():
        catalogue.forget()
        with transaction.atomic():
            if DOES[section, action](Stage(page, client, dict(data), action)):
                found.add(person)
            if database() != before:
                changed.add(person)
            transaction.set_rollback(True)
    assert found == ALLOWED[section, action]
    if section == "look at":
        assert changed == set()
    elif (section, action) in HOLD_TEXT_TOO:
        assert changed == found | {roles.EDITOR}
    else:
        assert changed == found


@pytest.mark.parametrize("person", [roles.EDITOR, roles.REVIEWER, roles.ADMINISTRATOR])
def test_text_saved_in_ones_own_form_leaves_alone_what_takes_effect_at_once(users, page, person):
    client, before = client_of(users[person]), at_once(page)
    stage = Stage(page, client, open_form(client, page))
    assert stage.save(title_en="New Title").status_code == 302
    assert stage.now.title_en == "New Title"
    assert at_once(page) == before
