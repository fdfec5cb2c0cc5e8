"""Small valid files of every source, with numbers made up for the tests, and ways to break one thing in them."""

import csv
from pathlib import Path

import openpyxl

EP_FILE = "occupation.xlsx"
NATIONAL_FILE = "national_M2025_dl.xlsx"
STATE_FILE = "state_M2025_dl.csv"
MICROSOFT_FILE = "soc_ai_applicability_scores.csv"
OPENAI_FILE = "occ_level.csv"
GROUPS = ("11", "13", "15", "25", "27")
DASH = "—"

# code, title, base, target, percent, self-employed, openings, education, experience, training; thousands of jobs
LINES = [
    ("11-1011", "Chief executives", 300.0, 310.0, 3.3, 20.1, 22.5, "Bachelor's degree", "5 years or more", "None"),
    ("11-1031", "Legislators", 30.0, 31.0, 3.3, DASH, 2.2, "Bachelor's degree", "Less than 5 years", "None"),
    ("11-9199", "Managers, all other", 600.0, 630.0, 5.0, 50.5, 60.1, "Bachelor's degree", "Less than 5 years", "None"),
    (
        *("13-1020", "Buyers and purchasing agents", 500.0, 530.0, 6.0, 4.7, 50.0),
        *("Bachelor's degree", "None", "Moderate-term on-the-job training"),
    ),
    ("15-1252", "Software developers", 1700.0, 1968.6, 15.8, 1.6, 115.2, "Bachelor's degree", "None", "None"),
    (
        *("25-2021", "Elementary school teachers, except special education", 1400.0, 1372.0, -2.0, DASH, 100.0),
        *("Bachelor's degree", "None", "Internship/residency"),
    ),
    (
        *("27-2011", "Actors", 57.0, 57.2, 0.3, 27.9, 6.3),
        *("Some college, no degree", "None", "Long-term on-the-job training"),
    ),
]
TITLES = {
    "11-1011": "Chief Executives",
    "11-9199": "Managers, All Other",
    "13-1020": "Buyers and Purchasing Agents",
    "15-1252": "Software Developers",
    "25-2021": "Elementary School Teachers, Except Special Education",
    "27-2011": "Actors",
}
ANNUAL = {
    "11-1011": (100000, 150000, 200000, 300000, 400000),
    "11-9199": (60000, 90000, 120000, 150000, 200000),
    "13-1020": (45000, 58000, 75000, 98000, 125000),
    "15-1252": (80000, 105000, 135980, 170000, 210000),
    "25-2021": (47000, 53000, 63000, 82000, 104000),
}
HOURLY = {
    "11-1011": (48.08, 72.12, 96.15, 144.23, 192.31),
    "11-9199": (28.85, 43.27, 57.69, 72.12, 96.15),
    "13-1020": (21.63, 27.88, 36.06, 47.12, 60.1),
    "15-1252": (38.46, 50.48, 65.38, 81.73, 100.96),
    "27-2011": (16.5, 20.34, 29.05, 97.95, 120.0),
}
STAR = ("*",) * 5


def projections(span: str = "2024–34") -> dict[str, list[list]]:
    """Tables 1.2 and 1.10 of occupation.xlsx."""
    base, target = int(span[:4]), 2000 + int(span[-2:])
    head = [
        f"{base} National Employment Matrix title",
        f"{base} National Employment Matrix code",
        "Occupation type",
        f"Employment, {base}",
        f"Employment, {target}",
    ]
    change = [f"Employment change, numeric, {span}", f"Employment change, percent, {span}"]
    main = [
        [f"Table 1.2 Occupational projections, {base}–{target}, and worker characteristics, {base} (in thousands)"],
        [
            *head,
            *change,
            f"Percent self employed, {base}",
            f"Occupational openings, {span} annual average",
            f"Median annual wage, dollars, {base}[1]",
            "Typical education needed for entry",
            "Work experience in a related occupation",
            "Typical on-the-job training needed to attain competency in the occupation",
        ],
    ]
    other = [
        [f"Table 1.10 Occupational separations and openings, projected {span} (Employment in thousands)"],
        [*head, *change, f"Occupational openings, {span} annual average"],
    ]
    total = [round(sum(line[i] for line in LINES), 1) for i in (2, 3, 6)]
    rows = [
        ("Total, all occupations", "00-0000", "Summary", total[0], total[1], 3.1, 5.8, total[2], DASH, DASH, DASH),
        ("  Management occupations", "11-0000", "Summary", 930.0, 971.0, 4.4, 14.1, 84.8, DASH, DASH, DASH),
        *((f"      {title}", code, "Line item", *rest) for code, title, *rest in LINES),
    ]
    for title, code, kind, before, after, percent, own, openings, *words in rows:
        moved = round(after - before, 1)
        main.append([title, code, kind, before, after, moved, percent, own, openings, 50000, *words])
        other.append([title, code, kind, before, after, moved, percent, openings])
    main += [["Footnotes:"], ["Source: Employment Projections program, U.S. Bureau of Labor Statistics"]]
    other.append(["Source: Employment Projections program, U.S. Bureau of Labor Statistics"])
    return {"Index": [["Occupation.xlsx contents"]], "Table 1.2": main, "Table 1.10": other}


