"""What changed between two states of a page, word by word."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from django.apps import apps
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .choices import PointKind, TitleLanguage
from .languages import CODES
from .models import Cluster, VisaRoute
from .models.publication import SCORED_MODELS, TEXT_COLUMNS, State, columns_of, text_models

# What is compared: words, or whole sentences where words would take more than a fraction of a second at worst.
# A word, a number with its separators, one Chinese character, or anything else, each with the blanks behind it.
TOKEN = re.compile(r"(?:[A-Za-z]+(?:[’'-][A-Za-z]+)*|\{[a-z0-9_]+\}|\d+(?:[.,]\d+)*|\S)\s*|\s+")
SENTENCE = re.compile(r"[^。！？；.!?\n]*[。！？；.!?\n]+\s*|[^。！？；.!?\n]+")
MOST_STEPS = 20_000_000
SUFFIXES = {f"_{code.replace('-', '_')}": code for code in CODES}


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words with one fate: "same", "gone" or "new"."""

    fate: str
    text: str


def words(before: str, after: str) -> list[Run]:
    """The two texts as one, word by word: joining all but "new" gives the first, all but "gone" the second."""
    found = groupby(runs(before, after, (TOKEN, SENTENCE)), key=attrgetter("fate"))
    return [Run(fate, "".join(run.text for run in same)) for fate, same in found]


def runs(before: str, after: str, grains) -> Iterator[Run]:
    """Compared in the first of `grains` that is coarse enough; sentences that changed are compared word by word."""
    for grain in grains:
        one, other = grain.findall(before), grain.findall(after)
        if steps(one, other) <= MOST_STEPS:
            break
    else:
        one, other = [before], [after]
    matcher = SequenceMatcher(None, stripped(one), stripped(other), autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        gone, new = "".join(one[a:b]), "".join(other[c:d])
        if kind == "equal":
            for pair in zip(one[a:b], other[c:d], strict=True):
                yield from blanks_apart(*pair)
        elif grain is SENTENCE and kind == "replace":
            yield from runs(gone, new, (TOKEN,))
        else:
            yield from replaced(gone, new)


def stripped(pieces: list[str]) -> list[str]:
    return [piece.rstrip() or piece for piece in pieces]


def blanks_apart(one: str, other: str) -> Iterator[Run]:
    """A piece that stayed, with what may have changed behind it."""
    if one == other:
        yield Run("same", one)
    else:
        text = one.rstrip()
        yield Run("same", text)
        yield from replaced(one[len(text) :], other[len(text) :])


def replaced(gone: str, new: str) -> Iterator[Run]:
    """One text in place of another; blanks at the end of both have stayed."""
    blank = gone[len(gone.rstrip()) :]
    blank = blank if blank == new[len(new.rstrip()) :] else ""
    parts = (("gone", gone.removesuffix(blank)), ("new", new.removesuffix(blank)), ("same", blank))
    return (Run(fate, text) for fate, text in parts if text)


def steps(one: list[str], other: list[str]) -> int:
    """What SequenceMatcher may have to do at worst: look up all pieces and all their equals for every match."""
    many = Counter(stripped(other))
    return (len(one) + sum(many[piece] for piece in stripped(one))) * min(len(one), len(other))


@dataclass(frozen=True)
class Change:
    """One field of one row, before and after."""

    label: str
    language: str
    before: str
    after: str

    @cached_property
    def runs(self) -> list[Run]:
        return words(self.before, self.after)

    @property
    def html_lang(self) -> str:
        return {"zh-hant": "zh-Hant", "en": "en"}.get(self.language, "")


@dataclass(frozen=True)
class RowChange:
    """A row that was added, removed or changed."""

    section: str
    title: str
    fate: str
    changes: list[Change]


def compare(before: State, after: State) -> list[RowChange]:
    """All changes in the order of the page."""
    names = {model: {row.pk: str(row) for row in model.objects.all()} for model in (VisaRoute, Cluster)}
    found = compare_rows(apps.get_model("occupations", "occupation"), before, after, names)
    for model in [*text_models(), *SCORED_MODELS]:
        found += compare_rows(model, before, after, names)
    return found


def compare_rows(model, before: State, after: State, names: dict) -> list[RowChange]:
    name = model._meta.model_name
    old, new = before.get(name, {}), after.get(name, {})
    found = []
    for pk in sorted({*old, *new}, key=lambda pk: place(new.get(pk) or old[pk])):
        one, other = old.get(pk), new.get(pk)
        # The number of a row that came or went is in its title already.
        leave_out = () if one and other else ("position",)
        changes = field_changes(model, one or {}, other or {}, names, leave_out)
        if not changes:
            continue
        fate = "added" if one is None else "removed" if other is None else "changed"
        found.append(RowChange(section_of(model, other or one), title_of(model, other or one), fate, changes))
    return found


def place(row: dict) -> tuple:
    return (list(PointKind).index(row["kind"]) if row.get("kind") in PointKind.values else 0, row.get("position") or 0)


def section_of(model, row: dict) -> str:
    if model._meta.model_name == "point" and row.get("kind") in PointKind.values:
        return str(PointKind(row["kind"]).label)
    if model._meta.model_name == "occupation":
        return _("Page")
    return str(capfirst(model._meta.verbose_name_plural))


def title_of(model, row: dict) -> str:
    """The row's number in its list, or nothing where there is only one."""
    return str(row["position"]) if row.get("position") else ""


def field_changes(model, one: dict, other: dict, names: dict, leave_out=()) -> list[Change]:
    found = []
    for field in fields_shown(model):
        if field.name in leave_out:
            continue
        before, after = (shown(field, row.get(field.attname), names) for row in (one, other))
        if before != after:
            found.append(Change(label_of(field), language_of(field), before, after))
    return found


def fields_shown(model) -> list[models.Field]:
    if model._meta.model_name == "occupation":
        return [model._meta.get_field(name) for name in TEXT_COLUMNS]
    return [field for field in columns_of(model) if field.name != "kind" or model._meta.model_name != "point"]


def language_of(field) -> str:
    return getattr(field, "language", "")


def label_of(field) -> str:
    if language_of(field):
        name = capfirst(field.translated_field.verbose_name)
        return f"{name} · {TitleLanguage(field.language).label}"
    return str(capfirst(field.verbose_name))


def shown(field, value, names: dict) -> str:
    """A stored value as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(field, models.ForeignKey):
        return names[field.related_model].get(int(value), str(value))
    if isinstance(field, models.BooleanField):
        return _("Yes") if value else _("No")
    if field.choices:
        return str(dict(field.flatchoices).get(field.to_python(value), value))
    return str(value)


def summary(changes: list[RowChange]) -> list[tuple[str, int]]:
    """Sections that changed, and how many rows of each."""
    return list(Counter(change.section for change in changes).items())
