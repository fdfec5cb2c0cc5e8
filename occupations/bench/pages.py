"""What a page weighs, asks of the database and takes to render."""

import gzip
import re
import statistics
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from occupations import catalogue, search
from occupations.models import Occupation

from .urls import CONSTANT

LOADED = re.compile(r'<(?:script|img|link rel="(?:icon|stylesheet)")[^>]*?(?:src|href)="([^"]+)"')
COMPARED = ("29-1141", "15-1252", "47-2111", "43-4121")


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes are compressed unless said otherwise; `other_hosts` counts what is loaded from elsewhere."""

    name: str
    language: str
    cold_queries: int
    warm_queries: int
    raw: int
    compressed: int
    first_view: int
    javascript: int
    requests: int
    other_hosts: int
    milliseconds: float
    ratio: float


@cache
def static_size(url: str) -> int:
    path = finders.find(url.removeprefix(settings.STATIC_URL))
    return len(gzip.compress(Path(path).read_bytes(), 6))


def client() -> Client:
    return Client(headers={"accept-encoding": "gzip"})


def median_time(path: str, runs: int) -> float:
    """Milliseconds a warm request takes, from the first middleware to the last byte."""
    browser, spent = client(), []
    for _turn in range(runs):
        start = time.perf_counter()
        browser.get(path)
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent)


def counted(browser: Client, path: str) -> tuple[HttpResponse, int]:
    with CaptureQueriesContext(connection) as asked:
        response = browser.get(path)
    # At once: the next request empties the log the context looks into.
    return response, len(asked)


def weigh(path: str) -> int:
    return len(client().get(path).content)


def measure(name: str, language: str, path: str, runs: int) -> Page:
    browser = client()
    catalogue.forget()
    search.forget()
    response, cold = counted(browser, path)
    _response, warm = counted(browser, path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers {response.status_code}")
    html = gzip.decompress(response.content).decode()
    loaded = set(LOADED.findall(html))
    own = [url for url in loaded if url.startswith(settings.STATIC_URL)]
    taken = median_time(path, runs)
    return Page(
        name=name,
        language=language,
        cold_queries=cold,
        warm_queries=warm,
        raw=len(html.encode()),
        compressed=len(response.content),
        first_view=len(response.content) + sum(map(static_size, own)),
        javascript=sum(static_size(url) for url in own if url.endswith(".js")),
        requests=1 + len(loaded),
        other_hosts=sum(url.startswith(("http:", "https:", "//")) for url in loaded),
        milliseconds=taken,
        ratio=taken / median_time(CONSTANT, max(runs, 50)),
    )


def detail_slugs() -> dict[str, str]:
    """The written page that is heaviest in Chinese, and the largest occupation with facts alone."""
    written = Occupation.objects.public().written().filter(country__code="us")
    paths = {slug: reverse("occupations:detail", args=["us", slug]) for slug in written.values_list("slug", flat=True)}
    facts = Occupation.objects.public().filter(country__code="us", narrative=None)
    largest = facts.order_by(F("card__projection__employment_base").desc(nulls_last=True), "code").first()
    return {"detail": max(paths, key=lambda slug: weigh(paths[slug])), "detail, facts only": largest.slug}


def paths() -> dict[str, str]:
    """Name of a page → its address in the language that is on."""

    def address(view, *args):
        return reverse(f"occupations:{view}", args=args)

    filters = "group=29&wage_min=60000&risk_max=5&sort=ai_risk&w_income=5&w_ai_risk=3"
    found = {name: address("detail", "us", slug) for name, slug in detail_slugs().items()}
    return found | {
        "home": address("home"),
        "list": address("list", "us"),
        "list, filtered": f"{address('list', 'us')}?{filters}",
        "list, searched": f"{address('list', 'us')}?q=nurse",
        "map": address("map", "us"),
        "map, as a table": f"{address('map', 'us')}?view=table",
        "treemap": address("treemap", "us"),
        "compare four": f"{address('compare', 'us')}?{'&'.join(f'o={code}' for code in COMPARED)}",
        "rankings": address("rankings", "us"),
        "one ranking": address("ranking", "us", "overall"),
        "method": address("method"),
    }


def measure_all(runs: int) -> list[Page]:
    found = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            addresses = paths()
        found += [measure(name, language, path, runs) for name, path in addresses.items()]
    return found
