"""What the parsers make of small files; the numbers of files.py, worked by hand."""

from datetime import date
from decimal import Decimal

import pytest

from occupations.importers import IMPORTERS, bls_projections, bls_state_wages, bls_wages, microsoft, onet, openai
from occupations.importers.base import ImportProblem

from . import files


def parse(key, directory):
    importer = next(one for one in IMPORTERS if one.key == key)
    return importer.parse(importer.find(directory))


def test_projections_turn_thousands_into_jobs_and_texts_into_keys(data_dir):
    parsed = parse("bls-ep", data_dir)
    assert (parsed.label, parsed.published_on) == ("2024–34", date(2025, 8, 28))
    assert parsed.facts["projection"]["15-1252"] == bls_projections.ProjectionRow(
        base_year=2024,
        target_year=2034,
        employment_base=1_700_000,
        employment_target=1_968_600,
        change_percent=Decimal("15.8"),
        openings=115_200,
        self_employed_percent=Decimal("1.6"),
        entry_education="bachelor",
        work_experience="none",
        training="none",
    )
    assert parsed.facts["projection"]["25-2021"].self_employed_percent is None
    assert parsed.facts["projection"]["25-2021"].training == "residency"
    assert parsed.figures["employment_change_percent"] == Decimal("3.1")
    assert [str(skipped) for skipped in parsed.skipped] == ["2 summary rows: totals of several occupations"]


@pytest.mark.parametrize("span", ["2025–35", "2025-35"])
def test_projections_of_another_edition_are_recognised(tmp_path, span):
    files.write_xlsx(tmp_path / files.EP_FILE, files.projections(span))
    parsed = parse("bls-ep", tmp_path)
    assert (parsed.label, parsed.published_on) == ("2025–35", date(2026, 8, 27))
    assert parsed.facts["projection"]["11-1011"].target_year == 2035


def test_wages_keep_marks_and_never_derive_one_basis_from_the_other(data_dir):
    rows = parse("bls-oews", data_dir).facts["wages"]
    actors, teachers = rows["27-2011"], rows["25-2021"]
    assert (actors.hourly_only, actors.annual_only, actors.annual_wage_median) == (True, False, None)
    assert actors.hourly_wage_p10 == Decimal("16.50")
    assert actors.marks == {f"annual_wage_{name}": "*" for name in ("p10", "p25", "median", "p75", "p90", "mean")}
    assert (teachers.annual_only, teachers.annual_wage_median, teachers.hourly_wage_median) == (True, 63000, None)


def test_wages_of_a_code_that_is_broad_and_detailed_are_read_once(data_dir):
    parsed = parse("bls-oews", data_dir)
    assert parsed.facts["wages"]["13-1020"].annual_wage_median == 75000
    assert [str(skipped) for skipped in parsed.skipped] == [
        "1 total row: not detailed occupations",
        "1 broad row: not detailed occupations",
    ]


def test_state_wages_have_only_the_keys_that_are_released(data_dir):
    rows = parse("bls-oews-state", data_dir).facts["statewages"]
    assert rows["11-1011"].by_state["AL"] == {
        "jobs": 810,
        "per_1000": 0.382,
        "quotient": 0.29,
        "p10": 101670,
        "median": 166420,
        "p90": 317400,
        "hourly_median": 80.01,
    }
    assert rows["11-1011"].by_state["AZ"] == {
        "p10": 96460,
        "marks": {"jobs": "**", "per_1000": "**", "quotient": "**", "median": "#", "p90": "#", "hourly_median": "#"},
    }


def test_state_workbook_of_bls_gives_the_same_and_skips_other_levels_and_territories(other_dir, data_dir):
    head, *rows = files.states()
    numbers = [
        [float(cell) if cell.replace(".", "").isdecimal() and len(cell) > 2 else cell for cell in row] for row in rows
    ]
    rows = [*numbers, *([*row[:5], "broad", *row[6:]] for row in numbers), ["72", "Puerto Rico", "PR", *numbers[0][3:]]]
    files.write_xlsx(other_dir / "state_M2025_dl.xlsx", {"state_M2025_dl": [head, *rows]})
    parsed = parse("bls-oews-state", other_dir)
    assert parsed.label == "May 2025"
    assert parsed.facts == parse("bls-oews-state", data_dir).facts
    assert [str(skipped) for skipped in parsed.skipped] == [
        "3 broad rows: not detailed occupations",
        "1 territory row: only the 50 states and DC are kept",
    ]


def test_onet_profile_is_spoken_for_by_the_occupation_itself(data_dir):
    profile = parse("onet", data_dir).facts["onetprofile"]["11-1011"]
    assert profile.skills == {"Reading Comprehension": [4.12, 4.62], "Repairing": [1.0, 0.0]}
    assert (profile.job_zone, profile.onet_codes) == (5, ["11-1011.00", "11-1011.03"])
    # Itself and repeats gone; 13-1020 by its best place (short, 2) before 11-9199 (long, 6).
    assert profile.related == ["13-1020", "11-9199"]


def test_onet_profile_is_the_mean_of_narrower_codes_without_data_of_its_own(data_dir):
    profile = parse("onet", data_dir).facts["onetprofile"]["11-9199"]
    assert profile.skills == {"Reading Comprehension": [3.75, 4.25], "Repairing": [1.25, 0.5]}
    assert profile.job_zone == 4
    assert profile.education == {"1": 25.5, "6": 74.5}


