"""Sheets and the rows of the database: what the columns are, which row is meant, what would change."""

import logging
import re
from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from import_export import resources
from import_export.fields import Field
from import_export.results import Result
from openpyxl.utils import get_column_letter

from .. import workflow
from ..content.lengths import LONGEST_TEXT
from ..differences import Change, RowChange, label_of, language_of, shown
from ..models import Occupation
from .cells import KEEP, digest, legible, read, same, written
from .files import SheetError

logger = logging.getLogger(__name__)

CODE = re.compile(Occupation._meta.get_field("code").validators[0].regex.pattern)
# One import writes in one transaction while the reader waits.
MAX_CHANGED = 2_000


def blank(cells) -> bool:
    return all(cell in (None, "") for cell in cells)


@dataclass(frozen=True)
class Problem:
    """What is wrong, where: the row of the sheet and the head of the column, as far as there is one to name."""

    row: int | str
    column: str
    message: str


class SheetResult(Result):
    """What an import did or would do, as the preview shows it."""

    # Number of each row in the sheet, by its place among the rows that were read.
    numbers: list[int] = []
    # Pages that were written.
    written: list[int] = []

    @property
    def changes(self) -> list[RowChange]:
        """Row by row, those of one page together."""
        found = [row.diff for row in self.rows if row.diff]
        return sorted(found, key=lambda change: change.section)

    @property
    def pages(self) -> int:
        return len({change.section for change in self.changes})

    @property
    def problems(self) -> list[Problem]:
        unforeseen = [("", "", _("Something went wrong here that the log of the site tells more about."))]
        found = []
        for error in self.base_errors:
            found += [Problem(*place) for place in getattr(error.error, "problems", unforeseen)]
        for row in sorted(self.invalid_rows, key=lambda row: row.number):
            for column, messages in row.error_dict.items():
                column = "" if column == NON_FIELD_ERRORS else column
                found += [Problem(self.numbers[row.number - 1], column, message) for message in messages]
        found += [Problem(self.numbers[row.number - 1], "", unforeseen[0][2]) for row in self.error_rows]
        return found

    def log_unforeseen(self):
        errors = [*self.base_errors, *(error for row in self.error_rows for error in row.errors)]
        for error in errors:
            if not isinstance(error.error, SheetError):
                logger.error("Import of a sheet failed", exc_info=error.error)


