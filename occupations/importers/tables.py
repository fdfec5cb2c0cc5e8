"""Read tables from workbooks and text files, every cell with its place for the error message."""

import csv
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import openpyxl

from .base import ImportProblem

# The largest sheet read here has 61,530 rows; more than this is not one of the files we know.
MAX_ROWS = 250_000
HEADER_WITHIN = 10
# PositiveIntegerField on PostgreSQL.
LARGEST_WHOLE = 2_147_483_647
LONGEST_TITLE = 160
NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?([eE][+-]?\d+)?")
EP_CODE = re.compile(r"\d{2}-\d{4}")
ONET_CODE = re.compile(r"\d{2}-\d{4}\.\d{2}")
# Whatever zip, XML and openpyxl raise on a broken workbook; RuntimeError is an encrypted one.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    SyntaxError,
    OSError,
    RuntimeError,
    AttributeError,
    struct.error,
)


class Row:
    """One data row. Every accessor names file, sheet, row and column when the cell is not what it should be."""

    __slots__ = ("number", "table", "values")

    def __init__(self, table: "Table", number: int, values: tuple):
        self.table, self.number, self.values = table, number, values

    def problem(self, column: str, message: str) -> ImportProblem:
        return ImportProblem(self.table.file, self.table.sheet, self.number, self.table.printed[column], message)

    def text(self, column: str) -> str:
        """The cell as stripped text; empty for an empty cell and for the “n/a” of O*NET's text files."""
        value = self.values[self.table.columns[column]]
        if value is None:
            return ""
        value = str(value).strip()
        return "" if value == "n/a" else value

    def required(self, column: str, longest: int = 250) -> str:
        value = self.text(column)
        if not value:
            raise self.problem(column, "the cell is empty")
        if len(value) > longest:
            raise self.problem(column, f"“{value[:40]}…” is longer than {longest} characters")
        return value

    def code(self, column: str, shape: re.Pattern) -> str:
        value = self.required(column)
        if not shape.fullmatch(value):
            example = "11-1011" if shape is EP_CODE else "11-1011.00"
            raise self.problem(column, f"“{value}” is not an occupation code like {example}")
        return value

    def number_or_mark(self, column: str, marks: tuple[str, ...] = ()) -> tuple[float | None, str]:
        """The number, or None with the publisher's mark that stands in its place."""
        value = self.values[self.table.columns[column]]
        if isinstance(value, int | float) and not isinstance(value, bool):
            result = float(value)
        else:
            text = "" if value is None else str(value).strip()
            if text in marks:
                return None, text
            if not text:
                raise self.problem(column, "the cell is empty, a number belongs here")
            if not NUMBER.fullmatch(text):
                raise self.problem(column, f"“{text[:40]}” is not a number")
            result = float(text.replace(",", ""))
        if not math.isfinite(result):
            raise self.problem(column, f"“{value}” is not a number")
        return result, ""

    def number_between(self, column: str, low: float, high: float) -> float:
        value, _mark = self.number_or_mark(column)
        if not low <= value <= high:
            raise self.problem(column, f"{value:g} is outside {low:g} to {high:g}")
        return value

    def checked(self, column: str, value: float | None, largest: int = LARGEST_WHOLE) -> float | None:
        """A quantity that is neither negative nor too large to store."""
        if value is not None and not 0 <= value <= largest:
            raise self.problem(column, f"{value:,.10g} is {'negative' if value < 0 else 'too large'}")
        return value

    def whole(self, column: str, value: float | None) -> int | None:
        if self.checked(column, value) is None:
            return None
        if value != int(value):
            raise self.problem(column, f"{value:g} is not a whole number")
        return int(value)

    def flag(self, column: str) -> bool:
        """TRUE or empty, as BLS prints them."""
        text = self.text(column).upper()
        if text not in ("", "TRUE", "FALSE"):
            raise self.problem(column, f"“{text[:40]}” is neither TRUE nor empty")
        return text == "TRUE"


def decimal(value: float, places: int) -> Decimal:
    """The printed number, free of binary dust."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-places))


class Table:
    """A header row that was found, and the rows below it. `columns`: our key → position."""

    def __init__(
        self, file: str, sheet: str, wanted: Mapping[str, str | re.Pattern], lines: Iterator[tuple[int, tuple]]
    ):
        self.file, self.sheet, self.lines = file, sheet, lines
        self.above: list[str] = []
        self.header_row, header = self._find_header(wanted)
        self.width = len(header)
        self.columns, self.printed = {}, {}
        for key, pattern in wanted.items():
            self._place(key, pattern, header)

    def _find_header(self, wanted) -> tuple[int, list[str]]:
        """The first row that holds any column we want and more than one text; a title above it is kept."""
        for number, values in self.lines:
            texts = [" ".join(str(value).split()) if value is not None else "" for value in values]
            named = sum(1 for text in texts if text and any(matches(pattern, text) for pattern in wanted.values()))
            if named >= min(2, len(wanted)):
                while texts and not texts[-1]:
                    texts.pop()
                return number, texts
            self.above.extend(text for text in texts if text)
            if number >= HEADER_WITHIN:
                break
        names = ", ".join(f"“{readable(pattern)}”" for pattern in list(wanted.values())[:4])
        text = (
            "this is not an Excel workbook; read as text it has "
            if self.file.endswith(".xlsx") and not self.sheet
            else ""
        )
        raise self.problem(f"{text}no header with the columns {names} in the first {HEADER_WITHIN} rows")

    def _place(self, key: str, pattern, header: list[str]):
        found = [position for position, text in enumerate(header) if text and matches(pattern, text)]
        if len(found) != 1:
            what = "the column is missing" if not found else f"the column is there {len(found)} times"
            raise ImportProblem(self.file, self.sheet, self.header_row, readable(pattern), what)
        self.columns[key], self.printed[key] = found[0], header[found[0]]

    def __iter__(self) -> Iterator[Row]:
        for number, values in self.lines:
            if number > MAX_ROWS:
                raise self.problem(f"more than {MAX_ROWS:,} rows; this is not the publisher's file", number)
            if len(values) < self.width:
                values = (*values, *(None,) * (self.width - len(values)))
            if any(value is not None and value != "" for value in values):
                yield Row(self, number, values)

    def problem(self, message: str, row: int | None = None) -> ImportProblem:
        return ImportProblem(self.file, self.sheet, row, "", message)


def matches(pattern: str | re.Pattern, text: str):
    """A name is compared without regard to case, a pattern must fit the whole header."""
    return pattern.fullmatch(text) if isinstance(pattern, re.Pattern) else text.lower() == pattern.lower()


def readable(pattern: str | re.Pattern) -> str:
    """A column's name as a person would look for it; YYYY stands for a year."""
    if isinstance(pattern, str):
        return pattern
    text = re.sub(r"\(\?:\d{4}\|(\d{2})\)", r"\1", pattern.pattern)
    for regex, plain in (
        ("(?P<year>", ""),
        (r"(\[\d+\])?", ""),
        ("[–-]", "–"),
        (r"\d{4})", "YYYY"),
        (r"\d{4}", "YYYY"),
    ):
        text = text.replace(regex, plain)
    return text.replace(r"\d{2,4}", "YY")


