"""Is the Chinese written as Chinese for Taiwan, and the English as English?"""

import re
from collections.abc import Iterator
from functools import cache

from django.utils.translation import gettext as _

from ..formats import PLACEHOLDER
from .items import CHINESE, ENGLISH, Finding, Item, around, found
from .vocabulary import (
    BY_PHRASE,
    ENGLISH_NAMES,
    MISSPELT,
    OFFICIAL_NAMES,
    PRESCRIBED,
    SMALL_WORD,
    TAIWAN_PATTERNS,
    VALID_IN_TAIWAN,
    VARIANTS,
)

HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
HAS_HAN = re.compile(f"[{HAN}]")
HALF_WIDTH = re.compile(
    rf"[{HAN}）」』》] ?[,;:!?()~]|[,;:!?()~] ?[{HAN}（「『《]|[{HAN}）」』》]\.(?![0-9A-Za-z])|\.\.\."
)
NO_SPACE = re.compile(rf"[{HAN}][A-Za-z0-9]|[A-Za-z0-9%][{HAN}]")
QUOTES = re.compile(r"[“”\"＂〝〞]|‘|(?<![A-Za-z])’|(?<![A-Za-z0-9])'|(?<=[\u4e00-\u9fff])'")
FULL_WIDTH = re.compile(f"[{HAN}\u3000-\u303f\uff01-\uff60]+")
LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z'’.&/-]*(?:[ ,]+[A-Za-z&][A-Za-z'’.&/-]*){3,}")
SECOND_PERSON = re.compile(r"[你您妳]|(?<![-\w])(?:you|your|yours|yourself)\b", re.IGNORECASE)


def check(item: Item) -> Iterator[Finding]:
    yield from missing(item)
    if item.zh:
        yield from simplified(item)
        yield from taiwan_words(item)
        yield from punctuation(item)
        yield from english_left(item)
    if item.en:
        yield from chinese_left(item)
        yield from spelling(item)
    yield from tone(item)


def missing(item: Item) -> Iterator[Finding]:
    if item.optional and not (item.zh and item.en) and (item.model == "alternatetitle" or not (item.zh or item.en)):
        return
    for language, text in ((CHINESE, item.zh), (ENGLISH, item.en)):
        if not text.strip():
            yield found("missing language", item, _("nothing written"), language)


@cache
def converter():
    # Imported late: its dictionaries take a moment that the site should not spend.
    from opencc import OpenCC

    return OpenCC("s2t")


@cache
def traditional(character: str) -> str:
    return converter().convert(character)


def simplified(item: Item) -> Iterator[Finding]:
    text = item.zh
    phrases = converter().convert(text) if BY_PHRASE & set(text) else text
    if len(phrases) != len(text):
        phrases = text
    for place, character in enumerate(text):
        if character in BY_PHRASE:
            wanted = phrases[place]
        elif character in VALID_IN_TAIWAN:
            continue
        else:
            wanted = VARIANTS.get(character) or traditional(character)
        if wanted != character:
            problem = _("“%(found)s” should be “%(wanted)s”: %(text)s") % {
                "found": character,
                "wanted": wanted,
                "text": around(text, place, place + 1),
            }
            yield found("Simplified or foreign character", item, problem, CHINESE)


def taiwan_words(item: Item) -> Iterator[Finding]:
    if item.model == "alternatetitle":
        return
    for pattern, word in TAIWAN_PATTERNS.items():
        if match := pattern.search(item.zh):
            problem = _("“%(found)s” is “%(wanted)s” in Taiwan: %(text)s") % {
                "found": match[0],
                "wanted": word,
                "text": around(item.zh, *match.span()),
            }
            yield found("mainland word", item, problem, CHINESE)


def punctuation(item: Item) -> Iterator[Finding]:
    text = PLACEHOLDER.sub("0", item.zh)
    if match := HALF_WIDTH.search(text):
        yield found("half-width punctuation", item, around(text, *match.span()), CHINESE)
    # Other names of an occupation are what people type, and most type no space.
    if item.model != "alternatetitle" and (match := NO_SPACE.search(text)):
        problem = _("a space belongs between Chinese and Latin: %(text)s") % {"text": around(text, *match.span())}
        yield found("no space", item, problem, CHINESE)
    if item.name not in PRESCRIBED and (match := QUOTES.search(text)):
        yield found("quotation marks", item, _("use 「」: %(text)s") % {"text": around(text, *match.span())}, CHINESE)


def english_left(item: Item) -> Iterator[Finding]:
    if item.name in OFFICIAL_NAMES:
        return
    if not HAS_HAN.search(item.zh):
        yield found("English in Chinese", item, _("no Chinese in “%(text)s”") % {"text": item.zh}, CHINESE)
        return
    text = item.zh
    for name in ENGLISH_NAMES:
        text = text.replace(name, "")
    for match in LATIN_RUN.finditer(text):
        if not is_name(match[0]):
            yield found("English in Chinese", item, match[0], CHINESE)


def is_name(words: str) -> bool:
    """Whether a run of English words looks like the name of something: capitalized but for small words."""
    return all(word[0].isupper() or SMALL_WORD.fullmatch(word) for word in re.split(r"[ ,]+", words) if word)


def chinese_left(item: Item) -> Iterator[Finding]:
    if match := FULL_WIDTH.search(item.en):
        yield found("Chinese in English", item, around(item.en, *match.span()), ENGLISH)


def spelling(item: Item) -> Iterator[Finding]:
    # People search by British spellings too, so other names of an occupation may have them.
    if item.model != "alternatetitle" and (match := MISSPELT.search(item.en)):
        yield found("spelling", item, f"“{match[0]}”: {around(item.en, *match.span())}", ENGLISH)


def tone(item: Item) -> Iterator[Finding]:
    for language, text in item.texts:
        if item.name not in PRESCRIBED and (match := SECOND_PERSON.search(text)):
            yield found("second person", item, around(text, *match.span()), language)
        if match := re.search(r"[!！]", text):
            yield found("exclamation mark", item, around(text, *match.span()), language)