class Sheet(resources.ModelResource):
    """Rows of one kind. `expected` comes with the confirmation: what the preview showed, row by row."""

    # Columns that say which row of its page is meant.
    row_key: tuple[str, ...] = ()
    adds_rows = True

    country = Field("occupation__country__code", "country")
    code = Field("occupation__code", "code")

    def __init__(self, form_class=None, planned=None, expected=None, **kwargs):
        super().__init__(**kwargs)
        self.form_class = form_class
        self.planned = [] if planned is None else planned
        self.expected = expected
        self.conflicts = []
        self.numbers = []
        self.seen = {}
        self.writes = defaultdict(list)
        self.new_positions = []

    @classmethod
    def get_result_class(cls):
        return SheetResult

    @classmethod
    def columns(cls) -> list[str]:
        """Columns that are fields of the row itself."""
        return [name for name in cls._meta.fields if name not in ("country", "code")]

    @classmethod
    def explained(cls) -> list[dict]:
        """Each column in words, for the page of the import."""
        country, code = (Occupation._meta.get_field(name) for name in ("country", "code"))
        found = [
            {"name": "country", "label": capfirst(country.verbose_name), "rule": _("May be left out.")},
            {"name": "code", "label": capfirst(code.verbose_name), "rule": _("Says which page. Never changed.")},
        ]
        for name in cls.columns():
            field = cls._meta.model._meta.get_field(name)
            found.append({"name": name, "label": label_of(field), "rule": cls.rule_of(field)})
        return found

    @classmethod
    def rule_of(cls, field) -> str:
        if field.choices:
            return ", ".join(f"{value} = {label}" for value, label in field.choices)
        if field.name == "position":
            return _("Says which row of the page. The next free number adds a row.")
        if isinstance(field, models.DateField):
            return _("Year-month-day: 2026-11-23.")
        if isinstance(field, models.IntegerField):
            return _("Whole number.")
        return _("At most %(count)s characters.") % {"count": field.max_length or LONGEST_TEXT}

    # Out of the database

    def filter_export(self, queryset, **kwargs):
        page = "" if self._meta.model is Occupation else "occupation__"
        order = ["position"] if "position" in self.row_key else ["language", "pk"] if self.row_key else []
        return queryset.select_related(f"{page}country").order_by(f"{page}country__code", f"{page}code", *order)

    def export_field(self, field, instance, **kwargs):
        return written(field.get_value(instance))

    # Into the database

    def before_import(self, dataset, **kwargs):
        """Check the heads, leave empty rows out, and read what the sheet speaks of."""
        rows = [(number, row) for number, row in enumerate(dataset, start=2) if not blank(row)]
        heads = list(dataset.headers)
        dataset.wipe()
        self.numbers = kwargs.get("numbers") or [number for number, _row in rows]
        dataset.headers = self.heads(heads, rows)
        for _number, row in rows:
            dataset.append(row)
        self.load({str(code).strip() for code in dataset["code"]}, lock=self.expected is not None)

    def heads(self, heads: list, rows: list) -> list[str]:
        """The heads of the columns, or every reason why they will not do."""
        known = list(self._meta.fields)
        heads = [str(head or "").strip().lower() for head in heads]
        problems = []
        for place, head in enumerate(heads):
            if head in known:
                if head in heads[:place]:
                    problems.append((1, head, _("There are two columns with this head.")))
            elif head:
                text = _("Unknown column. The columns are: %(names)s.") % {"names": ", ".join(known)}
                problems.append((1, head, text))
            elif filled := [number for number, row in rows if not blank(row[place : place + 1])]:
                problems.append((filled[0], get_column_letter(place + 1), _("This column has no head.")))
        missing = [name for name in known if name not in heads and name != "country"]
        problems += [(1, name, _("This column is missing.")) for name in missing]
        if problems:
            raise SheetError(*problems)
        return heads

    def load(self, codes: set[str], lock: bool):
        """Read the pages the sheet speaks of, and their rows, at once."""
        pages = Occupation.objects.select_related("country").filter(code__in=codes).order_by("pk")
        if lock:
            # Nobody writes them between the comparison and the last row.
            pages = pages.select_for_update(of=("self",))
        self.pages = defaultdict(list)
        for page in pages:
            self.pages[page.code].append(page)
        self.rows = self.load_rows([page.pk for found in self.pages.values() for page in found])

    def load_rows(self, pks: list[int]) -> dict:
        rows = self._meta.model.objects.filter(occupation__in=pks)
        return {(row.occupation_id, *self.key_of(row)): row for row in rows}

    def key_of(self, row) -> tuple:
        return tuple(read(written(getattr(row, name)), is_date=True) for name in self.row_key)

    def import_data(self, dataset, **kwargs):
        result = super().import_data(dataset, **kwargs)
        result.log_unforeseen()
        return result

    def before_import_row(self, row, **kwargs):
        """Read the cells, find the page, and refuse a second row about the same thing."""
        errors = {}
        # A column without head and content, which passed the check of the heads.
        row.pop("", None)
        for name, cell in row.items():
            try:
                row[name] = read(cell, is_date=self.is_date(name))
            except ValidationError as error:
                errors[name] = error
        for name in ("code", *self.row_key):
            if name not in errors and not row[name]:
                errors[name] = ValidationError(_("This cell may not be empty."))
        if "position" in self.row_key and "position" not in errors:
            if not row["position"].isdecimal() or not 1 <= int(row["position"]) <= 999:
                errors["position"] = ValidationError(_("Give a whole number from 1 to 999."))
            else:
                row["position"] = str(int(row["position"]))
        if "code" not in errors and "country" not in errors:
            try:
                self.page = self.page_of(row)
            except ValidationError as error:
                errors |= error.error_dict
        if errors:
            raise ValidationError(errors)
        # As it is called before the row changes its title.
        self.page_name = str(self.page)
        self.key = (self.page.pk, *(row[name] for name in self.row_key))
        number = self.numbers[kwargs["row_number"] - 1]
        if self.key in self.seen:
            column = self.row_key[-1] if self.row_key else "code"
            raise ValidationError({column: _("Row %(number)d is about the same.") % {"number": self.seen[self.key]}})
        self.seen[self.key] = number

    def is_date(self, name: str) -> bool:
        return name in self.columns() and isinstance(self._meta.model._meta.get_field(name), models.DateField)

    def page_of(self, row):
        found = self.pages.get(row["code"], [])
        if country := row.get("country"):
            found = [page for page in found if page.country.code == country]
        if len(found) > 1:
            raise ValidationError({"country": _("Several countries have this code. Give the country in a column.")})
        if found:
            return found[0]
        text = _("No occupation has the code %(code)s.") % {"code": row["code"]}
        if not CODE.fullmatch(row["code"]):
            text += " " + _("If a program made a date of it, begin with the Excel file of the export.")
        raise ValidationError({"code": text})

    def get_instance(self, instance_loader, row):
        return self.rows.get(self.key)

    def init_instance(self, row=None):
        return self._meta.model(occupation=self.page)

    def import_instance(self, instance, row, **kwargs):
        """Put the cells that differ into the row, checked by the form of the desk."""
        columns = self.columns()
        before = {name: getattr(instance, name) for name in columns}
        self.changed = {}
        kept = [name for name in columns if row[name] is KEEP or (instance.pk and same(row[name], before[name]))]
        if len(kept) == len(columns) or self.has_conflict(instance, row, before, kwargs["row_number"]):
            return
        form = self.form_class({name: row[name] for name in columns if name not in kept}, instance=instance)
        for name in kept:
            form.fields[name].disabled = True
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        for name in kept:
            # Cleaning takes blanks off a text nobody touched.
            setattr(instance, name, before[name])
        after = {name: getattr(instance, name) for name in columns if name not in kept}
        self.changed = {
            name: (before[name] if instance.pk else None, value)
            for name, value in after.items()
            if not instance.pk or legible(value) != legible(before[name])
        }

    def has_conflict(self, instance, row, before: dict, row_number: int) -> bool:
        """Whether the row, or a value about to be replaced, is no longer what the preview showed."""
        if self.expected is None:
            return False
        number = self.numbers[row_number - 1]
        shown_then = self.expected[number]
        moved = shown_then["pk"] != instance.pk
        if moved or any(digest(before[name]) != shown_then["before"].get(name) for name in shown_then["before"]):
            self.conflicts.append(number)
            return True
        return False

    def skip_row(self, instance, original, row, import_validation_errors=None):
        return not import_validation_errors and not self.changed

    def save_instance(self, instance, is_create, row, **kwargs):
        """Keep for later: all rows of a page are written together, once everything is known to be right."""
        self.writes[self.page.pk].append((instance, list(self.changed)))
        if is_create and "position" in self.row_key:
            self.new_positions.append((kwargs["row_number"], row, self.page.pk, int(row["position"])))

    def after_import_row(self, row, row_result, row_number=None, **kwargs):
        if not self.changed:
            return
        number, instance = self.numbers[row_number - 1], row_result.instance
        fields = {name: self._meta.model._meta.get_field(name) for name in self.changed}
        changes = [
            Change(
                label_of(fields[name]), language_of(fields[name]), *(shown(fields[name], value, {}) for value in pair)
            )
            for name, pair in self.changed.items()
        ]
        title = _("Row %(number)d") % {"number": number}
        fate = "added" if row_result.is_new() else "changed"
        row_result.diff = RowChange(self.page_name, title, fate, changes)
        self.planned.append(
            {
                "row": number,
                "pk": instance.pk,
                "before": {name: digest(before) for name, (before, _after) in self.changed.items() if instance.pk},
                "cells": {name: written(row[name]) for name in (*self.row_key, *self.changed)},
                "code": self.page.code,
                "country": self.page.country.code,
            }
        )

    def after_import(self, dataset, result, **kwargs):
        """The second look at the whole, then everything into the database, a page at a time."""
        result.numbers = self.numbers
        if result.base_errors:
            return
        self.check_positions(result)
        if len(self.planned) > MAX_CHANGED:
            text = _("The file changes more than %(count)d rows. Import it in parts.") % {"count": MAX_CHANGED}
            raise SheetError(("", "", text))
        if self.conflicts:
            raise SheetError(("", "", _("The rows changed since the preview.")))
        if self.expected is not None and not (result.has_errors() or result.has_validation_errors()):
            with workflow.page_edits(list(self.writes), kwargs["user"], "import") as pages:
                for pk, rows in self.writes.items():
                    for row, changed in rows:
                        self.write(pages[pk], row, changed)
            result.written = list(self.writes)

    def check_positions(self, result):
        """A new row goes to the end of its list, or into a gap."""
        taken = {(key[0], row.position) for key, row in self.rows.items()} if self.new_positions else set()
        taken |= {(pk, position) for _number, _row, pk, position in self.new_positions}
        for row_number, row, pk, position in self.new_positions:
            if position > 1 and (pk, position - 1) not in taken:
                free = next(number for number in range(1, position) if (pk, number) not in taken)
                text = _("The next free number of this page is %(number)d.") % {"number": free}
                result.append_invalid_row(row_number, row, ValidationError({"position": text}))

    def write(self, page, row, changed: list[str]):
        row.occupation = page
        row.save(**({"update_fields": changed} if row.pk else {"force_insert": True}))
