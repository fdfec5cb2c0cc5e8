"""The publishers' own files: values picked and worked by hand, and the committed fixtures derived again."""

import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from occupations.importers import IMPORTERS
from occupations.importers.fixtures import FILES, write_all
from occupations.importers.run import run
from occupations.models import (
    AlternateTitles,
    Exposure,
    NationalFigure,
    Occupation,
    OnetProfile,
    Projection,
    Release,
    StateWages,
    Wages,
)

DATA = Path(os.environ.get("CAREERGRAPH_DATA_DIR") or settings.BASE_DIR.parent / "shared" / "data")
FIXTURES = settings.BASE_DIR / "fixtures"

pytestmark = [
    pytest.mark.skipif(not DATA.is_dir(), reason=f"the publishers' files are not at {DATA}; set CAREERGRAPH_DATA_DIR"),
    pytest.mark.xdist_group("real_data"),
]


@pytest.fixture(scope="session")
def parsed():
    """Every release, parsed once: the O*NET files take ten seconds."""
    return {importer.key: importer.parse(importer.find(DATA)) for importer in IMPORTERS}


@pytest.fixture
def run_import(db, parsed, monkeypatch):
    """Import all files into the database without parsing them again."""
    call_command("loaddata", FIXTURES / "10_country.yaml", FIXTURES / "20_sources.yaml", verbosity=0)
    ready = tuple(replace(one, parse=lambda paths, key=one.key: parsed[key]) for one in IMPORTERS)
    monkeypatch.setattr("occupations.importers.run.IMPORTERS", ready)
    return lambda dry_run=False: run(DATA, None, dry_run=dry_run, say=lambda line: None)


def facts(parsed, key, model, code):
    return parsed[key].facts[model][code]


@pytest.mark.parametrize(
    ("key", "model", "count"),
    [
        ("bls-ep", "projection", 832),
        ("bls-oews", "wages", 830),
        ("bls-oews-state", "statewages", 829),
        ("onet", "onetprofile", 785),
        ("onet", "alternatetitles", 832),
        ("microsoft-ai", "exposure", 785),
        ("openai-gpts", "exposure", 785),
    ],
)
def test_every_row_of_the_publisher_is_there(parsed, key, model, count):
    assert len(parsed[key].facts[model]) == count
    assert parsed[key].facts[model].keys() <= parsed["bls-ep"].facts["projection"].keys()


def test_releases_and_dates_are_recognised(parsed):
    assert {key: (one.label, str(one.published_on)) for key, one in parsed.items()} == {
        "bls-ep": ("2024–34", "2025-08-28"),
        "bls-oews": ("May 2025", "2026-05-15"),
        "bls-oews-state": ("May 2025", "2026-05-15"),
        "onet": ("29.3", "2025-05-01"),
        "microsoft-ai": ("17 October 2025 (84c4eba)", "2025-10-17"),
        "openai-gpts": ("3 October 2025 (0471612)", "2025-10-03"),
    }


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("15-1252", (1_693_800, 1_961_400, "15.8", 115_200, "bachelor", "none", "none")),
        ("43-4121", (84_500, 78_900, "-6.7", 12_800, "high_school", "none", "short")),
        ("13-1020", (522_200, 552_300, "5.8", 52_200, "bachelor", "none", "moderate")),
        ("45-3031", (21_900, 20_900, "-4.6", 2_800, "none", "none", "moderate")),
    ],
)
def test_projection_of_an_occupation(parsed, code, expected):
    row = facts(parsed, "bls-ep", "projection", code)
    found = (row.employment_base, row.employment_target, str(row.change_percent), row.openings)
    found += (row.entry_education, row.work_experience, row.training)
    assert found == expected


def test_self_employed_share_is_unknown_where_a_dash_is_printed(parsed):
    rows = parsed["bls-ep"].facts["projection"].values()
    assert sum(row.self_employed_percent is None for row in rows) == 199


def test_wages_of_software_developers(parsed):
    row = facts(parsed, "bls-oews", "wages", "15-1252")
    assert (row.employment, row.annual_wage_median, row.hourly_wage_median) == (1_687_890, 135_980, Decimal("65.38"))
    assert (row.annual_only, row.hourly_only, row.marks) == (False, False, {})


def test_wages_released_by_the_hour_only(parsed):
    row = facts(parsed, "bls-oews", "wages", "27-2011")
    assert (row.hourly_only, row.hourly_wage_median) == (True, Decimal("29.05"))
    assert [getattr(row, f"annual_wage_{name}") for name in ("p10", "p25", "median", "p75", "p90", "mean")] == [
        None
    ] * 6
    assert row.marks["annual_wage_median"] == "*"
    assert sum(one.hourly_only for one in parsed["bls-oews"].facts["wages"].values()) == 5


