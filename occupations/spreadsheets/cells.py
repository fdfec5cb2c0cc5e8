"""A text as the cell of a sheet, and back. Writing and reading a text gives the text again."""

import datetime
import hashlib
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

# A program would run a cell that begins so; full-width signs count in Chinese and Japanese ones. Behind an
# apostrophe it is text. A text that begins with apostrophes and such a sign gets one more.
RUNS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
QUOTED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
# What no XML file may hold.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST = 32_767


class Keep:
    """Stands in a cell whose value stays whatever it is by then."""


KEEP = Keep()


@dataclass(frozen=True)
class Unusable:
    """A cell that holds something else than a value, and why it cannot be taken."""

    reason: Promise


def legible(value) -> str:
    """A stored value as text that every format can hold."""
    return ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", "" if value is None else str(value))


def written(value):
    """A stored value as a cell: numbers and dates as they are, text that nothing runs."""
    if value is None or isinstance(value, int | datetime.date):
        return value
    text = legible(value)
    return f"'{text}" if RUNS.match(text) else text


def read(cell, is_date: bool = False):
    """A cell as somebody would have typed it into the form."""
    if isinstance(cell, Keep):
        return cell
    if isinstance(cell, Unusable):
        raise ValidationError(str(cell.reason))
    if cell is None:
        return ""
    if isinstance(cell, bool):
        raise ValidationError(_("The cell holds a truth value (TRUE or FALSE). Format it as text."))
    if isinstance(cell, datetime.datetime):
        cell = cell.date()
    if isinstance(cell, datetime.date):
        if is_date:
            return cell.isoformat()
        raise ValidationError(
            _("The cell holds a date: the program took the text for one. Format the column as text and type it again.")
        )
    if isinstance(cell, datetime.time | datetime.timedelta):
        raise ValidationError(_("The cell holds a time. Format the column as text and type it again."))
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = normal(str(cell))
    return text[1:] if QUOTED.match(text) else text


def normal(text: str) -> str:
    """Text without what programs change when they save: kinds of line ends, blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def same(text: str, value) -> bool:
    """Whether a cell still holds what an export of the value wrote."""
    return text == read(written(legible(value)))


def digest(value) -> str:
    """Short proof of a value, to see whether it changed."""
    return hashlib.sha256(legible(value).encode()).hexdigest()[:16]
