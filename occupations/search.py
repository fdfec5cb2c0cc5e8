"""Find occupations by title, other name or code, in Chinese (either script) and English.

Texts are compared in one form: case and width folded, Chinese in Simplified script with mainland terms, English
words without their plural. An index of words and of one- and two-character Chinese grams answers at once; only
when it finds little are names compared for likeness, which finds typos, and parts of the query tried.
"""

import json
import math
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from django.db.models import CharField, TextField, Value
from django.db.models.functions import Cast
from opencc import OpenCC
from rapidfuzz import fuzz, process

from . import catalogue
from .catalogue import Catalogue, Entry
from .models import AlternateTitle, AlternateTitles, Country

MAX_QUERY = 80
MAX_HITS = 200
# Typos are looked for when fewer than this many occupations match otherwise.
FEW = 3
# Likeness, in percent, from which a name passes for a typo; one wrong character of three is 67.
LIKENESS, LIKENESS_HAN = 72, 60
CODE = re.compile(r"(\d{2})-?(\d{0,4})(?:\.\d{0,2})?")
DASHES = re.compile(r"[‐-―−]")
HAN = re.compile(r"[㐀-鿿豈-﫿]+")
WORD = re.compile(r"[a-z0-9+#]+")
# Words that carry no meaning of their own in an occupation's name.
STOP = frozenset({"and", "of", "the", "for", "in", "a", "an", "or", "to", "all", "other", "except", "job", "jobs"})

# What people add to a trade in Chinese to name who does it; in the comparable form.
ENDINGS = ("从业人员", "工作者", "从业者", "师傅", "人员", "员工", "工人", "老师", "专员", "小姐", "先生", "阿姨")

EXACT_TITLE, EXACT_NAME, TITLE_START, TITLE_PART, NAME_START, NAME_PART, LIKE = range(7)


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an occupation. `text` is shown, `norm` compared; `weight` is 0 for a title, 1 editors', 2 official."""

    pk: int
    text: str
    norm: str
    words: tuple[str, ...]
    weight: int
    language: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An occupation found, and the other name that matched when its title does not say why."""

    entry: Entry
    tier: int
    also: str = ""
    also_language: str = ""


@cache
def converter() -> OpenCC:
    return OpenCC("tw2sp")


def singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def normalise(text: str) -> tuple[str, tuple[str, ...]]:
    """The comparable form of a text, and its words: English words, and each run of Chinese."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("'", "").replace("’", "")
    if not text.isascii():
        text = converter().convert(text)
    found = []
    for match in re.finditer(r"[a-z0-9+#]+|[㐀-鿿豈-﫿]+", text):
        word = match[0]
        found.append(word if HAN.match(word) else singular(word))
    return " ".join(found), tuple(found)


# Names stay the same from one content version to the next: an editor's change need not have all compared anew.
normal_name = lru_cache(maxsize=100_000)(normalise)


def grams(run: str) -> set[str]:
    return set(run) | {run[i : i + 2] for i in range(len(run) - 1)}


