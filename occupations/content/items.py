"""What the content checker reads and what it says: plain values, so that no check needs a database."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

CHINESE = "zh-hant"
ENGLISH = "en"
# What is wrong, as a person calls it. Pages with one of BLOCKING are not published.
KINDS = {
    "missing language": _("Missing language"),
    "placeholder": _("Placeholder"),
    "figure: wage": _("Wage contradicts the official figure"),
    "figure: change": _("Change contradicts the official figure"),
    "figure: jobs": _("Number of jobs contradicts the official figure"),
    "figure: direction": _("Direction contradicts the official figure"),
    "address": _("Address of a source"),
    "date": _("Date"),
    "stale check": _("Not checked for a year"),
    "address twice": _("Same source twice"),
    "title repeated": _("Title repeated"),
    "Simplified or foreign character": _("Simplified or foreign character"),
    "mainland word": _("Word not used in Taiwan"),
    "half-width punctuation": _("Half-width punctuation"),
    "no space": _("No space between Chinese and Latin"),
    "quotation marks": _("Quotation marks"),
    "English in Chinese": _("English in Chinese"),
    "Chinese in English": _("Chinese in English"),
    "spelling": _("Spelling"),
    "second person": _("Second person"),
    "exclamation mark": _("Exclamation mark"),
    "length": _("Length"),
    "ending": _("Ending"),
    "shared between pages": _("Shared between pages"),
    "shared with others": _("Shared with others"),
}
BLOCKING = frozenset(
    {"missing language", "placeholder", "address", "date"} | {kind for kind in KINDS if kind.startswith("figure: ")}
)
SENTENCE_END = re.compile(r"(?<=[。！？])|(?<=[.!?])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Item:
    """One translated field of one row. `page` is the occupation it stands on, empty for other rows."""

    model: str
    key: str
    field: str
    zh: str = ""
    en: str = ""
    page: str = ""
    optional: bool = False

    @property
    def name(self) -> str:
        return f"{self.model}.{self.field}"

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """Language and text of those that are filled."""
        return tuple((code, text) for code, text in ((CHINESE, self.zh), (ENGLISH, self.en)) if text)


@dataclass(frozen=True, slots=True)
class Link:
    """A row that points at the outside world, or says when somebody looked."""

    model: str
    key: str
    field: str
    url: str
    page: str = ""
    checked_on: date | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Current official figures of one occupation that its text may refer to."""

    annual: frozenset[Decimal] = frozenset()
    hourly: frozenset[Decimal] = frozenset()
    change_percent: Decimal | None = None
    national_change_percent: Decimal | None = None
    jobs: frozenset[Decimal] = frozenset()
    hourly_released: bool = True
    annual_released: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    kind: str
    model: str
    key: str
    field: str
    problem: str
    language: str = ""

    def __str__(self) -> str:
        return f"{self.model} {self.key}: {self.field}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Content:
    items: list[Item]
    links: list[Link] = field(default_factory=list)
    figures: dict[str, Figures] = field(default_factory=dict)


def found(kind: str, where: Item | Link, problem: str, language: str = "") -> Finding:
    name = f"{where.field} ({language})" if language else where.field
    return Finding(kind, where.model, where.key, name, problem, language)


def sentences(text: str) -> list[str]:
    return [part.strip() for part in SENTENCE_END.split(text) if part and part.strip()]


def around(text: str, start: int, end: int, margin: int = 12) -> str:
    """The place of a fault in its text, short enough for one line."""
    cut = text[max(0, start - margin) : end + margin].replace("\n", " ")
    return ("…" if start > margin else "") + cut + ("…" if end + margin < len(text) else "")
