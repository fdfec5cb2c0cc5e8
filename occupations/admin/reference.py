"""Rows that many pages name. Their text is live at once, and two people may have one open at the same time."""

from django import forms
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .collisions import Held
from .forms import DeskForm
from .merging import Conflict, normal
from .mixins import BilingualAdmin


class ReferenceForm(DeskForm):
    """Each field carries the value it was opened with: what somebody else saved meanwhile stays, or is shown."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.conflicts = []
        if self.instance.pk is None:
            return
        for field in self.fields.values():
            field.show_hidden_initial = True
        if self.is_bound:
            self.put_together()

    def put_together(self):
        """Take over what only somebody else changed; the form comes back where both changed a field."""
        mine = self.changed_data
        self.data = self.data.copy()
        for name, field in self.fields.items():
            bound = self[name]
            theirs = field.prepare_value(bound.initial)
            if not self.moved(bound):
                continue
            # What is shown now is what the next save goes by.
            self.data[bound.html_initial_name] = theirs
            if name not in mine:
                self.data[bound.html_name] = theirs
            elif field.has_changed(bound.initial, bound.data):
                texts = (normal(text or "") for text in (bound.data, theirs))
                self.conflicts.append(Conflict(capfirst(str(bound.label)), name, *texts))

    def moved(self, bound) -> bool:
        """Whether the row holds something else than when the form was opened, as far as the form can say."""
        opened = self.data.get(bound.html_initial_name)
        try:
            return opened is None or bound.field.has_changed(bound.field.to_python(opened), bound.initial)
        except forms.ValidationError:
            return True

    def clean(self):
        cleaned = super().clean()
        if self.conflicts:
            self.add_error(None, _("Not saved yet: see the top of the form."))
        return cleaned


class ReferenceAdmin(BilingualAdmin):
    form = ReferenceForm

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found and request.method == "POST" and transaction.get_connection().in_atomic_block:
            # The lock makes two saves at the same moment take turns.
            return self.model._default_manager.select_for_update().filter(pk=found.pk).first()
        return found

    def render_change_form(self, request, context, *args, **kwargs):
        if conflicts := getattr(context["adminform"].form, "conflicts", []):
            context["held"] = Held(held_message(conflicts), conflicts)
        return super().render_change_form(request, context, *args, **kwargs)


def held_message(conflicts) -> str:
    count = len(conflicts)
    both = ngettext("You both changed %(count)d field.", "You both changed %(count)d fields.", count) % {"count": count}
    return " ".join([_("Somebody else saved this after you opened it. Nothing you typed is lost."), both])
