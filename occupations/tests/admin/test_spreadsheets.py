import csv
import datetime
import io
import zipfile

import pytest
import reversion.models
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from occupations import roles, workflow
from occupations.choices import Status
from occupations.models import AlternateTitle, Evidence, Faq, Occupation, PublishedCopy
from occupations.spreadsheets import files
from occupations.tests.admin.desk import soup
from occupations.tests.factories import (
    both,
    make_alternate_title,
    make_country,
    make_evidence,
    make_faq,
    make_group,
    make_occupation,
)

pytestmark = pytest.mark.django_db

MODELS = ["occupation", "alternatetitle", "evidence", "faq"]
XLSX, CSV = "0", "1"
OCCUPATIONS = ["code", "title_zh_hant", "title_en", "summary_zh_hant", "summary_en"]
NAMES = ["code", "language", "text"]
FAQ = ["code", "position", "question_zh_hant", "question_en", "answer_zh_hant", "answer_en"]
EVIDENCE = [
    "code",
    "position",
    "name",
    "kind",
    "extent",
    "year",
    "replaces_zh_hant",
    "replaces_en",
    "url",
    "checked_on",
]


def name_of(value):
    """Files have no readable name among the cases of a test."""
    return "file" if isinstance(value, bytes) else None


def address(model, step):
    return reverse(f"admin:occupations_{model}_{step}")


def as_csv(heads, *rows, encoding="utf-8-sig"):
    stream = io.StringIO()
    csv.writer(stream).writerows([heads, *rows])
    return stream.getvalue().encode(encoding)


