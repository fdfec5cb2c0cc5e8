"""Forms and formsets the admin shares: two languages side by side, rules of the database, rows in an order."""

from itertools import count

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import MaxLengthValidator
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import NotRegistered, translator
from modeltranslation.utils import get_translation_fields

from ..content.lengths import LONGEST_TEXT


def condition_fields(condition: Q):
    for child in condition.children:
        if isinstance(child, Q):
            yield from condition_fields(child)
        else:
            yield child[0].split("__")[0]


def constraint_fields(constraint) -> list[str]:
    """Field names a constraint speaks of, first the one to change: last of a unique set, first of a condition."""
    if isinstance(constraint, UniqueConstraint):
        return list(reversed(constraint.fields))
    if isinstance(constraint, CheckConstraint):
        return list(condition_fields(constraint.condition))
    return []


class Prose(forms.CharField):
    """Running text of a bounded length, which a browser is not told: it would cut what is pasted without a word."""

    default_validators = [MaxLengthValidator(LONGEST_TEXT)]

    def to_python(self, value):
        # Browsers end lines with CR LF: without this every paragraph would count as changed.
        value = super().to_python(value)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value


class DeskForm(forms.ModelForm):
    """A model form that puts each database rule beside its field and asks for text in at least one language."""

    # Translated fields that may stay empty in both languages although the model wants text.
    may_be_empty = ()

    def clean(self):
        cleaned = super().clean()
        for name in self.required_translations():
            columns = [column for column in get_translation_fields(name) if column in self.fields]
            if columns and not any(cleaned.get(column) or column in self.errors for column in columns):
                self.add_error(columns[0], _("Write this in Chinese or in English."))
        return cleaned

    def _post_clean(self):
        """Add the rules that also speak of columns outside the form, which Django leaves to the database."""
        if self.instance.pk and not self.has_changed():
            # The database took the row under the same rules: a page has a hundred such rows, each with its queries.
            return
        super()._post_clean()
        inside, changed = set(self.fields), set(self.changed_data)
        for constraint in self._meta.model._meta.constraints:
            names = set(constraint_fields(constraint))
            if names & changed and not names <= inside and not self.errors:
                try:
                    constraint.validate(self._meta.model, self.instance)
                except forms.ValidationError as error:
                    self._update_errors(error)

    def required_translations(self):
        try:
            names = translator.get_options_for_model(self._meta.model).fields
        except NotRegistered:
            return []
        fields = {name: self._meta.model._meta.get_field(name) for name in names}
        return [name for name, field in fields.items() if not field.blank and name not in self.may_be_empty]

    def _update_errors(self, errors):
        """Move the message of a broken database rule from the head of the form to the field it is about."""
        placed = {}
        for name, found in errors.update_error_dict({}).items():
            for error in found:
                place = self.place_of(error) if name == NON_FIELD_ERRORS else name
                placed.setdefault(place, []).append(error)
        super()._update_errors(forms.ValidationError(placed))

    def place_of(self, error) -> str:
        for constraint in self._meta.model._meta.constraints:
            if str(constraint.get_violation_error_message()) == str(error.message):
                shown = (name for name in constraint_fields(constraint) if name in self.fields)
                return next(shown, NON_FIELD_ERRORS)
        return NON_FIELD_ERRORS


class KnownRow(forms.ModelChoiceField):
    """The hidden number of a row that the formset has read already: Django would ask for each row by itself."""

    def __init__(self, row, field):
        super().__init__(field.queryset, initial=field.initial, required=False, widget=field.widget)
        self.row = row

    def to_python(self, value):
        return self.row if value == str(self.row.pk) else super().to_python(value)


