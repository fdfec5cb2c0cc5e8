"""The command against a database: what it creates, changes, keeps and says."""

import shutil
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from occupations.models import (
    AlternateTitles,
    Exposure,
    MajorGroup,
    NationalFigure,
    Occupation,
    OnetProfile,
    Projection,
    Release,
    Source,
    StateWages,
    Wages,
)
from occupations.tests.factories import make_occupation

from . import files
from .files import EP_FILE, NATIONAL_FILE, STATE_FILE, put

FACTS = (AlternateTitles, Exposure, OnetProfile, Projection, StateWages, Wages)


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (*FACTS, NationalFigure, Occupation, Release)}


def change_wage(directory, value):
    sheets = files.national()
    put(sheets["national_M2025_dl"], 3, "A_MEDIAN", value)
    files.write_xlsx(directory / NATIONAL_FILE, sheets)


def test_import_creates_occupations_with_title_case_and_slug(data_dir, import_facts):
    import_facts(data_dir)
    made = Occupation.objects.get(code="25-2021")
    assert made.official_title == made.title_en == "Elementary School Teachers, Except Special Education"
    assert made.slug == "elementary-school-teachers-except-special-education"
    assert (made.group.code, made.country.code, made.is_public) == ("25", "us", False)
    # Without wages, O*NET's title.
    assert Occupation.objects.get(code="11-1031").official_title == "Legislators"
    assert counts() == {
        "AlternateTitles": 3,
        "Exposure": 4,
        "OnetProfile": 4,
        "Projection": 7,
        "StateWages": 2,
        "Wages": 6,
        "NationalFigure": 7,
        "Occupation": 7,
        "Release": 5,
    }


def test_projections_alone_still_take_titles_from_the_wages_beside_them(data_dir, import_facts):
    import_facts(data_dir, "--source", "bls-ep")
    assert Occupation.objects.get(code="11-9199").official_title == "Managers, All Other"
    assert counts()["Wages"] == 0


def test_wages_correct_a_title_printed_in_sentence_case(data_dir, import_facts, other_dir):
    shutil.copy(data_dir / EP_FILE, other_dir)
    import_facts(other_dir)
    assert Occupation.objects.get(code="15-1252").official_title == "Software developers"
    output = import_facts(data_dir, "--source", "bls-oews", "--dry-run")
    assert "15-1252 official_title: Software developers → Software Developers" in output
    import_facts(data_dir, "--source", "bls-oews")
    assert Occupation.objects.get(code="15-1252").official_title == "Software Developers"
    # The projections do not take it back.
    import_facts(other_dir)
    assert Occupation.objects.get(code="15-1252").official_title == "Software Developers"


def test_new_words_in_the_projections_change_the_official_title_but_not_the_address(data_dir, import_facts, other_dir):
    import_facts(data_dir)
    sheets = files.projections()
    for name in ("Table 1.2", "Table 1.10"):
        put(sheets[name], 6, "2024 National Employment Matrix title", "Lawmakers")
    files.write_xlsx(other_dir / EP_FILE, sheets)
    import_facts(other_dir)
    row = Occupation.objects.get(code="11-1031")
    assert (row.official_title, row.slug, row.title_en) == ("Lawmakers", "legislators", "Legislators")


def test_edited_occupation_keeps_what_editors_wrote(data_dir, import_facts, country):
    row = make_occupation(code="15-1252", country=country, group=MajorGroup.objects.get(code="15"), slug="developers")
    title = row.title_zh_hant
    import_facts(data_dir)
    row.refresh_from_db()
    assert (row.slug, row.title_zh_hant, row.official_title) == ("developers", title, "Software Developers")


def test_taken_address_gets_the_code_appended(data_dir, import_facts, country):
    make_occupation(code="11-9999", country=country, group=MajorGroup.objects.get(code="11"), slug="legislators")
    import_facts(data_dir)
    assert Occupation.objects.get(code="11-1031").slug == "legislators-11-1031"


def test_second_import_changes_nothing(data_dir, import_facts):
    import_facts(data_dir)
    before = counts()
    output = import_facts(data_dir)
    assert counts() == before
    assert "projection: 0 created, 0 updated, 7 unchanged" in output
    assert "wages by state: 0 created, 0 updated, 2 unchanged" in output
    assert output.count(" 0 created, 0 updated") == 9
    assert "Done, nothing to change" in output


