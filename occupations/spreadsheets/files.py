"""Sheets as files. What cannot be read says so in a sentence; nothing here knows what the columns mean."""

import csv
import io
import warnings
import zipfile

import tablib
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.formats import base_formats
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from .cells import LONGEST, Unusable

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 60 * 1024 * 1024
MAX_ROWS = 10_000
MAX_COLUMNS = 40
FORMULA = gettext_lazy("The cell holds a formula. Copy the column and paste it as values.")
FAULT = gettext_lazy("The cell holds an error of a formula.")
# The first bytes of xls files, and of xlsx files with a password.
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class SheetError(Exception):
    """Why a file is refused: problems as (row, column, sentence); row and column empty where none is to blame."""

    def __init__(self, *problems: tuple):
        self.problems = list(problems)
        super().__init__(" ".join(problem[2] for problem in problems))


def refuse(sentence: str, row="", column=""):
    raise SheetError((row, column, sentence))


def dataset_of(rows: list[list]) -> tablib.Dataset:
    """Rows of any length as a table; the first gives the heads. Empty rows keep their place, except at the end."""
    for row in rows:
        while row and row[-1] in (None, ""):
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    if not rows:
        refuse(_("The file is empty."))
    if len(rows) == 1:
        refuse(_("There are no rows below the heads of the columns."))
    if len(rows) > MAX_ROWS + 1:
        refuse(_("The file has more than %(count)d rows. Import it in parts.") % {"count": MAX_ROWS}, row=MAX_ROWS + 2)
    width = max(map(len, rows))
    if width > MAX_COLUMNS:
        refuse(_("The file has more than %(count)d columns.") % {"count": MAX_COLUMNS}, row=1)
    table = tablib.Dataset()
    table.headers, *body = [[*row, *[None] * (width - len(row))] for row in rows]
    for row in body:
        table.append(row)
    return table


class Xlsx(base_formats.XLSX):
    def get_title(self):
        return _("Excel (.xlsx)")

    def create_dataset(self, in_stream):
        if in_stream.startswith(OLD_EXCEL):
            refuse(_("This is an Excel file of the old kind or with a password. Save it as .xlsx without one."))
        try:
            with zipfile.ZipFile(io.BytesIO(in_stream)) as parts:
                unpacked = sum(part.file_size for part in parts.infolist())
        except zipfile.BadZipFile:
            refuse(_("This is not an Excel file, whatever its name says."))
        if unpacked > MAX_UNPACKED_BYTES:
            refuse(_("The file is too large once it is unpacked."))
        # openpyxl warns of what it leaves out: colours, lists of values.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(in_stream), read_only=True)
            if not book.worksheets:
                refuse(_("The file has no sheet with cells."))
            sheet = book.worksheets[0]
            # Files state their size, not always truly.
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS + 1)
            return dataset_of([[self.value_of(cell) for cell in row] for row in rows])

    def value_of(self, cell):
        if cell.data_type == "f":
            return Unusable(FORMULA)
        return Unusable(FAULT) if cell.data_type == "e" else cell.value

    def export_data(self, dataset, **kwargs):
        """Every text as text: a code such as 11-2021 stays one when somebody types it again."""
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Data")
        sheet.freeze_panes = "A2"
        texts = [any(isinstance(value, str) and len(value) > 40 for value in column) for column in columns_of(dataset)]
        for number, is_long in enumerate(texts, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = 60 if is_long else 18
        sheet.append([self.cell(sheet, name, font=Font(bold=True)) for name in dataset.headers])
        for row in dataset:
            sheet.append(
                [self.cell(sheet, value, alignment=Alignment(wrap_text=True, vertical="top")) for value in row]
            )
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def cell(self, sheet, value, **style):
        if isinstance(value, str) and len(value) > LONGEST:
            # Shown by the library's export page.
            raise ValueError(_("A text is longer than a cell of Excel can be. Export as CSV."))
        cell = WriteOnlyCell(sheet, value)
        for name, part in style.items():
            setattr(cell, name, part)
        if isinstance(value, str):
            cell.data_type, cell.number_format = "s", "@"
        return cell


def columns_of(dataset) -> list[list]:
    return [list(column) for column in zip(*dataset, strict=True)] or [[] for _head in dataset.headers]


class Csv(base_formats.CSV):
    CONTENT_TYPE = "text/csv; charset=utf-8"

    def get_title(self):
        return _("CSV (UTF-8)")

    def export_data(self, dataset, **kwargs):
        return dataset.export("csv", **kwargs)

    def create_dataset(self, in_stream):
        text = decoded(in_stream)
        head = text.partition("\n")[0]
        # Excel writes what the region of the computer says; its “Unicode text” has tabs.
        delimiter = max(",;\t", key=head.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows = []
        try:
            for row in reader:
                rows.append(row)
                if len(rows) > MAX_ROWS + 1:
                    break
        except csv.Error:
            refuse(_("A quotation mark is open or in the wrong place, or a cell is too long."), row=len(rows) + 1)
        return dataset_of(rows)


def decoded(data: bytes) -> str:
    """CSV as text: UTF-8, or UTF-16 that says so."""
    coding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(coding)
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        refuse(not_unicode(data), row=row)
    if "\0" in text:
        refuse(_("This is not a CSV file, whatever its name says."), row=text[: text.index("\0")].count("\n") + 1)
    return text


def not_unicode(data: bytes) -> str:
    if b"\0" in data:
        return _("This is not a CSV file, whatever its name says.")
    try:
        data.decode("cp950")
    except UnicodeDecodeError:
        return _("The file is not in UTF-8. In Excel, save it as “CSV UTF-8”.")
    return _(
        "The file is in Big5, which lacks many characters: Excel has replaced them with question marks. "
        "Save it as “CSV UTF-8”."
    )


FORMATS = [Xlsx, Csv]


def format_of(name: str) -> int | None:
    """The place in FORMATS of the format a file name promises."""
    ending = name.rpartition(".")[2].lower()
    return {"xlsx": 0, "csv": 1, "txt": 1, "tsv": 1}.get(ending)
