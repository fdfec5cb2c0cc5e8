"""Figures beside their budgets, as a table for people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .pages import Page
from .searching import Outcome

KB = 1024
LOAD_SECONDS, SEARCH_MILLISECONDS = 60, 30
FIRST_SHARE, TOP_SHARE = 0.85, 0.97
PAGE_BYTES, PAGE_REQUESTS, JAVASCRIPT_BYTES = 45 * KB, 6, 8 * KB
QUERIES = {"detail": 10, "list": 5}
OTHER_QUERIES = 8


@dataclass(frozen=True, slots=True)
class Check:
    """A figure and its limit. A time depends on the machine: a miss of one is shown but fails nothing."""

    name: str
    shown: str
    limit: str
    passed: bool
    is_time: bool = False

    @property
    def verdict(self) -> str:
        return "PASS" if self.passed else "MISS"


@dataclass(frozen=True)
class Figures:
    load_seconds: float
    recompute_seconds: float
    search: Outcome
    pages: list[Page]


def kind_of(page: Page) -> str:
    return page.name.split(",")[0]


def checks(figures: Figures) -> list[Check]:
    first, top = figures.search.first, figures.search.top
    found = [
        Check(
            "load of all fixtures", f"{figures.load_seconds:.1f} s", f"≤ {LOAD_SECONDS} s",
            figures.load_seconds <= LOAD_SECONDS, True,
        ),
        Check("search, found first", f"{first:.3f}", f"≥ {FIRST_SHARE}", first >= FIRST_SHARE),
        Check("search, in top five", f"{top:.3f}", f"≥ {TOP_SHARE}", top >= TOP_SHARE),
        Check(
            "search, 95th percentile", f"{figures.search.p95:.1f} ms", f"< {SEARCH_MILLISECONDS} ms",
            figures.search.p95 < SEARCH_MILLISECONDS, True,
        ),
    ]  # fmt: skip
    for page in figures.pages:
        name, kind = f"{page.name} ({page.language})", kind_of(page)
        limit = QUERIES.get(kind, OTHER_QUERIES)
        found.append(Check(f"{name}: queries", str(page.cold_queries), f"≤ {limit}", page.cold_queries <= limit))
        size, most = f"{page.first_view / KB:.1f} KB", f"≤ {PAGE_BYTES // KB} KB"
        found.append(Check(f"{name}: first view", size, most, page.first_view <= PAGE_BYTES))
    for name, values, limit, unit in (
        ("requests of any page", [page.requests for page in figures.pages], PAGE_REQUESTS, 1),
        ("loaded from other hosts", [page.other_hosts for page in figures.pages], 0, 1),
        ("JavaScript, compressed", [page.javascript for page in figures.pages], JAVASCRIPT_BYTES, KB),
    ):
        most, mark = max(values), " KB" if unit == KB else ""
        found.append(Check(name, f"{most / unit:.3g}{mark}", f"≤ {limit // unit}{mark}", most <= limit))
    return found


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table that also reads well in a terminal."""
    rows = [head, *rows]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def page_rows(pages: list[Page]) -> list[list[str]]:
    return [
        [
            page.name,
            page.language,
            f"{page.cold_queries} / {page.warm_queries}",
            f"{page.raw / KB:.1f}",
            f"{page.compressed / KB:.1f}",
            f"{page.first_view / KB:.1f}",
            str(page.requests),
            f"{page.milliseconds:.1f}",
            f"{page.ratio:.0f}",
        ]
        for page in pages
    ]


PAGE_HEAD = [
    "page",
    "language",
    "queries cold / warm",
    "HTML KB",
    "gzip KB",
    "first view KB",
    "requests",
    "ms",
    "× constant",
]


def text(figures: Figures, about: str) -> str:
    search = figures.search
    missed = [f"- `{query}`: {', '.join(codes) or 'nothing'}" for query, codes in search.not_in_top.items()]
    return "\n\n".join(
        [
            "# Measurements",
            about,
            f"Load of all fixtures {figures.load_seconds:.1f} s, all scores {figures.recompute_seconds:.1f} s.",
            f"Search: {len(search.queries)} queries, {search.first:.1%} found first, {search.top:.1%} in the top five; "
            f"warm answer {search.p50:.1f} ms in the middle, {search.p95:.1f} ms at the 95th percentile.",
            "Queries whose top five do not hold what was meant:\n\n" + ("\n".join(missed) or "none"),
            "## Budgets",
            table(["what", "measured", "budget", ""], [[c.name, c.shown, c.limit, c.verdict] for c in checks(figures)]),
            "## Pages",
            table(PAGE_HEAD, page_rows(figures.pages)),
        ]
    )
