"""Who reaches which rows by their own address: the list, a row, the form of a new one, and its deletion."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from occupations import roles, workflow
from occupations.choices import ReviewStep
from occupations.models import Country, MajorGroup, Occupation, VisaRoute
from occupations.tests import factories
from occupations.tests.admin.desk import fields_of, soup
from occupations.tests.admin.people import NOT_STAFF, PEOPLE, VISITOR, client_of, database, make_person
from occupations.tests.pages import make_scored_page

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LETTERS = dict(zip("ERDASMV", PEOPLE, strict=True))
NOBODY = ""
# The letters as in test_roles: who may list the rows, open one, change it, add one, delete one.
RIGHTS = {
    #                      list    open    change  add     delete
    # What many pages name.
    "country": ("ERDA", "ERDA", "DA", "A", "A"),
    "majorgroup": ("ERDA", "ERDA", "DA", "A", "A"),
    "cluster": ("ERDA", "ERDA", "DA", "A", "A"),
    "source": ("ERDA", "ERDA", "DA", "A", "A"),
    "visaroute": ("ERDA", "ERDA", "DA", "A", "A"),
    # Rows of a page: their address leads to it, and there they are changed.
    **dict.fromkeys(
        (
            "alternatetitle",
            "narrative",
            "point",
            "evidence",
            "salaryband",
            "educationstage",
            "credential",
            "visafit",
            "faq",
            "citation",
            "certification",
            "scoreoverride",
            "clusteroverride",
        ),
        ("ERDA", "ERDA", NOBODY, NOBODY, NOBODY),
    ),
    # What importers, scoring and the workflow write.
    **dict.fromkeys(
        (
            "release",
            "nationalfigure",
            "wages",
            "statewages",
            "projection",
            "onetprofile",
            "alternatetitles",
            "exposure",
            "scorecard",
            "retiredslug",
            "reviewnote",
        ),
        ("ERDA", "ERDA", NOBODY, NOBODY, NOBODY),
    ),
    # Who works here.
    "user": ("A", "A", "A", "A", "A"),
    "group": ("A", "A", "A", "A", "A"),
}
CHANGES = {
    "country": {"data_notice_en": "Changed."},
    "majorgroup": {"title_en": "Changed."},
    "cluster": {"name_en": "Changed."},
    "source": {"publisher": "Changed."},
    "visaroute": {"name_en": "Changed."},
    "user": {"first_name": "Changed."},
    "group": {"name": "Changed."},
}
NEW = {
    "country": {"code": "ca", "currency": "CAD", "official_language": "en", "classification": "NOC"}
    | {"classification_edition": "2021", "name_en": "Canada", "immigration_notice_en": "A.", "data_notice_en": "B."},
    "majorgroup": {"code": "11", "title_en": "New"},
    "cluster": {"key": "on_site", "position": "9", "name_en": "New", "description_en": "A.", "advice_en": "B."},
    "source": {"key": "new", "position": "9", "name_en": "New", "publisher": "P", "licence_en": "L"}
    | {"url": "https://example.com/", "attribution_en": "{release}", "note_en": "C."},
    "visaroute": {"key": "new", "position": "9", "name_en": "New", "description_en": "A."}
    | {"url": "https://example.com/"},
    "user": {"username": "new", "usable_password": "false"},
    "group": {"name": "New", "policy-TOTAL_FORMS": "0", "policy-INITIAL_FORMS": "0"},
}


@pytest.fixture(scope="module")
def users(rows_of_module):
    return {name: make_person(name) for name in PEOPLE}


@pytest.fixture(scope="module")
def rows(rows_of_module):
    """A row of every model: one that nothing else holds, where it can be deleted."""
    page = make_scored_page(slug="old")
    page.slug = "new-address"
    page.save()
    workflow.note(page, None, ReviewStep.SUBMITTED)
    factories.make_national_figure()
    found = {model._meta.model_name: model._base_manager.first() for model in registered()}
    return found | {
        "country": factories.make_country("nz"),
        "majorgroup": factories.make_group("99"),
        "cluster": factories.make_cluster("licensed"),
        "source": factories.make_source("unused"),
        "visaroute": factories.make_visa_route("unused"),
        "user": User.objects.create_user("leaver"),
        "group": Group.objects.create(name="Unused"),
    }


def registered():
    """The models of this project's app and of accounts that the desk lists, but pages themselves."""
    return [
        model
        for model in admin.site._registry
        if model._meta.app_label in ("occupations", "auth") and model is not Occupation
    ]


