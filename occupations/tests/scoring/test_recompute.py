"""Score cards in the database: what is kept, and what a second run leaves alone."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from occupations import catalogue
from occupations.models import Country, ScoreCard
from occupations.scoring.recompute import recompute
from occupations.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    occupation = factories.make_occupation("43-0001")
    factories.make_wages(occupation, annual_wage_median=35_000)
    factories.make_projection(occupation)
    return occupation


def test_second_run_changes_nothing_and_dry_run_writes_nothing(clerk):
    assert recompute("us", dry_run=True).created == 1
    assert not ScoreCard.objects.exists()
    assert recompute("us").created == 1
    before = ScoreCard.objects.values().get()
    report = recompute("us")
    assert (report.created, report.updated, report.unchanged) == (0, 0, 1)
    assert ScoreCard.objects.values().get() == before


def test_override_survives_with_reason_and_what_the_formula_gave(clerk):
    factories.make_score_override(clerk, dimension="income", value="3.0", reason_en="Tips are not counted.")
    recompute("us")
    recompute("us")
    card = ScoreCard.objects.get()
    assert float(card.income) == 3.0
    stored = card.working["scores"]["income"]
    assert (stored["is_override"], stored["overridden_from"]) == (True, 10.0)
    assert stored["reason"]["en"] == "Tips are not counted."


def test_score_of_nothing_is_kept_in_the_working(clerk):
    clerk.citizens_only = True
    clerk.save()
    factories.make_score_override(clerk, dimension="pr_friendly", value="1.0")
    recompute("us")
    assert ScoreCard.objects.get().working["scores"]["pr_friendly"]["overridden_from"] == 0


def test_earlier_figure_is_that_of_the_release_before(clerk):
    for label, published_on, wage in (
        ("May 2024", datetime.date(2025, 4, 1), 33_000),
        ("May 2022", None, 31_000),
        ("May 2023", datetime.date(2024, 4, 1), 32_000),
    ):
        release = factories.make_release(label=label, published_on=published_on, is_current=False)
        factories.make_wages(clerk, release, annual_wage_median=wage)
    recompute("us")
    earlier = ScoreCard.objects.get().working["earlier"]["annual_wage_median"]
    assert earlier == {"value": 33_000.0, "release": "May 2024"}


def test_catalogue_is_read_anew_after_a_run(clerk):
    assert catalogue.of(Country.objects.get()).by_code["43-0001"].scores["income"] is None
    recompute("us")
    assert catalogue.of(Country.objects.get()).by_code["43-0001"].scores["income"] == 10.0


def test_changed_cards_are_written_in_place_and_after_the_country(clerk):
    """Two who wait for one another have taken country and cards in different orders."""
    recompute("us")
    before = ScoreCard.objects.values().get()
    ScoreCard.objects.update(trust=0, overall=None, working={}, wages=None)
    with CaptureQueriesContext(connection) as found:
        report = recompute("us")
    assert (report.created, report.updated) == (0, 1)
    assert ScoreCard.objects.values().get() == before
    written = [query["sql"].split('"')[1] for query in found if query["sql"].startswith(("UPDATE", "INSERT"))]
    assert written == ["occupations_country", "occupations_scorecard"]
