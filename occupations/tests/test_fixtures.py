"""Loading fixtures: what is refused, and how it is said."""

import json
import re
from datetime import date
from io import StringIO

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from occupations import models
from occupations.fixtures import FixtureError, fixture_files, load

from .factories import make_country, make_group, make_occupation, make_release, make_visa_route

pytestmark = pytest.mark.django_db


def write(folder, name, records):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps(records, ensure_ascii=False) if name.endswith("json") else yaml.dump(records, allow_unicode=True)
    )
    return path


def occupation(**kwargs):
    fields = {
        "country": ["us"],
        "group": ["us", "43"],
        "code": "43-4121",
        "slug": "library-assistants-clerical",
        "official_title": "Library Assistants, Clerical",
        "title_zh_hant": "圖書館助理",
        "title_en": "Library Assistants, Clerical",
        "summary_zh_hant": "在流通櫃檯服務讀者。",
        "summary_en": "Serves patrons at the circulation desk.",
        "is_public": True,
    }
    return {"model": "occupations.occupation", "fields": {**fields, **kwargs}}


def override(**kwargs):
    fields = {
        "occupation": ["us", "43-4121"],
        "dimension": "ai_risk",
        "value": "7.5",
        "reason_zh_hant": "理由。",
        "reason_en": "A reason.",
    }
    return {"model": "occupations.scoreoverride", "fields": {**fields, **kwargs}}


@pytest.fixture(autouse=True)
def _country(db):
    make_group("43", make_country("us"))


def test_record_is_stored_in_both_languages(tmp_path):
    report = load([write(tmp_path, "a.yaml", [occupation(), override()])])
    row = models.Occupation.objects.get()
    assert (row.title_zh_hant, row.title_en) == ("圖書館助理", "Library Assistants, Clerical")
    assert row.score_overrides.get().reason_zh_hant == "理由。"
    assert sum(report.created.values()) == 2


def test_loading_twice_changes_nothing(tmp_path):
    path = write(tmp_path, "a.json", [occupation(updated_on="2026-11-23"), override()])
    load([path])
    before = list(models.Occupation.objects.values())
    report = load([path])
    assert list(models.Occupation.objects.values()) == before
    assert not report.created
    assert not +report.updated
    assert sum(report.unchanged.values()) == 2


def test_changed_slug_redirects_from_the_old_one(tmp_path):
    load([write(tmp_path, "a.json", [occupation()])])
    load([write(tmp_path, "a.json", [occupation(slug="library-clerks")])])
    assert models.RetiredSlug.objects.get().slug == "library-assistants-clerical"


def release(label, published_on):
    fields = {"source": ["oews"], "label": label, "published_on": published_on, "is_current": True}
    return {"model": "occupations.release", "fields": fields}


def test_older_release_of_a_file_leaves_an_imported_newer_one_current(tmp_path):
    make_release(label="May 2026", published_on=date(2027, 4, 1))
    path = write(tmp_path, "a.json", [release("May 2025", "2026-04-01")])
    load([path])
    assert models.Release.objects.get(is_current=True).label == "May 2026"
    assert models.Release.objects.filter(label="May 2025", is_current=False).exists()
    assert sum(load([path]).unchanged.values()) == 1


def test_newer_release_of_a_file_takes_over(tmp_path):
    make_release(label="May 2025", published_on=date(2026, 4, 1))
    load([write(tmp_path, "a.json", [release("May 2026", "2027-04-01")])])
    assert models.Release.objects.get(is_current=True).label == "May 2026"


def test_page_file_is_the_whole_page(tmp_path):
    def faq(position, text):
        fields = {"occupation": ["us", "43-4121"], "position": position}
        texts = {f"{name}_{code}": text for name in ("question", "answer") for code in ("zh_hant", "en")}
        return {"model": "occupations.faq", "fields": fields | texts}

    load([write(tmp_path, "a.json", [occupation()]), write(tmp_path, "50_pages/p.json", [faq(1, "a"), faq(2, "b")])])
    report = load([write(tmp_path, "50_pages/p.json", [faq(1, "c")])])
    assert [row.question_en for row in models.Faq.objects.all()] == ["c"]
    assert report.removed["occupations.Faq"] == 1


