"""Import and export in the lists of the desk: django-import-export, its two steps bound to what was previewed."""

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.forms.models import modelform_factory
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm, ImportForm
from import_export.tmp_storages import BaseStorage
from tablib import Dataset

from .. import history
from ..content.lengths import LONGEST_TEXT
from ..models import Occupation
from ..spreadsheets.cells import KEEP
from ..spreadsheets.files import FORMATS, MAX_BYTES, MAX_ROWS, SheetError, format_of
from ..spreadsheets.resources import MAX_CHANGED
from .forms import DeskForm

SALT = "occupations.desk.sheet"
MAX_AGE_S = 24 * 3600
# The confirmation sends the plan back; Django takes no longer form.
MAX_PLAN_CHARS = 4 * 1024 * 1024


class InMemory(BaseStorage):
    """Nothing of a file is kept between the steps: what the preview showed travels, signed, with its form."""

    def save(self, data):
        self.data = data

    def read(self):
        return self.data


class UploadForm(ImportForm):
    """The file; its name says the format, and each list has one sheet."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.planned = []
        del self.fields["resource"], self.fields["format"]
        self.fields["import_file"].label = _("File to import")
        self.fields["import_file"].widget = forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"})
        self.fields["import_file"].help_text = _("Excel (.xlsx) or CSV in UTF-8, at most %(size)d MB.") % {
            "size": MAX_BYTES // 1024**2
        }

    @property
    def media(self):
        # The library's script guesses the format, which the name says.
        return forms.Media()

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        if format_of(file.name) is None:
            self.refuse(file, _("Choose a file that ends in .xlsx or .csv."))
        if file.size > MAX_BYTES:
            size = MAX_BYTES // 1024**2
            self.refuse(file, _("The file is larger than %(size)d MB. Import it in parts.") % {"size": size})
        return file

    def refuse(self, file, sentence: str):
        raise ValidationError(in_file(file.name, SheetError(("", "", sentence))))

    def clean(self):
        cleaned = super().clean()
        if file := cleaned.get("import_file"):
            cleaned["format"] = str(format_of(file.name))
        return cleaned


class DownloadForm(ExportForm):
    """The kind of file; each list has one sheet."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["resource"]
        self.fields["format"].label = _("Format")
        self.fields["format"].initial = "0"


class ConfirmForm(forms.Form):
    """What the preview showed, for the one who saw it."""

    plan = forms.CharField(widget=forms.HiddenInput)


def in_file(name: str, error: SheetError) -> list[str]:
    """The problems of a file as sentences that say where."""
    sentences = []
    for row, column, sentence in error.problems:
        place = [name]
        place += [_("row %(row)s") % {"row": row}] if row else []
        place += [_("column %(column)s") % {"column": column}] if column else []
        sentences.append(_("%(place)s: %(problem)s") % {"place": ", ".join(place), "problem": sentence})
    return sentences


class SheetForm(DeskForm):
    """A row of a sheet: the rules of the desk, and all of the database's, also on columns that are not in the sheet."""

    may_be_empty = ("summary",)


def form_field(field, **kwargs):
    if isinstance(field, models.URLField):
        kwargs["assume_scheme"] = "https"
    if isinstance(field, models.DateField):
        # Whatever the reader's language: which number is the month is never guessed.
        kwargs["input_formats"] = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"]
    if isinstance(field, models.TextField):
        kwargs["max_length"] = LONGEST_TEXT
    form_field = field.formfield(**kwargs)
    if hasattr(field, "language"):
        form_field.required = False
    if field.choices:
        known = ", ".join(str(value) for value, _label in field.choices)
        text = _("“%(value)s” is unknown here. Write one of: %(known)s.")
        form_field.error_messages["invalid_choice"] = text.replace("%(known)s", known)
    return form_field


