"""Work on many pages at once that asks something first: what to replace, which cluster, what to change, which title."""

import unicodedata

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import path
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from .. import replacing, workflow
from ..choices import TitleLanguage
from ..content.figures import BRACES
from ..formats import PLACEHOLDER_NAMES
from ..models import AlternateTitle, ClusterOverride, Occupation
from ..scoring.recompute import recompute
from .actions import MOST_TOLD, each, render, told
from .mixins import HTML_LANGUAGES

# Longest text to look for or to put in its place, and longest reason.
MOST_CHARACTERS = 200
MOST_OF_A_REASON = 1000
MOST_OF_A_NOTE = 4000


def no_control_characters(text: str):
    """Refuse characters that nobody can see; line ends pass, where a field has lines."""
    if any(unicodedata.category(character) == "Cc" and character not in "\r\n" for character in text):
        raise ValidationError(gettext_lazy("Control characters cannot be part of the text."), code="control")


def no_line_ends(text: str):
    if "\r" in text or "\n" in text:
        raise ValidationError(gettext_lazy("Only one line, please."), code="lines")


# Find and replace ---------------------------------------------------------------------------------


class ReplaceForm(forms.Form):
    find = forms.CharField(
        label=gettext_lazy("Find"),
        max_length=MOST_CHARACTERS,
        strip=False,
        validators=[no_control_characters, no_line_ends],
        widget=forms.TextInput(attrs={"class": "vLargeTextField", "autocomplete": "off"}),
    )
    replacement = forms.CharField(
        label=gettext_lazy("Replace with"),
        max_length=MOST_CHARACTERS,
        strip=False,
        required=False,
        validators=[no_control_characters, no_line_ends],
        widget=forms.TextInput(attrs={"class": "vLargeTextField", "autocomplete": "off"}),
        help_text=gettext_lazy("Empty to delete what is found."),
    )
    match_case = forms.BooleanField(
        label=gettext_lazy("Capital and small letters as typed"), required=False, initial=True
    )
    whole_words = forms.BooleanField(
        label=gettext_lazy("Whole words only"),
        required=False,
        help_text=gettext_lazy("For English: “nurse” does not find “nurses”."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"), choices=TitleLanguage.choices, widget=forms.CheckboxSelectMultiple
    )
    sections = forms.MultipleChoiceField(label=gettext_lazy("Sections"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data, *, offered: list[tuple[str, str]]):
        super().__init__(data)
        self.fields["sections"].choices = offered
        self.fields["sections"].initial = [key for key, _label in offered]
        self.fields["languages"].initial = TitleLanguage.values

    def clean_find(self):
        text = self.cleaned_data["find"]
        if any(match[1] is None for match in BRACES.finditer(text)):
            raise ValidationError(_("Look for a placeholder as a whole, from “{” to “}”, or for text beside it."))
        return text

    def clean_replacement(self):
        text = self.cleaned_data["replacement"]
        for match in BRACES.finditer(text):
            if match[1] not in PLACEHOLDER_NAMES:
                known = ", ".join(f"{{{name}}}" for name in sorted(PLACEHOLDER_NAMES))
                raise ValidationError(
                    _("“%(text)s” is no placeholder. There are: %(known)s.") % {"text": match[0], "known": known}
                )
        return text

    def clean(self):
        cleaned = super().clean()
        if "find" in cleaned and cleaned.get("find") == cleaned.get("replacement"):
            self.add_error("replacement", _("Both texts are the same: nothing would change."))
        return cleaned

    def search(self) -> replacing.Search:
        return replacing.Search(**self.cleaned_data)


class BulkViews:
    """For the admin of a page: find and replace across all of them."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.replace_view)
        return [path("replace/", view, name="occupations_occupation_replace"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        may_change = {"has_change_permission": self.has_change_permission(request)}
        return super().changelist_view(request, may_change | (extra_context or {}))

    def replace_view(self, request):
        """The preview is an address of its own; only a POST from it writes."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        offered = [
            (key, label)
            for key, label, model, _conditions in replacing.sections()
            if request.user.has_perm(f"occupations.change_{model._meta.model_name}")
        ]
        form = ReplaceForm(request.GET if "find" in request.GET else None, offered=offered)
        preview = None
        if form.is_bound and form.is_valid():
            if request.method == "POST":
                self.replace(request, form.search())
                return HttpResponseRedirect(request.get_full_path())
            preview = replacing.find(form.search())
        context = {
            "title": _("Find and replace"),
            "form": form,
            "preview": preview,
            "most": replacing.MOST_PLACES,
            "ticked": request.GET.get("ticked") != "none",
        }
        return render(self, request, "replace", context)

    def replace(self, request, search: replacing.Search):
        tokens = request.POST.getlist("place")
        if not tokens:
            messages.warning(request, _("Nothing was ticked, so nothing was replaced."))
            return
        outcome = replacing.apply(search, tokens, request.user)
        for page in outcome.pages:
            self.log_change(request, page, log_message(outcome.changed[page.pk]))
        if outcome.replaced:
            text = ngettext(
                "%(count)d place replaced. Pages changed: %(pages)d. Visitors see it once it is published.",
                "%(count)d places replaced. Pages changed: %(pages)d. Visitors see it once it is published.",
                outcome.replaced,
            )
            messages.success(request, text % {"count": outcome.replaced, "pages": len(outcome.pages)})
        for reason in outcome.left[:MOST_TOLD]:
            messages.error(request, _("Left as it was: %(reason)s") % {"reason": reason})
        if (more := len(outcome.left) - MOST_TOLD) > 0:
            text = ngettext(
                "%(count)d more place was left as it was.", "%(count)d more places were left as they were.", more
            )
            messages.error(request, text % {"count": more})


def name_of(row, column=None) -> str:
    """As Django writes its own log: in English, which the history shows in the reader's language."""
    with override(None):
        return str((column or row._meta).verbose_name)


def log_message(changed: list) -> list[dict]:
    return [
        {
            "changed": {
                "name": name_of(row),
                "object": Truncator(str(row)).chars(80),
                "fields": [name_of(row, column) for column in columns],
            }
        }
        for row, columns in changed
    ]


# Actions of the list of occupations ---------------------------------------------------------------


def text_box(label: str, most: int, **kwargs) -> forms.CharField:
    attrs = {"rows": 3, "class": "vLargeTextField"} | kwargs.pop("attrs", {})
    widget = forms.Textarea(attrs=attrs)
    return forms.CharField(label=label, max_length=most, validators=[no_control_characters], widget=widget, **kwargs)


class NoteForm(forms.Form):
    note = text_box(
        gettext_lazy("Note"),
        MOST_OF_A_NOTE,
        help_text=gettext_lazy("What has to change. Those who wrote the pages see it above their forms."),
    )


@admin.action(description=gettext_lazy("Return from review"), permissions=["publish"])
def send_back(model_admin, request, queryset):
    form = NoteForm(request.POST if "apply" in request.POST else None)
    if form.is_bound and form.is_valid():
        count = each(model_admin, request, queryset, workflow.send_back, text=form.cleaned_data["note"])
        told(model_admin, request, ngettext("%(count)d page returned.", "%(count)d pages returned.", count), count)
        return None
    context = {
        "title": _("Return from review"),
        "help": _("The same note goes with every page of the list below that is in review."),
        "form": form,
        "occupations": queryset.order_by("code"),
        "action": "send_back",
        "button": _("Return with the note"),
    }
    return render(model_admin, request, "ask", context)


class ClusterForm(forms.ModelForm):
    """One cluster and its reason in every language, for all the chosen occupations."""

    class Meta:
        model = ClusterOverride
        fields = ["cluster", *(f"reason_{language}" for language in HTML_LANGUAGES)]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for language, tag in HTML_LANGUAGES.items():
            name = f"reason_{language}"
            label = f"{_('Reason')} · {TitleLanguage(language.replace('_', '-')).label}"
            help_text = self.fields[name].help_text
            self.fields[name] = text_box(label, MOST_OF_A_REASON, help_text=help_text, attrs={"lang": tag})


@admin.action(description=gettext_lazy("Assign an AI cluster"), permissions=["publish"])
def assign_cluster(model_admin, request, queryset):
    form = ClusterForm(request.POST if "apply" in request.POST else None)
    occupations = queryset.select_related("country", "cluster_override__cluster", "card__cluster").order_by("code")
    if form.is_bound and form.is_valid():
        count = set_cluster(model_admin, request, list(occupations), form.cleaned_data)
        text = ngettext("Cluster of %(count)d page set.", "Cluster of %(count)d pages set.", count)
        told(model_admin, request, f"{text} {_('The scores have been computed again.')}" if count else text, count)
        return None
    context = {
        "title": _("Assign an AI cluster"),
        "help": _(
            "The cluster and its reason show at once, and the scores are computed again. "
            "A reason that is there already is replaced."
        ),
        "form": form,
        "occupations": occupations,
        "shows_clusters": True,
        "action": "assign_cluster",
        "button": _("Assign the cluster"),
    }
    return render(model_admin, request, "ask", context)


@transaction.atomic
def set_cluster(model_admin, request, occupations: list[Occupation], wanted: dict) -> int:
    """Set it where it is not set so already; the scores once, when all are written."""
    set_so = ClusterOverride.objects.filter(**wanted).values_list("occupation", flat=True)
    changing = {page.pk for page in occupations} - set(set_so)
    with workflow.page_edits(list(changing), request.user, "cluster", at_once=True) as pages:
        for page in pages.values():
            row, created = ClusterOverride.objects.update_or_create(occupation=page, defaults=wanted)
            change = {"name": name_of(row), "object": str(row.cluster)}
            change |= {} if created else {"fields": ["AI cluster", "reason"]}
            model_admin.log_change(request, page, [{"added" if created else "changed": change}])
    for code in sorted({page.country.code for page in pages.values()}):
        recompute(code)
    return len(pages)


# Merging alternate titles -------------------------------------------------------------------------


class MergeTitles:
    """For the admin of alternate titles: of two that mean the same, one goes."""

    actions = ["merge_titles"]

    def get_actions(self, request):
        # Rows are deleted on their page, where the history sees it; Django's own action would pass it by.
        return {name: action for name, action in super().get_actions(request).items() if name == "merge_titles"}

    def has_merge_permission(self, request):
        may = request.user.has_perm
        return may("occupations.change_occupation") and may("occupations.delete_alternatetitle")

    @admin.action(description=gettext_lazy("Merge two titles"), permissions=["merge"])
    def merge_titles(self, request, queryset):
        titles = list(queryset.select_related("occupation").order_by("occupation__code", "pk"))
        if problem := merge_problem(titles):
            self.message_user(request, problem, messages.ERROR)
            return None
        kept = next((title for title in titles if str(title.pk) == request.POST.get("keep")), None)
        if "apply" in request.POST and kept:
            self.merge(request, kept, next(title for title in titles if title != kept))
            return None
        if "apply" in request.POST:
            self.message_user(request, _("Choose the title to keep."), messages.ERROR)
        rows = [(title, seen(title)) for title in titles]
        context = {"title": _("Merge two alternate titles"), "rows": rows, "action": "merge_titles"}
        return render(self, request, "merge", context)

    def merge(self, request, kept: AlternateTitle, other: AlternateTitle):
        with transaction.atomic():
            # Both pages, in one order for everybody who merges.
            for pk in sorted({kept.occupation_id, other.occupation_id}):
                workflow.lock(pk)
            now = {seen(row) for row in AlternateTitle.objects.filter(pk__in=[kept.pk, other.pk])}
            if now != {seen(kept), seen(other)} or now != set(request.POST.getlist("seen")):
                text = _("One of the two titles was changed since the page was opened. Nothing was merged.")
                self.message_user(request, text, messages.ERROR)
                return
            with workflow.page_edit(other.occupation_id, request.user, "merge") as page:
                other.delete()
            self.log_change(request, page, [{"deleted": {"name": name_of(other), "object": other.text}}])
        text = _(
            "“%(kept)s” stays with %(page)s; “%(gone)s” is taken off %(other)s, which is a draft until it is published."
        )
        names = {"kept": kept, "page": kept.occupation, "gone": other.text, "other": page}
        self.message_user(request, text % names, messages.SUCCESS)


def merge_problem(titles: list[AlternateTitle]) -> str:
    if len(titles) != 2:
        return _("Choose two titles to merge.")
    if titles[0].language != titles[1].language:
        return _("Titles in different languages cannot be merged.")
    return ""


def seen(title: AlternateTitle) -> str:
    """The title as the page showed it, to tell whether it changed since."""
    return f"{title.pk}:{replacing.digest(f'{title.occupation_id}:{title.language}:{title.text}')}"