def as_xlsx(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(client, model, data, name="sheet.csv"):
    return client.post(
        address(model, "import"), {"csrfmiddlewaretoken": "x", "import_file": SimpleUploadedFile(name, data)}
    )


def confirm(client, model, preview, **kwargs):
    plan = soup(preview).select_one("[name=plan]")["value"]
    return client.post(address(model, "process_import"), {"plan": plan}, **kwargs)


def problems(response):
    """(row, column, sentence) of each line of the table."""
    assert response.status_code == 200
    assert not soup(response).select("[name=plan]")
    lines = soup(response).select("section[aria-labelledby=problems] tbody tr")
    return [tuple(cell.text for cell in line.select("td")) for line in lines]


def file_error(response):
    assert response.status_code == 200
    assert not soup(response).select("[name=plan]")
    return [item.text for item in soup(response).select(".errorlist li")]


def totals(response):
    return [item.text.split()[0] for item in soup(response).select(".desk-totals li")]


def export(client, model, form=CSV, query=""):
    return client.post(address(model, "export") + query, {"format": form})


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def everything():
    return {model: list(model.objects.order_by("pk").values()) for model in (Occupation, AlternateTitle, Evidence, Faq)}


@pytest.fixture
def page():
    return make_occupation("43-4121", title_zh_hant="圖書館助理", title_en="Library Assistants")


@pytest.fixture
def member(client):
    """Sign in somebody with a role."""
    roles.sync()

    def sign_in(role):
        user = get_user_model().objects.create_user(role, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return client

    return sign_in


# Who may


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    ("role", "may_import"),
    [(roles.EDITOR, False), (roles.REVIEWER, False), (roles.DATA_MANAGER, True), (roles.ADMINISTRATOR, True)],
)
def test_import_is_for_those_with_the_right_at_every_address(member, admin_client, page, model, role, may_import):
    make_faq(page), make_evidence(page), make_alternate_title(page)
    data = export(admin_client, model).content.replace("一".encode(), "兩".encode())
    preview = upload(admin_client, "occupation", as_csv(OCCUPATIONS, ["43-4121", "新", "New", "", ""]))
    client = member(role)
    before = everything()

    buttons = soup(client.get(address(model, "changelist"))).select(".object-tools a.import_link")
    assert bool(buttons) is may_import
    status = 200 if may_import else 403
    assert client.get(address(model, "import")).status_code == status
    assert upload(client, model, data).status_code == status
    # A plan that an administrator was shown is not for anybody else.
    assert confirm(client, model, preview).status_code == (302 if may_import else 403)
    assert client.post(address(model, "process_import"), {"plan": "x"}).status_code == (302 if may_import else 403)
    assert client.get(address(model, "process_import")).status_code == 405
    assert everything() == before


@pytest.mark.parametrize("hidden", [{}, {"resource": ""}, {"resource": "9", "format": "x"}])
def test_upload_asks_for_the_file_alone(admin_client, page, hidden):
    file = SimpleUploadedFile("sheet.csv", as_csv(OCCUPATIONS, ["43-4121", "新", "New", "", ""]))
    data = {"csrfmiddlewaretoken": "x", "import_file": file} | hidden
    assert totals(admin_client.post(address("occupation", "import"), data))[0] == "1"
    assert "43-4121" in admin_client.post(address("occupation", "export"), {"format": CSV} | {"resource": "9"}).text


def test_data_manager_imports_what_the_preview_showed(member, page):
    client = member(roles.DATA_MANAGER)
    preview = upload(client, "occupation", as_csv(OCCUPATIONS, ["43-4121", "圖書館員", "Librarians", "摘要。", "S."]))
    assert confirm(client, "occupation", preview).status_code == 302
    page.refresh_from_db()
    assert (page.title_zh_hant, page.title_en) == ("圖書館員", "Librarians")


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("role", list(roles.LABELS))
def test_every_role_may_export(member, page, model, role):
    make_faq(page), make_evidence(page), make_alternate_title(page)
    client = member(role)
    assert soup(client.get(address(model, "changelist"))).select(".object-tools a.export_link")
    assert [row["code"] for row in rows_of(export(client, model))] == ["43-4121"]


@pytest.mark.parametrize("model", MODELS)
def test_nobody_without_a_view_permission_exports_or_imports(client, page, model):
    client.force_login(get_user_model().objects.create_user("staff", is_staff=True))
    for step in ("export", "import"):
        assert client.get(address(model, step)).status_code == 403
    assert export(client, model).status_code == 403
    client.logout()
    assert "login" in export(client, model)["Location"]
    assert "login" in client.post(address(model, "process_import"), {"plan": "x"})["Location"]


# Export


def test_export_has_both_languages_and_never_the_base_column(admin_client, page):
    row = rows_of(export(admin_client, "occupation"))[0]
    assert row == {
        "country": "us",
        "code": "43-4121",
        **both("title", "圖書館助理", "Library Assistants"),
        **both("summary", "一句話的摘要。", "A summary in a sentence."),
    }


def test_csv_begins_with_the_mark_excel_looks_for(admin_client, page):
    assert export(admin_client, "occupation").content.startswith(b"\xef\xbb\xbfcountry,code")


def test_excel_holds_codes_as_text_and_numbers_and_dates_as_such(admin_client):
    make_evidence(make_occupation("11-2021"), year=2015, checked_on=datetime.date(2026, 10, 1))
    response = export(admin_client, "evidence", XLSX)
    heads, row = load_workbook(io.BytesIO(response.content)).active.iter_rows()
    cells = {head.value: cell for head, cell in zip(heads, row, strict=True)}
    assert (cells["code"].value, cells["code"].data_type, cells["code"].number_format) == ("11-2021", "s", "@")
    assert (cells["year"].value, cells["position"].value) == (2015, 1)
    assert cells["checked_on"].value == datetime.datetime(2026, 10, 1)


@pytest.mark.parametrize("sign", list("=+-@\t\r＝＋－＠"))
@pytest.mark.parametrize("form", [XLSX, CSV])
def test_no_exported_text_begins_as_a_formula(admin_client, page, sign, form):
    text = f"{sign}HYPERLINK(1)"
    Occupation.objects.update(summary_en=text)
    response = export(admin_client, "occupation", form)
    if form == CSV:
        value = rows_of(response)[0]["summary_en"]
    else:
        value = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))[1][-1]
    assert value.replace("\r", "\n") == f"'{text}".replace("\r", "\n")
    again = upload(admin_client, "occupation", response.content, ["a.xlsx", "a.csv"][int(form)])
    assert "nothing new" in again.content.decode()


def test_export_follows_the_filters_of_the_list(admin_client, page):
    make_evidence(page, name="A", kind="tool"), make_evidence(page, name="B", kind="news")
    form = soup(admin_client.get(address("evidence", "export") + "?kind__exact=news"))
    assert "1 of 2 rows" in form.select_one("#content-main").text
    names = [row["name"] for row in rows_of(export(admin_client, "evidence", query="?kind__exact=news"))]
    assert names == ["B"]


