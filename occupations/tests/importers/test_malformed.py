"""Files with one thing wrong: refused with the place named, and nothing at all is written."""

import datetime
import shutil

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from occupations.importers.plan import FACT_MODELS
from occupations.models import NationalFigure, Occupation, Release

from . import files
from .files import DASH, EP_FILE, MICROSOFT_FILE, NATIONAL_FILE, OPENAI_FILE, STATE_FILE, put

pytestmark = pytest.mark.once

T2, T10, NAT = "Table 1.2", "Table 1.10", "national_M2025_dl"
EDUCATION = "Education, Training, and Experience"


def ep(change):
    """Break the sheets of occupation.xlsx."""

    def write(directory):
        sheets = files.projections()
        change(sheets)
        files.write_xlsx(directory / EP_FILE, sheets)

    return write


def ep_cell(sheet, row, column, value):
    return ep(lambda sheets: put(sheets[sheet], row, column, value))


def wages(change):
    def write(directory):
        sheets = files.national()
        change(sheets)
        files.write_xlsx(directory / NATIONAL_FILE, sheets)

    return write


def wages_cell(row, column, value):
    return wages(lambda sheets: put(sheets[NAT], row, column, value))


def text(name, rows, change):
    def write(directory):
        found = rows()
        change(found)
        files.write_csv(directory / name, found)

    return write


def state_cell(row, column, value):
    return text(STATE_FILE, files.states, lambda rows: put(rows, row, column, value))


def microsoft_cell(row, column, value):
    return text(MICROSOFT_FILE, files.microsoft, lambda rows: put(rows, row, column, value))


def openai_cell(row, column, value):
    return text(OPENAI_FILE, files.openai, lambda rows: put(rows, row, column, value))


def onet(name, change):
    def write(directory):
        found = files.onet()
        change(found[name])
        files.write_onet(directory, found)

    return write


def onet_cell(name, row, column, value):
    return onet(name, lambda rows: put(rows, row, column, value))


def content(name, data):
    return lambda directory: (directory / name).write_bytes(data(directory) if callable(data) else data)


def remove(name):
    return lambda directory: (directory / name).unlink()


def head_of(name, share):
    """The first part of a file, as a broken download leaves it."""

    def cut(directory):
        data = (directory / name).read_bytes()
        return data[: int(len(data) * share)]

    return cut


