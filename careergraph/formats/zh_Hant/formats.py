"""Dates with a space between figures and characters that no line may break at, as in the rest of the text."""

NBSP = "\N{NO-BREAK SPACE}"
DATE_FORMAT = f"Y{NBSP}年{NBSP}n{NBSP}月{NBSP}j{NBSP}日"
YEAR_MONTH_FORMAT = f"Y{NBSP}年{NBSP}n{NBSP}月"
MONTH_DAY_FORMAT = f"n{NBSP}月{NBSP}j{NBSP}日"
DATETIME_FORMAT = f"{DATE_FORMAT} H:i"