def test_one_changed_wage_is_reported_and_nothing_else(data_dir, import_facts):
    import_facts(data_dir)
    change_wage(data_dir, 201000)
    output = import_facts(data_dir, "--dry-run")
    lines = [line.strip() for line in output.splitlines() if "→" in line]
    assert lines[1:] == ["11-1011 annual_wage_median: 200000 → 201000"]
    assert lines[0].startswith(f"release files.{NATIONAL_FILE}: ")
    assert "wages: 0 would be created, 1 would be updated, 5 unchanged" in output
    assert Wages.objects.get(occupation__code="11-1011").annual_wage_median == 200000
    import_facts(data_dir)
    assert Wages.objects.get(occupation__code="11-1011").annual_wage_median == 201000
    assert set(Release.objects.get(source__key="bls-oews").files) == {NATIONAL_FILE, STATE_FILE}


def test_one_changed_state_wage_is_named_to_the_cell(data_dir, import_facts):
    import_facts(data_dir)
    rows = files.states()
    put(rows, 2, "A_MEDIAN", "170000")
    files.write_csv(data_dir / STATE_FILE, rows)
    output = import_facts(data_dir, "--source", "bls-oews-state", "--dry-run")
    assert "11-1011 by_state.AL.median: 166420 → 170000" in output
    assert output.count("→") == 2


def test_dry_run_writes_nothing_and_lists_what_it_would_do(data_dir, import_facts):
    before = counts()
    output = import_facts(data_dir, "--dry-run")
    assert counts() == before
    assert not any(before.values())
    assert "occupation: 7 would be created" in output
    assert "+ 25-2021 Elementary School Teachers, Except Special Education → elementary-school-teachers" in output
    # Facts of occupations that the same run would create are counted, not skipped.
    assert "wages: 6 would be created, 0 would be updated, 0 unchanged" in output
    assert "Dry run, nothing was written" in output


def test_long_lists_of_changes_are_cut_with_their_number(data_dir, import_facts, monkeypatch):
    monkeypatch.setattr("occupations.importers.report.SHOWN", 4)
    output = import_facts(data_dir, "--dry-run", "--source", "bls-ep")
    assert "+ … and 6 more" in output


def test_code_that_vanished_from_the_same_release_is_removed_and_said_so(data_dir, import_facts):
    import_facts(data_dir)
    files.write_csv(data_dir / files.MICROSOFT_FILE, files.microsoft()[:-1])
    # Another checksum is another release here, so the label is kept by hand.
    Release.objects.filter(source__key="microsoft-ai").update(label=label_of(data_dir))
    output = import_facts(data_dir, "--source", "microsoft-ai", "--dry-run")
    assert "no longer in the file, would be removed: 13-1020" in output
    assert Exposure.objects.filter(release__source__key="microsoft-ai").count() == 2
    output = import_facts(data_dir, "--source", "microsoft-ai")
    assert "no longer in the file, removed: 13-1020" in output
    assert [row.occupation.code for row in Exposure.objects.filter(release__source__key="microsoft-ai")] == ["11-1011"]


def label_of(directory) -> str:
    from occupations.importers import microsoft

    return microsoft.parse([directory / files.MICROSOFT_FILE]).label


def test_codes_without_an_occupation_are_skipped_with_the_reason(data_dir, import_facts, other_dir):
    sheets = files.projections()
    for name in ("Table 1.2", "Table 1.10"):
        total = files.column(sheets[name], "Employment, 2024")
        for place in (total, total + 1):
            sheets[name][2][place] = round(sheets[name][2][place] - sheets[name][4][place], 1)
        del sheets[name][4]
    files.write_xlsx(data_dir / EP_FILE, sheets)
    output = import_facts(data_dir)
    assert output.count("skipped 1 code: no occupation with this code (11-1011)") == 5


def test_newer_editions_are_shown_by_dry_run_and_the_old_ones_kept_as_history(data_dir, import_facts, other_dir):
    import_facts(data_dir)
    files.write_xlsx(other_dir / EP_FILE, files.projections("2025–35"))
    files.write_xlsx(other_dir / "national_M2026_dl.xlsx", files.national(2026))
    output = import_facts(other_dir, "--dry-run")
    assert "bls-ep 2025–35 (published 2026-08-27, new release; would become current in place of 2024–34)" in output
    assert (
        "bls-oews May 2026 (publication date not known, new release; would become current in place of May 2025)"
        in output
    )
    assert "Note: May 2026 has nothing of bls-oews-state yet" in output
    assert set(Release.objects.filter(source__key="bls-ep").values_list("label", flat=True)) == {"2024–34"}
    import_facts(other_dir)
    current = Release.objects.filter(is_current=True).values_list("source__key", "label")
    assert {("bls-ep", "2025–35"), ("bls-oews", "May 2026")} <= set(current)
    assert Projection.objects.filter(release__label="2024–34").count() == 7
    assert Wages.objects.filter(release__is_current=True).count() == 6
    assert NationalFigure.objects.filter(release__source__key="bls-ep").count() == 8