def test_onet_profile_of_a_hybrid_is_the_mean_of_its_members_without_suppressed_values(data_dir):
    profile = parse("onet", data_dir).facts["onetprofile"]["13-1020"]
    # Repairing of 13-1021 is suppressed: (1.0 + 1.0) / 2 and (0.0 + 0.5) / 2. Levels flagged Not Relevant stay.
    assert profile.skills == {"Reading Comprehension": [3.5, 4.0], "Repairing": [1.0, 0.25]}
    assert profile.work_styles == {"Integrity": 3.5}
    assert profile.education == {"1": 25.5, "6": 74.5}
    assert profile.job_zone == 4


def test_onet_profile_without_ratings_keeps_what_there_is(data_dir):
    profile = parse("onet", data_dir).facts["onetprofile"]["15-1252"]
    assert (profile.skills, profile.work_styles, profile.education) == ({}, {}, {})
    assert (profile.job_zone, profile.interests, profile.related) == (4, {"Realistic": 1.5}, ["11-1011"])


def test_onet_leaves_out_military_codes_and_says_which_have_no_data(data_dir):
    parsed = parse("onet", data_dir)
    assert not [code for facts in parsed.facts.values() for code in facts if code.startswith("55")]
    assert [str(skipped) for skipped in parsed.skipped] == [
        "1 military code: not in the projections (55-1011)",
        "1 code: no O*NET data, only titles (11-1031)",
    ]


def test_alternate_titles_are_deduplicated_and_leave_out_the_official_one(data_dir):
    titles = {code: row.titles for code, row in parse("onet", data_dir).facts["alternatetitles"].items()}
    assert titles["11-1011"] == [
        "Agency Owner",
        "Chief Executive Officer (CEO)",
        "Operating Officer",
        "COO",
        "Chief Sustainability Officers",
        "Sustainability Director",
    ]
    assert titles["13-1020"][:2] == ["Buyers and Purchasing Agents, Farm Products", "Cattle Buyer"]
    assert titles["11-9199"] == ["Regulatory Affairs Managers", "Compliance Managers"]


@pytest.mark.parametrize("suffix", ["txt", "xlsx"])
def test_onet_text_and_excel_editions_give_the_same(other_dir, data_dir, suffix):
    files.write_onet(other_dir, files.onet(), suffix)
    parsed = parse("onet", other_dir)
    assert (parsed.label, parsed.published_on) == ("29.3", date(2025, 5, 1))
    assert parsed.facts == parse("onet", data_dir).facts


def test_a_workbook_is_known_by_its_content_not_by_its_extension(data_dir):
    (data_dir / "Skills.txt").unlink()
    files.write_xlsx(data_dir / "Skills.xlsx", {"Skills": files.onet()["Skills"]})
    (data_dir / "Skills.xlsx").rename(data_dir / "Skills.txt")
    assert parse("onet", data_dir).facts["onetprofile"]["11-1011"].skills["Reading Comprehension"] == [4.12, 4.62]


def test_microsoft_score_is_kept_with_six_decimals_and_an_unknown_file_is_named_by_its_checksum(data_dir):
    parsed = parse("microsoft-ai", data_dir)
    assert parsed.label.startswith("file ")
    assert len(parsed.label) == 17
    assert parsed.published_on is None
    row = parsed.facts["exposure"]["11-1011"]
    assert (row.value, row.measures) == (0.155503, {"ai_applicability_score": 0.155503})


def test_openai_value_is_the_mean_of_both_raters_over_the_codes_that_speak(data_dir):
    rows = parse("openai-gpts", data_dir).facts["exposure"]
    assert rows["11-1011"].measures == {"dv_rating_beta": 0.46, "human_rating_beta": 0.35}
    assert rows["11-1011"].value == 0.405
    # Machine (0.3 + 0.6 + 0.9) / 3, people (0.1 + 0.4 + 0.4) / 3.
    assert rows["13-1020"].measures == {"dv_rating_beta": 0.6, "human_rating_beta": 0.3}
    assert rows["13-1020"].value == 0.45


def test_excel_lock_files_and_hidden_folders_are_not_data(data_dir):
    (data_dir / f"~${files.EP_FILE}").write_bytes(b"lock")
    (data_dir / ".trash").mkdir()
    (data_dir / ".trash" / files.EP_FILE).write_bytes(b"old")
    assert parse("bls-ep", data_dir).files.keys() == {files.EP_FILE}


def test_two_copies_of_a_file_are_refused(data_dir):
    (data_dir / "old").mkdir()
    (data_dir / "old" / files.EP_FILE).write_bytes((data_dir / files.EP_FILE).read_bytes())
    with pytest.raises(ImportProblem, match="there are 2 such files, keep one"):
        parse("bls-ep", data_dir)


def test_importers_have_their_own_keys():
    assert [module.KEY for module in (bls_projections, bls_wages, bls_state_wages, onet, microsoft, openai)] == [
        importer.key for importer in IMPORTERS
    ]
    assert bls_state_wages.SOURCE == bls_wages.SOURCE == "bls-oews"
