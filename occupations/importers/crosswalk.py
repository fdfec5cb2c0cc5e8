"""From O*NET-SOC codes to the codes of the Employment Projections, and several values to one.

Crosswalk: BLS's O*NET-SOC to National Employment Matrix crosswalk (9/6/2023). Cutting the O*NET code to seven
characters and looking here reproduces all of its 997 rows.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from math import fsum
from typing import TypeVar

T = TypeVar("T")

HYBRIDS = {
    "13-1020": ("13-1021", "13-1022", "13-1023"),
    "13-2020": ("13-2022", "13-2023"),
    "21-1018": ("21-1011", "21-1014"),
    "25-2052": ("25-2055", "25-2056"),
    "25-9045": ("25-9042", "25-9043", "25-9049"),
    "29-2010": ("29-2011", "29-2012"),
    "31-1120": ("31-1121", "31-1122"),
    "39-7010": ("39-7011", "39-7012"),
    "47-4090": ("47-4091", "47-4099"),
    "51-2028": ("51-2022", "51-2023"),
    "51-2090": ("51-2092", "51-2099"),
    "53-1047": ("53-1042", "53-1043", "53-1044", "53-1049"),
}
HYBRID_OF = {soc: hybrid for hybrid, members in HYBRIDS.items() for soc in members}


def soc_code(onet_code: str) -> str:
    return onet_code[:7]


def ep_code(onet_code: str) -> str:
    """The code that projections and wages use for an O*NET-SOC or SOC code."""
    soc = soc_code(onet_code)
    return HYBRID_OF.get(soc, soc)


def is_military(code: str) -> bool:
    return code.startswith("55-")


def speaking_codes(onet_codes: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """EP code → SOC code → the O*NET codes that speak for it.

    One rule for every O*NET-coded file: the `.00` code is the SOC occupation itself, so when the file has data
    for it, it speaks alone; otherwise the more specific codes speak together.
    """
    by_soc = defaultdict(list)
    for code in sorted(onet_codes):
        by_soc[soc_code(code)].append(code)
    result = defaultdict(dict)
    for soc, codes in by_soc.items():
        result[ep_code(soc)][soc] = [f"{soc}.00"] if f"{soc}.00" in codes else codes
    return dict(result)


def combine(values: Mapping[str, T], fold: Callable[[list[T]], T]) -> dict[str, T]:
    """One value per EP code: fold the specific codes of each SOC occupation, then the members of a hybrid."""
    result = {}
    for code, members in speaking_codes(values).items():
        own = [fold([values[one] for one in codes]) for codes in members.values()]
        result[code] = fold(own)
    return result


def mean_vectors(vectors: list[dict[str, tuple[float, ...]]]) -> dict[str, tuple[float, ...]]:
    """Plain mean, key by key, over the vectors that have the key: the sources publish no weights."""
    if len(vectors) == 1:
        return vectors[0]
    keys = dict.fromkeys(key for vector in vectors for key in vector)
    result = {}
    for key in keys:
        having = [vector[key] for vector in vectors if key in vector]
        result[key] = tuple(fsum(parts) / len(parts) for parts in zip(*having, strict=True))
    return result


def usual_zone(zones: list[int]) -> int:
    """The most frequent job zone: a zone is a class, so a mean would name one that no member has.

    Ties go to the higher zone, so that nobody is promised less preparation than part of the occupation asks.
    """
    counts = Counter(zones)
    return max(counts, key=lambda zone: (counts[zone], zone))
