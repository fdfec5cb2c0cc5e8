"""Addresses and dates of evidence, citations and issuing bodies."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

from .items import Finding, Link, found

STALE_AFTER = timedelta(days=366)
UNIQUE_ON_A_PAGE = frozenset({"evidence", "citation"})


def check(links: list[Link], today: date) -> Iterator[Finding]:
    seen: dict[tuple, Link] = {}
    for link in links:
        if link.url and not is_address(link.url):
            yield found("address", link, _("not a whole https address: %(url)s") % {"url": link.url})
        if link.checked_on and link.checked_on > today:
            yield found("date", link, _("checked on %(date)s, which is in the future") % {"date": link.checked_on})
        if link.checked_on and link.checked_on < today - STALE_AFTER:
            yield found("stale check", link, _("last checked on %(date)s") % {"date": link.checked_on})
        if link.year and link.year > today.year:
            yield found("date", link, _("the year %(year)d is in the future") % {"year": link.year})
        if link.url and link.model in UNIQUE_ON_A_PAGE:
            first = seen.setdefault((link.page, link.model, link.url.rstrip("/").casefold()), link)
            if first is not link:
                problem = _("%(url)s is also that of %(other)s") % {"url": link.url, "other": first.key}
                yield found("address twice", link, problem)


def is_address(url: str) -> bool:
    host, _slash, _path = url.removeprefix("https://").partition("/")
    return url.startswith("https://") and "." in host and not any(sign.isspace() for sign in url)
