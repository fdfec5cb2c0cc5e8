"""Filter, count and order the catalogue: what the list, rankings and maps have in common."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from .catalogue import Catalogue, Entry
from .choices import NO_DEGREE, Dimension
from .search import Hit, search
from .weights import own_score

Test = Callable[[Entry], bool]


def at_least(read: Callable[[Entry], float | None], limit) -> Test:
    return lambda entry: (value := read(entry)) is not None and value >= float(limit)


def at_most(read: Callable[[Entry], float | None], limit) -> Test:
    return lambda entry: (value := read(entry)) is not None and value <= float(limit)


def wage(entry: Entry) -> float | None:
    return entry.annual_wage_median


def growth(entry: Entry) -> float | None:
    return entry.change_percent


def risk(entry: Entry) -> float | None:
    return entry.ai_risk


BADGE = {True: "skilled", False: "other", None: ""}


def educations(entry: Entry) -> tuple[str, ...]:
    """The entry education, and "no_degree" beside it where that is below an associate's degree."""
    none = ("no_degree",) if entry.entry_education in NO_DEGREE else ()
    return (entry.entry_education, *none)


# Filters that are a choice of one value: parameter → the values an entry answers to.
CHOICES: dict[str, Callable[[Entry], tuple[str, ...]]] = {
    "group": lambda entry: (entry.group,),
    "cluster": lambda entry: (entry.cluster,),
    "education": educations,
    "badge": lambda entry: (BADGE[entry.is_skilled_migration],),
    "visa": lambda entry: (entry.visa_rung,),
    "rated": lambda entry: ("partial" if entry.is_partial else "full",),
}


def same(read: Callable[[Entry], tuple[str, ...]], value: str) -> Test:
    return lambda entry: value in read(entry)


def tests(state: dict) -> dict[str, Test]:
    """Parameter → whether an entry passes it, for each filter of the list's state."""
    found: dict[str, Test] = {name: same(read, state[name]) for name, read in CHOICES.items() if name in state}
    for name, read, test in (
        ("wage_min", wage, at_least),
        ("wage_max", wage, at_most),
        ("growth_min", growth, at_least),
        ("growth_max", growth, at_most),
        ("risk_min", risk, at_least),
        ("risk_max", risk, at_most),
    ):
        if name in state:
            found[name] = test(read, state[name])
    if state.get("written"):
        found["written"] = lambda entry: entry.is_written
    return found


def order_key(sort: str, weights: dict) -> Callable[[Entry], tuple]:
    """A key that puts the best first, what is not known last, and ties by code."""

    def largest(read):
        return lambda entry: (read(entry) is None, -(read(entry) or 0), entry.code)

    def smallest(read):
        return lambda entry: (read(entry) is None, read(entry) or 0, entry.code)

    if sort == "own":
        return largest(lambda entry: own_score(entry.scores, weights))
    if sort == "title":
        return lambda entry: (entry.title.casefold(), entry.code)
    fields = {"overall": "overall", "wage": "annual_wage_median", "growth": "change_percent", "openings": "openings"}
    if sort in fields:
        return largest(lambda entry: getattr(entry, fields[sort]))
    if sort in Dimension.values:
        direction = largest if Dimension(sort).high_is_good else smallest
        return direction(lambda entry: entry.scores[sort])
    return lambda entry: entry.code


@dataclass
class Result:
    """What the list shows: matching entries in order, how each was found, and counts beside each choice."""

    entries: list[Entry]
    hits: dict[int, Hit] = field(default_factory=dict)
    counts: dict[str, Counter] = field(default_factory=dict)
    # Parameter → how many more there would be without it; only when nothing matches.
    rescue: dict[str, int] = field(default_factory=dict)


def browse(catalogue: Catalogue, state: dict, weights: dict | None = None) -> Result:
    """Entries of the catalogue in the list's state."""
    weights = weights or {}
    pool, hits = catalogue.entries, {}
    if query := state.get("q"):
        found = search(catalogue.country, query)
        pool, hits = [hit.entry for hit in found], {hit.entry.pk: hit for hit in found}
    filters = tests(state)
    # How many of the filters each entry fails, and which, answers every count in one pass.
    failed = [(entry, [name for name, test in filters.items() if not test(entry)]) for entry in pool]
    entries = [entry for entry, fails in failed if not fails]
    counts = {
        name: Counter(value for entry, fails in failed if not fails or fails == [name] for value in read(entry))
        for name, read in CHOICES.items()
    }
    counts["written"] = Counter(entry.is_written for entry, fails in failed if not fails or fails == ["written"])
    sort = state.get("sort") or ("match" if query else "code")
    if sort != "match" or not query:
        entries.sort(key=order_key(sort, weights))
    return Result(entries, hits, counts, {} if entries else rescues(failed, catalogue, state))


def rescues(failed: Iterable[tuple[Entry, list[str]]], catalogue: Catalogue, state: dict) -> dict[str, int]:
    """For an empty list: each condition whose removal would show something, and how much."""
    found = Counter(fails[0] for _entry, fails in failed if len(fails) == 1)
    if state.get("q"):
        others = tests(state)
        found["q"] = sum(all(test(entry) for test in others.values()) for entry in catalogue.entries)
    return {name: count for name, count in found.most_common() if count}
