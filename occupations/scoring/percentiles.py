"""Percentile ranks, 0–10: the share of known values that a value equals or exceeds, ties sharing the mean rank."""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Mapping
from statistics import median


class Ranking:
    """Known values of one measure over the country's detailed occupations."""

    def __init__(self, values: Iterable[float | None]):
        self.values = sorted(value for value in values if value is not None)

    def __len__(self):
        return len(self.values)

    def percentile(self, value: float | None) -> float | None:
        """Percentile rank of `value`, 0–10; a value that is not among the known takes the rank it would cut in at."""
        if value is None or not self.values:
            return None
        below, up_to = bisect_left(self.values, value), bisect_right(self.values, value)
        return 10 * (below + up_to + (1 if up_to > below else 0)) / (2 * len(self.values))


class GroupedRanking:
    """A ranking for each group, for example each entry education."""

    def __init__(self, pairs: Iterable[tuple[Hashable, float | None]]):
        groups: dict[Hashable, list[float]] = {}
        for group, value in pairs:
            if group is not None and value is not None:
                groups.setdefault(group, []).append(value)
        self.rankings = {group: Ranking(values) for group, values in groups.items()}

    def percentile(self, group: Hashable, value: float | None) -> float | None:
        ranking = self.rankings.get(group)
        return ranking.percentile(value) if ranking else None


class StandIns:
    """Medians of the minor group (first three digits of the code, "43-4"), then of the major group ("43")."""

    def __init__(self, known: Mapping[str, float]):
        groups: dict[str, list[float]] = {}
        for code, value in known.items():
            groups.setdefault(code[:4], []).append(value)
            groups.setdefault(code[:2], []).append(value)
        self.medians = {group: median(values) for group, values in groups.items()}

    def for_code(self, code: str) -> float | None:
        return self.medians.get(code[:4], self.medians.get(code[:2]))


def mean(values: Iterable[float | None]) -> float | None:
    """Mean of the values, or None if any is missing: a half-known mean is another measure."""
    values = list(values)
    if not values or any(value is None for value in values):
        return None
    return sum(values) / len(values)


def mean_of_rated(values: Iterable[float | None]) -> float | None:
    """Mean of those values that are known."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