def test_export_with_a_filter_that_does_not_exist_leads_back_to_the_list(admin_client, page):
    response = admin_client.get(address("evidence", "export") + "?year__exact=abc", follow=True)
    assert response.redirect_chain[-1][0] == address("evidence", "changelist")
    assert "filters in the address" in response.content.decode()


def test_text_too_long_for_excel_is_refused_there_and_not_cut(admin_client, page):
    Occupation.objects.update(summary_en="x" * 40_000)
    assert "longer than a cell" in export(admin_client, "occupation", XLSX).content.decode()
    assert len(rows_of(export(admin_client, "occupation"))[0]["summary_en"]) == 40_000


@pytest.mark.parametrize("rows", [1, 3])
def test_export_takes_the_same_queries_however_long(admin_client, django_assert_num_queries, rows):
    for _ in range(rows):
        make_evidence()
    with django_assert_num_queries(3):
        export(admin_client, "evidence")


# An export imported again


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(("form", "name"), [(XLSX, "a.xlsx"), (CSV, "a.csv")])
@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_export_imported_unchanged_changes_nothing(admin_client, page, model, form, name, language):
    admin_client.cookies["django_language"] = language
    make_evidence(page), make_evidence(page, name="#N/A"), make_faq(page), make_alternate_title(page)
    preview = upload(admin_client, model, export(admin_client, model, form).content, name)
    assert totals(preview)[0].startswith("0") or totals(preview)[0] == "0"
    assert not soup(preview).select("[name=plan]")
    assert not problems(preview)


ODD = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40)
ODDER = st.text(alphabet="'=+-@\t\r\n ,;\"_x000D_＝a\ufeff\x85\u2028\x0b\x1f\ufffe", min_size=1, max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ODD | ODDER, form=st.sampled_from([XLSX, CSV]))
@example(text="''=1", form=CSV)
@example(text="'=1", form=XLSX)
@example(text="_x000D_", form=XLSX)
@example(text="1e5", form=CSV)
@example(text="#REF!", form=XLSX)
@example(text=" \n ", form=CSV)
def test_any_text_survives_the_way_out_and_in(admin_client, text, form):
    page = Occupation.objects.filter(code="43-4121").first() or make_occupation("43-4121")
    Occupation.objects.filter(pk=page.pk).update(title_zh_hant="職業", title_en=text, summary_en=text)
    response = export(admin_client, "occupation", form)
    preview = upload(admin_client, "occupation", response.content, ["a.xlsx", "a.csv"][int(form)])
    assert totals(preview)[0] == "0"
    assert not problems(preview)


@pytest.mark.parametrize("text", ["=1+1", "'=1", "-5 度", "＝甲", "@you"])
def test_new_text_that_looks_like_a_formula_arrives_as_it_is(admin_client, page, text):
    cells = ["43-4121", "圖書館助理", "Library Assistants", "一句話的摘要。", f"'{text}"]
    confirm(admin_client, "occupation", upload(admin_client, "occupation", as_csv(OCCUPATIONS, cells)))
    page.refresh_from_db()
    assert page.summary_en == text


# What an import does


def test_preview_shows_the_words_that_change_and_writes_nothing(admin_client, page):
    faq = make_faq(page, answer_en="No degree is needed.")
    before = everything()
    preview = upload(
        admin_client,
        "faq",
        as_csv(FAQ, ["43-4121", 1, "需要學位嗎？", "Is a degree needed?", "不需要。", "A degree is needed."]),
    )
    shown = soup(preview)
    assert [tag.text for tag in shown.select("del")] == ["No"]
    assert [tag.text for tag in shown.select("ins")] == ["A"]
    assert "Row 2" in shown.text
    assert "43-4121" in shown.select_one(".desk-changes h2").text
    assert everything() == before
    assert not PublishedCopy.objects.exists()
    confirm(admin_client, "faq", preview)
    faq.refresh_from_db()
    assert faq.answer_en == "A degree is needed."


