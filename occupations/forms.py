"""The list's state as it stands in the query string."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from . import weights
from .choices import Dimension, EntryEducation, VisaRung

SORTS = {
    "code": _("Occupation code"),
    "match": _("Best match"),
    "own": _("Your score, highest first"),
    "overall": _("Overall, highest first"),
    "wage": _("Median wage, highest first"),
    "growth": _("Projected growth, fastest first"),
    "openings": _("Openings, most first"),
    "title": _("Title"),
    **{dimension.value: dimension.label for dimension in Dimension},
}
BADGES = {"skilled": _("Skilled migration occupation"), "other": _("Non-skilled migration occupation")}
RATED = {"full": _("Fully rated"), "partial": _("Partially rated")}
VIEWS = {"table": _("Table"), "cards": _("Cards")}
RANGES = (("wage_min", "wage_max"), ("growth_min", "growth_max"), ("risk_min", "risk_max"))


def choice(label, choices=()):
    return forms.ChoiceField(label=label, required=False, choices=[("", _("All")), *choices])


def number(label, low, high, step=1):
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=low,
        max_value=high,
        max_digits=9,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"step": step, "inputmode": "decimal"}),
    )


def offer_groups_and_clusters(form, groups, clusters):
    form.fields["group"].choices = [("", _("All")), *((group.code, group.title) for group in groups)]
    form.fields["cluster"].choices = [("", _("All")), *((cluster.key, cluster.name) for cluster in clusters)]


def refused(form) -> list[tuple[str, str]]:
    """Label and value of each parameter that cannot be meant; the page is shown without it."""
    return [(form.fields[name].label, str(form.data.get(name, ""))[:40]) for name in form.errors if name in form.fields]


class ListForm(forms.Form):
    q = forms.CharField(
        label=_("Title, other name or code"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    group = choice(_("Major group"))
    cluster = choice(_("AI cluster"))
    education = choice(_("Entry education"), [("no_degree", _("No degree needed")), *EntryEducation.choices])
    badge = choice(_("Migration"), BADGES.items())
    visa = choice(_("Best visa route"), VisaRung.choices)
    wage_min = number(_("Median wage from"), 0, 9_999_999, 1000)
    wage_max = number(_("Median wage to"), 0, 9_999_999, 1000)
    growth_min = number(_("Projected change from, %"), -100, 1000, 0.1)
    growth_max = number(_("Projected change to, %"), -100, 1000, 0.1)
    risk_min = number(_("AI risk from"), 0, 10, 0.1)
    risk_max = number(_("AI risk to"), 0, 10, 0.1)
    rated = choice(_("Ratings"), RATED.items())
    written = forms.BooleanField(label=_("With written analysis"), required=False)
    sort = forms.ChoiceField(label=_("Sort by"), required=False, choices=list(SORTS.items()))
    view = forms.ChoiceField(label=_("View"), required=False, choices=list(VIEWS.items()))

    def __init__(self, data, *, groups=(), clusters=()):
        super().__init__(data, auto_id="filter-%s")
        offer_groups_and_clusters(self, groups, clusters)
        self.full_clean()

    def clean(self):
        cleaned = super().clean()
        for low, high in RANGES:
            if None not in (cleaned.get(low), cleaned.get(high)) and cleaned[low] > cleaned[high]:
                self.add_error(high, _("The range ends before it begins."))
        return cleaned

    def refused(self) -> list[tuple[str, str]]:
        return refused(self)

    def state(self) -> dict:
        """The parameters that hold, without empty ones."""
        # Identity, not equality: a range may begin or end at 0, and 0 equals False.
        return {
            name: value for name, value in self.cleaned_data.items() if value not in ("", None) and value is not False
        }


class RankingForm(forms.Form):
    """A ranking may be narrowed to a major group or a cluster."""

    group = choice(_("Major group"))
    cluster = choice(_("AI cluster"))

    def __init__(self, data, *, groups=(), clusters=()):
        super().__init__(data, auto_id="filter-%s")
        offer_groups_and_clusters(self, groups, clusters)
        self.full_clean()

    def state(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if value}

    def refused(self) -> list[tuple[str, str]]:
        return refused(self)


class WeightsForm(forms.Form):
    """0–5 for each dimension; absent altogether when the reader has none."""

    def __init__(self, data):
        super().__init__(data, auto_id="weight-%s")
        for dimension in Dimension:
            self.fields[f"{weights.PREFIX}{dimension}"] = forms.IntegerField(
                label=dimension.label, required=False, min_value=0, max_value=weights.MAX_WEIGHT
            )
        self.full_clean()

    def weights(self) -> dict[str, int]:
        """Dimension → weight; empty when none is given, so that a plain address has no own score."""
        cleaned = self.cleaned_data.items()
        given = {name.removeprefix(weights.PREFIX): value for name, value in cleaned if value is not None}
        return given if any(given.values()) else {}

    def refused(self) -> list[tuple[str, str]]:
        return refused(self)


STATE_NAMES = (*ListForm.base_fields, *(f"{weights.PREFIX}{dimension}" for dimension in Dimension), "page")


def list_query(params: QueryDict) -> str:
    """The part of a query string that belongs to the list, for the way back from a page: "group=43&page=2"."""
    kept = QueryDict(mutable=True)
    for name in STATE_NAMES:
        value = params.get(name, "")
        if value and len(value) <= 80 and "\x00" not in value:
            kept[name] = value
    return kept.urlencode()


def without(params: QueryDict, *names: str) -> str:
    """The list's query without some parameters and from its first page, as an address to link to."""
    kept = QueryDict(list_query(params), mutable=True)
    for name in (*names, "page"):
        kept.pop(name, None)
    return "?" + kept.urlencode()
