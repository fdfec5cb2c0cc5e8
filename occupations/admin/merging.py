"""Two people changed one page: put the second form together with what was saved meanwhile, field by field.

Everything here works on strings as a browser posts them. A field only one of the two changed takes that value; where
both changed it, the second writer's text stays in the form and the other is shown beside it.
"""

from copy import copy
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.forms import CheckboxInput, Select
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .. import differences, history
from ..models.publication import State, build

NOT_TEXT = ("id", "occupation", "DELETE", "opened")
MOST_ROWS = 1000


@dataclass(frozen=True)
class Conflict:
    """A field that both changed. `name` is the form field that now holds `mine`."""

    label: str
    name: str
    mine: str
    theirs: str

    @cached_property
    def runs(self):
        return differences.words(self.theirs, self.mine)


@dataclass
class Merged:
    data: QueryDict
    conflicts: list[Conflict] = field(default_factory=list)
    taken: int = 0
    notes: list[str] = field(default_factory=list)


def normal(value) -> str:
    return str(value).replace("\r\n", "\n").strip()


def number(text: str) -> int | None:
    """A number as forms have them; a sent one may have so many digits that Python refuses to read it."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def texts(row: dict[str, str]) -> dict[str, str]:
    """A row without its place, which changes whenever a neighbour comes, goes or moves."""
    return {name: value for name, value in row.items() if name != "order"}


def posted(form) -> dict[str, str]:
    """What a browser would send for an unbound form, by field name without prefix."""
    found = {}
    for name, form_field in form.fields.items():
        if name in NOT_TEXT:
            continue
        value, widget = form[name].value(), form_field.widget
        if isinstance(widget, CheckboxInput):
            value = "on" if value else ""
        elif isinstance(widget, Select | RelatedFieldWidgetWrapper):
            value = value if value is not None else ""
        else:
            value = widget.format_value(value)
        found[name] = normal("" if value is None else value)
    return found


class Merge:
    """`mine` is the form as sent; `theirs` and `base` are unbound forms of the page now and when mine was opened."""

    def __init__(self, mine: QueryDict, form, formsets, base: State | None, opened_fields: dict):
        self.mine, self.form, self.formsets = mine, form, formsets
        self.base, self.opened_fields = base, opened_fields
        self.result = Merged(QueryDict(mutable=True))

    def run(self) -> Merged:
        self.merge_page()
        for formset in self.formsets:
            self.merge_rows(formset)
        for name in self.mine:
            if name not in self.result.data and name not in self.form.fields and not self.is_of_a_row(name):
                self.result.data.setlist(name, self.mine.getlist(name))
        self.result.data["opened"] = str(self.form.instance.version)
        return self.result

    def is_of_a_row(self, name: str) -> bool:
        return any(name.startswith(f"{formset.prefix}-") for formset in self.formsets)

    def merge_page(self):
        theirs = posted(self.form)
        mine = {name: normal(self.mine.get(name, "")) for name in theirs}
        base = self.opened_page(theirs)
        for name, value in self.merge_fields(base, mine, theirs, "", _("Page"), self.form).items():
            self.put(name, value, self.form)

    def opened_page(self, theirs: dict) -> dict | None:
        if not self.opened_fields:
            return None
        instance = copy(self.form.instance)
        for model_field in instance._meta.concrete_fields:
            if model_field.name in theirs and model_field.name in self.opened_fields:
                setattr(instance, model_field.attname, self.opened_fields[model_field.name])
        return posted(type(self.form)(instance=instance))

    def put(self, name: str, value: str, form):
        # An empty text field is sent, an unticked box is not.
        if value or not isinstance(form.fields[name.rpartition("-")[2]].widget, CheckboxInput):
            self.result.data[name] = value

    def merge_fields(self, base, mine, theirs, prefix: str, label: str, form) -> dict[str, str]:
        merged = {}
        for name, their_value in theirs.items():
            my_value, base_value = mine.get(name, ""), (base or {}).get(name)
            if my_value == their_value:
                merged[name] = my_value
            elif base is not None and my_value == base_value:
                merged[name] = their_value
                self.result.taken += 1
            elif (base is not None and their_value == base_value) or name == "order":
                merged[name] = my_value
            else:
                merged[name] = my_value
                field_label = f"{label} · {capfirst(form.fields[name].label or name)}"
                self.result.conflicts.append(Conflict(field_label, f"{prefix}{name}", my_value, their_value))
        return merged

    def merge_rows(self, formset):
        prefix, model = formset.prefix, formset.model
        mine = self.my_rows(formset)
        opened = (self.base or {}).get(model._meta.model_name, {})
        title = str(capfirst(getattr(formset, "title", "") or model._meta.verbose_name_plural))
        initial, extra = [], []
        for form in formset.initial_forms:
            pk, theirs = str(form.instance.pk), posted(form)
            # Where one row is all there can be, mine is the same row, even if both of us began it.
            mine_as = next(iter(mine), pk) if formset.max_num == 1 else pk
            row = mine.pop(mine_as, None)
            if row is None:
                initial.append((pk, theirs, False))
                self.result.taken += 1
                continue
            base = self.opened_row(formset, mine_as, opened.get(mine_as))
            if row.pop("DELETE"):
                untouched = base is None or texts(base) == texts(theirs)
                if not untouched:
                    self.result.notes.append(
                        _("%(list)s: the row “%(row)s” that you deleted was changed meanwhile; it is still there.")
                        % {"list": title, "row": form.instance}
                    )
                initial.append((pk, theirs, untouched))
                continue
            place = len(initial)
            label = f"{title} {place + 1}"
            initial.append((pk, self.merge_fields(base, row, theirs, f"{prefix}-{place}-", label, form), False))
        for pk, row in mine.items():
            deleted = row.pop("DELETE")
            if not pk.startswith("new"):
                base = self.opened_row(formset, pk, opened.get(pk))
                if deleted or (base is not None and texts(base) == texts(row)):
                    continue
                self.result.notes.append(
                    _("%(list)s: a row you changed was deleted meanwhile; your text is kept as a new row.")
                    % {"list": title}
                )
            if not deleted and any(value for name, value in row.items() if name != "order"):
                extra.append(("", row, False))
        self.write_rows(formset, initial, extra)

    def my_rows(self, formset) -> dict[str, dict]:
        """Rows as sent, by primary key; added ones under “new0”, “new1”, …"""
        prefix, names = formset.prefix, [name for name in formset.empty_form.fields if name not in NOT_TEXT]
        total = number(self.mine.get(f"{prefix}-TOTAL_FORMS", "")) or 0
        found = {}
        for place in range(min(total, MOST_ROWS)):
            row = {name: normal(self.mine.get(f"{prefix}-{place}-{name}", "")) for name in names}
            row["DELETE"] = bool(self.mine.get(f"{prefix}-{place}-DELETE"))
            pk_name = formset.model._meta.pk.name
            found[self.mine.get(f"{prefix}-{place}-{pk_name}") or f"new{place}"] = row
        return found

    def opened_row(self, formset, pk: str, values: dict | None) -> dict | None:
        if values is None:
            # A row that was not there when the form was opened was empty.
            return posted(formset.empty_form) if pk.startswith("new") else None
        instance = build(formset.model, pk, values, formset.instance)
        return posted(formset.form(instance=instance, **formset.form_kwargs))

    def write_rows(self, formset, initial: list, extra: list):
        prefix, data = formset.prefix, self.result.data
        rows = [*initial, *extra]
        data[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
        data[f"{prefix}-INITIAL_FORMS"] = str(len(initial))
        data[f"{prefix}-MIN_NUM_FORMS"] = self.mine.get(f"{prefix}-MIN_NUM_FORMS", "0")
        data[f"{prefix}-MAX_NUM_FORMS"] = self.mine.get(f"{prefix}-MAX_NUM_FORMS", "1000")
        for place, (pk, values, deleted) in enumerate(rows):
            data[f"{prefix}-{place}-{formset.model._meta.pk.name}"] = pk
            data[f"{prefix}-{place}-occupation"] = str(formset.instance.pk)
            for name, value in values.items():
                self.put(f"{prefix}-{place}-{name}", value, formset.empty_form)
            if deleted:
                data[f"{prefix}-{place}-DELETE"] = "on"


def merge(mine: QueryDict, form, formsets) -> Merged:
    """The form as sent, put together with the page as it is. `form` and `formsets` are unbound, of the page now."""
    occupation = form.instance
    opened = mine.get("opened", "")
    base, fields = None, {}
    if (version := number(opened)) is not None:
        base, fields = history.opened_at(occupation, version)
    return Merge(mine, form, formsets, base, fields).run()