class Spreadsheets(ImportExportMixin):
    """For the admin of a list: name the sheet in `resource_classes`."""

    formats = FORMATS
    to_encoding = "utf-8-sig"
    tmp_storage_class = InMemory
    import_form_class = UploadForm
    confirm_form_class = ConfirmForm
    export_form_class = DownloadForm
    import_template_name = "admin/spreadsheets/import.html"
    export_template_name = "admin/spreadsheets/export.html"
    import_export_change_list_template = "admin/spreadsheets/change_list.html"

    def has_export_permission(self, request):
        return self.has_view_or_change_permission(request)

    def has_import_permission(self, request):
        return request.user.has_perm("occupations.import_spreadsheets") and self.has_view_or_change_permission(request)

    # Export

    def export_action(self, request):
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            messages.error(request, _("The filters in the address are not known. Choose them in the list."))
            return HttpResponseRedirect(self.list_address())

    def init_request_context_data(self, request, form):
        context = super().init_request_context_data(request, form)
        counts = {"count": self.get_export_queryset(request).count(), "all_count": self.model._default_manager.count()}
        return context | counts | {"list_url": self.list_address()}

    def list_address(self) -> str:
        return reverse("admin:{}_{}_changelist".format(*self.get_model_info()), current_app=self.admin_site.name)

    # Import, first step

    def get_import_context_data(self, **kwargs):
        sheet = self.resource_classes[0]
        return {
            "explained": sheet.explained(),
            "adds_rows": sheet.adds_rows,
            "limits": {"rows": MAX_ROWS, "changed": MAX_CHANGED},
            "list_url": self.list_address(),
            "before_label": _("Now"),
            "after_label": _("After the import"),
        }

    def import_action(self, request, **kwargs):
        response = super().import_action(request, **kwargs)
        result, form = response.context_data.get("result"), response.context_data["form"]
        if result and "confirm_form" in response.context_data:
            response.context_data["file_name"] = form.cleaned_data["import_file"].name
            response.context_data |= self.previewed(result, response.context_data["confirm_form"])
        elif result:
            response.context_data |= {"problems": result.problems, "file_name": form.cleaned_data["import_file"].name}
        return response

    def previewed(self, result, confirm_form) -> dict:
        """The preview; nothing to confirm where nothing would change, or more than a form can carry."""
        context = {"changes": result.changes, "page_count": result.pages, "totals": result.totals}
        if not result.changes:
            return context | {"confirm_form": None}
        if len(confirm_form.initial["plan"]) > MAX_PLAN_CHARS:
            text = _("The file changes too much text at once. Import it in parts.")
            return {"confirm_form": None, "problems": [{"message": text}]}
        return context

    def add_data_read_fail_error_to_form(self, form, e):
        name = form.cleaned_data["import_file"].name
        error = e if isinstance(e, SheetError) else SheetError(("", "", _("The file is damaged or not of this kind.")))
        form.add_error("import_file", in_file(name, error))

    def get_import_resource_kwargs(self, request, form=None, **kwargs):
        sheet = self.resource_classes[0]
        form_class = modelform_factory(
            self.model, form=SheetForm, fields=sheet.columns(), formfield_callback=form_field
        )
        return {"form_class": form_class, "planned": getattr(form, "planned", None), **kwargs}

    def get_confirm_form_initial(self, request, import_form):
        if import_form is None:
            return {}
        return {"plan": self.sealed(request, import_form.cleaned_data["import_file"].name, import_form.planned)}

    def sealed(self, request, file_name: str, planned: list[dict]) -> str:
        plan = {"user": request.user.pk, "model": self.opts.label, "file": file_name, "rows": planned}
        return signing.dumps(plan, salt=SALT, compress=True)

    # Import, second step

    @method_decorator(require_POST)
    def process_import(self, request, **kwargs):
        """Write what the preview showed, onto what is there now; show it afresh if that has changed."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        plan = self.unsealed(request)
        if plan is None:
            messages.error(request, _("This preview has expired or is not yours. Choose the file again."))
            return HttpResponseRedirect(self.import_address())
        result = self.run(request, plan, dry_run=False)
        if not (result.has_errors() or result.has_validation_errors()):
            return self.process_result(result, request, plan)
        again = []
        result = self.run(request, plan, dry_run=True, planned=again)
        context = self.admin_site.each_context(request) | self.get_import_context_data()
        form = self.import_form_class(self.get_import_formats(), self.resource_classes)
        context |= {"title": _("Import"), "opts": self.opts, "file_name": plan["file"], "form": form}
        if result.has_errors() or result.has_validation_errors():
            context["problems"] = result.problems
        else:
            confirm_form = self.confirm_form_class(initial={"plan": self.sealed(request, plan["file"], again)})
            context |= {"confirm_form": confirm_form, "changed_since": True} | self.previewed(result, confirm_form)
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.import_template_name, context)

    def unsealed(self, request) -> dict | None:
        try:
            plan = signing.loads(request.POST.get("plan", ""), salt=SALT, max_age=MAX_AGE_S)
        except signing.BadSignature:
            return None
        return plan if (plan["user"], plan["model"]) == (request.user.pk, self.opts.label) else None

    def run(self, request, plan: dict, dry_run: bool, planned=None):
        sheet = self.resource_classes[0]
        heads = list(sheet._meta.fields)
        rows = [{"country": row["country"], "code": row["code"], **row["cells"]} for row in plan["rows"]]
        dataset = Dataset(*[[row.get(name, KEEP) for name in heads] for row in rows], headers=heads)
        options = self.get_import_resource_kwargs(request)
        if not dry_run:
            options["expected"] = {row["row"]: row for row in plan["rows"]}
        return sheet(**options | {"planned": planned}).import_data(
            dataset,
            dry_run=dry_run,
            use_transactions=True,
            rollback_on_validation_errors=True,
            user=request.user,
            numbers=[row["row"] for row in plan["rows"]],
        )

    def import_address(self) -> str:
        return reverse("admin:{}_{}_import".format(*self.get_model_info()), current_app=self.admin_site.name)

    def process_result(self, result, request, plan):
        """Say it, and keep it in the log of each page."""
        pages = Occupation.objects.filter(pk__in=result.written)
        message = f"{history.COMMENTS['import']}: {plan['file']}"
        LogEntry.objects.log_actions(request.user.pk, pages, CHANGE, change_message=message)
        count = len(result.written)
        text = ngettext(
            "%(file)s: imported, %(count)d page is a draft now. Visitors see it once it is published.",
            "%(file)s: imported, %(count)d pages are drafts now. Visitors see them once they are published.",
            count,
        )
        messages.success(request, text % {"file": plan["file"], "count": count})
        return HttpResponseRedirect(self.list_address())