def national(year: int = 2025) -> dict[str, list[list]]:
    names = ["p10", "p25", "median", "p75", "p90"]
    head = ["AREA", "PRIM_STATE", "OCC_CODE", "OCC_TITLE", "O_GROUP", "TOT_EMP", "H_MEAN", "A_MEAN"]
    columns = [f"{basis}_{name.upper() if name == 'median' else 'PCT' + name[1:]}" for basis in "HA" for name in names]
    rows = [[*head, *columns, "ANNUAL", "HOURLY"]]
    common = ["99", "US"]
    wages = [15, 18.07, 24.51, 38.71, 61.81, 31200, 37590, 50980, 80520, 128560]
    rows.append([*common, "00-0000", "All Occupations", "total", 6000, 33.54, 69770, *wages, "", ""])
    for code, title in TITLES.items():
        annual, hourly = ANNUAL.get(code, STAR), HOURLY.get(code, STAR)
        flags = ["TRUE" if code not in HOURLY else "", "TRUE" if code not in ANNUAL else ""]
        mean = ["*" if code not in HOURLY else 50.5, "*" if code not in ANNUAL else 105000]
        if code.endswith("0"):
            rows.append([*common, code, title, "broad", 1000, *mean, *hourly, *annual, *flags])
        rows.append([*common, code, title, "detailed", 1000, *mean, *hourly, *annual, *flags])
    return {f"national_M{year}_dl": rows, "Field Descriptions": [["May 2025 OEWS Estimates"]]}


def states() -> list[list]:
    head = "AREA,AREA_TITLE,PRIM_STATE,OCC_CODE,OCC_TITLE,O_GROUP,TOT_EMP,JOBS_1000,LOC_QUOTIENT,H_MEDIAN"
    rows = [[*head.split(","), "A_PCT10", "A_MEDIAN", "A_PCT90", "ANNUAL", "HOURLY"]]
    exec_row = ["11-1011", "Chief Executives", "detailed"]
    rows.append(
        ["01", "Alabama", "AL", *exec_row, "810", "0.382", "0.29", "80.01", "101670", "166420", "317400", "", ""]
    )
    rows.append(["04", "Arizona", "AZ", *exec_row, "**", "**", "**", "#", "96460", "#", "#", "", ""])
    actors = ["27-2011", "Actors", "detailed"]
    rows.append(["01", "Alabama", "AL", *actors, "150", "0.072", "0.2", "24.71", "*", "*", "*", "", "TRUE"])
    return rows


