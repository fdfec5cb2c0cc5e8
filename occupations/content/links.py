"""Addresses and dates of evidence, citations and issuing bodies."""

from collections.abc import Iterator
from datetime import date, timedelta

from .items import Finding, Link, found

STALE_AFTER = timedelta(days=366)
UNIQUE_ON_A_PAGE = frozenset({"evidence", "citation"})


def check(links: list[Link], today: date) -> Iterator[Finding]:
    seen: dict[tuple, Link] = {}
    for link in links:
        if link.url and not is_address(link.url):
            yield found("address", link, f"not a whole https address: {link.url}")
        if link.checked_on and link.checked_on > today:
            yield found("date", link, f"checked on {link.checked_on}, which is in the future")
        if link.checked_on and link.checked_on < today - STALE_AFTER:
            yield found("stale check", link, f"last checked on {link.checked_on}")
        if link.year and link.year > today.year:
            yield found("date", link, f"the year {link.year} is in the future")
        if link.url and link.model in UNIQUE_ON_A_PAGE:
            first = seen.setdefault((link.page, link.model, link.url.rstrip("/").casefold()), link)
            if first is not link:
                yield found("address twice", link, f"{link.url} is also that of {first.key}")


def is_address(url: str) -> bool:
    host, _slash, _path = url.removeprefix("https://").partition("/")
    return url.startswith("https://") and "." in host and not any(sign.isspace() for sign in url)