def test_import_leaves_a_draft_a_copy_and_one_revision_a_page(admin_client, admin_user, page):
    other = make_occupation("29-1141")
    for occupation in (page, other):
        make_faq(occupation), make_faq(occupation)
    data = export(admin_client, "faq").content.replace(b"No.", b"Not at all.")
    response = confirm(admin_client, "faq", upload(admin_client, "faq", data), follow=True)

    assert "2 pages are drafts now" in response.content.decode()
    for occupation in (page, other):
        occupation.refresh_from_db()
        assert (occupation.status, occupation.version) == (Status.DRAFT, 1)
        copy = PublishedCopy.objects.get(occupation=occupation)
        assert {row["answer_en"] for row in copy.state["faq"].values()} == {"No."}
        kept = reversion.models.Version.objects.get_for_object(occupation)
        assert [version.revision.comment for version in kept] == ["import", "baseline"]
        assert kept[0].revision.user == admin_user
        answers = {
            version.field_dict["answer_en"] for version in kept[0].revision.version_set.all() if version._model is Faq
        }
        assert answers == {"Not at all."}
        assert "sheet.csv" in LogEntry.objects.get(object_id=str(occupation.pk)).change_message
    workflow.discard(page.pk, admin_user)
    assert set(page.faqs.values_list("answer_en", flat=True)) == {"No."}


def test_new_rows_of_every_kind(admin_client, page):
    make_faq(page)
    sheets = {
        "faq": (FAQ, ["43-4121", 2, "為什麼？", "", "因為。", ""]),
        "evidence": (
            EVIDENCE,
            ["43-4121", 1, "Alma", "platform", "full", 2015, "", "Loans.", "example.com/a", "2026/10/1"],
        ),
        "alternatetitle": (NAMES, ["43-4121", "zh-hant", "圖書館員"]),
    }
    for model, (heads, row) in sheets.items():
        preview = upload(admin_client, model, as_csv(heads, row))
        assert totals(preview) == ["0", "1", "0"]
        confirm(admin_client, model, preview)
    assert list(page.faqs.values_list("position", "question_zh_hant")) == [(1, "需要學位嗎？"), (2, "為什麼？")]
    row = page.evidence.get()
    assert (row.url, row.checked_on) == ("https://example.com/a", datetime.date(2026, 10, 1))
    assert page.alternate_titles.get().text == "圖書館員"


def test_empty_rows_and_other_orders_of_columns_do_no_harm(admin_client, page):
    data = as_csv(["text", "code", "language", ""], [], ["圖書館員", "43-4121", "zh-hant"], ["", "", "", ""], [])
    confirm(admin_client, "alternatetitle", upload(admin_client, "alternatetitle", data))
    assert page.alternate_titles.get().text == "圖書館員"


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_import_fills_the_columns_it_names_whatever_the_reader_speaks(admin_client, page, language):
    admin_client.cookies["django_language"] = language
    cells = ["43-4121", "甲", "B", "丙", "D"]
    confirm(admin_client, "occupation", upload(admin_client, "occupation", as_csv(OCCUPATIONS, cells)))
    page.refresh_from_db()
    assert [getattr(page, name) for name in OCCUPATIONS] == cells


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (as_csv(NAMES, ["43-4121", "zh-hant", "館員"], encoding="utf-8"), "a.csv"),
        (as_csv(NAMES, ["43-4121", "zh-hant", "館員"], encoding="utf-8-sig"), "a.CSV"),
        (as_csv(NAMES, ["43-4121", "zh-hant", "館員"], encoding="utf-16"), "a.csv"),
        ("code\tlanguage\ttext\r\n43-4121\tzh-hant\t館員\r\n".encode("utf-16"), "a.txt"),
        ("code;language;text\n43-4121;zh-hant;館員\n".encode(), "a.csv"),
        (as_xlsx(NAMES, ["43-4121", "zh-hant", "館員"]), "a.xlsx"),
        (as_xlsx(NAMES, [None], ["43-4121", "zh-hant", " 館員\r\n"]), "a.xlsx"),
    ],
    ids=name_of,
)
def test_files_as_programs_write_them_are_read(admin_client, page, data, name):
    confirm(admin_client, "alternatetitle", upload(admin_client, "alternatetitle", data, name))
    assert page.alternate_titles.get().text == "館員"


# All or nothing

GOOD_ROW = ["43-4121", 1, "A", "tool", "full", 2015, "取代", "It replaces.", "https://example.com/", "2026-10-01"]