def onet() -> dict[str, list[list]]:
    """The O*NET files by name, with the columns of the tab-delimited edition."""
    codes = {
        "11-1011.00": "Chief Executives",
        "11-1011.03": "Chief Sustainability Officers",
        "11-1031.00": "Legislators",
        "11-9199.00": "Managers, All Other",
        "11-9199.01": "Regulatory Affairs Managers",
        "11-9199.02": "Compliance Managers",
        "13-1021.00": "Buyers and Purchasing Agents, Farm Products",
        "13-1022.00": "Wholesale and Retail Buyers, Except Farm Products",
        "13-1023.00": "Purchasing Agents, Except Wholesale, Retail, and Farm Products",
        "15-1252.00": "Software Developers",
        "55-1011.00": "Air Crew Officers",
    }
    zones = {"11-1011.00": 5, "11-1011.03": 4, "11-9199.01": 4, "11-9199.02": 3, "15-1252.00": 4}
    zones |= {"13-1021.00": 4, "13-1022.00": 3, "13-1023.00": 4}
    values = {
        "11-1011.00": (4.12, 4.62, 1.0, 0.0),
        "11-1011.03": (3.0, 3.0, 2.0, 2.0),
        "11-9199.01": (4.0, 4.5, 1.5, 1.0),
        "11-9199.02": (3.5, 4.0, 1.0, 0.0),
        "13-1021.00": (3.0, 4.0, 2.0, 1.0),
        "13-1022.00": (4.0, 5.0, 1.0, 0.0),
        "13-1023.00": (3.5, 3.0, 1.0, 0.5),
    }
    skills = [
        ["O*NET-SOC Code", "Element ID", "Element Name", "Scale ID", "Data Value", "Recommend Suppress", "Not Relevant"]
    ]
    styles = [["O*NET-SOC Code", "Element ID", "Element Name", "Scale ID", "Data Value", "Recommend Suppress"]]
    education = [
        ["O*NET-SOC Code", "Element ID", "Element Name", "Scale ID", "Category", "Data Value", "Recommend Suppress"]
    ]
    for code, (reading, level, repairing, repair_level) in values.items():
        skills.append([code, "2.A.1.a", "Reading Comprehension", "IM", reading, "N", "n/a"])
        skills.append([code, "2.A.1.a", "Reading Comprehension", "LV", level, "N", "N"])
        skills.append([code, "2.B.3.l", "Repairing", "IM", repairing, "N", "n/a"])
        suppressed = "Y" if code == "13-1021.00" else "N"
        skills.append([code, "2.B.3.l", "Repairing", "LV", repair_level, suppressed, "Y" if repair_level < 1 else "N"])
        styles.append([code, "1.C.5.b", "Integrity", "IM", reading, "n/a"])
        education.append([code, "2.D.1", "Required Level of Education", "RL", 1, 25.5, "N"])
        education.append(
            [code, "2.D.1", "Required Level of Education", "RL", 6, 74.5, "Y" if code == "13-1022.00" else "N"]
        )
        education.append([code, "3.A.1", "Related Work Experience", "RW", 1, 100.0, "N"])
    interests = [["O*NET-SOC Code", "Element ID", "Element Name", "Scale ID", "Data Value"]]
    interests += [[code, "1.B.1.a", "Realistic", "OI", 1.5] for code in zones]
    interests += [[code, "1.B.1.g", "First Interest High-Point", "IH", 5.0] for code in zones]
    related = [["O*NET-SOC Code", "Related O*NET-SOC Code", "Relatedness Tier", "Index"]]
    related += [
        ["11-1011.00", "11-1011.03", "Primary-Short", 1],
        ["11-1011.00", "13-1022.00", "Supplemental", 11],
        ["11-1011.00", "11-9199.02", "Primary-Long", 6],
        ["11-1011.00", "13-1023.00", "Primary-Short", 2],
        ["15-1252.00", "11-1011.00", "Primary-Short", 1],
    ]
    titles = [["O*NET-SOC Code", "Alternate Title", "Short Title", "Source(s)"]]
    titles += [
        ["11-1011.00", "Agency Owner", "n/a", "08"],
        ["11-1011.00", "agency owner", "n/a", "08"],
        ["11-1011.00", "chief executives", "n/a", "08"],
        ["11-1011.00", "Chief Executive Officer (CEO)", "CEO", "08"],
        ["11-1011.00", "Operating Officer", "COO", "08"],
        ["11-1011.03", "Sustainability Director", "n/a", "08"],
        ["13-1021.00", "Cattle Buyer", "n/a", "08"],
        ["55-1011.00", "Air Crew Chief", "n/a", "08"],
    ]
    return {
        "Occupation Data": [
            ["O*NET-SOC Code", "Title", "Description"],
            *([c, t, "What they do."] for c, t in codes.items()),
        ],
        "Alternate Titles": titles,
        "Job Zones": [
            ["O*NET-SOC Code", "Job Zone", "Date"],
            *([code, zone, "08/2023"] for code, zone in zones.items()),
        ],
        "Skills": skills,
        "Work Styles": styles,
        "Interests": interests,
        "Education, Training, and Experience": education,
        "Related Occupations": related,
    }


def microsoft() -> list[list]:
    rows = [["SOC Code", "title", "ai_applicability_score"]]
    return [*rows, ["11-1011", "Chief Executives", "0.15550289"], ["13-1020", "Buyers and Purchasing Agents", "0.2"]]


def openai() -> list[list]:
    head = "O*NET-SOC Code,Title,dv_rating_alpha,dv_rating_beta,dv_rating_gamma"
    rows = [[*head.split(","), "human_rating_alpha", "human_rating_beta", "human_rating_gamma"]]
    for code, machine, people in (
        ("11-1011.00", "0.46", "0.35"),
        ("11-1011.03", "0.9", "0.9"),
        ("13-1021.00", "0.3", "0.1"),
        ("13-1022.00", "0.6", "0.4"),
        ("13-1023.00", "0.9", "0.4"),
    ):
        rows.append([code, "Some title", "0.1", machine, "0.9", "0.1", people, "0.9"])
    return rows


def write_xlsx(path: Path, sheets: dict[str, list[list]]):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


def write_csv(path: Path, rows: list[list], delimiter: str = ","):
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(rows)


def write_onet(directory: Path, files: dict[str, list[list]], suffix: str = "txt"):
    for name, rows in files.items():
        if suffix == "txt":
            text = "\n".join("\t".join(map(str, row)) for row in rows) + "\n"
            (directory / f"{name}.txt").write_text(text, encoding="utf-8")
        else:
            write_xlsx(directory / f"{name}.xlsx", {name[:31]: rows})
    (directory / "Read Me.txt").write_text("O*NET 29.3 Database\nMay 2025 Release\n", encoding="utf-8")


def write_all(directory: Path):
    write_xlsx(directory / EP_FILE, projections())
    write_xlsx(directory / NATIONAL_FILE, national())
    write_csv(directory / STATE_FILE, states())
    write_csv(directory / MICROSOFT_FILE, microsoft())
    write_csv(directory / OPENAI_FILE, openai())
    write_onet(directory, onet())


def column(rows: list[list], name: str) -> int:
    """Position of a column, whichever row the header is in."""
    return next(row.index(name) for row in rows if name in row)


def put(rows: list[list], number: int, name: str, value: object):
    """Set the cell in a row (counted from 1, as a person counts) and a column."""
    rows[number - 1][column(rows, name)] = value
