"""The drill finds what is wrong, and on a small scale finds nothing wrong with the desk."""

import os
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat, Replace
from reversion.models import Revision

from occupations import workflow
from occupations.drill import checker, stage
from occupations.drill.edits import Edit, RowGone
from occupations.drill.forms import Form, Page
from occupations.drill.run import Outcome, Plan
from occupations.models import Citation, Evidence, Faq, Narrative, Occupation, Point, PublishedCopy
from occupations.models.publication import plain


def carry_out(edit):
    """A save as the desk would make it, without its form."""
    user, _created = get_user_model().objects.get_or_create(username=edit.editor)
    both = (" " + edit.mark for _language in range(2))
    with workflow.page_edit(edit.page, user, "import") as occupation:
        if edit.shared == "outlook":
            chinese, english = both
            Narrative.objects.filter(occupation=occupation).update(
                outlook_zh_hant=Concat("outlook_zh_hant", Value(chinese)),
                outlook_en=Concat("outlook_en", Value(english)),
            )
        if edit.adds:
            position = occupation.faqs.count() + 1
            Faq.objects.create(
                occupation=occupation,
                position=position,
                **stage.both("question", f"問題 {edit.mark}", f"Question {edit.mark}"),
                **stage.both("answer", f"答案 {edit.mark}", f"Answer {edit.mark}"),
            )
            Evidence.objects.create(
                occupation=occupation,
                position=occupation.evidence.count() + 1,
                **stage.evidence(edit.mark, edit.mark),
                **stage.both("replaces", f"工作 {edit.mark}", f"Work {edit.mark}"),
            )
        if edit.moves:
            rows = list(occupation.faqs.all())
            row = next(row for row in rows if edit.moves in row.question_en)
            rows.remove(row)
            rows.insert(edit.to - 1, row)
            put_in_order(rows)
            chinese, english = both
            Faq.objects.filter(pk=row.pk).update(
                answer_zh_hant=Concat("answer_zh_hant", Value(chinese)), answer_en=Concat("answer_en", Value(english))
            )
        if edit.removes:
            Faq.objects.filter(question_en__contains=edit.removes).delete()
            Evidence.objects.filter(name=edit.removes).delete()
            put_in_order(occupation.faqs.all())
            put_in_order(occupation.evidence.all())


def put_in_order(rows):
    for first in (100, 1):
        for position, row in enumerate(rows, start=first):
            type(row).objects.filter(pk=row.pk).update(position=position)


@pytest.fixture
def drilled(db):
    """A page after five saves of two editors, none of them lost."""
    page = stage.make_pages(1)[0]
    original = checker.Original.of(page)
    saves = [
        Edit("e1s0001", "lin", page.pk, shared="outlook", adds=True),
        Edit("e2s0001", "wu", page.pk, shared="outlook"),
        Edit("e2s0002", "wu", page.pk, adds=True),
        Edit("e1s0002", "lin", page.pk, moves="e1s0001", to=1),
        Edit("e2s0003", "wu", page.pk, removes="e2s0002"),
    ]
    for edit in saves:
        carry_out(edit)
    return original, saves


def test_saves_that_are_all_there_are_nothing_to_report(drilled):
    original, saves = drilled
    assert checker.check([original], saves) == []


def change_revision(number, **changes):
    Revision.objects.filter(pk=Revision.objects.order_by("pk").values_list("pk", flat=True)[number]).update(**changes)


def forget_a_revision():
    Revision.objects.order_by("pk")[2].delete()


def put_two_saves_into_one_revision():
    first, second = Revision.objects.order_by("pk")[1:3]
    first.delete()
    Occupation.objects.update(version=F("version") - 1)
    assert second.version_set.exists()


