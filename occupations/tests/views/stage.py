"""A dozen occupations that differ in everything the ways in can ask for."""

from occupations.choices import ClusterKey, EntryEducation, PointKind, Status
from occupations.tests import factories

HIGH = "high_exposure"
# fmt: off
ROWS = (
    # code and titles; cluster, education, wage, jobs, change, openings, overall, AI risk, exposure, moat, years
    ("11-0001", "Office Managers", "辦公室經理",
     "augmented", "bachelor", 120_000, 900, "6.0", 90, "6.6", "4.0", 6, 7, 6),
    ("13-0001", "Bookkeepers", "記帳人員",
     HIGH, "some_college", 47_000, 700, "-6.0", 70, "3.1", "9.2", 9, 2, 1.6),
    ("15-0001", "Software Makers", "軟體開發者",
     HIGH, "bachelor", 131_000, 800, "17.0", 60, "6.2", "7.0", 8, 5, 4),
    ("23-0001", "Advocates", "律師",
     "licensed", "doctoral", 145_000, 400, "5.0", 30, "6.0", "5.5", 7, 8, 8),
    ("25-0001", "Grade Teachers", "國小教師",
     "human_trust", "bachelor", 63_000, 600, "-1.0", 50, "5.0", "3.0", 4, 8, 4),
    ("29-0001", "Care Nurses", "護理師",
     "licensed", "bachelor", 93_000, 950, "5.0", 95, "7.4", "2.0", 4, 9, 4),
    ("29-0002", "Tooth Cleaners", "口腔衛生師",
     "licensed", "associate", 94_000, 200, "9.0", 20, "6.9", "2.0", 3, 7, 2.5),
    ("35-0001", "Diner Cooks", "廚師",
     "on_site", "none", 36_000, 850, "14.0", 85, "4.4", "1.5", 1, 4, 0.1),
    ("43-0001", "Filing Clerks", "檔案事務員",
     HIGH, "high_school", 41_000, 300, "-9.0", 25, "2.2", "9.8", 9, 1, 0.6),
    ("47-0001", "Wire Electricians", "電工",
     "on_site", "high_school", 62_000, 650, "11.0", 65, "6.1", "1.0", 1, 7, 4.5),
    ("53-0001", "Lorry Drivers", "貨車司機",
     "on_site", "award", 57_000, 990, "4.0", 99, "5.5", "2.5", 2, 5, 1.6),
)
# fmt: on


def make(row):
    code, english, chinese, cluster, education, wage, jobs, change, openings, overall, risk, exposure, moat, years = row
    occupation = factories.make_occupation(
        code, title_en=english, title_zh_hant=chinese, official_title=english, slug=english.lower().replace(" ", "-")
    )
    factories.make_card(
        occupation,
        cluster=factories.make_cluster(ClusterKey(cluster)),
        wages=factories.make_wages(occupation, annual_wage_median=wage),
        projection=factories.make_projection(
            occupation,
            employment_base=jobs,
            change_percent=change,
            openings=openings,
            entry_education=EntryEducation(education),
        ),
        overall=overall,
        ai_risk=risk,
        exposure=exposure,
        moat=moat,
        years_to_qualify=years,
        is_skilled_migration=EntryEducation(education) not in (EntryEducation.NONE, EntryEducation.HIGH_SCHOOL),
        visa_rung="bachelor" if education == "bachelor" else "",
    )
    return occupation


def set_up():
    """All rows, and one that can only be rated in part and one that visitors may not see; by code."""
    made = {row[0]: make(row) for row in ROWS}
    for code in ("29-0001", "43-0001"):
        factories.make_narrative(made[code], status=Status.PUBLISHED)
        factories.make_point(made[code], PointKind.AI_TAKES, text_en=f"Task of {code}")
    factories.make_visa_fit(made["29-0001"])
    partial = factories.make_occupation("43-0002", title_en="Odd Clerks", title_zh_hant="雜項", slug="odd-clerks")
    factories.make_card(partial, is_partial=True, overall="9.9", ai_risk="0.1", exposure=None, moat=None)
    factories.make_occupation("43-0003", title_en="Hidden Clerks", slug="hidden-clerks", is_public=False)
    return made | {"43-0002": partial}
