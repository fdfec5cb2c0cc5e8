"""The committed queries, against all fixtures."""

import pytest

from occupations.bench.searching import TOP, measure, read_queries
from occupations.models import Country, Occupation
from occupations.search import HAN, search

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

FIRST_SHARE, TOP_SHARE = 0.85, 0.97
QUERIES = read_queries()


def test_query_set_is_large_and_two_thirds_chinese():
    texts = [query.text for query in QUERIES]
    assert len(texts) == len(set(texts)) >= 170
    assert sum(bool(HAN.search(text)) for text in texts) >= len(texts) * 2 / 3


def test_every_expected_code_is_an_occupation():
    expected = {code for query in QUERIES for code in query.expected}
    assert expected <= set(Occupation.objects.public().values_list("code", flat=True))


def test_what_is_meant_comes_first_or_near():
    outcome = measure(Country.objects.get(code="us"), QUERIES)
    assert outcome.first >= FIRST_SHARE, outcome.not_first
    assert outcome.top >= TOP_SHARE, outcome.not_in_top


@pytest.mark.parametrize(
    ("query", "code", "also"),
    [
        ("Registered Nurses", "29-1141", ""),
        ("RN", "29-1141", "RN"),
        ("软件工程师", "15-1252", "軟體工程師"),
        ("廚", "35-1011", ""),
        ("libary asistant", "43-4121", "library assistant"),
        ("electrican", "47-2111", None),
        ("291141", "29-1141", ""),
        ("29-1141.00", "29-1141", ""),
        ("29–1141", "29-1141", ""),
    ],
)
def test_first_hit_and_why_it_matched(query, code, also):
    hit = search(Country.objects.get(code="us"), query, TOP)[0]
    assert hit.entry.code == code
    assert also is None or hit.also == also
