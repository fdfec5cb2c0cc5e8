"""The files of the O*NET database, each as O*NET-SOC code → values. Units are O*NET's own scales.

Not used: rows with Recommend Suppress = Y (standard error above 0.51, or too few respondents). Used: levels flagged
Not Relevant. The flag means that fewer than three of eight analysts rated the skill's importance 2 or above (data
dictionary, appendix 1); the level printed is then the analysts' mean with 0 for “not important”, which is what a
rank over all occupations needs.
"""

from pathlib import Path

from .base import ImportProblem
from .tables import ONET_CODE, Row, Table, open_book, read_table

CODE = {"code": "O*NET-SOC Code"}
SCALED = {**CODE, "element": "Element Name", "scale": "Scale ID", "value": "Data Value"}
RATED = {**SCALED, "suppress": "Recommend Suppress"}
RANGES = {"IM": (1, 5), "LV": (0, 7), "OI": (1, 7), "RL": (0, 100)}
TIERS = {"Primary-Short": 1, "Primary-Long": 2, "Supplemental": 3}
ZONES = range(1, 6)


def occupation_titles(path: Path) -> dict[str, str]:
    titles = {}
    with open_book(path) as book:
        for row in filled(read_table(book, None, {**CODE, "title": "Title"})):
            code = row.code("code", ONET_CODE)
            if code in titles:
                raise row.problem("code", f"{code} is there twice")
            titles[code] = row.required("title")
    return titles


def alternate_titles(path: Path) -> dict[str, list[str]]:
    """Alternate titles; the short form follows unless the long one has it in brackets: Chief Executive (CEO)."""
    titles = {}
    with open_book(path) as book:
        for row in filled(read_table(book, None, {**CODE, "title": "Alternate Title", "short": "Short Title"})):
            names = titles.setdefault(row.code("code", ONET_CODE), [])
            title, short = row.required("title"), row.text("short")
            names.append(title)
            if short and f"({short})" not in title:
                names.append(short)
    return titles


def job_zones(path: Path) -> dict[str, int]:
    zones = {}
    with open_book(path) as book:
        for row in filled(read_table(book, None, {**CODE, "zone": "Job Zone"})):
            code = row.code("code", ONET_CODE)
            if code in zones:
                raise row.problem("code", f"{code} is there twice")
            zone = row.whole("zone", row.number_or_mark("zone")[0])
            if zone not in ZONES:
                raise row.problem("zone", f"{zone} is not a job zone from 1 to 5")
            zones[code] = zone
    return zones


def skills(path: Path) -> dict[str, dict[str, tuple[float, ...]]]:
    """Importance and level of each skill; a skill whose level is suppressed is left out with both."""
    ratings = read_ratings(path, ("IM", "LV"))
    result = {}
    for code, elements in ratings.items():
        pairs = {name: (scales["IM"], scales["LV"]) for name, scales in elements.items()}
        result[code] = {name: pair for name, pair in pairs.items() if None not in pair}
    return {code: pairs for code, pairs in result.items() if pairs}


def work_styles(path: Path) -> dict[str, dict[str, tuple[float, ...]]]:
    return single_scale(read_ratings(path, ("IM",)), "IM")


def interests(path: Path) -> dict[str, dict[str, tuple[float, ...]]]:
    return single_scale(read_ratings(path, ("OI",), columns=SCALED), "OI")


def education(path: Path) -> dict[str, dict[str, tuple[float, ...]]]:
    """Percent of respondents by required level of education (RL), keyed by category number."""
    ratings = read_ratings(path, ("RL",), columns={**RATED, "element": "Category"})
    for category in next(iter(ratings.values())):
        if not category.isdecimal():
            raise ImportProblem(path.name, "", None, "Category", f"“{category}” is not the number of a category")
    return single_scale(ratings, "RL")


def related_codes(path: Path) -> dict[str, dict[str, tuple[int, int]]]:
    """Related O*NET codes with their place: tier, then index."""
    wanted = {**CODE, "related": "Related O*NET-SOC Code", "tier": "Relatedness Tier", "index": "Index"}
    places = {}
    with open_book(path) as book:
        for row in filled(read_table(book, None, wanted)):
            own = places.setdefault(row.code("code", ONET_CODE), {})
            other, tier = row.code("related", ONET_CODE), row.required("tier")
            if tier not in TIERS:
                raise row.problem("tier", f"“{tier}” is not one of: {', '.join(TIERS)}")
            if other in own:
                raise row.problem("related", f"{other} is there twice for {row.text('code')}")
            own[other] = (TIERS[tier], row.whole("index", row.number_or_mark("index")[0]))
    return places


def filled(table: Table):
    """The rows, of which there must be at least one."""
    some = False
    for row in table:
        some = True
        yield row
    if not some:
        raise table.problem("there are no data rows")


def read_ratings(
    path: Path, scales: tuple[str, ...], columns: dict = RATED
) -> dict[str, dict[str, dict[str, float | None]]]:
    """Code → element → scale → value, None where suppressed. All codes must have the same elements and scales."""
    ratings, elements = {}, set()
    with open_book(path) as book:
        table = read_table(book, None, columns)
        for row in filled(table):
            scale = row.required("scale")
            if scale not in scales:
                continue
            code, element = row.code("code", ONET_CODE), row.required("element")
            values = ratings.setdefault(code, {}).setdefault(element, {})
            if scale in values:
                raise row.problem("element", f"{code} has {element} ({scale}) twice")
            value = row.number_between("value", *RANGES[scale])
            values[scale] = None if "suppress" in columns and is_suppressed(row) else value
            elements.add(element)
        if not ratings:
            raise table.problem(f"no rows on the scale {' or '.join(scales)}; this release measures something else")
        for code, found in ratings.items():
            check_complete(table, code, found, elements, scales)
    return ratings


def check_complete(table: Table, code: str, found: dict, elements: set[str], scales: tuple[str, ...]):
    for element in sorted(elements):
        for scale in scales:
            if scale not in found.get(element, {}):
                raise table.problem(f"{code} has no row for {element} ({scale}); rows are missing")


def is_suppressed(row: Row) -> bool:
    flag = row.text("suppress")
    if flag not in ("Y", "N", ""):
        raise row.problem("suppress", f"“{flag}” is neither Y nor N")
    return flag == "Y"


def single_scale(ratings: dict, scale: str) -> dict[str, dict[str, tuple[float, ...]]]:
    result = {}
    for code, elements in ratings.items():
        values = {name: (scales[scale],) for name, scales in elements.items() if scales[scale] is not None}
        if values:
            result[code] = values
    return result
