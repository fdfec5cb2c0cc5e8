"""O*NET database: profiles and alternate titles, from the Excel or the tab-delimited edition."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from .base import ImportProblem, ParsedRelease, Skipped, checksums, only_file
from .crosswalk import HYBRIDS, combine, ep_code, is_military, mean_vectors, soc_code, usual_zone
from .onet_files import (
    alternate_titles,
    education,
    interests,
    job_zones,
    occupation_titles,
    related_codes,
    skills,
    work_styles,
)

KEY = SOURCE = "onet"
READERS = {
    "Occupation Data": occupation_titles,
    "Alternate Titles": alternate_titles,
    "Job Zones": job_zones,
    "Skills": skills,
    "Work Styles": work_styles,
    "Interests": interests,
    "Education, Training, and Experience": education,
    "Related Occupations": related_codes,
}
READ_ME = "Read Me"
FILE_NAME = re.compile(rf"(?:{'|'.join(map(re.escape, [*READERS, READ_ME]))})\.(?:xlsx|txt|csv)", re.IGNORECASE)
VERSION = re.compile(r"O\*NET\S* (\d+\.\d+) Database")
MONTH = re.compile(r"([A-Z][a-z]+ \d{4}) Release")


@dataclass(frozen=True, slots=True)
class OnetProfileRow:
    job_zone: int | None
    skills: dict[str, list[float]]
    work_styles: dict[str, float]
    interests: dict[str, float]
    education: dict[str, float]
    related: list[str]
    onet_codes: list[str]


@dataclass(frozen=True, slots=True)
class AlternateTitlesRow:
    titles: list[str]


def parse(paths: list[Path]) -> ParsedRelease:
    files = complete_set(paths)
    label, published_on = release_of(files[READ_ME])
    known = READERS["Occupation Data"](files["Occupation Data"])
    data = {name: read(files[name]) for name, read in READERS.items() if name != "Occupation Data"}
    for name, values in data.items():
        for code in values:
            if code not in known:
                raise ImportProblem(
                    files[name].name,
                    "",
                    None,
                    "O*NET-SOC Code",
                    f"{code} is not in Occupation Data; the files are of different releases",
                )
    titles = data.pop("Alternate Titles")
    military = sorted({ep_code(code) for code in known if is_military(code)})
    profiles = profile_rows(data)
    without = sorted({ep_code(code) for code in known if not is_military(code)} - set(profiles))
    return ParsedRelease(
        importer=KEY,
        source=SOURCE,
        label=label,
        published_on=published_on,
        files=checksums(list(files.values())),
        facts={"onetprofile": profiles, "alternatetitles": title_rows(known, titles)},
        title_hints=title_hints(known),
        skipped=(
            Skipped(len(military), "military codes", "not in the projections", tuple(military)),
            Skipped(len(without), "codes", "no O*NET data, only titles", tuple(without)),
        ),
    )


def title_hints(known: dict[str, str]) -> dict[str, str]:
    """Titles of SOC occupations; the two occupations without wages are named by them."""
    return {soc_code(code): title for code, title in known.items() if code.endswith(".00")}


def complete_set(paths: list[Path]) -> dict[str, Path]:
    """One file for each name, whatever its format."""
    by_name = {}
    for path in paths:
        by_name.setdefault(path.stem.lower(), []).append(path)
    missing = [name for name in [READ_ME, *READERS] if name.lower() not in by_name]
    if missing:
        raise ImportProblem(
            "O*NET", "", None, "", f"not in the directory: {', '.join(missing)}; copy the whole database folder there"
        )
    return {name: only_file(by_name[name.lower()]) for name in [READ_ME, *READERS]}


def release_of(read_me: Path) -> tuple[str, date]:
    """The data files do not say their release; the Read Me of the same download does."""
    text = read_me.read_bytes().decode("utf-8", "replace")
    version, month = VERSION.search(text), MONTH.search(text)
    if not version or not month:
        raise ImportProblem(read_me.name, "", None, "", "no release like “O*NET 29.3 Database” and “May 2025 Release”")
    try:
        return version[1], datetime.strptime(month[1], "%B %Y").date()
    except ValueError as error:
        raise ImportProblem(read_me.name, "", None, "", f"“{month[1]}” is not a month") from error


def profile_rows(data: dict[str, dict]) -> dict[str, OnetProfileRow]:
    """Profiles by EP code, for every code that any of the files has data for."""
    zones = combine(data["Job Zones"], usual_zone)
    vectors = {
        name: combine(data[name], mean_vectors)
        for name in ("Skills", "Work Styles", "Interests", "Education, Training, and Experience")
    }
    related = related_rows(data["Related Occupations"])
    codes = {}
    for onet_code in sorted({code for values in data.values() for code in values}):
        codes.setdefault(ep_code(onet_code), []).append(onet_code)

    def scalars(name: str, code: str) -> dict[str, float]:
        return {key: round(value, 4) for key, (value,) in vectors[name].get(code, {}).items()}

    return {
        code: OnetProfileRow(
            job_zone=zones.get(code),
            skills={key: [round(part, 4) for part in pair] for key, pair in vectors["Skills"].get(code, {}).items()},
            work_styles=scalars("Work Styles", code),
            interests=scalars("Interests", code),
            education=scalars("Education, Training, and Experience", code),
            related=related.get(code, []),
            onet_codes=onet_codes,
        )
        for code, onet_codes in codes.items()
    }


def related_rows(rows: dict[str, dict[str, tuple[int, int]]]) -> dict[str, list[str]]:
    """Related EP codes, closest first: best tier and index over the codes that speak, oneself left out."""

    def collapse(places: list[dict[str, tuple[int, int]]]) -> dict[str, tuple[int, int]]:
        best = {}
        for one in places:
            for onet_code, place in one.items():
                code = ep_code(onet_code)
                best[code] = min(best.get(code, place), place)
        return best

    result = {}
    for code, places in combine(rows, collapse).items():
        best = {other: place for other, place in collapse([places]).items() if other != code}
        result[code] = sorted(best, key=lambda other: (best[other], other))[:20]
    return result


def title_rows(known: dict[str, str], titles: dict[str, list[str]]) -> dict[str, AlternateTitlesRow]:
    """All other names by EP code, in the order of the file; the own titles of narrower codes come first in theirs.

    The occupation's own title is no other name; a hybrid's own title is not in O*NET at all.
    """
    result, seen = {}, {}
    for onet_code, own_title in known.items():
        code = ep_code(onet_code)
        if is_military(code):
            continue
        names = seen.setdefault(code, set())
        found = titles.get(onet_code, [])
        if onet_code.endswith(".00") and code not in HYBRIDS:
            names.add(own_title.casefold())
        else:
            found = [own_title, *found]
        for title in found:
            if title.casefold() not in names:
                names.add(title.casefold())
                result.setdefault(code, []).append(title)
    return {code: AlternateTitlesRow(found) for code, found in result.items()}