def changed(**cells):
    return [cells.get(name, value) for name, value in zip(EVIDENCE, GOOD_ROW, strict=True)]


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"code": "99-9999"}, "code", "No occupation has the code 99-9999."),
        ({"code": "Nov-21"}, "code", "made a date of it"),
        ({"code": ""}, "code", "may not be empty"),
        ({"position": "first"}, "position", "whole number from 1"),
        ({"position": "0"}, "position", "whole number from 1"),
        ({"position": "²"}, "position", "whole number from 1"),
        ({"position": "9"}, "position", "The next free number of this page is 2."),
        ({"name": ""}, "name", "required"),
        ({"name": "x" * 201}, "name", "at most 200 characters (it has 201)"),
        ({"kind": "gadget"}, "kind", "“gadget” is unknown here. Write one of: tool, platform"),
        ({"year": "199O"}, "year", "whole number"),
        ({"year": "1066"}, "year", "between 1950 and 2100"),
        ({"replaces_zh_hant": "", "replaces_en": " "}, "replaces_zh_hant", "in Chinese or in English"),
        ({"replaces_en": "x" * 10_001}, "replaces_en", "at most 10000 characters"),
        ({"url": "not a url"}, "url", "valid URL"),
        ({"url": "javascript:alert(1)"}, "url", "valid URL"),
        ({"checked_on": "10/1/2026"}, "checked_on", "valid date"),
        ({"name": "nul\0"}, "", ""),
    ],
)
def test_one_wrong_cell_stops_the_whole_file(admin_client, page, cells, column, sentence):
    make_evidence(page, name="Old")
    before = everything()
    data = as_csv(EVIDENCE, GOOD_ROW, changed(**({"position": 2} | cells)))
    response = upload(admin_client, "evidence", data)
    if column:
        assert [problem[:2] for problem in problems(response)] == [("3", column)]
        assert sentence in problems(response)[0][2]
    else:
        assert "sheet.csv, row 3: This is not a CSV file" in file_error(response)[0]
    assert everything() == before


def test_problems_are_told_in_the_readers_language(admin_client, page):
    admin_client.cookies["django_language"] = "zh-hant"
    response = upload(admin_client, "evidence", as_csv(EVIDENCE, changed(name="x" * 201)))
    assert problems(response) == [("2", "name", "請確認這個值至多包含 200 個字 (目前為 201 個字)。")]


def test_public_page_keeps_both_titles(admin_client, page):
    response = upload(admin_client, "occupation", as_csv(OCCUPATIONS, ["43-4121", "圖書館助理", "", "", ""]))
    assert problems(response) == [("2", "title_zh_hant", "A public page needs its title in Chinese and in English.")]


def test_occupations_are_never_created(admin_client, page):
    response = upload(admin_client, "occupation", as_csv(OCCUPATIONS, ["29-1141", "護理師", "Nurses", "", ""]))
    assert problems(response) == [("2", "code", "No occupation has the code 29-1141.")]


def test_code_of_two_countries_asks_for_the_country(admin_client, page):
    taiwan = make_country("tw")
    other = make_occupation("43-4121", country=taiwan, group=make_group("43", taiwan))
    assert (
        problems(upload(admin_client, "alternatetitle", as_csv(NAMES, ["43-4121", "en", "Clerk"])))[0][1] == "country"
    )
    data = as_csv(["country", *NAMES], ["tw", "43-4121", "en", "Clerk"])
    confirm(admin_client, "alternatetitle", upload(admin_client, "alternatetitle", data))
    assert AlternateTitle.objects.get().occupation == other


@pytest.mark.parametrize(
    ("model", "heads", "row", "column"),
    [
        ("occupation", OCCUPATIONS, ["43-4121", "甲", "A", "", ""], "code"),
        ("alternatetitle", NAMES, ["43-4121", "en", "Clerk"], "text"),
        ("faq", FAQ, ["43-4121", "1", "甲", "A", "乙", "B"], "position"),
    ],
)
def test_row_about_the_same_twice_is_refused(admin_client, page, model, heads, row, column):
    assert problems(upload(admin_client, model, as_csv(heads, row, row))) == [("3", column, "Row 2 is about the same.")]


def test_heads_are_all_told_at_once(admin_client, page):
    data = as_csv(["code", "titel", "title_en", "title_en", "summary_en", ""], ["43-4121", "a", "b", "c", "d", "e"])
    found = problems(upload(admin_client, "occupation", data))
    assert [problem[:2] for problem in found] == [
        ("1", "titel"),
        ("1", "title_en"),
        ("2", "F"),
        ("1", "title_zh_hant"),
        ("1", "summary_zh_hant"),
    ]


