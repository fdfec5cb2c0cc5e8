"""Find and replace in the text of pages: every place is shown first, and only those that were chosen are changed."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from . import differences, workflow
from .choices import TitleLanguage
from .content import coverage
from .content.figures import BRACES
from .content.readiness import section_name
from .formats import PLACEHOLDER_NAMES
from .languages import CODES
from .models import AlternateTitle, Occupation
from .models.publication import TEXT_COLUMNS, columns_of

# Places shown at once; the rest come when these are done.
MOST_PLACES = 200
# Characters shown on either side of a place.
AROUND = 60
# Letters and digits of words written with spaces between; a Chinese character is none.
LETTER = "A-Za-z0-9_À-ÖØ-öø-ɏ"


def sections() -> Iterator[tuple[str, str, type[models.Model], dict]]:
    """Key, name, model and condition of everything on a page that holds text, in the order of the page."""
    yield "page", _("Title and summary"), Occupation, {}
    yield AlternateTitle._meta.model_name, section_name(AlternateTitle._meta.model_name), AlternateTitle, {}
    for key, model, conditions in coverage.sections():
        yield key, section_name(key), model, conditions


def text_columns(model, languages: list[str]) -> list[models.Field]:
    """Columns of running text in the languages, and names that are the same in every language."""
    fields = columns_of(model) if model is not Occupation else [model._meta.get_field(name) for name in TEXT_COLUMNS]
    texts = [
        one
        for one in fields
        if isinstance(one, models.CharField | models.TextField)
        and not isinstance(one, models.URLField)
        and not one.choices
    ]
    return [one for one in texts if differences.language_of(one) in ["", *languages]]


@dataclass(frozen=True)
class Search:
    find: str
    replacement: str
    languages: list[str] = field(default_factory=lambda: list(CODES))
    sections: list[str] = field(default_factory=lambda: [key for key, *_rest in sections()])
    match_case: bool = True
    whole_words: bool = False

    @cached_property
    def pattern(self) -> re.Pattern:
        text = re.escape(self.find)
        if self.whole_words:
            before = rf"(?<![{LETTER}])" if re.match(f"[{LETTER}]", self.find[0]) else ""
            after = rf"(?![{LETTER}])" if re.match(f"[{LETTER}]", self.find[-1]) else ""
            text = f"{before}{text}{after}"
        return re.compile(text, re.NOFLAG if self.match_case else re.IGNORECASE)

    def rows(self) -> Iterator[tuple[str, type[models.Model], dict]]:
        """Key of the section, model and condition of the rows to look at."""
        for key, _name, model, conditions in sections():
            if key in self.sections:
                spoken = {"language__in": self.languages} if model is AlternateTitle else {}
                yield key, model, conditions | spoken

    def holds(self, name: str) -> models.Q:
        """What the database can say already; Python alone knows every pair of capital and small letter."""
        if self.match_case:
            return models.Q(**{f"{name}__contains": self.find})
        return models.Q(**{f"{name}__icontains": self.find}) if self.find.isascii() else ~models.Q(**{name: ""})

    def spans(self, text: str) -> tuple[list[tuple[int, int]], int]:
        """The places in a text, and how many more would break a placeholder and are left alone."""
        braces = [match.span() for match in BRACES.finditer(text)]
        found, protected = [], 0
        for match in self.pattern.finditer(text):
            start, end = match.span()
            if any(one < end and start < other and not (start <= one and other <= end) for one, other in braces):
                protected += 1
            else:
                found.append((start, end))
        return found, protected

    def replaced(self, text: str, chosen: list[tuple[int, int]]) -> str:
        parts, at = [], 0
        for start, end in chosen:
            parts += [text[at:start], self.replacement]
            at = end
        return "".join([*parts, text[at:]])


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Place:
    """One place in one field, as the preview shows it."""

    page: int
    label: str
    language: str
    token: str
    runs: list[differences.Run]


@dataclass
class Preview:
    places: list[Place] = field(default_factory=list)
    total: int = 0
    protected: int = 0
    pages: dict[int, Occupation] = field(default_factory=dict)

    def by_page(self) -> list[tuple[Occupation, list[Place]]]:
        grouped = defaultdict(list)
        for place in self.places:
            grouped[place.page].append(place)
        found = [(page, grouped[page.pk]) for page in self.pages.values() if page.pk in grouped]
        return sorted(found, key=lambda pair: (pair[0].country_id, pair[0].code))


def find(search: Search) -> Preview:
    """All places of the search, page after page."""
    preview, found = Preview(), []
    for _key, model, conditions in search.rows():
        fields = text_columns(model, search.languages)
        own = "pk" if model is Occupation else "occupation"
        code = "code" if model is Occupation else "occupation__code"
        extra = [name for name in ("kind", "position", "language") if name in {one.name for one in columns_of(model)}]
        condition = models.Q()
        for one in fields:
            condition |= search.holds(one.attname)
        rows = model._base_manager.filter(condition, **conditions).order_by(code, *extra[:2], "pk")
        for row in rows.values("pk", own, code, *extra, *(one.attname for one in fields)):
            for one in fields:
                text = row[one.attname] or ""
                spans, protected = search.spans(text)
                preview.protected += protected
                found += [(row[code], row[own], model, row, one, text, index, span) for index, span in enumerate(spans)]
    preview.total = len(found)
    # Sorted by code alone, the sections of a page stay in the order of the page.
    found.sort(key=lambda place: (place[0], place[1]))
    for _code, page, model, row, one, text, index, span in found[:MOST_PLACES]:
        parts = (page, model._meta.model_name, row["pk"], one.attname, index, digest(text))
        token = ":".join(str(part) for part in parts)
        language = row.get("language") or differences.language_of(one)
        preview.places.append(Place(page, label_of(model, row, one), language, token, shown(search, text, span)))
    preview.pages = Occupation.objects.in_bulk({place.page for place in preview.places})
    return preview


def label_of(model, row: dict, one: models.Field) -> str:
    """Section, number and field: FAQ · 2 · Answer · English."""
    parts = [differences.section_of(model, row), differences.title_of(model, row), differences.label_of(one)]
    if model is AlternateTitle:
        parts.append(str(TitleLanguage(row["language"]).label))
    return " · ".join(part for part in parts if part)


def shown(search: Search, text: str, span: tuple[int, int]) -> list[differences.Run]:
    """The place with its surroundings, word by word."""
    start, end = max(0, span[0] - AROUND), min(len(text), span[1] + AROUND)
    before, after = text[start : span[0]], text[span[1] : end]
    runs = differences.words(f"{before}{text[slice(*span)]}{after}", f"{before}{search.replacement}{after}")
    if start:
        runs.insert(0, differences.Run("same", "…"))
    if end < len(text):
        runs.append(differences.Run("same", "…"))
    return runs


# Applying -----------------------------------------------------------------------------------------


@dataclass
class Outcome:
    """What became of the chosen places: how many were replaced, in which rows; what was left, and why."""

    replaced: int = 0
    pages: list[Occupation] = field(default_factory=list)
    changed: dict[int, list[tuple[models.Model, list[models.Field]]]] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


class Nothing(Exception):
    """No place of a page could be replaced: it stays untouched, without a draft and without a version."""


@dataclass(frozen=True)
class Chosen:
    """Places of one field that were ticked, with the field's text as it was shown."""

    model: type[models.Model]
    row: int
    column: models.Field
    digest: str
    indexes: tuple[int, ...]