BROKEN = {
    "text lost": (
        lambda: Narrative.objects.update(outlook_en=Replace("outlook_en", Value(" e2s0001"), Value(""))),
        "outlook (en): save e2s0001 was acknowledged and is lost",
    ),
    "text twice": (
        lambda: Narrative.objects.update(outlook_zh_hant=Concat("outlook_zh_hant", Value(" e2s0001"))),
        "outlook (zh-hant): e2s0001 is there 2 times",
    ),
    "beginning lost": (
        lambda: Narrative.objects.update(outlook_en="e1s0001 e2s0001"),
        "outlook (en): the text it began with is gone",
    ),
    "row lost": (
        lambda: Faq.objects.filter(question_en__contains="e1s0001").delete(),
        "faq: save e1s0001 was acknowledged and is lost",
    ),
    "half a pair": (
        lambda: Evidence.objects.filter(name="e1s0001").delete(),
        "save e1s0001 left half of its pair of rows",
    ),
    "removed row back": (
        lambda: carry_out(Edit("e2s0002", "wu", Occupation.objects.get().pk, adds=True)),
        "faq: e2s0002 is there without an acknowledged save",
    ),
    "one language": (
        lambda: Faq.objects.filter(position=1).update(answer_en=""),
        "answer is there in one language only",
    ),
    "other saves in one language": (
        lambda: Faq.objects.filter(position=1).update(answer_en="Answer e1s0001"),
        "answer holds other saves in one language than in the other",
    ),
    "move lost": (
        lambda: Faq.objects.filter(position=1).update(answer_en="Answer", answer_zh_hant="答案"),
        "faq e1s0001 (en), its moves: save e1s0002 was acknowledged and is lost",
    ),
    "gap": (lambda: Faq.objects.filter(position=2).update(position=9), "faq: positions [1, 9] instead of 1 to 2"),
    "gap in one of the lists of points": (
        lambda: Point.objects.filter(kind="moat", position=1).update(position=5),
        "point moat: positions [5] instead of 1 to 1",
    ),
    "row of nobody gone": (lambda: Citation.objects.all().delete(), "nobody removed it, and it is gone"),
    "field of nobody changed": (
        lambda: Citation.objects.update(publisher="Another"),
        "nobody changed publisher, and it is another",
    ),
    "rows past the newest revision": (
        lambda: Citation.objects.update(publisher="Another"),
        "the newest revision is not what the rows are",
    ),
    "missing revision": (forget_a_revision, "the revisions after the first have the numbers [1, 3, 4, 5]"),
    "two saves in one revision": (put_two_saves_into_one_revision, "revision 2 holds 2 acknowledged saves"),
    "revision of somebody else": (lambda: change_revision(1, user=None), "revision 1 is of None, its save e1s0001"),
    "version not counted": (
        lambda: Occupation.objects.update(version=F("version") - 1),
        "5 saves were acknowledged, the version is 4",
    ),
    "copy lost": (lambda: PublishedCopy.objects.all().delete(), "what was published is not kept"),
    "draft in the copy": (
        lambda: PublishedCopy.objects.update(state=plain({"occupation": {}})),
        "the published copy is not what was published",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_wrong_is_named(drilled, what):
    original, saves = drilled
    breakage, message = BROKEN[what]
    breakage()
    found = checker.check([original], saves)
    assert [problem for problem in found if message in problem], found


def test_save_nobody_acknowledged_is_named(drilled):
    original, saves = drilled
    found = checker.check([original], [edit for edit in saves if edit.mark != "e2s0001"])
    assert f"{original.code}: outlook (en): e2s0001 is there without an acknowledged save" in found
    assert any("the version is 5" in problem for problem in found)


def test_row_that_was_not_put_where_it_was_moved_is_named(drilled):
    original, saves = drilled
    wrong = [edit for edit in saves if not edit.moves] + [Edit("e1s0002", "lin", original.pk, moves="e1s0001", to=2)]
    assert any("moved e1s0001 to 2, not" in problem for problem in checker.check([original], wrong))


def test_page_is_read_as_a_browser_sends_it():
    page = Page(
        '<form id="a" action="/x/"><input name="t" value="&lt;1&gt;"><input type="checkbox" name="off">'
        '<input type="checkbox" name="on" checked><textarea name="area">\n\nTwo &amp; three\n</textarea>'
        '<select name="first"><option value="1">One<option value="2">Two</select>'
        '<select name="second"><option value="1">One<option value="2" selected>Two</select>'
        '<input name="rows-__prefix__-x" value="1"><input type="submit" name="go" value="Go">'
        '<button data-field="id_area" data-text="Their&#10;text"></button>'
        '<ul class="errorlist"><li>Too long.</li></ul></form><input name="outside">'
    )
    form = page.find("a")
    assert form.action == "/x/"
    assert form.fields == {"t": "<1>", "on": "on", "area": "\nTwo & three\n", "first": "1", "second": "2"}
    assert form.conflicts == {"area": "Their\ntext"}
    assert page.errors == ["Too long."]
    assert page.sign_in() is None


def test_row_that_is_gone_is_not_passed_over():
    form = Form(fields={"faqs-TOTAL_FORMS": "1", "faqs-0-question_en": "Question e1s0001"})
    with pytest.raises(RowGone, match="e1s0002"):
        Edit("e1s0003", "lin", 1, moves="e1s0002", to=1).apply(form)


def test_texts_of_both_are_put_together():
    form = Form(
        fields={"summary_zh_hant": "甲 e1s0001", "summary_en": "A e1s0001"}, conflicts={"summary_en": "A e2s0001"}
    )
    Edit("e1s0001", "lin", 1, shared="summary").put_together(form)
    assert form.fields == {"summary_zh_hant": "甲 e1s0001", "summary_en": "A e2s0001 e1s0001"}


def test_command_fails_with_what_was_found(monkeypatch):
    outcome = Outcome("SQLite", Plan(), saves=200, seconds=1.0, problems=["43-0001: faq: a save is lost"])
    monkeypatch.setattr("occupations.management.commands.drill.drill", lambda url, plan: outcome)
    out = StringIO()
    with pytest.raises(CommandError, match="found 1 things wrong"):
        call_command("drill", "--sqlite-only", stdout=out)
    assert "WRONG 43-0001: faq: a save is lost" in out.getvalue()


def test_command_says_when_postgresql_does_not_answer():
    with pytest.raises(CommandError, match=r"PostgreSQL does not answer: .+ With --sqlite-only"):
        call_command("drill", "--postgres-url", "postgres://postgres@127.0.0.1:1/postgres")


@pytest.mark.parametrize("option", [["--saves", "0"], ["--editors", "0"], ["--kills", "-1"]])
def test_command_refuses_a_drill_of_nothing(option):
    with pytest.raises(CommandError, match="at least one"):
        call_command("drill", "--sqlite-only", *option)


def test_small_drill_loses_nothing():
    """Two editors, one page, a worker killed at work, on the engine this run tests."""
    command = [
        sys.executable,
        "manage.py",
        "drill",
        "--editors=2",
        "--saves=10",
        "--pages=1",
        "--workers=2",
        "--kills=1",
    ]
    if connection.vendor == "postgresql":
        command += ["--postgresql-only", "--postgres-url", os.environ["DATABASE_URL"]]
    else:
        command += ["--sqlite-only"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 saves" in done.stdout
    assert "1 workers killed at work" in done.stdout
    assert "No save lost, none twice" in done.stdout