def test_base_column_is_unknown(admin_client, page):
    data = as_csv([*OCCUPATIONS, "title"], ["43-4121", "甲", "A", "", "", "X"])
    assert problems(upload(admin_client, "occupation", data))[0][:2] == ("1", "title")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("=1+1", "holds a formula"),
        (datetime.datetime(2026, 5, 3), "holds a date"),
        (datetime.time(12, 30), "holds a time"),
        (True, "truth value"),
    ],
)
def test_cell_of_excel_that_is_no_text_is_named(admin_client, page, value, sentence):
    response = upload(admin_client, "alternatetitle", as_xlsx(NAMES, ["43-4121", "en", value]), "a.xlsx")
    assert [problem[:2] for problem in problems(response)] == [("2", "text")]
    assert sentence in problems(response)[0][2]


def test_fault_of_a_formula_is_named(admin_client, page):
    book = Workbook()
    book.active.append(NAMES)
    book.active.append(["43-4121", "en", "#REF!"])
    assert book.active["C2"].data_type == "e"
    stream = io.BytesIO()
    book.save(stream)
    assert "error of a formula" in problems(upload(admin_client, "alternatetitle", stream.getvalue(), "a.xlsx"))[0][2]


def test_numbers_and_dates_of_excel_are_taken_as_they_are(admin_client, page):
    row = changed(name=1984, year=2015.0, checked_on=datetime.date(2026, 10, 1))
    confirm(admin_client, "evidence", upload(admin_client, "evidence", as_xlsx(EVIDENCE, row), "a.xlsx"))
    evidence = page.evidence.get()
    assert (evidence.name, evidence.year, evidence.checked_on) == ("1984", 2015, datetime.date(2026, 10, 1))


# Files that are no sheets

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


def zipped(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def bomb():
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings.xml", "w") as part,
    ):
        for _ in range(61):
            part.write(bytes(1024 * 1024))
    return stream.getvalue()


def laughs():
    """A workbook whose sheet defines entities that multiply."""
    source, stream = zipfile.ZipFile(io.BytesIO(as_xlsx(NAMES, ["43-4121", "en", "x"]))), io.BytesIO()
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 10}">' for n in range(9))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.namelist():
            text = source.read(part).decode()
            if part.endswith("sheet1.xml"):
                text = f"<!DOCTYPE x [{entities}]>" + text.partition("?>")[2].replace("<v>", "<v>&e8;", 1)
            archive.writestr(part, text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (PNG, "a.xlsx", "a.xlsx: This is not an Excel file"),
        (PNG, "a.csv", "a.csv, row 1: This is not a CSV file"),
        (PNG, "a.png", "a.png: Choose a file that ends in .xlsx or .csv."),
        (b"code,language,text\n", "a.xlsx", "a.xlsx: This is not an Excel file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xlsx", "a.xlsx: This is an Excel file of the old kind"),
        (zipped(a="b"), "a.xlsx", "a.xlsx: The file is damaged"),
        (as_xlsx(NAMES, ["a", "b", "c"])[:-300], "a.xlsx", "a.xlsx: This is not an Excel file"),
        (laughs(), "a.xlsx", "a.xlsx: The file is damaged"),
        (bomb(), "a.xlsx", "a.xlsx: The file is too large once it is unpacked."),
        (b"", "a.csv", "The submitted file is empty."),
        (b"\n\n", "a.csv", "a.csv: The file is empty."),
        (as_xlsx([]), "a.xlsx", "a.xlsx: The file is empty."),
        (as_csv(NAMES), "a.csv", "a.csv: There are no rows"),
        (as_csv(NAMES, ["43-4121", "zh-hant", "館員"], encoding="cp950"), "a.csv", "a.csv, row 2: The file is in Big5"),
        (
            "code,language,text\n\n43-4121,en,caf\xe9,\n".encode("latin-1"),
            "a.csv",
            "a.csv, row 3: The file is not in UTF-8",
        ),
        (b'code,language,text\n43-4121,en,"open\n', "a.csv", "a.csv, row 2: A quotation mark is open"),
        (as_csv(NAMES, ["43-4121", "en", "x" * 140_000]), "a.csv", "a.csv, row 2: A quotation mark"),
        (as_csv(NAMES, *[["43-4121", "en", "x"]] * 10_001), "a.csv", "more than 10000 rows"),
        (as_csv([*NAMES, *["x"] * 40], ["43-4121"]), "a.csv", "a.csv, row 1: The file has more than 40 columns."),
    ],
    ids=name_of,
)
def test_file_that_is_no_sheet_is_refused_with_a_reason(admin_client, page, data, name, sentence):
    errors = file_error(upload(admin_client, "alternatetitle", data, name))
    assert len(errors) == 1
    assert sentence in errors[0]