class Workbook:
    """An Excel workbook. Sheets are read once, row by row."""

    def __init__(self, path: Path):
        self.path, self.file = path, path.name
        # As a stream: given a path, openpyxl goes by the extension.
        self.stream = path.open("rb")
        try:
            self.book = openpyxl.load_workbook(self.stream, read_only=True, data_only=True)
        except UNREADABLE as error:
            self.stream.close()
            raise self._unreadable(error) from error
        self.sheets = list(self.book.sheetnames)

    def _unreadable(self, error: Exception, sheet: str = "") -> ImportProblem:
        reason = f"cannot be read as an Excel workbook ({type(error).__name__}); it may be cut short. Download it again"
        return ImportProblem(self.file, sheet, None, "", reason)

    def lines(self, sheet: str) -> Iterator[tuple[int, tuple]]:
        try:
            worksheet = self.book[sheet]
            # Some writers store a wrong size, which would hide rows.
            worksheet.reset_dimensions()
            yield from enumerate(worksheet.iter_rows(values_only=True), 1)
        except UNREADABLE as error:
            raise self._unreadable(error, sheet) from error

    def close(self):
        self.book.close()
        self.stream.close()


class TextFile:
    """A comma-separated or tab-delimited file, seen as a workbook with one nameless sheet."""

    def __init__(self, path: Path, start: bytes):
        self.path, self.file, self.sheets = path, path.name, [""]
        self._refuse_other_formats(start)
        text = self._decode()
        self.delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
        self.content = text.splitlines(keepends=True)

    def _problem(self, message: str, row: int | None = None) -> ImportProblem:
        return ImportProblem(self.file, "", row, "", message)

    def _refuse_other_formats(self, start: bytes):
        if not start.strip():
            raise self._problem("the file is empty")
        if start.startswith(b"\xd0\xcf\x11\xe0"):
            raise self._problem("this is an old .xls or a password-protected workbook; save it as .xlsx")
        if start.lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml")):
            raise self._problem("this is a web page, not a data file; the download went wrong")
        if start.startswith(b"version https://git-lfs"):
            raise self._problem("this is a Git LFS pointer, not the file itself; run git lfs pull")

    def _decode(self) -> str:
        data = self.path.read_bytes()
        if b"\0" in data:
            raise self._problem("neither an Excel workbook nor text in UTF-8")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            row = data.count(b"\n", 0, error.start) + 1
            raise self._problem(f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8", row) from error

    def lines(self, sheet: str) -> Iterator[tuple[int, tuple]]:
        # O*NET's text files print quotation marks as they are.
        quoting = csv.QUOTE_NONE if self.delimiter == "\t" else csv.QUOTE_MINIMAL
        reader = csv.reader(self.content, delimiter=self.delimiter, quoting=quoting, strict=True)
        width = None
        try:
            for values in reader:
                if not values:
                    continue
                width = width or len(values)
                if len(values) != width:
                    raise self._problem(f"cells: {len(values)}, but the header has {width}", reader.line_num)
                yield reader.line_num, tuple(values)
        except csv.Error as error:
            raise self._problem(f"not a well-formed table: {error}", reader.line_num) from error

    def close(self):
        self.content = []


@contextmanager
def open_book(path: Path):
    """A workbook or text file, told apart by its first bytes: a file may carry the wrong extension."""
    try:
        with path.open("rb") as stream:
            start = stream.read(512)
        book = Workbook(path) if start.startswith(b"PK") else TextFile(path, start)
    except OSError as error:
        raise ImportProblem(path.name, "", None, "", f"cannot be read: {error.strerror or error}") from error
    try:
        yield book
    finally:
        book.close()


def read_table(book, sheet: str | re.Pattern | None, wanted: Mapping[str, str | re.Pattern]) -> Table:
    """The table on a sheet given by name or pattern; None means the first sheet."""
    if sheet is None or book.sheets == [""]:
        name = book.sheets[0]
    else:
        found = [title for title in book.sheets if matches(sheet, title)]
        if not found:
            there = ", ".join(f"“{title}”" for title in book.sheets)
            raise ImportProblem(
                book.file, "", None, "", f"there is no sheet “{readable(sheet)}”; the workbook has {there}"
            )
        name = found[0]
    return Table(book.file, name, wanted, book.lines(name))
