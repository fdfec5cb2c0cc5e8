"""The committed set of queries, and how well and how fast the search answers them."""

import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from occupations.models import Country
from occupations.search import search

QUERIES = Path(__file__).parent.parent / "tests" / "search" / "queries.tsv"
TOP = 5


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody types, and the codes of which one is meant."""

    text: str
    expected: frozenset[str]
    note: str


@dataclass(frozen=True)
class Outcome:
    queries: list[Query]
    # Query → codes found, best first, for those whose first (or first five) is not what was meant.
    not_first: dict[str, list[str]]
    not_in_top: dict[str, list[str]]
    milliseconds: list[float]

    @property
    def first(self) -> float:
        return 1 - len(self.not_first) / len(self.queries)

    @property
    def top(self) -> float:
        return 1 - len(self.not_in_top) / len(self.queries)

    @property
    def p50(self) -> float:
        return statistics.median(self.milliseconds)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.milliseconds, n=20)[-1]


def read_queries(path: Path = QUERIES) -> list[Query]:
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [Query(text, frozenset(codes.split("|")), note) for text, codes, note in rows]


def measure(country: Country, queries: list[Query], rounds: int = 1) -> Outcome:
    """Ask every query once on a warm index for what it finds, then `rounds` times for how long it takes."""
    search(country, "warm")
    not_first, not_in_top, spent = {}, {}, []
    for turn in range(rounds):
        for query in queries:
            start = time.perf_counter()
            found = search(country, query.text)
            spent.append((time.perf_counter() - start) * 1000)
            if turn:
                continue
            codes = [hit.entry.code for hit in found[:TOP]]
            if not query.expected & set(codes[:1]):
                not_first[query.text] = codes
            if not query.expected & set(codes):
                not_in_top[query.text] = codes
    return Outcome(queries, not_first, not_in_top, spent)