def test_file_of_20_mb_is_refused(admin_client, page):
    errors = file_error(upload(admin_client, "faq", b"code,position\n" + b"x" * 20 * 1024 * 1024))
    assert errors == ["sheet.csv: The file is larger than 5 MB. Import it in parts."]


def test_form_without_a_file_says_so(admin_client):
    response = admin_client.post(address("faq", "import"), {"resource": "0"})
    assert file_error(response) == ["This field is required."]


def test_more_changes_than_one_import_may_make(admin_client, page, monkeypatch):
    monkeypatch.setattr("occupations.spreadsheets.resources.MAX_CHANGED", 1)
    response = upload(admin_client, "alternatetitle", as_csv(NAMES, ["43-4121", "en", "A"], ["43-4121", "en", "B"]))
    assert problems(response) == [("–", "–", "The file changes more than 1 rows. Import it in parts.")]


def test_excel_file_that_lies_about_its_size_is_read_whole(admin_client, page):
    source, stream = (
        zipfile.ZipFile(io.BytesIO(as_xlsx(NAMES, ["43-4121", "en", "A"], ["43-4121", "en", "B"]))),
        io.BytesIO(),
    )
    with zipfile.ZipFile(stream, "w") as archive:
        for part in source.namelist():
            archive.writestr(part, source.read(part).replace(b"A1:C3", b"A1:B2"))
    assert totals(upload(admin_client, "alternatetitle", stream.getvalue(), "a.xlsx")) == ["0", "2", "0"]