BROKEN = {
    "unknown code": (
        [override(occupation=["us", "99-9999"])],
        "field “occupation”: there is no occupation “us 99-9999”",
    ),
    "unknown group": ([occupation(group=["us", "98"])], "field “group”: there is no major group “us 98”"),
    "missing language": ([occupation(title_zh_hant="")], "field “title_zh_hant” is missing or empty"),
    "missing other language": ([occupation(summary_en=None)], "field “summary_en” is missing or empty"),
    "wrong type": ([occupation(title_en=["a list"])], "field “title_en”: ['a list'] has the wrong type"),
    "number for text": ([occupation(title_en=12)], "field “title_en”: 12 has the wrong type"),
    "text for boolean": ([occupation(is_public="yes")], "field “is_public”: 'yes' has the wrong type"),
    "bad date": ([occupation(updated_on="23.11.2026")], "field “updated_on”"),
    "score out of range": ([occupation(), override(value="11")], "A score lies between 0 and 10"),
    "score not a number": ([occupation(), override(value="high")], "field “value”"),
    "unknown dimension": ([occupation(), override(dimension="luck")], "field “dimension”"),
    "too long": ([occupation(title_en="x" * 161)], "field “title_en”"),
    "bad slug": ([occupation(slug="not a slug")], "field “slug”"),
    "duplicate record": ([occupation(), occupation(title_en="Other")], "the same as broken.json record 1"),
    "duplicate slug": ([occupation(), occupation(code="43-4122")], "Another occupation has this address"),
    "unknown field": ([occupation(salary=1)], "field “salary” does not exist in occupations.occupation"),
    "base column": ([occupation(title="x")], "field “title” does not exist"),
    "unknown model": ([{"model": "occupations.job", "fields": {}}], "unknown model “occupations.job”"),
    "forbidden model": ([{"model": "auth.user", "fields": {"username": "x"}}], "unknown model “auth.user”"),
    "computed model": ([{"model": "occupations.scorecard", "fields": {}}], "unknown model “occupations.scorecard”"),
    "primary key": ([{**occupation(), "pk": 7}], "has a “pk”"),
    "no fields": ([{"model": "occupations.occupation"}], "must have “model” and “fields”"),
    "not a record": (["text"], "must have “model” and “fields”"),
    "missing key field": (
        [
            {
                "model": "occupations.occupation",
                "fields": {k: v for k, v in occupation()["fields"].items() if k != "country"},
            }
        ],
        "field 'country' is missing",
    ),
    "missing required field": (
        [
            {
                "model": "occupations.scoreoverride",
                "fields": {k: v for k, v in override()["fields"].items() if k != "value"},
            }
        ],
        "field “value”",
    ),
}


@pytest.mark.parametrize(("records", "message"), BROKEN.values(), ids=BROKEN)
def test_broken_record_is_refused_whole_and_named(tmp_path, records, message):
    if len(records) == 1 and "scoreoverride" in str(records):
        make_occupation("43-4121")
    before = models.Occupation.objects.count()
    files = [write(tmp_path, "broken.json", records)]
    with pytest.raises(FixtureError) as error:
        load(files)
    assert message in str(error.value)
    assert str(error.value).startswith("broken.json: record ")
    assert models.Occupation.objects.count() == before
    assert not models.ScoreOverride.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", b'[{"model": ]', "a.json: invalid JSON at line 1"),
        ("a.yaml", b"- model: [\n", "a.yaml: invalid YAML at line 2"),
        ("a.yaml", b"- !!python/object:os.system {}\n", "a.yaml: invalid YAML"),
        ("a.json", b'{"model": "x"}', "a.json: must be a list of records"),
        ("a.yaml", b"", "a.yaml: must be a list of records"),
        ("a.json", b"\xff\xfe[]", "a.json: not UTF-8 at byte 0"),
    ],
)
def test_unreadable_file_is_named(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FixtureError) as error:
        load([path])
    assert message in str(error.value)


def test_command_refuses_everything_when_one_file_is_broken(tmp_path):
    write(tmp_path, "10_good.json", [occupation()])
    write(tmp_path, "20_bad.json", [override(value="11")])
    with pytest.raises(CommandError, match=r"(?s)Nothing was loaded.*20_bad.json: record 1") as error:
        call_command("load_all", dir=tmp_path, stdout=StringIO())
    assert "A score lies between 0 and 10" in str(error.value)
    assert not models.Occupation.objects.exists()


def test_command_that_fails_at_the_scores_loads_nothing(tmp_path, monkeypatch):
    """Filled without scores, the database would pass for loaded at the next start."""
    write(tmp_path, "a.yaml", [occupation()])

    def fail(country):
        raise KeyboardInterrupt

    monkeypatch.setattr("occupations.management.commands.load_all.recompute", fail)
    with pytest.raises(KeyboardInterrupt):
        call_command("load_all", dir=tmp_path, stdout=StringIO())
    assert not models.Occupation.objects.exists()


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_command_names_a_folder_without_fixtures(tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(CommandError, match=name):
        call_command("load_all", dir=tmp_path / name, stdout=StringIO())


def test_if_empty_leaves_a_filled_database_alone(tmp_path):
    make_visa_route()
    out = StringIO()
    call_command("load_all", dir=tmp_path / "nowhere", if_empty=True, stdout=out)
    assert "nothing loaded" in out.getvalue()


def test_django_loaddata_takes_the_same_files(tmp_path):
    path = write(tmp_path, "a.json", [occupation(), override()])
    call_command("loaddata", path, verbosity=0)
    call_command("loaddata", path, verbosity=0)
    assert models.Occupation.objects.get().title_zh_hant == "圖書館助理"
    assert models.ScoreOverride.objects.count() == 1


def test_committed_fixtures_load_with_loaddata_too():
    """Natural keys all the way: a country, its titles, a year of wages and a written page."""
    folder = settings.BASE_DIR / "fixtures"
    files = [
        *sorted(folder.glob("[12]0_*.yaml")),
        folder / "30_occupations/43.yaml",
        folder / "30_occupations/29.yaml",
        folder / "50_pages/43-4121.yaml",
        folder / "50_pages/29-1141.yaml",
    ]
    for _time in range(2):
        call_command("loaddata", *files, verbosity=0)
    report = load(files)
    assert sum(report.unchanged.values()) > 500
    assert not +report.created
    assert not +report.updated


def test_committed_fixtures_name_no_user_and_no_key():
    for path in fixture_files(settings.BASE_DIR / "fixtures"):
        head = path.read_text()[:2_000_000]
        assert "auth.user" not in head
        assert not re.search(r'^\s*"?pk"?:', head, re.MULTILINE), path
