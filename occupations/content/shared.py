"""Wording shared with O*NET, with the reference page or between two pages of ours."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from .items import CHINESE, ENGLISH, Finding, Item, found
from .vocabulary import SET_PHRASES

RUN = {ENGLISH: 7, CHINESE: 14}
# English by words; Chinese by characters, each with the name in Latin letters that stands before it.
TOKEN = {
    ENGLISH: re.compile(r"[a-z]+(?:'[a-z]+)?|\|"),
    CHINESE: re.compile(r"[a-z]*[\u3400-\u9fff]|\|"),
}
NOT_IN_RUNS = re.compile(r"[^\u3400-\u9fffa-z|]+")
CUT = "|"
# Figures carry over from page to page, as facts do: a run is made of words, so it ends at a number or placeholder.
FIGURE = re.compile(r"\{[a-z0-9_]+\}|\$?\d[\d,.]*%?")
SET_PHRASE = re.compile("|".join(re.escape(p.lower()) for p in sorted(SET_PHRASES, key=len, reverse=True)))
# Names of things, and the ladder of certification in the same few words: not running text.
NOT_COMPARED = frozenset({"occupation.title", "alternatetitle.text", "certification.ground", "citation.title"})
NOT_COMPARED |= {"credential.name", "credential.issuer", "salaryband.label", "salaryband.years"}


def tokens(text: str, language: str) -> list[str]:
    """Words or characters without punctuation. A set phrase or a figure is a cut that no run crosses."""
    text = FIGURE.sub(f" {CUT} ", text.lower().replace("’", "'").replace(CUT, " "))
    text = SET_PHRASE.sub(f" {CUT} ", text)
    return TOKEN[language].findall(NOT_IN_RUNS.sub("", text) if language == CHINESE else text)


def runs(found_tokens: list[str], length: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Place and words of every run of a length."""
    for start in range(len(found_tokens) - length + 1):
        run = tuple(found_tokens[start : start + length])
        if CUT not in run:
            yield start, run


def run_set(texts: Iterable[str], language: str) -> set[tuple[str, ...]]:
    return {run for text in texts for _start, run in runs(tokens(text, language), RUN[language])}


def longest(places: list[int], all_tokens: list[str], language: str) -> str:
    """The longest stretch that runs starting at these places cover."""
    stretches = [[places[0], places[0]]]
    for place in places[1:]:
        if place == stretches[-1][1] + 1:
            stretches[-1][1] = place
        else:
            stretches.append([place, place])
    first, last = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    return ("" if language == CHINESE else " ").join(all_tokens[first : last + RUN[language]])


def with_texts(items: list[Item], name: str, texts: Iterable[str]) -> Iterator[Finding]:
    """Runs shared with a body of other people's texts."""
    texts = list(texts)
    theirs = {language: run_set(texts, language) for language in (ENGLISH, CHINESE)}
    for item in items:
        if not item.page or item.name in NOT_COMPARED - {"certification.ground"}:
            continue
        for language, text in item.texts:
            own = tokens(text, language)
            if places := [start for start, run in runs(own, RUN[language]) if run in theirs[language]]:
                problem = f"as in {name}: “{longest(places, own, language)}”"
                yield found("shared with others", item, problem, language)


def between_pages(items: list[Item]) -> Iterator[Finding]:
    """Runs that two occupations share; each pair of fields is reported once, at the later of the two."""
    first: dict[tuple, Item] = {}
    for item in items:
        if not item.page or item.name in NOT_COMPARED:
            continue
        for language, text in item.texts:
            own, shared = tokens(text, language), defaultdict(list)
            for start, run in runs(own, RUN[language]):
                other = first.setdefault(run, item)
                if other.page != item.page:
                    shared[other].append(start)
            for other, places in shared.items():
                problem = f"as in {other.model} {other.key} {other.field}: “{longest(places, own, language)}”"
                yield found("shared between pages", item, problem, language)


def onet_descriptions(data_dir: Path) -> list[str]:
    """Descriptions of occupations in the O*NET database."""
    from openpyxl import load_workbook

    book = load_workbook(data_dir / "onet" / "Occupation Data.xlsx", read_only=True)
    header, *rows = book.worksheets[0].iter_rows(values_only=True)
    place = header.index("Description")
    book.close()
    return [row[place] for row in rows if row[place]]
