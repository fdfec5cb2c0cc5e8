"""What the admin classes share."""

import json

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import TextField, URLField
from django.forms import Textarea
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from ..choices import TitleLanguage
from ..content.lengths import LENGTHS
from .forms import DeskForm, ListFormSet, Prose, RowForm, RowFormSet

HTML_LANGUAGES = {"zh_hant": "zh-Hant", "en": "en"}
# Longer fields are typed into a box of several lines.
ONE_LINE = 200


def side_by_side(*names):
    """Rows of a fieldset: side_by_side("title") is (("title_zh_hant", "title_en"),)."""
    return tuple(tuple(f"{name}_{language}" for language in HTML_LANGUAGES) for name in names)


def columns(name, verbose_name=None):
    """Two columns of a list, one a language, headed “Title · Chinese” or, without a name, “Chinese”."""

    def column(language):
        attribute = f"{name}_{language.value.replace('-', '_')}"
        heading = format_lazy("{} · {}", capfirst(verbose_name), language.label) if verbose_name else language.label

        @admin.display(description=heading, ordering=attribute)
        def display(row):
            return getattr(row, attribute)

        return display

    return [column(language) for language in TitleLanguage]


def plain_select(field):
    """Take the add, change and view links off a drop-down list of few fixed values."""
    widget = field.widget
    widget.can_add_related = widget.can_change_related = widget.can_view_related = widget.can_delete_related = False
    return field


def may_publish(request) -> bool:
    return request.user.has_perm("occupations.publish_occupation")


class DeskMedia:
    class Media:
        css = {"all": ["admin_desk/desk.css"]}
        js = ["admin_desk/desk.js"]


class BilingualFields(DeskMedia):
    """Labels, languages and sizes of translated fields. No language is compulsory: DeskForm asks for one of the two."""

    text_rows = 3

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        elif isinstance(db_field, TextField):
            kwargs["form_class"] = Prose
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is None:
            return None
        if (db_field.max_length or 0) > ONE_LINE and hasattr(db_field, "language"):
            field.widget = Textarea(attrs={"maxlength": db_field.max_length, "class": "vLargeTextField"})
        if isinstance(field.widget, Textarea):
            field.widget.attrs |= {"rows": 2 if db_field.max_length else self.text_rows}
        if hasattr(db_field, "language"):
            field.required = False
            name = capfirst(db_field.translated_field.verbose_name)
            field.label = format_lazy("{} · {}", name, TitleLanguage(db_field.language).label)
            field.widget.attrs["lang"] = HTML_LANGUAGES[db_field.language.replace("-", "_")]
            if bounds := LENGTHS.get(f"{self.model._meta.model_name}.{db_field.translated_field.name}"):
                least, most = bounds[list(HTML_LANGUAGES).index(db_field.language.replace("-", "_"))]
                field.widget.attrs["data-length"] = f"{least}-{most}"
        return field


class BilingualAdmin(BilingualFields, TranslationAdmin):
    form = DeskForm

    def save_model(self, request, obj, form, change):
        if not change:
            return super().save_model(request, obj, form, change)
        # Columns this form did not touch belong to whoever saves them: importers, another editor.
        columns = {field.name for field in self.opts.concrete_fields}
        if changed := [name for name in form.changed_data if name in columns]:
            obj.save(update_fields=changed)
        return None


class BilingualInline(BilingualFields, TranslationStackedInline):
    form = DeskForm
    formset = ListFormSet
    extra = 0
    # Which tab of the occupation page the inline belongs to.
    tab = ""

    def get_extra(self, request, obj=None, **kwargs):
        # Without a script nothing adds a row: the address asks for one in each list.
        return 1 if "rows" in request.GET else self.extra

    def get_formset(self, request, obj=None, **kwargs):
        # Where nobody may add rows Django's maximum is none, which the rows that are there already exceed.
        return super().get_formset(request, obj, **{"validate_max": self.has_add_permission(request, obj)} | kwargs)


class OrderedInline(BilingualInline):
    """Rows of an occupation in the editor's order."""

    form = RowForm
    formset = RowFormSet
    classes = ["desk-rows"]

    @admin.display(description=_("Order"))
    def order(self, row):
        return row.position


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that programs write. Editors look."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class RowAdmin(admin.ModelAdmin):
    """A list across occupations of rows that are edited on the occupation's page: a click leads there."""

    tab = ""
    actions = None
    list_per_page = 50
    list_select_related = ["occupation"]
    search_fields = ["occupation__code", "occupation__title_zh_hant", "occupation__title_en"]

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        # On its page a row is deleted as part of a draft.
        return False

    def tab_of(self, row):
        return self.tab

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        page = reverse(
            "admin:occupations_occupation_change", args=[row.occupation_id], current_app=self.admin_site.name
        )
        return HttpResponseRedirect(f"{page}#tab-{self.tab_of(row)}")


def json_field(name, description):
    """A read-only display of a JSON field, indented."""

    @admin.display(description=description)
    def display(model_admin, row):
        return format_html(
            '<pre class="desk-json">{}</pre>', json.dumps(getattr(row, name), indent=1, ensure_ascii=False)
        )

    display.__name__ = f"{name}_shown"
    return display