def bad_sheet_xml(directory):
    """A workbook whose zip is sound but whose sheet is not."""
    import zipfile

    source = directory / EP_FILE
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"][:800]
    with zipfile.ZipFile(source, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def zip_without_workbook(directory):
    import zipfile

    with zipfile.ZipFile(directory / EP_FILE, "w") as archive:
        archive.writestr("occupation.csv", "code,title")


def merged_header(directory):
    path = directory / NATIONAL_FILE
    book = openpyxl.load_workbook(path)
    sheet = book[NAT]
    place = files.column(files.national()[NAT], "A_PCT10") + 1
    sheet.merge_cells(start_row=1, end_row=1, start_column=place - 1, end_column=place)
    book.save(path)


def rename_header(rows, old, new):
    row = next(row for row in rows if old in row)
    row[row.index(old)] = new


def drop_column(rows, name):
    place = files.column(rows, name)
    for row in rows:
        if len(row) > place:
            del row[place]


def swapped_files(directory):
    shutil.copy(directory / NATIONAL_FILE, directory / EP_FILE)


def junk(rows):
    rows[1:] = [["junk"] * len(rows[0]) for _ in range(50)]


CASES = {
    # Not readable at all
    "empty file": (content(EP_FILE, b""), [EP_FILE, "the file is empty"]),
    "only blank lines": (content(OPENAI_FILE, b"\n \n"), [OPENAI_FILE, "the file is empty"]),
    "truncated workbook": (content(EP_FILE, head_of(EP_FILE, 0.6)), [EP_FILE, "cannot be read as an Excel workbook"]),
    "sheet cut short": (bad_sheet_xml, [EP_FILE, T2, "cannot be read as an Excel workbook"]),
    "zip that is no workbook": (zip_without_workbook, [EP_FILE, "cannot be read as an Excel workbook"]),
    "not a zip": (
        content(EP_FILE, b"hello, I am no workbook"),
        [EP_FILE, "this is not an Excel workbook", "no header with the columns"],
    ),
    "old xls": (content(NATIONAL_FILE, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), [NATIONAL_FILE, "old .xls"]),
    "web page": (content(STATE_FILE, b"<!DOCTYPE html><p>Access denied"), [STATE_FILE, "this is a web page"]),
    "Git LFS pointer": (
        content(OPENAI_FILE, b"version https://git-lfs.github.com/spec/v1\noid sha256:40c7\n"),
        [OPENAI_FILE, "Git LFS pointer"],
    ),
    "wrong encoding": (
        content(STATE_FILE, lambda d: (d / STATE_FILE).read_bytes().replace(b"Arizona", b"Arizon\xe1")),
        [STATE_FILE, "row 3", "byte 0xe1 is not UTF-8"],
    ),
    "UTF-16": (
        content(MICROSOFT_FILE, lambda d: (d / MICROSOFT_FILE).read_text().encode("utf-16")),
        [MICROSOFT_FILE, "UTF-8"],
    ),
    "a row cut off at the end": (
        content(OPENAI_FILE, head_of(OPENAI_FILE, 0.9)),
        [OPENAI_FILE, "row 6", "cells: 1, but the header has 8"],
    ),
    "ragged row": (
        text(MICROSOFT_FILE, files.microsoft, lambda rows: rows[2].append("0.3")),
        [MICROSOFT_FILE, "row 3", "cells: 4, but the header has 3"],
    ),
    "open quotation mark": (
        content(MICROSOFT_FILE, b'SOC Code,title,ai_applicability_score\n11-1011,"Chief,0.1\n'),
        [MICROSOFT_FILE, "not a well-formed table"],
    ),
    "another file under this name": (swapped_files, [EP_FILE, f"there is no sheet “{T2}”", NAT]),
    # Sheets, headers, years
    "sheet missing": (ep(lambda sheets: sheets.pop(T2)), [EP_FILE, f"there is no sheet “{T2}”", T10]),
    "second table missing": (ep(lambda sheets: sheets.pop(T10)), [EP_FILE, f"there is no sheet “{T10}”"]),
    "title without years": (
        ep(lambda sheets: sheets[T2].__setitem__(0, ["Table 1.2 Occupational projections"])),
        [EP_FILE, T2, "with its years"],
    ),
    "headings of another span": (
        ep(lambda sheets: rename_header(sheets[T2], "Employment, 2034", "Employment, 2033")),
        [EP_FILE, T2, "row 2", "“Employment, 2034”", "the column is missing"],
    ),
    "export of one table under the name of the workbook": (
        lambda directory: files.write_csv(
            directory / EP_FILE, [[*row, *[""] * (13 - len(row))] for row in files.projections()[T2]]
        ),
        [EP_FILE, "the title of Table 1.10 with its years"],
    ),
    "tables swapped": (
        ep(lambda sheets: sheets.update({T2: sheets[T10], T10: sheets[T2]})),
        [EP_FILE, T2, "the title of Table 1.2 with its years"],
    ),
    "tables of different years": (
        ep(lambda sheets: sheets.update({T10: files.projections("2025–35")[T10]})),
        [EP_FILE, T10, "the years are 2025–35, but 2024–34"],
    ),
    "column missing": (
        ep(lambda sheets: drop_column(sheets[T2], "Typical education needed for entry")),
        [EP_FILE, T2, "row 2", "“Typical education needed for entry”", "the column is missing"],
    ),
    "column twice": (
        wages(lambda sheets: rename_header(sheets[NAT], "A_PCT25", "A_PCT10")),
        [NATIONAL_FILE, NAT, "row 1", "“A_PCT10”", "there 2 times"],
    ),
    "merged header": (merged_header, [NATIONAL_FILE, NAT, "row 1", "“A_PCT10”", "the column is missing"]),
    "no header": (wages(lambda sheets: sheets[NAT].pop(0)), [NATIONAL_FILE, NAT, "no header with the columns"]),
    "header alone": (
        text(MICROSOFT_FILE, files.microsoft, lambda rows: rows.__delitem__(slice(1, None))),
        [MICROSOFT_FILE, "no data rows"],
    ),
    "sheet of another year than the name": (
        wages(lambda sheets: sheets.update({"national_M2024_dl": sheets.pop(NAT)})),
        [NATIONAL_FILE, "the sheet is of 2024, but the file's name says 2025"],
    ),
    "rows of junk": (
        wages(lambda sheets: junk(sheets[NAT])),
        [NATIONAL_FILE, "row 2", "“junk” is not an occupation code"],
    ),
    # Numbers
    "text where a number belongs": (
        ep_cell(T2, 5, "Employment, 2024", "many"),
        [EP_FILE, T2, "row 5", "“Employment, 2024”", "“many” is not a number"],
    ),
    "empty number": (ep_cell(T2, 5, "Employment, 2034", None), [EP_FILE, T2, "row 5", "the cell is empty"]),
    "Excel error": (
        wages_cell(3, "A_MEDIAN", "#N/A"),
        [NATIONAL_FILE, "row 3", "“A_MEDIAN”", "“#N/A” is not a number"],
    ),
    "date where a number belongs": (
        wages_cell(3, "TOT_EMP", datetime.date(2025, 5, 1)),
        [NATIONAL_FILE, "row 3", "“TOT_EMP”", "is not a number"],
    ),
    "truth value where a number belongs": (
        wages_cell(3, "TOT_EMP", True),
        [NATIONAL_FILE, "row 3", "“TOT_EMP”", "“True” is not a number"],
    ),
    "NaN": (microsoft_cell(2, "ai_applicability_score", "nan"), [MICROSOFT_FILE, "row 2", "“nan” is not a number"]),
    "infinity": (openai_cell(3, "dv_rating_beta", "inf"), [OPENAI_FILE, "row 3", "“dv_rating_beta”", "“inf”"]),
    "overflow": (openai_cell(3, "dv_rating_beta", "1e999"), [OPENAI_FILE, "row 3", "“1e999” is not a number"]),
    "negative wage": (wages_cell(3, "A_PCT10", -100), [NATIONAL_FILE, "row 3", "“A_PCT10”", "-100 is negative"]),
    "negative jobs": (
        ep_cell(T2, 5, "Occupational openings, 2024–34 annual average", -1.0),
        [EP_FILE, "row", "openings", "-1"],
    ),
    "too large": (wages_cell(3, "TOT_EMP", 10**13), [NATIONAL_FILE, "row 3", "“TOT_EMP”", "is too large"]),
    "hourly wage of a million": (
        wages_cell(3, "H_PCT90", 10**6),
        [NATIONAL_FILE, "row 3", "“H_PCT90”", "is too large"],
    ),
    "title without end": (
        wages_cell(3, "OCC_TITLE", "A" * 161),
        [NATIONAL_FILE, "row 3", "longer than 160 characters"],
    ),
    "fraction of a job": (state_cell(2, "TOT_EMP", "810.5"), [STATE_FILE, "row 2", "“TOT_EMP”", "not a whole number"]),
    "percentiles out of order": (
        wages_cell(3, "A_PCT25", 350000),
        [NATIONAL_FILE, "row 3", "“A_MEDIAN”", "200,000 is lower than 350,000 in “A_PCT25”"],
    ),
    "hourly percentiles out of order": (
        wages_cell(9, "H_PCT90", 1.0),
        [NATIONAL_FILE, "row 9", "“H_PCT90”", "lower than"],
    ),
    "state percentiles out of order": (
        state_cell(2, "A_PCT90", "100000"),
        [STATE_FILE, "row 2", "“A_PCT90”", "100,000 is lower than 166,420"],
    ),
    "unknown mark": (wages_cell(3, "A_MEDIAN", "~"), [NATIONAL_FILE, "row 3", "“~” is not a number"]),
    "no mark in projections": (
        ep_cell(T2, 5, "Employment change, percent, 2024–34", DASH),
        [EP_FILE, "row 5", "“—”"],
    ),
    "share above one": (
        microsoft_cell(3, "ai_applicability_score", "15.5"),
        [MICROSOFT_FILE, "row 3", "15.5 is outside 0 to 1"],
    ),
    "self-employed above 100": (
        ep_cell(T2, 5, "Percent self employed, 2024", 201.0),
        [EP_FILE, T2, "row 5", "“Percent self employed, 2024”", "201 is not a percentage"],
    ),
    # Words and codes
    "unknown education": (
        ep_cell(T2, 5, "Typical education needed for entry", "Some school"),
        [
            EP_FILE,
            T2,
            "row 5",
            "“Typical education needed for entry”",
            "“Some school” is not one of",
            "Master's degree",
        ],
    ),
    "unknown experience": (
        ep_cell(T2, 6, "Work experience in a related occupation", "A while"),
        [EP_FILE, T2, "row 6", "“A while” is not one of"],
    ),
    "unknown training": (
        ep_cell(T2, 6, "Typical on-the-job training needed to attain competency in the occupation", DASH),
        [EP_FILE, T2, "row 6", "“—” is not one of"],
    ),
    "unknown type of row": (
        ep_cell(T2, 5, "Occupation type", "Detail"),
        [EP_FILE, "row 5", "neither Line item nor Summary"],
    ),
    "unknown level": (
        wages_cell(3, "O_GROUP", "detail"),
        [NATIONAL_FILE, "row 3", "“O_GROUP”", "“detail” is not one of"],
    ),
    "unknown flag": (wages_cell(3, "ANNUAL", "yes"), [NATIONAL_FILE, "row 3", "“ANNUAL”", "neither TRUE nor empty"]),
    "both flags": (
        wages(lambda sheets: [put(sheets[NAT], 3, name, "TRUE") for name in ("ANNUAL", "HOURLY")]),
        [NATIONAL_FILE, "row 3", "by the year only and by the hour only"],
    ),
    "code of the wrong shape": (
        ep_cell(T2, 5, "2024 National Employment Matrix code", "11-10111"),
        [EP_FILE, T2, "row 5", "“11-10111” is not an occupation code like 11-1011"],
    ),
    "code read as a date": (
        wages_cell(3, "OCC_CODE", datetime.date(1011, 11, 1)),
        [NATIONAL_FILE, "row 3", "“OCC_CODE”", "is not an occupation code"],
    ),
    "O*NET code without its last digits": (
        openai_cell(2, "O*NET-SOC Code", "11-1011"),
        [OPENAI_FILE, "row 2", "is not an occupation code like 11-1011.00"],
    ),
    "code twice in projections": (
        ep_cell(T2, 6, "2024 National Employment Matrix code", "11-1011"),
        [EP_FILE, T2, "row 6", "11-1011 is there twice"],
    ),
    "code twice in wages": (wages_cell(4, "OCC_CODE", "11-1011"), [NATIONAL_FILE, "row 4", "11-1011 is there twice"]),
    "code twice in a state": (
        state_cell(4, "OCC_CODE", "11-1011"),
        [STATE_FILE, "row 4", "11-1011 is there twice for AL"],
    ),
    "code twice in exposure": (microsoft_cell(3, "SOC Code", "11-1011"), [MICROSOFT_FILE, "row 3", "there twice"]),
    "O*NET code twice in exposure": (
        openai_cell(3, "O*NET-SOC Code", "11-1011.00"),
        [OPENAI_FILE, "row 3", "there twice"],
    ),
    "state in the national file": (
        wages_cell(3, "PRIM_STATE", "AL"),
        [NATIONAL_FILE, "row 3", "this is not the national file"],
    ),
    "unknown state": (
        state_cell(2, "PRIM_STATE", "ZZ"),
        [STATE_FILE, "row 2", "“ZZ” is not the postal code of a state"],
    ),
    # Contradictions and lost rows
    "tables contradict": (
        ep_cell(T10, 5, "Employment, 2034", 311.0),
        [EP_FILE, T10, "row 5", "“Employment, 2034”", "11-1011 has 311", "but 310", T2],
    ),
    "tables contradict on the type": (
        ep_cell(T10, 5, "Occupation type", "Summary"),
        [EP_FILE, T10, "row 5", "“Occupation type”", "11-1011 has Summary, but Line item in Table 1.2, row 5"],
    ),
    "row missing in the second table": (
        ep(lambda sheets: sheets[T10].pop(4)),
        [EP_FILE, T2, "row 5", f"11-1011 is missing in {T10}"],
    ),
    "row only in the second table": (
        ep(lambda sheets: sheets[T2].pop(4)),
        [EP_FILE, T10, "row 5", f"11-1011 is missing in {T2}"],
    ),
    "row lost in both tables": (
        ep(lambda sheets: [sheets[name].pop(4) for name in (T2, T10)]),
        [EP_FILE, T2, "row 3", "“Employment, 2024”", "the occupations add up to 4,287.0 thousand, not to 4,587.0"],
    ),
    "change is not the difference": (
        ep(lambda sheets: [put(sheets[name], 5, "Employment change, numeric, 2024–34", 99.0) for name in (T2, T10)]),
        [EP_FILE, T2, "row 5", "99 is not the difference of 300,000 and 310,000"],
    ),
    "data after the footnotes": (
        ep(lambda sheets: sheets[T2].append(sheets[T2][4])),
        [EP_FILE, T2, "row 14", "data after the footnotes that start in row 12"],
    ),
    "total missing": (
        ep(lambda sheets: [sheets[name].pop(2) for name in (T2, T10)]),
        [EP_FILE, "there is no row 00-0000"],
    ),
    "wage rows lost": (
        wages(lambda sheets: sheets[NAT].__delitem__(slice(7, None))),
        [NATIONAL_FILE, "rows are missing"],
    ),
    "wage total missing": (wages(lambda sheets: sheets[NAT].pop(1)), [NATIONAL_FILE, "there is no row 00-0000"]),
    # O*NET
    "release unknown": (content("Read Me.txt", b"Thank you for downloading"), ["Read Me.txt", "no release like"]),
    "Read Me missing": (remove("Read Me.txt"), ["O*NET", "not in the directory: Read Me"]),
    "file of the set missing": (remove("Job Zones.txt"), ["O*NET", "not in the directory: Job Zones"]),
    "no such month": (
        content("Read Me.txt", b"O*NET 29.3 Database\nMayo 2025 Release"),
        ["Read Me.txt", "“Mayo 2025” is not a month"],
    ),
    "rating off its scale": (
        onet_cell("Skills", 2, "Data Value", 55),
        ["Skills.txt", "row 2", "“Data Value”", "55 is outside 1 to 5"],
    ),
    "level missing": (
        onet("Skills", lambda rows: rows.pop(2)),
        ["Skills.txt", "11-1011.00 has no row for Reading Comprehension (LV)"],
    ),
    "element twice": (
        onet("Skills", lambda rows: rows.append(rows[1])),
        ["Skills.txt", "row 30", "11-1011.00 has Reading Comprehension (IM) twice"],
    ),
    "another scale in this release": (
        onet("Work Styles", lambda rows: [put(rows, number, "Scale ID", "WI") for number in range(2, len(rows) + 1)]),
        ["Work Styles.txt", "no rows on the scale IM"],
    ),
    "suppress flag unknown": (
        onet_cell("Skills", 2, "Recommend Suppress", "maybe"),
        ["Skills.txt", "row 2", "“maybe” is neither Y nor N"],
    ),
    "job zone 6": (onet_cell("Job Zones", 2, "Job Zone", 6), ["Job Zones.txt", "row 2", "6 is not a job zone"]),
    "job zone twice": (onet_cell("Job Zones", 3, "O*NET-SOC Code", "11-1011.00"), ["Job Zones.txt", "row 3", "twice"]),
    "tier unknown": (
        onet_cell("Related Occupations", 2, "Relatedness Tier", "Close"),
        ["Related Occupations.txt", "row 2", "“Close” is not one of"],
    ),
    "related twice": (
        onet_cell("Related Occupations", 3, "Related O*NET-SOC Code", "11-1011.03"),
        ["Related Occupations.txt", "row 3", "11-1011.03 is there twice"],
    ),
    "title empty": (
        onet_cell("Alternate Titles", 3, "Alternate Title", ""),
        ["Alternate Titles.txt", "row 3", "“Alternate Title”", "the cell is empty"],
    ),
    "category is no number": (
        onet(
            EDUCATION,
            lambda rows: [put(rows, n, "Category", "RL1") for n in range(2, len(rows) + 1) if rows[n - 1][4] == 1],
        ),
        [EDUCATION, "“RL1” is not the number of a category"],
    ),
    "files of different releases": (
        onet_cell("Job Zones", 2, "O*NET-SOC Code", "99-9999.00"),
        ["Job Zones.txt", "99-9999.00 is not in Occupation Data"],
    ),
    "O*NET file without rows": (
        onet("Interests", lambda rows: rows.__delitem__(slice(1, None))),
        ["Interests.txt", "no data rows"],
    ),
    "O*NET file with another's content": (
        lambda directory: shutil.copy(directory / "Job Zones.txt", directory / "Skills.txt"),
        ["Skills.txt", "no header with the columns"],
    ),
}


def written() -> int:
    models = [Occupation, Release, NationalFigure, *FACT_MODELS.values()]
    return sum(model.objects.count() for model in models)


@pytest.mark.parametrize("case", CASES)
def test_malformed_file_is_refused_whole(country, data_dir, case):
    break_it, fragments = CASES[case]
    break_it(data_dir)
    with pytest.raises(CommandError) as caught:
        call_command("import_facts", "--data-dir", str(data_dir))
    message = str(caught.value)
    assert [fragment for fragment in fragments if fragment not in message] == [], message
    assert message.endswith("Nothing was written.")
    assert written() == 0


def test_valid_files_are_written(country, data_dir, import_facts):
    """The counts above are of tables that an import does fill."""
    import_facts(data_dir)
    assert all(model.objects.exists() for model in [Occupation, Release, NationalFigure, *FACT_MODELS.values()])


def test_too_many_rows_are_refused(country, data_dir, monkeypatch):
    monkeypatch.setattr("occupations.importers.tables.MAX_ROWS", 3)
    with pytest.raises(CommandError, match="row 4: more than 3 rows; this is not the publisher's file"):
        call_command("import_facts", "--data-dir", str(data_dir), "--source", "bls-oews-state")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("missing", "missing: there is no such directory"),
        (f"data/{EP_FILE}", f"{EP_FILE}: this is a file; give the directory that holds the data files"),
        ("empty", "empty: no data file recognised; expected names like occupation.xlsx"),
    ],
)
def test_directory_without_data_is_refused(country, data_dir, tmp_path, path, message):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.txt").write_text("nothing here")
    with pytest.raises(CommandError, match="Nothing was written") as caught:
        call_command("import_facts", "--data-dir", str(tmp_path / path))
    assert message in str(caught.value)


def test_source_asked_for_must_be_in_the_directory(country, other_dir):
    files.write_csv(other_dir / OPENAI_FILE, files.openai())
    with pytest.raises(CommandError, match="no file of onet here"):
        call_command("import_facts", "--data-dir", str(other_dir), "--source", "onet")


def test_unreadable_file_is_reported(country, data_dir, monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(CommandError, match=f"{EP_FILE}: cannot be read: Permission denied"):
        call_command("import_facts", "--data-dir", str(data_dir), "--source", "bls-ep")