class Index:
    """All names of a country's public occupations, by word and by Chinese gram."""

    def __init__(self, source: Catalogue, names: list[Name]):
        self.catalogue = source
        self.names = names
        self.exact: dict[str, list[int]] = defaultdict(list)
        by_word: dict[str, list[int]] = defaultdict(list)
        self.by_gram: dict[str, set[int]] = defaultdict(set)
        for number, name in enumerate(names):
            self.exact[name.norm].append(number)
            for word in set(name.words):
                if HAN.match(word):
                    for gram in grams(word):
                        self.by_gram[gram].add(number)
                else:
                    by_word[word].append(number)
        self.words = sorted(by_word)
        self.by_word = dict(by_word)
        # By length, so that only those near enough in length to be alike are compared.
        by_length = sorted(self.exact, key=len)
        self.norms = {
            is_han: [norm for norm in by_length if bool(HAN.search(norm)) is is_han] for is_han in (False, True)
        }

    def with_prefix(self, prefix: str) -> set[int]:
        start = bisect_left(self.words, prefix)
        found: set[int] = set()
        for word in islice(self.words, start, None):
            if not word.startswith(prefix):
                break
            found.update(self.by_word[word])
        return found

    def candidates(self, words: tuple[str, ...]) -> set[int]:
        """Names that hold every word of the query: English as beginnings of words, Chinese as parts."""
        found: set[int] | None = None
        for word in words:
            if HAN.match(word):
                pieces = [word] if len(word) == 1 else [word[i : i + 2] for i in range(len(word) - 1)]
                some = set.intersection(*(self.by_gram.get(piece, set()) for piece in pieces))
                some = {number for number in some if word in self.names[number].norm}
            else:
                some = self.with_prefix(word)
            found = some if found is None else found & some
            if not found:
                return set()
        return found or set()

    def alike(self, norm: str) -> list[tuple[str, float]]:
        """Names that differ from the query by a slip or two, with their likeness in percent."""
        is_han = bool(HAN.search(norm))
        cutoff = LIKENESS_HAN if HAN.fullmatch(norm) else LIKENESS
        # Two texts of lengths a and b are at most 2 × min(a, b) ÷ (a + b) alike.
        ratio = cutoff / (200 - cutoff)
        norms = self.norms[is_han]
        start = bisect_left(norms, len(norm) * ratio, key=len)
        end = bisect_right(norms, len(norm) / ratio, key=len)
        found = process.extract(norm, norms[start:end], scorer=fuzz.ratio, score_cutoff=cutoff, limit=12)
        return [(text, likeness) for text, likeness, _place in found]

    def shortened(self, run: str) -> set[int]:
        """Names of which a Chinese query is an abbreviation: its characters in order, 物治師 for 物理治療師."""
        spread = re.compile(".*".join(map(re.escape, run)))
        some = set.intersection(*(self.by_gram.get(character, set()) for character in run))
        return {
            number
            for number in some
            if len(self.names[number].norm) <= 2 * len(run) + 1 and spread.search(self.names[number].norm)
        }

    def in_part(self, words: tuple[str, ...]) -> set[int]:
        """Names that hold as many words of the query as go together, the rarest first."""
        found: set[int] = set()
        for some in sorted(filter(None, (self.candidates((word,)) for word in words)), key=len):
            found = found & some or found or some
        return found


def read_rows(country: Country) -> list[tuple[int, str, str]]:
    """Occupation, name and language of each editors' name; occupation, JSON list and "" of official ones. One query."""
    editors = AlternateTitle.objects.filter(occupation__country=country).order_by()
    official = AlternateTitles.objects.filter(release__is_current=True, occupation__country=country)
    listed = official.annotate(
        text=Cast("titles", TextField()), language=Value("", output_field=CharField())
    ).values_list("pk", "occupation_id", "text", "language")
    rows = editors.values_list("pk", "occupation_id", "text", "language").union(listed, all=True)
    return [row[1:] for row in sorted(rows, key=lambda row: (not row[3], row[0]))]


def read_names(source: Catalogue) -> list[Name]:
    """Titles of the catalogue, editors' other names and the official ones, in that order."""
    found, seen = [], set()

    def add(pk, text, weight, language):
        norm, words = normal_name(text)
        if norm and (pk, norm) not in seen:
            seen.add((pk, norm))
            found.append(Name(pk, text, norm, words, weight, language))

    for entry in source.entries:
        for language, text in entry.titles.items():
            add(entry.pk, text, 0, language)
        add(entry.pk, entry.official_title, 0, source.country.official_language)
    kept = [(pk, text, language) for pk, names in source.kept_names.items() for text, language in names]
    for pk, text, language in [*kept, *read_rows(source.country)]:
        if pk not in source.by_pk or (language and pk in source.kept_names and (pk, text, language) not in kept):
            continue
        if language:
            add(pk, text, 1, language)
        else:
            for official in json.loads(text):
                add(pk, official, 2, source.country.official_language)
    return found


_indexes: dict[str, Index] = {}


def index_of(country: Country) -> Index:
    """The index over the country's present catalogue, built once for each content version."""
    source = catalogue.of(country)
    found = _indexes.get(country.code)
    if found is None or found.catalogue is not source:
        found = _indexes[country.code] = Index(source, read_names(source))
    return found


def forget():
    """Drop what this process has read."""
    _indexes.clear()