def test_fault_nobody_foresaw_is_logged_and_changes_nothing(admin_client, page, monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise RuntimeError("disk on fire")

    monkeypatch.setattr("occupations.workflow.catalogue.touch", fail)
    data = as_csv(NAMES, ["43-4121", "en", "A"])
    response = confirm(admin_client, "alternatetitle", upload(admin_client, "alternatetitle", data))
    assert response.status_code == 200
    assert not AlternateTitle.objects.exists()
    assert "disk on fire" in caplog.text


# Between the preview and the confirmation


def answer_sheet(*answers):
    rows = [
        ["43-4121", n, "需要學位嗎？", "Is a degree needed?", "不需要。", text]
        for n, text in enumerate(answers, start=1)
    ]
    return as_csv(FAQ, *rows)


def test_what_others_changed_meanwhile_stays_where_the_file_does_not_speak_of_it(admin_client, page):
    faq = make_faq(page)
    preview = upload(admin_client, "faq", answer_sheet("Not at all."))
    Faq.objects.filter(pk=faq.pk).update(question_en="Must I have a degree?", answer_zh_hant="沒有必要。")
    make_faq(page)

    assert confirm(admin_client, "faq", preview).status_code == 302
    faq.refresh_from_db()
    assert (faq.answer_en, faq.question_en, faq.answer_zh_hant) == (
        "Not at all.",
        "Must I have a degree?",
        "沒有必要。",
    )
    assert page.faqs.count() == 2


def test_what_others_changed_at_the_same_place_is_shown_before_it_is_replaced(admin_client, page):
    faq, second = make_faq(page), make_faq(page)
    preview = upload(admin_client, "faq", answer_sheet("Not at all.", "Never."))
    Faq.objects.filter(pk=faq.pk).update(answer_en="Only in some states.")

    again = confirm(admin_client, "faq", preview)
    assert "Somebody changed these rows after your preview" in soup(again).text
    assert "Only in some states" in "".join(tag.text for tag in soup(again).select("td"))
    faq.refresh_from_db(), second.refresh_from_db()
    assert (faq.answer_en, second.answer_en) == ("Only in some states.", "No.")

    assert confirm(admin_client, "faq", again).status_code == 302
    faq.refresh_from_db(), second.refresh_from_db()
    assert (faq.answer_en, second.answer_en) == ("Not at all.", "Never.")


def test_row_that_changed_its_place_is_not_taken_for_another(admin_client, page):
    first, second = make_faq(page, question_en="First"), make_faq(page, question_en="Second")
    preview = upload(admin_client, "faq", as_csv(FAQ, ["43-4121", 1, "需要學位嗎？", "First", "不需要。", "New."]))
    Faq.objects.filter(pk=first.pk).update(position=9)
    Faq.objects.filter(pk=second.pk).update(position=1)
    again = confirm(admin_client, "faq", preview)
    assert "Somebody changed these rows" in soup(again).text
    assert set(Faq.objects.values_list("answer_en", flat=True)) == {"No."}


def test_new_row_whose_number_was_taken_meanwhile_is_shown_again(admin_client, page):
    preview = upload(admin_client, "faq", answer_sheet("Not at all."))
    theirs = make_faq(page, answer_en="Theirs.")
    assert "Somebody changed these rows" in soup(confirm(admin_client, "faq", preview)).text
    theirs.refresh_from_db()
    assert theirs.answer_en == "Theirs."


def test_page_deleted_meanwhile_is_a_problem_with_its_row(admin_client, page):
    preview = upload(admin_client, "alternatetitle", as_csv(NAMES, [], ["43-4121", "en", "Clerk"]))
    page.delete()
    response = confirm(admin_client, "alternatetitle", preview)
    assert problems(response) == [("3", "code", "No occupation has the code 43-4121.")]


def test_confirming_twice_changes_nothing_more(admin_client, page):
    make_faq(page)
    preview = upload(admin_client, "faq", answer_sheet("Not at all."))
    confirm(admin_client, "faq", preview)
    page.refresh_from_db()
    version = page.version
    assert confirm(admin_client, "faq", preview).status_code == 302
    page.refresh_from_db()
    assert page.version == version


def test_plan_of_another_list_or_a_forged_one_is_refused(admin_client, page):
    preview = upload(admin_client, "alternatetitle", as_csv(NAMES, ["43-4121", "en", "Clerk"]))
    plan = soup(preview).select_one("[name=plan]")["value"]
    for model, text in (("faq", plan), ("alternatetitle", plan[:-3] + "abc"), ("alternatetitle", "")):
        response = admin_client.post(address(model, "process_import"), {"plan": text}, follow=True)
        assert "This preview has expired or is not yours" in response.content.decode()
    assert not AlternateTitle.objects.exists()


# The page


@pytest.mark.parametrize("model", MODELS)
def test_import_page_explains_every_column(admin_client, model):
    page = soup(admin_client.get(address(model, "import")))
    named = [code.text for code in page.select("section[aria-labelledby=columns] code")]
    heads = export(admin_client, model).content.decode("utf-8-sig").strip().split(",")
    assert named == heads
    assert page.select("input[type=file][name=import_file]")
    assert ("not deleted" in page.text) or model == "occupation"


@pytest.mark.parametrize("step", ["import", "export"])
def test_pages_have_nothing_the_security_policy_forbids(admin_client, page, step):
    shown = soup(admin_client.get(address("occupation", step)))
    assert not shown.select(
        "#content script, #content style, #content [style], #content [onchange], #content [onclick]"
    )


def test_formats_are_named_by_the_ending():
    assert [files.format_of(name) for name in ("a.xlsx", "a.CSV", "a.b.txt", "xlsx", "a.xls", "")] == [
        0,
        1,
        1,
        0,
        None,
        None,
    ]


def test_import_of_all_pages_takes_few_queries_for_each(admin_client):
    """832 pages were measured at 12 s of one core; what would make it minutes is reading page by page."""

    def queries_of(count):
        pages = [make_occupation(summary_en="Old.") for _ in range(count)]
        rows = [[page.code, page.title_zh_hant, page.title_en, "一句話的摘要。", "New."] for page in pages]
        preview = upload(admin_client, "occupation", as_csv(OCCUPATIONS, *rows))
        with CaptureQueriesContext(connection) as queries:
            assert confirm(admin_client, "occupation", preview).status_code == 302
        return len(queries)

    assert (queries_of(23) - queries_of(3)) / 20 <= 20