def test_every_registered_model_has_its_line():
    assert {model._meta.model_name for model in registered()} == set(RIGHTS)


def try_all(client, model, row, before) -> set[str]:
    """What a person may do with a row; each attempt is undone, and a refused one has left the database as before."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    kind = model._meta.model_name
    list_, add = reverse(f"{name}_changelist"), reverse(f"{name}_add")
    own, delete = reverse(f"{name}_change", args=[row.pk]), reverse(f"{name}_delete", args=[row.pk])
    # A row of a page leads to it.
    page_of_row = reverse("admin:occupations_occupation_change", args=[getattr(row, "occupation_id", 0)])
    found = {act for act, url in (("list", list_), ("open", own)) if opened(client, url) in (url, page_of_row)}
    page = client.get(own)
    form = fields_of(page, f"{kind}_form") if page.status_code == 200 else {}
    attempts = {
        "change": (own, form | CHANGES.get(kind, {"position": "77", "text": "Changed.", "is_current": ""})),
        "add": (add, extras(model) | NEW.get(kind, {"text": "New."})),
        "delete": (delete, {"post": "yes"}),
    }
    for attempt, (url, data) in attempts.items():
        with transaction.atomic():
            response = client.post(url, data)
            assert response.status_code in (302, 403), (attempt, errors(response))
            if database() != before:
                assert response.status_code == 302
                assert came_about(model, row, attempt), attempt
                found.add(attempt)
            transaction.set_rollback(True)
    return found


def opened(client, url) -> str | None:
    """The address at which a visit ends, or nothing if that says no."""
    response = client.get(url, follow=True)
    ended = response.redirect_chain[-1][0].partition("#")[0] if response.redirect_chain else url
    return ended if response.status_code == 200 else None


def errors(response) -> list[str]:
    return [item.text.strip() for item in soup(response).select(".errornote, .errorlist li")]


def extras(model) -> dict:
    country = Country.objects.get(code="us").pk
    return {"country": country} if model in (MajorGroup, VisaRoute) else {}


def came_about(model, row, attempt) -> bool:
    now = model._base_manager.filter(pk=row.pk).first()
    if attempt == "delete":
        return now is None
    kind = model._meta.model_name
    if attempt == "add":
        name = next(name for name in ("code", "key", "username", "name") if name in NEW[kind])
        return model._base_manager.filter(**{name: NEW[kind][name]}).exists()
    return all(getattr(now, name) == value for name, value in CHANGES[kind].items())


@pytest.mark.parametrize("kind", RIGHTS)
def test_rights_by_address(users, rows, kind):
    model = type(rows[kind])
    clients = {person: client_of(user) for person, user in users.items()}
    before = database()
    found = {person: try_all(client, model, rows[kind], before) for person, client in clients.items()}
    acts = ("list", "open", "change", "add", "delete")
    shown = tuple("".join(key for key, person in LETTERS.items() if act in found[person]) for act in acts)
    assert shown == RIGHTS[kind]


@pytest.mark.parametrize("kind", ["point", "faq", "scoreoverride"])
def test_rows_cannot_be_deleted_in_bulk_past_their_page(users, rows, kind):
    for user in users.values():
        client, before = client_of(user), database()
        data = {"action": "delete_selected", "_selected_action": [rows[kind].pk], "post": "yes"}
        client.post(reverse(f"admin:occupations_{kind}_changelist"), data)
        assert database() == before


def test_an_account_that_wrote_something_is_deactivated_not_deleted(users, rows):
    leaver, page = rows["user"], Occupation.objects.get()
    workflow.submit(page.pk, leaver) if page.status == "draft" else workflow.mark_needs_update(page.pk, leaver)
    administrator = client_of(users[roles.ADMINISTRATOR])
    own, together = reverse("admin:auth_user_delete", args=[leaver.pk]), reverse("admin:auth_user_changelist")
    action = {"action": "delete_selected", "_selected_action": [leaver.pk], "post": "yes"}
    for response in (administrator.post(own, {"post": "yes"}), administrator.post(together, action)):
        assert "Untick “Active” on the account's page instead" in soup(response).select_one("#content").text
    assert page.review_notes.first().user == leaver


def test_an_account_that_only_looked_can_be_deleted(users, rows):
    leaver, page = rows["user"], Occupation.objects.get()
    leaver.is_staff = True
    leaver.save()
    leaver.groups.add(Group.objects.get(name=roles.EDITOR))
    client_of(leaver).post(reverse("admin:occupations_occupation_presence", args=[page.pk]))
    client_of(users[roles.ADMINISTRATOR]).post(reverse("admin:auth_user_delete", args=[leaver.pk]), {"post": "yes"})
    assert not User.objects.filter(pk=leaver.pk).exists()


# The groups ---------------------------------------------------------------------------------------

TEXT = {"alternatetitle", "narrative", "point", "evidence", "salaryband", "educationstage", "credential"} | {
    "visafit",
    "faq",
    "citation",
}
SCORED = {"certification", "scoreoverride", "clusteroverride"}
REFERENCE = {"country", "majorgroup", "cluster", "source", "visaroute"}


def every(names, *actions):
    return {f"{action}_{name}" for name in names for action in actions}


def held(role) -> set[str]:
    return set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))


def test_groups_hold_what_their_role_needs_and_no_more():
    roles.sync()
    look = {f"view_{model._meta.model_name}" for model in apps.get_app_config("occupations").get_models()}
    writes = {"change_occupation"} | every(TEXT, "add", "change", "delete")
    judges = every(SCORED, "add", "change", "delete") | {"publish_occupation", "recompute_scores"}
    assert held(roles.EDITOR) == look | writes
    assert held(roles.REVIEWER) == look | writes | judges
    assert held(roles.DATA_MANAGER) == look | every(REFERENCE, "change") | {"import_spreadsheets", "recompute_scores"}
    own = Permission.objects.filter(
        content_type__app_label__in=("occupations", "auth", "careergraph", "account", "mfa")
    )
    assert held(roles.ADMINISTRATOR) == set(own.values_list("codename", flat=True))
    assert {"delete_occupation", "add_user", "change_group", "import_spreadsheets"} <= held(roles.ADMINISTRATOR)


def test_syncing_twice_writes_nothing_the_second_time():
    roles.sync()
    names = set(Group.objects.values_list("name", flat=True))
    before = {name: held(name) for name in roles.LABELS}
    with CaptureQueriesContext(connection) as queries:
        roles.sync()
    assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert {name: held(name) for name in roles.LABELS} == before
    assert set(Group.objects.values_list("name", flat=True)) == names >= set(roles.LABELS)


@pytest.mark.parametrize("role", roles.LABELS)
def test_syncing_repairs_a_group_and_leaves_others_alone(role):
    roles.sync()
    before = held(role)
    group, other = Group.objects.get(name=role), Group.objects.create(name="Interns")
    other.permissions.set(Permission.objects.filter(codename="view_faq"))
    member = User.objects.create_user("member")
    member.groups.add(group)
    group.permissions.set(Permission.objects.filter(codename__in=["delete_user", "delete_session"]))
    assert held(role) != before

    call_command("roles", verbosity=0)
    assert held(role) == before
    assert held("Interns") == {"view_faq"}
    assert list(member.groups.all()) == [group]


def test_deleted_group_comes_back():
    roles.sync()
    before = held(roles.REVIEWER)
    Group.objects.get(name=roles.REVIEWER).delete()
    roles.sync()
    assert held(roles.REVIEWER) == before


def test_front_page_shows_each_only_what_they_may_open(users):
    def shown(person):
        page = soup(client_of(users[person]).get(reverse("admin:index"), follow=True))
        return {row["class"][-1] if row.has_attr("class") else "" for row in page.select("#content-main tr[class]")}

    assert "model-user" not in shown(roles.EDITOR) | shown(roles.REVIEWER) | shown(roles.DATA_MANAGER)
    assert {"model-occupation", "model-user", "model-group"} <= {
        name for name in shown(roles.ADMINISTRATOR) for name in name.split()
    }
    for person in (NOT_STAFF, VISITOR, PEOPLE[4]):
        assert shown(person) == set()
