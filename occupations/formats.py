"""Numbers, money and percentages in the form of the reader's language."""

import re
from datetime import date
from decimal import Decimal

from babel.numbers import format_currency, format_decimal
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import pgettext as _p

# Content language → the locale whose number forms its readers know.
LOCALES = {"zh-hant": "zh_Hant_TW", "en": "en_US"}
NOT_AVAILABLE = "—"
PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}")


def locale() -> str:
    return LOCALES.get(get_language() or "", "en_US")


def money(value, currency: str) -> str:
    """Whole units of a currency: $37,440, US$37,440."""
    if value is None:
        return NOT_AVAILABLE
    return format_currency(value, currency, format="¤#,##0", locale=locale(), currency_digits=False)


def money_cents(value, currency: str) -> str:
    if value is None:
        return NOT_AVAILABLE
    return format_currency(value, currency, format="¤#,##0.00", locale=locale(), currency_digits=False)


def median_wage(wages, currency: str) -> str:
    """The median by the year, or by the hour where only that is released; of wages or a catalogue entry."""
    if wages and wages.annual_wage_median is None and wages.hourly_wage_median is not None:
        return gettext("%(wage)s an hour") % {"wage": money_cents(wages.hourly_wage_median, currency)}
    return money(wages.annual_wage_median if wages else None, currency)


def number(value, digits: int = 0) -> str:
    if value is None:
        return NOT_AVAILABLE
    form = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(Decimal(str(value)), format=form, locale=locale())


def percent(value, signed: bool = False) -> str:
    """A value that already counts per hundred: −6.7%."""
    if value is None:
        return NOT_AVAILABLE
    text = format_decimal(Decimal(str(value)), format="+#,##0.0;-#,##0.0" if signed else "#,##0.0", locale=locale())
    if Decimal(str(value)) == 0:
        text = text.lstrip("+")
    return text.replace("-", "−") + "%"


def score(value) -> str:
    return NOT_AVAILABLE if value is None else number(value, 1)


def years(value: float | None) -> str:
    if value is None:
        return NOT_AVAILABLE
    shown = number(value, 0 if float(value).is_integer() else 1)
    return ngettext("%(years)s year", "%(years)s years", 1 if value == 1 else 2) % {"years": shown}


MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
EDITION_DATE = re.compile(rf"(?:(\d{{1,2}}) )?({'|'.join(MONTHS)}) (\d{{4}})")


def edition(label: str) -> str:
    """A release's label with its English date in the reader's form: May 2025 → 2025年5月."""

    def put(match) -> str:
        day, month, year = match.groups()
        found = date(int(year), MONTHS.index(month) + 1, int(day or 1))
        return date_format(found, "DATE_FORMAT" if day else "YEAR_MONTH_FORMAT")

    return EDITION_DATE.sub(put, label)


def placeholders(wages, projection, national: dict, currency: str) -> dict[str, str]:
    """What {name} in editors' text stands for: the current official figures of an occupation.

    A figure that is not released reads as a word, so that a sentence never shows an empty hole.
    """
    missing = _p("figure in running text", "not released")

    def amount(value, form=money):
        return form(value, currency) if value is not None else missing

    return {
        "median_wage": amount(wages and wages.annual_wage_median),
        "p10_wage": amount(wages and wages.annual_wage_p10),
        "p25_wage": amount(wages and wages.annual_wage_p25),
        "p75_wage": amount(wages and wages.annual_wage_p75),
        "p90_wage": amount(wages and wages.annual_wage_p90),
        "hourly_median": amount(wages and wages.hourly_wage_median, money_cents),
        "employment": number(projection.employment_base) if projection else missing,
        "openings": number(projection.openings) if projection else missing,
        "change_percent": percent(projection.change_percent, signed=True) if projection else missing,
        "national_change_percent": percent(national["employment_change_percent"], signed=True)
        if "employment_change_percent" in national
        else missing,
    }


PLACEHOLDER_NAMES = frozenset(placeholders(None, None, {}, "USD"))


def fill(text: str, figures: dict[str, str]) -> str:
    """Put the figures in; an unknown name stays as it was typed, for the content checker to find."""
    return PLACEHOLDER.sub(lambda match: figures.get(match[1], match[0]), text)
