"""Every official number on a page against the publisher's file, which is read here without our importers."""

import copy
import csv
import os
import random
import re
from decimal import Decimal
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from openpyxl import load_workbook

from occupations.models import Occupation

DATA = Path(os.environ.get("CAREERGRAPH_DATA_DIR") or settings.BASE_DIR.parent / "shared" / "data")
# Hybrid, hourly only, annual only, no wage, no OEWS row, highest wage; 11-9021 has a Microsoft score of 0.145006,
# which a rounding to four decimals before the one to two turns the wrong way.
CORNERS = ("13-1020", "27-2011", "25-2021", "45-3031", "11-1031", "29-1243", "11-9021")
PICKED = 20
# Set it to the number that a failure names to see the same twenty again.
SEED = int(os.environ.get("CAREERGRAPH_SEED") or random.randrange(10**6))
NONE = "—"
PERCENTILES = {"10th percentile": "PCT10", "25th percentile": "PCT25", "Median": "MEDIAN"}
PERCENTILES |= {"75th percentile": "PCT75", "90th percentile": "PCT90"}
# The one category that pages word otherwise than the publisher.
PAGE_WORDS = {"Internship/residency": "Internship or residency"}

pytestmark = [
    pytest.mark.skipif(not DATA.is_dir(), reason=f"the publishers' files are not at {DATA}; set CAREERGRAPH_DATA_DIR"),
    pytest.mark.usefixtures("loaded"),
    pytest.mark.django_db,
]


def sheet_rows(path, sheet=None, header=0):
    book = load_workbook(path, read_only=True)
    rows = list((book[sheet] if sheet else book.worksheets[0]).iter_rows(values_only=True))
    book.close()
    return rows[header], rows[header + 1 :]


def named(path, **kwargs):
    names, rows = sheet_rows(path, **kwargs)
    return [dict(zip(names, row, strict=False)) for row in rows]


@pytest.fixture(scope="module")
def national():
    rows = named(DATA / "bls" / "national_M2025_dl.xlsx")
    return {row["OCC_CODE"]: row for row in rows if row["O_GROUP"] == "detailed"}