def tier_of(name: Name, norm: str, words: tuple[str, ...]) -> int:
    """How a name that holds all words of the query matches it."""
    is_title = name.weight == 0
    if name.norm == norm:
        return EXACT_TITLE if is_title else EXACT_NAME
    if name.norm.startswith(norm):
        return TITLE_START if is_title else NAME_START
    return TITLE_PART if is_title else NAME_PART


def rank(name: Name, tier: int, norm: str, entry: Entry) -> float:
    """Smaller comes first: by tier, then by how much of the name the query covers, then by how many do the work."""
    covered = len(norm) / max(len(name.norm), 1)
    common = math.log10((entry.employment or 0) + 10) / 7
    # A part of a title and its beginning are near enough that the commoner occupation may come first.
    step = {EXACT_TITLE: 0, EXACT_NAME: 1, TITLE_START: 2, TITLE_PART: 2.15, NAME_START: 3, NAME_PART: 3.3, LIKE: 6}[
        tier
    ]
    # A residual occupation comes after the others of its tier; by a part of its name hardly anybody means it.
    rest = 0 if "All Other" not in entry.official_title else 0.35 if tier in (EXACT_TITLE, EXACT_NAME) else 1.2
    # "nurse" means nurses before nurseries.
    broken = 0.08 if norm.isascii() and not set(norm.split()) <= set(name.words) else 0
    return step + rest + broken + 0.1 * name.weight - 0.45 * covered - 0.5 * common


def by_code(source: Catalogue, query: str) -> list[Hit]:
    match = CODE.fullmatch(DASHES.sub("-", unicodedata.normalize("NFKC", query)).strip())
    if not match:
        return []
    prefix = f"{match[1]}-{match[2]}"
    return [Hit(entry, EXACT_TITLE) for entry in source.entries if entry.code.startswith(prefix)]


def search(country: Country, query: str, limit: int = MAX_HITS) -> list[Hit]:
    """Occupations that match, best first; of no more than MAX_QUERY characters of the query."""
    query = query[:MAX_QUERY]
    index = index_of(country)
    if hits := by_code(index.catalogue, query):
        return hits[:limit]
    norm, words = normalise(query)
    kept = tuple(word for word in words if word not in STOP) or words
    if not kept:
        return []
    best: dict[int, tuple[float, Name, int]] = {}

    def offer(name: Name, tier: int, penalty: float = 0.0):
        entry = index.catalogue.by_pk[name.pk]
        value = rank(name, tier, norm, entry) + penalty
        if name.pk not in best or value < best[name.pk][0]:
            best[name.pk] = (value, name, tier)

    for number in index.candidates(kept):
        offer(index.names[number], tier_of(index.names[number], norm, kept))
    is_exact = any(tier in (EXACT_TITLE, EXACT_NAME) for _value, _name, tier in best.values())
    if len(best) < FEW and not is_exact:
        for number, penalty in near(index, norm, kept):
            offer(index.names[number], LIKE, penalty)
    ordered = sorted(best.values(), key=lambda found: found[0])[:limit]
    return [as_hit(index.catalogue.by_pk[name.pk], name, tier) for _value, name, tier in ordered]


def near(index: Index, norm: str, words: tuple[str, ...]) -> Iterator[tuple[int, float]]:
    """Names that are not what was typed but may be what was meant, each with how far off it is."""
    if len(norm) >= 3:
        for text, likeness in index.alike(norm):
            for number in index.exact[text]:
                yield number, (100 - likeness) / 20
    if HAN.fullmatch(norm) and len(norm) > 1:
        for number in index.shortened(norm):
            yield number, 0.5
        ending = next((ending for ending in ENDINGS if norm.endswith(ending)), "")
        if ending and len(norm) - len(ending) > 1:
            for number in index.candidates((norm.removesuffix(ending),)):
                yield number, 1.0
    if len(words) > 1:
        for number in index.in_part(words):
            yield number, 1.5


def as_hit(entry: Entry, name: Name, tier: int) -> Hit:
    if name.weight == 0:
        return Hit(entry, tier)
    return Hit(entry, tier, name.text, name.language)


def nearest_groups(country: Country, query: str) -> list:
    """Major groups whose name holds the query, for a search that found nothing."""
    norm, _words = normalise(query)
    source = catalogue.of(country)
    return [
        group
        for group in source.groups
        if norm and any(norm in normalise(text)[0] for text in (group.title_zh_hant, group.title_en) if text)
    ]