def test_older_edition_becomes_history_and_leaves_the_newer_one_current(data_dir, import_facts, other_dir):
    files.write_xlsx(other_dir / EP_FILE, files.projections("2025–35"))
    files.write_xlsx(other_dir / "national_M2026_dl.xlsx", files.national(2026))
    import_facts(other_dir)
    output = import_facts(data_dir)
    assert "bls-ep 2024–34 (published 2025-08-28, new release; history: a newer release stays current)" in output
    assert Release.objects.get(source__key="bls-oews", is_current=True).label == "May 2026"
    assert Projection.objects.filter(release__label="2024–34", release__is_current=False).count() == 7


def test_publication_date_that_an_editor_added_is_kept(import_facts, other_dir):
    files.write_xlsx(other_dir / EP_FILE, files.projections())
    files.write_xlsx(other_dir / "national_M2026_dl.xlsx", files.national(2026))
    import_facts(other_dir)
    Release.objects.filter(label="May 2026").update(published_on="2027-05-14")
    assert "Done, nothing to change" in import_facts(other_dir)
    assert str(Release.objects.get(label="May 2026").published_on) == "2027-05-14"


def test_national_figures_come_from_projections_and_wages(data_dir, import_facts):
    import_facts(data_dir)
    figures = {(row.release.source.key, row.key): row.value for row in NationalFigure.objects.all()}
    assert figures == {
        ("bls-ep", "employment_change_percent"): Decimal("3.1"),
        ("bls-ep", "employment_base"): 4_587_000,
        ("bls-ep", "employment_target"): 4_898_800,
        ("bls-ep", "openings"): 356_300,
        ("bls-oews", "annual_wage_median"): 50_980,
        ("bls-oews", "hourly_wage_median"): Decimal("24.51"),
        ("bls-oews", "employment"): 6_000,
    }


def test_sources_that_are_not_in_the_directory_are_left_as_they_are(data_dir, import_facts, other_dir):
    import_facts(data_dir)
    shutil.copy(data_dir / EP_FILE, other_dir)
    output = import_facts(other_dir)
    assert f"onet: no file in {other_dir}, left as it is" in output
    assert counts()["OnetProfile"] == 4


def test_missing_major_group_is_refused(data_dir, import_facts):
    MajorGroup.objects.filter(code="27").delete()
    with pytest.raises(
        CommandError, match="27-2011 Actors: the database has no major group 27; load the fixtures first"
    ):
        import_facts(data_dir)
    assert counts()["Occupation"] == 0


def test_missing_source_is_refused(data_dir, import_facts):
    Source.objects.filter(key="onet").delete()
    with pytest.raises(CommandError, match="the database has no source “onet”"):
        import_facts(data_dir)
    assert counts()["Projection"] == 0


def test_missing_country_is_refused(db, data_dir):
    with pytest.raises(CommandError, match="the database has no country “us”; load the fixtures first"):
        call_command("import_facts", "--data-dir", str(data_dir))


def test_failure_while_writing_leaves_nothing_behind(data_dir, import_facts, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(Exposure.objects, "bulk_create", fail, raising=False)
    with pytest.raises(RuntimeError):
        import_facts(data_dir)
    assert not any(counts().values())


def test_derived_fixtures_load_into_an_empty_database_and_derive_the_same(data_dir, import_facts, tmp_path):
    import_facts(data_dir)
    call_command("derive_fixtures", "--out", str(tmp_path / "one"))
    for model in (*FACTS, NationalFigure):
        model.objects.all().delete()
    names = sorted(path for path in (tmp_path / "one").iterdir())
    assert len(names) == 7
    for _again in range(2):
        call_command("loaddata", *map(str, names), verbosity=0)
    call_command("derive_fixtures", "--out", str(tmp_path / "two"))
    assert [p.read_bytes() for p in names] == [(tmp_path / "two" / p.name).read_bytes() for p in names]
    assert "Done, nothing to change" in import_facts(data_dir)


def test_derived_fixtures_hold_current_releases_only(data_dir, import_facts, other_dir, tmp_path):
    import_facts(data_dir)
    files.write_xlsx(other_dir / EP_FILE, files.projections("2025–35"))
    import_facts(other_dir)
    call_command("derive_fixtures", "--out", str(tmp_path / "out"))
    text = (tmp_path / "out" / "projections.json").read_text(encoding="utf-8")
    assert text.count('"2025–35"') == 7
    assert "2024–34" not in text