@pytest.fixture(scope="module")
def states():
    found = {}
    with (DATA / "bls" / "state_M2025_dl.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["OCC_CODE"], {})[row["AREA_TITLE"]] = row
    return found


@pytest.fixture(scope="module")
def projections():
    """Line items of Table 1.2 by code, columns in the publisher's order."""
    _header, rows = sheet_rows(DATA / "bls" / "occupation.xlsx", "Table 1.2", header=1)
    columns = "title code type base target share_base share_target change percent self openings wage education"
    columns = [*columns.split(), "experience", "training"]
    found = [dict(zip(columns, row, strict=False)) for row in rows]
    return {row["code"]: row for row in found if row["type"] == "Line item"}


@pytest.fixture(scope="module")
def job_zones():
    """Zones of single .00 rows: occupations with one O*NET code, so that no rule of ours is in between."""
    found = {}
    for row in named(DATA / "onet" / "Job Zones.xlsx"):
        found.setdefault(row["O*NET-SOC Code"][:7], []).append((row["O*NET-SOC Code"], row["Job Zone"]))
    return {code: int(rows[0][1]) for code, rows in found.items() if len(rows) == 1 and rows[0][0].endswith(".00")}


@pytest.fixture(scope="module")
def microsoft():
    path = DATA / "exposure" / "microsoft_working_with_ai" / "soc_ai_applicability_scores.csv"
    with path.open(encoding="utf-8-sig") as file:
        return {row["SOC Code"]: Decimal(row["ai_applicability_score"]) for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def codes(projections):
    print(f"CAREERGRAPH_SEED={SEED}")  # noqa: T201
    return [*CORNERS, *random.Random(SEED).sample(sorted(set(projections) - set(CORNERS)), PICKED)]


class Page:
    """The English page of an occupation as text."""

    def __init__(self, html: bytes):
        self.soup = BeautifulSoup(html, "lxml")

    def pairs(self, selector: str) -> dict[str, str]:
        """Terms and descriptions of a list, without the small print beside a figure."""
        found = {}
        for group in self.soup.select(f"{selector} > div"):
            value = copy.copy(group.dd)
            for small in value.select("small"):
                small.extract()
            found[words(group.dt)] = words(value)
        return found

    def table(self, selector: str) -> dict[str, list[str]]:
        return {words(row.th): [words(cell) for cell in row.select("td")] for row in self.soup.select(selector)}

    def text(self, selector: str) -> str:
        return " ".join(words(one) for one in self.soup.select(selector))


def words(element) -> str:
    return " ".join(element.get_text(" ").split())


@pytest.fixture(scope="module")
def fetched():
    """Pages by code: the requests are made once, by the first test."""
    return {}


@pytest.fixture
def pages(client, codes, fetched):
    if not fetched:
        for code, slug in Occupation.objects.filter(code__in=codes).values_list("code", "slug"):
            response = client.get(f"/en/us/{slug}/")
            assert response.status_code == 200, code
            fetched[code] = Page(response.content)
    assert set(fetched) == set(codes)
    return fetched


def whole(value) -> str:
    return NONE if not is_number(value) else f"${round(Decimal(str(value))):,}"


def cents(value) -> str:
    return NONE if not is_number(value) else f"${Decimal(str(value)):,.2f}"


def thousands(value) -> str:
    """The publisher prints thousands of jobs with one decimal; pages print jobs."""
    return f"{round(Decimal(str(value)) * 1000):,}"


def is_number(value) -> bool:
    return value is not None and re.fullmatch(r"\d+(\.\d+)?", str(value)) is not None


def signed(value) -> str:
    value = Decimal(str(value)).quantize(Decimal("0.1"))
    return "0.0%" if not value else f"{value:+}%".replace("-", "−")


def said(wrong: list[str]) -> str:
    return "\n".join([f"CAREERGRAPH_SEED={SEED}", *wrong])


def compare(found: list, code: str, what: str, shown, official):
    if shown != official:
        found.append(f"{code} {what}: the page shows {shown!r}, the file gives {official!r}")


def test_wage_percentiles_and_employment_are_those_of_oews(pages, national):
    wrong, compared = [], 0
    for code, page in pages.items():
        table = page.table("#salary > details.twin tbody tr")
        row = national.get(code)
        if row is None:
            compare(wrong, code, "wages without a row in the file", table, {})
            continue
        for label, column in PERCENTILES.items():
            official = [whole(row[f"A_{column}"])]
            if not row.get("ANNUAL"):
                official.append(cents(row[f"H_{column}"]))
            compare(wrong, code, label, table.get(label), official)
            compared += 1
        jobs = re.search(r"Wage and salary jobs only: ([\d,—]+)", page.text("#salary > .fine"))
        compare(wrong, code, "wage and salary jobs", jobs and jobs[1], f"{int(row['TOT_EMP']):,}")
    assert not wrong, said(wrong)
    assert compared >= 5 * PICKED


def test_headline_wage_is_the_median_on_the_basis_that_is_released(pages, national):
    wrong = []
    for code, page in pages.items():
        row = national.get(code)
        shown = page.pairs("dl.figures").get("Median wage")
        if row is None:
            compare(wrong, code, "headline wage", shown, None)
        else:
            official = whole(row["A_MEDIAN"]) if is_number(row["A_MEDIAN"]) else cents(row["H_MEDIAN"])
            compare(wrong, code, "headline wage", shown, official)
    assert not wrong, said(wrong)


def test_median_of_every_state_is_that_of_oews(pages, national, states):
    wrong, compared = [], 0
    every_state = {state for rows in states.values() for state in rows}
    for code, page in pages.items():
        # The two flags are empty in suppressed state rows, so the national row decides the basis.
        hourly = bool(national.get(code, {}).get("HOURLY"))
        column, form = ("H_MEDIAN", cents) if hourly else ("A_MEDIAN", whole)
        official = {state: form(row[column]) for state, row in states.get(code, {}).items()}
        # A state's row is headed by its name and its postal code.
        rows = page.table("table.columns tbody tr").items()
        shown = {state.rpartition(" ")[0]: cells[0] for state, cells in rows}
        tiles = dict(words(one).rsplit(": ", 1) for one in page.soup.select("figure.tiles g > title"))
        if all(value == NONE for value in official.values()):
            compare(wrong, code, "states without a figure", (shown, tiles), ({}, {}))
            continue
        for state in sorted(every_state):
            compare(wrong, code, state, shown.get(state), official.get(state, NONE))
            compare(wrong, code, f"tile of {state}", tiles.get(state), official.get(state, NONE))
            compared += 1
    assert not wrong, said(wrong)
    assert len(every_state) == 51
    assert compared >= 51 * PICKED / 2


def test_jobs_change_and_openings_are_those_of_the_projections(pages, projections):
    wrong = []
    for code, page in pages.items():
        row = projections[code]
        official = {
            "Jobs in 2024": thousands(row["base"]),
            "Projected for 2034": thousands(row["target"]),
            "Change": signed(row["percent"]),
            "Openings a year": thousands(row["openings"]),
        }
        compare(wrong, code, "outlook", page.pairs("#outlook dl.pairs"), official)
        headline = page.pairs("dl.figures")
        for label, name in (("Jobs in 2024",) * 2, ("Change 2024–2034", "Change"), ("Openings a year",) * 2):
            compare(wrong, code, f"headline {label}", headline.get(label), official[name])
    assert not wrong, said(wrong)


def test_entry_education_experience_and_training_are_those_of_the_projections(pages, projections):
    wrong = []
    labels = {"Entry education": "education", "Related experience": "experience", "On-the-job training": "training"}
    for code, page in pages.items():
        shown = page.pairs("#education dl.pairs")
        for label, column in labels.items():
            official = projections[code][column].strip()
            compare(wrong, code, label, shown.get(label), PAGE_WORDS.get(official, official))
        compare(
            wrong, code, "headline education", page.pairs("dl.figures").get("Entry education"), shown["Entry education"]
        )
    assert not wrong, said(wrong)


def test_job_zone_is_that_of_the_only_onet_row(pages, job_zones):
    wrong, compared = [], 0
    for code, page in pages.items():
        if code in job_zones:
            compare(
                wrong,
                code,
                "job zone",
                page.pairs("#education dl.pairs").get("O*NET® job zone"),
                f"{job_zones[code]} of 5",
            )
            compared += 1
    assert not wrong, said(wrong)
    assert compared >= len(CORNERS) / 2


def test_microsoft_score_is_that_of_the_file(pages, microsoft):
    wrong, compared = [], 0
    for code, page in pages.items():
        lines = [one for one in page.soup.select("#ratings li") if "Microsoft AI applicability score" in words(one)]
        for line in lines:
            estimated = "median of similar occupations" in words(line)
            compare(wrong, code, "stand-in for the Microsoft score", estimated, code not in microsoft)
            if code in microsoft:
                # Two decimals are shown. An exact half may be rounded either way.
                shown = Decimal(words(line.b))
                if abs(shown - microsoft[code]) > Decimal("0.005"):
                    wrong.append(f"{code} Microsoft score: the page shows {shown}, the file gives {microsoft[code]}")
                compared += 1
        if code in microsoft and not lines:
            wrong.append(f"{code}: the page shows no Microsoft score")
    assert not wrong, said(wrong)
    assert compared >= PICKED / 2