def test_wages_released_by_the_year_only(parsed):
    row = facts(parsed, "bls-oews", "wages", "25-2021")
    assert (row.annual_only, row.hourly_wage_median, row.marks["hourly_wage_p90"]) == (True, None, "*")
    assert row.annual_wage_median == 63_970
    assert sum(one.annual_only for one in parsed["bls-oews"].facts["wages"].values()) == 58


def test_national_wages_above_the_old_top_code_are_numbers(parsed):
    row = facts(parsed, "bls-oews", "wages", "29-1243")
    assert (row.annual_wage_median, row.marks) == (559_030, {})


def test_occupations_without_wages_have_none(parsed):
    assert {"11-1031", "45-3031"} == parsed["bls-ep"].facts["projection"].keys() - parsed["bls-oews"].facts[
        "wages"
    ].keys()


def test_state_wages_of_one_occupation(parsed):
    states = facts(parsed, "bls-oews-state", "statewages", "11-1011").by_state
    assert states["AL"] == {
        "jobs": 810,
        "per_1000": 0.382,
        "quotient": 0.29,
        "p10": 101_670,
        "median": 166_420,
        "p90": 317_400,
        "hourly_median": 80.01,
    }
    rows = [row for one in parsed["bls-oews-state"].facts["statewages"].values() for row in one.by_state.values()]
    assert len(rows) == 35_223
    assert sum("#" in row.get("marks", {}).values() for row in rows) == 98
    assert sum(row.get("marks", {}).get("jobs") == "**" for row in rows) == 1_281


def test_onet_profile_of_a_hybrid_is_the_mean_of_three(parsed):
    row = facts(parsed, "onet", "onetprofile", "13-1020")
    assert row.onet_codes == ["13-1021.00", "13-1022.00", "13-1023.00"]
    assert row.job_zone == 4
    # Importance (3.38 + 3.25 + 4) / 3, level (3.5 + 3.88 + 4) / 3.
    assert row.skills["Reading Comprehension"] == [3.5433, 3.7933]


@pytest.mark.parametrize(
    ("code", "zone"),
    [("11-9179", 4), ("13-2099", 5), ("15-1299", 4), ("29-2010", 4), ("39-7010", 3), ("53-1047", 3), ("11-3013", 3)],
)
def test_job_zone_of_occupations_with_several(parsed, code, zone):
    assert facts(parsed, "onet", "onetprofile", code).job_zone == zone


def test_onet_gaps_are_those_of_the_files(parsed):
    profiles = parsed["onet"].facts["onetprofile"]
    assert sum(not row.skills for row in profiles.values()) == 31
    assert sum(not row.education for row in profiles.values()) == 43
    assert sum(not row.interests for row in profiles.values()) == 0
    assert (profiles["15-1252"].skills, profiles["15-1252"].education) == ({}, {})
    assert all(1 <= len(row.related) <= 20 and code not in row.related for code, row in profiles.items())


def test_exposure_of_one_occupation(parsed):
    assert facts(parsed, "microsoft-ai", "exposure", "11-1011").value == 0.155503
    row = facts(parsed, "openai-gpts", "exposure", "11-1011")
    assert (row.value, row.measures) == (0.405, {"dv_rating_beta": 0.46, "human_rating_beta": 0.35})
    # 13-1041 has seven narrower codes; its own row speaks.
    assert facts(parsed, "openai-gpts", "exposure", "13-1041").measures["dv_rating_beta"] == pytest.approx(
        0.682, abs=5e-4
    )


def test_importing_twice_changes_nothing(run_import):
    run_import()
    models = (Occupation, AlternateTitles, Exposure, OnetProfile, Projection, StateWages, Wages)
    assert [model.objects.count() for model in models] == [832, 832, 1570, 785, 832, 829, 830]
    figures = {row.key: row.value for row in NationalFigure.objects.all()}
    assert figures["employment_change_percent"] == Decimal("3.1")
    assert figures["employment_base"] == 169_956_100
    assert (figures["annual_wage_median"], figures["employment"]) == (50_980, 155_495_730)
    assert Occupation.objects.get(code="11-1031").official_title == "Legislators"
    assert Occupation.objects.get(code="45-3031").official_title == "Fishing and Hunting Workers"
    assert Occupation.objects.get(code="53-1047").slug.startswith(
        "first-line-supervisors-of-transportation-and-material"
    )
    assert all(plan.is_empty for plan in run_import())
    assert Release.objects.filter(is_current=True).count() == 5


def test_committed_fixtures_are_what_the_files_give(run_import, tmp_path):
    run_import()
    for path, _rows in write_all(tmp_path):
        committed = FIXTURES / "40_facts" / path.name
        assert path.read_bytes() == committed.read_bytes(), f"{path.name}: run manage.py derive_fixtures again"
    assert sum(path.stat().st_size for path in (FIXTURES / "40_facts").iterdir()) < 8 * 1024 * 1024
    assert {path.name for path in (FIXTURES / "40_facts").iterdir()} == set(FILES)
