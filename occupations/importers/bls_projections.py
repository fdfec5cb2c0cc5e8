"""BLS Employment Projections, occupation.xlsx: Table 1.2, checked against Table 1.10 of the same workbook."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from ..choices import EntryEducation, Experience, Training
from .base import ImportProblem, ParsedRelease, Skipped, checksums, only_file
from .tables import EP_CODE, LONGEST_TITLE, Row, Table, decimal, open_book, read_table

KEY = SOURCE = "bls-ep"
FILE_NAME = re.compile(r"occupation\.xlsx", re.IGNORECASE)
# Not in the file: from the BLS release calendar. Other editions get no date until it is added here.
PUBLISHED = {"2024–34": date(2025, 8, 28), "2025–35": date(2026, 8, 27)}
TOTAL = "00-0000"
DASH = ("—",)
TITLE = re.compile(r"(?P<table>Table 1\.\d+) Occupational .*?(?P<base>\d{4})[–-](?P<target>\d{2,4}).*")
SPAN = r"\d{4}[–-]\d{2,4}"
SHARED = {
    "title": re.compile(r"\d{4} National Employment Matrix title"),
    "code": re.compile(r"\d{4} National Employment Matrix code"),
    "type": "Occupation type",
    "change": re.compile(rf"Employment change, numeric, {SPAN}"),
    "change_percent": re.compile(rf"Employment change, percent, {SPAN}"),
    "openings": re.compile(rf"Occupational openings, {SPAN} annual average"),
}
ONLY_1_2 = {
    "self_employed": re.compile(r"Percent self employed, \d{4}(\[\d+\])?"),
    "education": "Typical education needed for entry",
    "experience": "Work experience in a related occupation",
    "training": "Typical on-the-job training needed to attain competency in the occupation",
}
EDUCATION = {
    "No formal educational credential": EntryEducation.NONE,
    "High school diploma or equivalent": EntryEducation.HIGH_SCHOOL,
    "Some college, no degree": EntryEducation.SOME_COLLEGE,
    "Postsecondary nondegree award": EntryEducation.AWARD,
    "Associate's degree": EntryEducation.ASSOCIATE,
    "Bachelor's degree": EntryEducation.BACHELOR,
    "Master's degree": EntryEducation.MASTER,
    "Doctoral or professional degree": EntryEducation.DOCTORAL,
}
EXPERIENCE = {
    "None": Experience.NONE,
    "Less than 5 years": Experience.UNDER_5,
    "5 years or more": Experience.OVER_5,
}
TRAINING = {
    "None": Training.NONE,
    "Short-term on-the-job training": Training.SHORT,
    "Moderate-term on-the-job training": Training.MODERATE,
    "Long-term on-the-job training": Training.LONG,
    "Apprenticeship": Training.APPRENTICESHIP,
    "Internship/residency": Training.RESIDENCY,
}


@dataclass(frozen=True, slots=True)
class ProjectionRow:
    base_year: int
    target_year: int
    employment_base: int
    employment_target: int
    change_percent: Decimal
    openings: int
    self_employed_percent: Decimal | None
    entry_education: str
    work_experience: str
    training: str


def parse(paths: list[Path]) -> ParsedRelease:
    path = only_file(paths)
    with open_book(path) as book:
        main = read_edition(book, "Table 1.2", SHARED | ONLY_1_2)
        rows = list(data_rows(main.table))
        check_against(rows, main, read_edition(book, "Table 1.10", SHARED))
    lines = {row.text("code"): row for row in rows if row.text("type") == "Line item"}
    total = next((row for row in rows if row.text("code") == TOTAL), None)
    if total is None:
        raise main.table.problem(f"there is no row {TOTAL} “Total, all occupations”")
    check_total(lines, total)
    return ParsedRelease(
        importer=KEY,
        source=SOURCE,
        label=main.label,
        published_on=PUBLISHED.get(main.label),
        files=checksums([path]),
        facts={"projection": {code: projection(row, main) for code, row in lines.items()}},
        figures=figures(total),
        new_titles={code: row.required("title", LONGEST_TITLE) for code, row in lines.items()},
        skipped=(Skipped(len(rows) - len(lines), "summary rows", "totals of several occupations"),),
    )


@dataclass(frozen=True, slots=True)
class Edition:
    """A table with the years that its headings name."""

    table: Table
    base: int
    target: int

    @property
    def label(self) -> str:
        return f"{self.base}–{self.target % 100:02d}"


def read_edition(book, sheet: str, columns: dict) -> Edition:
    """Find the two employment columns by their years; title and headings must agree on them."""
    probe = read_table(book, sheet, {"type": SHARED["type"], "code": SHARED["code"]})
    title = next((found for text in probe.above if (found := TITLE.match(text)) and found["table"] == sheet), None)
    if title is None:
        raise ImportProblem(book.file, sheet, 1, "", f"the title of {sheet} with its years, like “2024–34”, is missing")
    base, target = int(title["base"]), int(title["target"][-2:])
    target += base // 100 * 100 + (100 if target <= base % 100 else 0)
    span = rf"{base}[–-](?:{target}|{target % 100:02d})"
    dated = {
        key: re.compile(pattern.pattern.replace(SPAN, span)) if isinstance(pattern, re.Pattern) else pattern
        for key, pattern in columns.items()
    }
    years = {"base": f"Employment, {base}", "target": f"Employment, {target}"}
    return Edition(read_table(book, sheet, dated | years), base, target)


def data_rows(table: Table):
    """Rows down to the footnotes, which have text in the first column only."""
    seen, ended = set(), None
    for row in table:
        if not row.text("code"):
            ended = ended or row.number
            continue
        if ended:
            raise row.problem("code", f"data after the footnotes that start in row {ended}")
        code = row.code("code", EP_CODE)
        if code in seen:
            raise row.problem("code", f"{code} is there twice")
        seen.add(code)
        if row.text("type") not in ("Line item", "Summary"):
            raise row.problem("type", f"“{row.text('type')}” is neither Line item nor Summary")
        yield row
    if not seen:
        raise table.problem("there are no data rows")


def check_against(rows: list[Row], main: Edition, other: Edition):
    """Refuse a workbook whose two tables contradict each other: one of them was edited."""
    if main.label != other.label:
        raise other.table.problem(f"the years are {other.label}, but {main.label} in {main.table.sheet}")
    twins = {row.text("code"): row for row in data_rows(other.table)}
    for row in rows:
        code = row.text("code")
        twin = twins.pop(code, None)
        if twin is None:
            raise row.problem("code", f"{code} is missing in {other.table.sheet}")
        for column in ("type", "base", "target", "change", "change_percent", "openings"):
            mine, its = row.text(column), twin.text(column)
            if mine != its and (column == "type" or row.number_or_mark(column) != twin.number_or_mark(column)):
                raise twin.problem(column, f"{code} has {its}, but {mine} in {main.table.sheet}, row {row.number}")
    for code, twin in twins.items():
        raise twin.problem("code", f"{code} is missing in {main.table.sheet}")


def check_total(lines: dict[str, Row], total: Row):
    """The occupations add up to the published total, or rows were lost."""
    for column in ("base", "target"):
        whole = total.number_or_mark(column)[0]
        added = sum(row.number_or_mark(column)[0] for row in lines.values())
        # Half a unit of the last printed digit for each row.
        if abs(added - whole) > 0.05 * len(lines) + 0.05:
            raise total.problem(column, f"the occupations add up to {added:,.1f} thousand, not to {whole:,.1f}")


def jobs(row: Row, column: str) -> int:
    """The publisher prints thousands with one decimal."""
    thousands, _mark = row.number_or_mark(column)
    row.checked(column, thousands * 1000)
    return round(thousands * 1000)


def projection(row: Row, edition: Edition) -> ProjectionRow:
    base, target, change = jobs(row, "base"), jobs(row, "target"), row.number_or_mark("change")[0]
    # The three are rounded to 100 jobs one by one.
    if abs(target - base - change * 1000) > 200:
        raise row.problem("change", f"{change:g} is not the difference of {base:,} and {target:,} jobs in thousands")
    self_employed, _mark = row.number_or_mark("self_employed", DASH)
    if self_employed is not None and not 0 <= self_employed <= 100:
        raise row.problem("self_employed", f"{self_employed:g} is not a percentage")
    return ProjectionRow(
        base_year=edition.base,
        target_year=edition.target,
        employment_base=base,
        employment_target=target,
        change_percent=percent_change(row),
        openings=jobs(row, "openings"),
        self_employed_percent=None if self_employed is None else decimal(self_employed, 1),
        entry_education=word(row, "education", EDUCATION),
        work_experience=word(row, "experience", EXPERIENCE),
        training=word(row, "training", TRAINING),
    )


def percent_change(row: Row) -> Decimal:
    value, _mark = row.number_or_mark("change_percent")
    if not -100 <= value < 10_000:
        raise row.problem("change_percent", f"{value:g} is not a change in percent")
    return decimal(value, 1)


def word(row: Row, column: str, known: dict[str, str]) -> str:
    text = row.required(column).replace("’", "'")
    if text not in known:
        raise row.problem(column, f"“{text[:60]}” is not one of: {'; '.join(known)}")
    return known[text].value


def figures(total: Row) -> dict[str, Decimal]:
    """The whole economy, against which occupations are held."""
    return {
        "employment_change_percent": percent_change(total),
        "employment_base": Decimal(jobs(total, "base")),
        "employment_target": Decimal(jobs(total, "target")),
        "openings": Decimal(jobs(total, "openings")),
    }
