from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from occupations.choices import Status
from occupations.models import EducationStage
from occupations.tests import factories
from occupations.tests.factories import both, make_narrative, make_occupation, make_whole_page

pytestmark = pytest.mark.django_db

CLEAN = {
    **both("title", "圖書館助理", "Library Assistants"),
    **both(
        "summary",
        "在流通櫃檯替讀者辦理借還書，把歸還的館藏整理上架，並協助找到需要的資料。",
        "At the desk they lend and take back books, shelve what returns and help patrons find what they need.",
    ),
}


def run(command, *args):
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def clean():
    country = factories.make_country(
        **both("immigration_notice", "資格取決於實際職務與雇主。", "What counts is the actual duties and the employer.")
    )
    return make_occupation(country=country, code="43-4121", official_title="Library Assistants, Clerical", **CLEAN)


def test_check_content_passes_text_without_fault(clean):
    assert "Nothing found in" in run("check_content")


def test_check_content_fails_and_names_row_field_and_fault(clean):
    type(clean).objects.filter(pk=clean.pk).update(title_zh_hant="图書館助理")
    out = StringIO()
    with pytest.raises(CommandError, match="1 findings"):
        call_command("check_content", stdout=out)
    assert "occupation us 43-4121: title (zh-hant): “图” should be “圖”" in out.getvalue()


def test_check_content_of_pages_only_leaves_titles_alone(clean):
    type(clean).objects.filter(pk=clean.pk).update(title_zh_hant="图書館助理")
    make_narrative(clean, **LONG)
    assert "Nothing found" in run("check_content", "--pages-only")


def test_check_content_compares_with_a_reference_text(clean, tmp_path):
    reference = tmp_path / "page.txt"
    reference.write_text("There they lend and take back books, shelve what returns.", encoding="utf-8")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_content", "--reference", str(reference), stdout=out)
    assert "as in the reference page: “they lend and take back books shelve what returns”" in out.getvalue()


def test_check_content_says_which_file_is_missing(clean, tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.txt"):
        run("check_content", "--reference", str(tmp_path / "nowhere.txt"))


def test_check_content_refuses_an_empty_database():
    with pytest.raises(CommandError, match="Load the fixtures first"):
        run("check_content")


LONG = {
    field: value
    for name, most in (("verdict_text", 60), ("entry_outlook", 60), ("level_up", 60), ("outlook", 100))
    for field, value in both(name, "館" * 170 + "。", "word " * most + "end.").items()
}


def test_coverage_counts_whole_pages_and_names_short_groups(clean):
    make_whole_page(clean)
    make_occupation(country=clean.country, code="43-4122")
    out = run("coverage")
    assert "1 /   1 /   2  43 Group 43  short" in out
    assert "Short: 43 Group 43 has 1 of at least 2" in out
    assert "Total: 1 complete pages in both languages, 1 published, 2 occupations." in out


def test_coverage_names_what_a_published_page_lacks(clean):
    make_whole_page(clean)
    clean.faqs.all().delete()
    EducationStage.objects.update(stage_en="")
    out = run("coverage")
    assert "Not complete: 43-4121 lacks" in out
    assert "faq" in out
    assert "educationstage (one language)" in out
    assert "Total: 0 complete pages" in out


def test_coverage_does_not_count_drafts(clean):
    make_whole_page(clean)
    clean.status = Status.DRAFT
    clean.save()
    assert "Total: 0 complete pages in both languages, 0 published" in run("coverage")
