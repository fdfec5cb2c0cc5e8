"""BLS Occupational Employment and Wage Statistics by state: state_M20xx_dl as a workbook or as text."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from .base import ParsedRelease, Skipped, checksums, only_file
from .bls_wages import LEVELS, MARKS, PUBLISHED, SOURCE, check_order, release_label
from .tables import EP_CODE, Row, Table, open_book, read_table

KEY = "bls-oews-state"
FILE_NAME = re.compile(r"state_M(\d{4})_dl\.(xlsx|csv|txt)", re.IGNORECASE)
SHEET = re.compile(r"state_M(?P<year>\d{4})_dl")
# The 50 states and DC.
POSTAL_CODES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR "
    "PA RI SC SD TN TX UT VT VA WA WV WI WY"
)
STATES = frozenset(re.findall(r"[A-Z]{2}", POSTAL_CODES))
TERRITORIES = frozenset({"GU", "PR", "VI"})
WHOLE = {"jobs": "TOT_EMP", "p10": "A_PCT10", "median": "A_MEDIAN", "p90": "A_PCT90"}
DECIMAL = {"per_1000": "JOBS_1000", "quotient": "LOC_QUOTIENT", "hourly_median": "H_MEDIAN"}
ORDER = ("jobs", "per_1000", "quotient", "p10", "median", "p90", "hourly_median")
# ANNUAL and HOURLY are empty where the wage is suppressed, so the national file alone says them.
COLUMNS = {name: name for name in ("PRIM_STATE", "OCC_CODE", "O_GROUP", *WHOLE.values(), *DECIMAL.values())}


@dataclass(frozen=True, slots=True)
class StateWagesRow:
    by_state: dict[str, dict]


def parse(paths: list[Path]) -> ParsedRelease:
    path = only_file(paths)
    with open_book(path) as book:
        table = read_table(book, SHEET, COLUMNS)
        label = release_label(table, SHEET, FILE_NAME)
        facts, others = read_rows(table)
    rows = {code: StateWagesRow(dict(sorted(by_state.items()))) for code, by_state in sorted(facts.items())}
    skipped = [Skipped(others[level], f"{level} rows", "not detailed occupations") for level in LEVELS if others[level]]
    if others["territory"]:
        skipped.append(Skipped(others["territory"], "territory rows", "only the 50 states and DC are kept"))
    return ParsedRelease(
        importer=KEY,
        source=SOURCE,
        label=label,
        published_on=PUBLISHED.get(label),
        files=checksums([path]),
        facts={"statewages": rows},
        skipped=tuple(skipped),
    )


def read_rows(table: Table) -> tuple[dict[str, dict], Counter]:
    facts, others = {}, Counter()
    for row in table:
        state, level, code = row.required("PRIM_STATE"), row.required("O_GROUP"), row.code("OCC_CODE", EP_CODE)
        if level not in LEVELS:
            raise row.problem("O_GROUP", f"“{level}” is not one of: {', '.join(LEVELS)}")
        if state not in STATES and state not in TERRITORIES:
            raise row.problem("PRIM_STATE", f"“{state}” is not the postal code of a state")
        if level != "detailed":
            others[level] += 1
        elif state in TERRITORIES:
            others["territory"] += 1
        elif state in facts.setdefault(code, {}):
            raise row.problem("OCC_CODE", f"{code} is there twice for {state}")
        else:
            facts[code][state] = values(row)
    if not facts:
        raise table.problem("there are no detailed occupations")
    return facts, others


def values(row: Row) -> dict:
    """Numbers as printed and marks under `marks`; nothing for what the row does not have."""
    found, marks = {}, {}
    for name in ORDER:
        column = WHOLE.get(name) or DECIMAL[name]
        value, mark = row.number_or_mark(column, MARKS)
        if mark:
            marks[name] = mark
        else:
            found[name] = row.whole(column, value) if name in WHOLE else row.checked(column, value)
    check_order(row, {WHOLE[name]: found.get(name) for name in ("p10", "median", "p90")})
    return {**found, "marks": marks} if marks else found