class ListFormSet(BaseInlineFormSet):
    """All rows of a list at once: values that may appear only once may still change places between rows."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        name = self._pk_field.name
        if form.instance.pk and name in form.fields:
            form.fields[name] = KnownRow(form.instance, form.fields[name])

    def unique_sets(self):
        """Columns that are unique within the list, with the message, when the form holds all of them."""
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint):
                names = [name for name in constraint.fields if name != self.fk.name]
                if all(name in self.form.base_fields for name in names):
                    yield names, constraint.get_violation_error_message()

    def validate_unique(self):
        live = [
            form for form in self.forms if form not in self.marked_forms() and (form.instance.pk or form.has_changed())
        ]
        for names, message in self.unique_sets():
            seen = set()
            for form in live:
                values = tuple(form.cleaned_data.get(name) for name in names)
                if None in values:
                    continue
                if values in seen:
                    form.add_error(names[-1], message)
                seen.add(values)

    def marked_forms(self):
        # `deleted_forms` answers only once the formset is known to be valid.
        return [form for form in self.forms if self.can_delete and self._should_delete_form(form)]

    def save(self, commit=True):
        if commit:
            unique = {name for names, message in self.unique_sets() for name in names}
            leaving = [
                form.instance.pk
                for form in self.initial_forms
                if form in self.deleted_forms or (form.has_changed() and unique & set(form.changed_data))
            ]
            # Taken out together, put back one by one under the same id: a value never meets its former owner.
            self.model.objects.filter(pk__in=leaving).delete()
        return super().save(commit)


class RowForm(DeskForm):
    """A row of an ordered list. `order` stands in for `position`, which may not be twice the same, not even halfway."""

    order = forms.IntegerField(
        label=_("Order"),
        required=False,
        min_value=1,
        max_value=999,
        widget=forms.NumberInput(attrs={"class": "desk-order"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["order"] = self.instance.position

    @property
    def changed_data(self):
        # A new row in which only the number was filled, by the script, is still an empty row.
        changed = super().changed_data
        return [] if changed == ["order"] and self.instance.pk is None else changed

    def rank(self, index: int):
        """Sort key: the number; of two the same, a row that moved up comes before and one that moved down after."""
        order = self.cleaned_data.get("order")
        if order is None:
            return (1, 0, 0, index)
        before = self.instance.position if self.instance.pk else order + 1
        return (0, order, (order > before) - (order < before), index)


class RowFormSet(ListFormSet):
    """Saves rows under positions 1…n without ever giving one number to two rows."""

    # Values every row of this formset has, by which it is told from other lists of the same model.
    within = {}

    @classmethod
    def get_default_prefix(cls):
        return "_".join(cls.within.values()) or super().get_default_prefix()

    def get_queryset(self):
        if not hasattr(self, "_queryset"):
            self._queryset = super().get_queryset().filter(**self.within).order_by("position")
        return self._queryset

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        for name, value in self.within.items():
            setattr(form.instance, name, value)
        return form

    def save(self, commit=True):
        if not commit:
            return super().save(commit=False)
        deleted = {form.instance.pk for form in self.deleted_forms}
        ranked = self.ranked_forms()
        moved = []
        for position, form in enumerate(ranked, start=1):
            if form.instance.pk and form.instance.position != position:
                moved.append(form.instance)
            form.instance.target = position
        self.park([*moved, *(form.instance for form in self.initial_forms if form.instance.pk in deleted)], len(ranked))
        for form in ranked:
            form.instance.position = form.instance.target
        saved = super().save()
        # Rows pushed along by their neighbours have no change of their own and are not in `saved`.
        self.model.objects.bulk_update(moved, ["position"])
        return saved

    def ranked_forms(self):
        """Forms of the rows that will exist, in the order the editor asked for."""
        live = [
            form for form in self.forms if form not in self.deleted_forms and (form.instance.pk or form.has_changed())
        ]
        keys = {form: form.rank(index) for index, form in enumerate(live)}
        return sorted(live, key=keys.get)

    def park(self, rows, length):
        """Put rows that move or go on numbers nobody has and nobody will get."""
        siblings = self.model.objects.filter(occupation=self.instance, **self.within)
        used = set(siblings.values_list("position", flat=True)) if rows else set()
        free = (number for number in count(length + 1) if number not in used)
        for row in rows:
            row.position = next(free)
        self.model.objects.bulk_update(rows, ["position"])