def read_tokens(search: Search, tokens: list[str]) -> dict[int, list[Chosen]]:
    """Ticked places by page; what the search could not have shown is dropped."""
    offered = {
        (model._meta.model_name, one.attname): (model, one)
        for _key, model, _conditions in search.rows()
        for one in text_columns(model, search.languages)
    }
    fields = defaultdict(set)
    for token in tokens[:MOST_PLACES]:
        parts = token.split(":")
        if len(parts) == 6 and all(is_number(parts[at]) for at in (0, 2, 4)) and (parts[1], parts[3]) in offered:
            page, name, row, column, index, told = parts
            fields[int(page), name, int(row), column, told].add(int(index))
    pages = defaultdict(list)
    for (page, name, row, column, told), indexes in sorted(fields.items()):
        model, one = offered[name, column]
        pages[page].append(Chosen(model, row, one, told, tuple(sorted(indexes))))
    return pages


def is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


def apply(search: Search, tokens: list[str], user) -> Outcome:
    """Replace the chosen places that are still as they were shown. Each page is a transaction and a revision."""
    outcome = Outcome()
    for page, chosen in read_tokens(search, tokens).items():
        name = Occupation.objects.filter(pk=page).first()
        if name is None:
            outcome.left.append(_("A page that is gone now: nothing to replace."))
            continue
        left, changed, count = [], [], 0
        try:
            with workflow.page_edit(page, user, "replace") as occupation:
                for one in chosen:
                    row, problem = replace_in(search, occupation, one)
                    if problem:
                        left.append(f"{occupation}: {problem}")
                    else:
                        changed.append((row, [one.column]))
                        count += len(one.indexes)
                if not changed:
                    raise Nothing
            outcome.pages.append(occupation)
            outcome.changed[page] = changed
            outcome.replaced += count
        except Nothing:
            pass
        except workflow.Refused as refused:
            left = [f"{name}: {refused}"]
        outcome.left += left
    return outcome


def replace_in(search: Search, occupation: Occupation, chosen: Chosen) -> tuple[models.Model | None, str]:
    """The row with its new text saved, or why it was left alone."""
    row = row_of(search, occupation, chosen)
    gone = _("%(place)s: changed or deleted since the preview.")
    if row is None:
        section = differences.section_of(chosen.model, {})
        return None, gone % {"place": f"{section} · {differences.label_of(chosen.column)}"}
    place = label_of(chosen.model, vars(row), chosen.column)
    text = getattr(row, chosen.column.attname) or ""
    spans, _protected = search.spans(text)
    if digest(text) != chosen.digest or chosen.indexes[-1] >= len(spans):
        return None, gone % {"place": place}
    new = search.replaced(text, [spans[index] for index in chosen.indexes])
    if not new.strip():
        return None, _("%(place)s: would be empty.") % {"place": place}
    if broken := sorted(unknown_braces(new) - unknown_braces(text)):
        return None, _("%(place)s: would break a placeholder: %(what)s.") % {"place": place, "what": " ".join(broken)}
    setattr(row, chosen.column.attname, new)
    try:
        row.clean_fields(exclude=[one.name for one in row._meta.fields if one != chosen.column])
        row.validate_constraints()
    except ValidationError as error:
        # The row may come again for another field of it: leave it as the database has it.
        setattr(row, chosen.column.attname, text)
        return None, f"{place}: {' '.join(error.messages)}"
    row.save(update_fields=[chosen.column.attname])
    return row, ""


def row_of(search: Search, occupation: Occupation, chosen: Chosen):
    """The row as it is now, if it is still one the search looks at."""
    if chosen.model is Occupation:
        return occupation if chosen.row == occupation.pk else None
    for _key, model, conditions in search.rows():
        if model is chosen.model:
            row = model._base_manager.filter(pk=chosen.row, occupation=occupation, **conditions).first()
            if row:
                return row
    return None


def unknown_braces(text: str) -> set[str]:
    return {match[0] for match in BRACES.finditer(text) if match[1] not in PLACEHOLDER_NAMES}
