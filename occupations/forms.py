"""The list's state as it stands in the query string."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

SORTS = {
    "code": _("Occupation code"),
    "overall": _("Overall, highest first"),
    "wage": _("Median wage, highest first"),
    "ai_risk": _("AI risk, lowest first"),
    "growth": _("Projected growth, fastest first"),
    "openings": _("Openings, most first"),
    "title": _("Title"),
}


class ListForm(forms.Form):
    q = forms.CharField(label=_("Title or code"), required=False, max_length=80, strip=True)
    group = forms.ChoiceField(label=_("Major group"), required=False)
    cluster = forms.ChoiceField(label=_("AI cluster"), required=False)
    written = forms.BooleanField(label=_("With written analysis"), required=False)
    sort = forms.ChoiceField(label=_("Sort by"), required=False, choices=list(SORTS.items()))

    def __init__(self, data, *, groups=None, clusters=None):
        super().__init__(data, auto_id="filter-%s")
        if groups is not None:
            everything = [("", _("All"))]
            self.fields["group"].choices = everything + [(group.code, group.title) for group in groups]
            self.fields["cluster"].choices = everything + [(cluster.key, cluster.name) for cluster in clusters]

    def refused(self) -> list[tuple[str, str]]:
        """Label and value of each parameter that cannot be meant; the list is shown without it."""
        self.full_clean()
        return [(self.fields[name].label, self.data.get(name, "")[:40]) for name in self.errors]

    def state(self) -> dict:
        """The parameters that hold, without empty ones."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


def list_query(params: QueryDict) -> str:
    """The part of a query string that belongs to the list, for the way back from a page: "group=43&page=2"."""
    kept = QueryDict(mutable=True)
    for name in [*ListForm.base_fields, "page"]:
        value = params.get(name, "")
        if value and len(value) <= 80 and "\x00" not in value:
            kept[name] = value
    return kept.urlencode()
