"""BLS Occupational Employment and Wage Statistics, national_M20xx_dl.xlsx."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from .base import ParsedRelease, Skipped, checksums, only_file
from .tables import EP_CODE, LONGEST_TITLE, Row, Table, decimal, open_book, read_table

KEY = SOURCE = "bls-oews"
FILE_NAME = re.compile(r"national_M(\d{4})_dl\.(xlsx|csv|txt)", re.IGNORECASE)
SHEET = re.compile(r"national_M(?P<year>\d{4})_dl")
# Not in the file: from the BLS release calendar. Other releases get no date until it is added here.
PUBLISHED = {"May 2025": date(2026, 5, 15)}
TOTAL = "00-0000"
# The notes sheet of the workbook: wage not available, employment not available, at or above the top code.
MARKS = ("*", "**", "#")
LARGEST_HOURLY = 99_999
LEVELS = ("total", "major", "minor", "broad", "detailed")
PERCENTILES = ("p10", "p25", "median", "p75", "p90")
ANNUAL = {"p10": "A_PCT10", "p25": "A_PCT25", "median": "A_MEDIAN", "p75": "A_PCT75", "p90": "A_PCT90"}
HOURLY = {name: column.replace("A_", "H_") for name, column in ANNUAL.items()}
COLUMNS = {
    name: name
    for name in (
        *("PRIM_STATE", "OCC_CODE", "OCC_TITLE", "O_GROUP", "TOT_EMP", "A_MEAN", "ANNUAL", "HOURLY"),
        *ANNUAL.values(),
        *HOURLY.values(),
    )
}


@dataclass(frozen=True, slots=True)
class WagesRow:
    """Hourly and annual wages exactly as printed; neither is ever computed from the other."""

    employment: int | None
    annual_wage_p10: int | None
    annual_wage_p25: int | None
    annual_wage_median: int | None
    annual_wage_p75: int | None
    annual_wage_p90: int | None
    annual_wage_mean: int | None
    hourly_wage_p10: Decimal | None
    hourly_wage_p25: Decimal | None
    hourly_wage_median: Decimal | None
    hourly_wage_p75: Decimal | None
    hourly_wage_p90: Decimal | None
    annual_only: bool
    hourly_only: bool
    marks: dict[str, str]


def parse(paths: list[Path]) -> ParsedRelease:
    path = only_file(paths)
    with open_book(path) as book:
        table = read_table(book, SHEET, COLUMNS)
        label = release_label(table, SHEET, FILE_NAME)
        detailed, total, others = read_rows(table)
    facts = {code: wages(row) for code, row in detailed.items()}
    whole = wages(total)
    check_total(detailed, total)
    return ParsedRelease(
        importer=KEY,
        source=SOURCE,
        label=label,
        published_on=PUBLISHED.get(label),
        files=checksums([path]),
        facts={"wages": facts},
        figures={
            name: Decimal(value)
            for name in ("annual_wage_median", "hourly_wage_median", "employment")
            if (value := getattr(whole, name)) is not None
        },
        official_titles={code: row.required("OCC_TITLE", LONGEST_TITLE) for code, row in detailed.items()},
        skipped=tuple(
            Skipped(others[level], f"{level} rows", "not detailed occupations") for level in LEVELS if others[level]
        ),
    )


def release_label(table: Table, sheet: re.Pattern, file_name: re.Pattern) -> str:
    """The release stands in the sheet's name; a text file has it in its own name only."""
    in_sheet, in_name = sheet.fullmatch(table.sheet), file_name.fullmatch(table.file)
    if in_sheet and in_name and in_sheet["year"] != in_name[1]:
        raise table.problem(f"the sheet is of {in_sheet['year']}, but the file's name says {in_name[1]}")
    if not in_sheet and not in_name:
        raise table.problem("neither the sheet nor the file's name says the year, like national_M2025_dl")
    return f"May {in_sheet['year'] if in_sheet else in_name[1]}"


def read_rows(table: Table) -> tuple[dict[str, Row], Row, Counter]:
    """Detailed occupations, the row of the whole country, and how many rows of other levels there were.

    Seven codes ending in 0 appear as broad and as detailed with the same numbers, so only the level decides.
    """
    detailed, total, others = {}, None, Counter()
    for row in table:
        level, code = row.required("O_GROUP"), row.code("OCC_CODE", EP_CODE)
        if level not in LEVELS:
            raise row.problem("O_GROUP", f"“{level}” is not one of: {', '.join(LEVELS)}")
        if row.text("PRIM_STATE") != "US":
            raise row.problem("PRIM_STATE", f"“{row.text('PRIM_STATE')}”: this is not the national file")
        if level != "detailed":
            others[level] += 1
        elif code in detailed:
            raise row.problem("OCC_CODE", f"{code} is there twice")
        else:
            detailed[code] = row
        if code == TOTAL:
            total = row
    if total is None or not detailed:
        raise table.problem(
            f"there is no row {TOTAL} “All Occupations”" if detailed else "there are no detailed occupations"
        )
    return detailed, total, others


def check_total(detailed: dict[str, Row], total: Row):
    """Most of the country's jobs are in the detailed rows, or rows were lost; a few may not be released."""
    whole, _mark = total.number_or_mark("TOT_EMP", MARKS)
    added = sum(row.number_or_mark("TOT_EMP", MARKS)[0] or 0 for row in detailed.values())
    if whole is None or not 0.9 * whole <= added <= 1.01 * whole:
        raise total.problem(
            "TOT_EMP", f"the detailed occupations have {added:,.0f} jobs of {whole or 0:,.0f}; rows are missing"
        )


def wages(row: Row) -> WagesRow:
    fields, marks = {}, {}

    def read(name: str, column: str, convert):
        value, mark = row.number_or_mark(column, MARKS)
        if mark:
            marks[name] = mark
        fields[name] = convert(column, value)

    def cents(column: str, value: float | None) -> Decimal | None:
        return None if row.checked(column, value, LARGEST_HOURLY) is None else decimal(value, 2)

    read("employment", "TOT_EMP", row.whole)
    read("annual_wage_mean", "A_MEAN", row.whole)
    for name in PERCENTILES:
        read(f"annual_wage_{name}", ANNUAL[name], row.whole)
        read(f"hourly_wage_{name}", HOURLY[name], cents)
    for basis, columns in (("annual", ANNUAL), ("hourly", HOURLY)):
        check_order(row, {columns[name]: fields[f"{basis}_wage_{name}"] for name in PERCENTILES})
    annual_only, hourly_only = row.flag("ANNUAL"), row.flag("HOURLY")
    if annual_only and hourly_only:
        raise row.problem("HOURLY", "wages cannot be released by the year only and by the hour only at once")
    return WagesRow(**fields, annual_only=annual_only, hourly_only=hourly_only, marks=marks)


def check_order(row: Row, values: dict[str, float | None]):
    """Percentiles rise from left to right."""
    known = [(column, value) for column, value in values.items() if value is not None]
    for (left, lower), (right, upper) in pairwise(known):
        if lower > upper:
            raise row.problem(right, f"{upper:,} is lower than {lower:,} in “{left}”")
