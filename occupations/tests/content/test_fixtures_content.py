"""The committed fixtures: nothing the checker can find, and not a sentence of anybody else's."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from occupations.content import checks, gather, shared
from occupations.content.gather import PAGE_MODELS

DATA = Path(os.environ.get("CAREERGRAPH_DATA_DIR") or settings.BASE_DIR.parent / "shared" / "data")
ONET = DATA / "onet" / "Occupation Data.xlsx"
REFERENCE = DATA.parent / "reference" / "library-assistants-page.txt"
# A check grows stale with the calendar, not with a change: the command reports it, the suite does not.
AGES = frozenset({"stale check"})

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture(scope="module")
def content(loaded, django_db_blocker):
    with django_db_blocker.unblock():
        return gather.from_database()


@pytest.fixture(scope="module")
def findings(content):
    return [one for one in checks.check(content, date.today()) if one.kind not in AGES]


def said(findings) -> str:
    return "\n".join(["", *checks.report(findings)])


def test_all_texts_of_all_models_are_looked_at(content):
    models = {item.model for item in content.items}
    assert {"country", "majorgroup", "cluster", "source", "visaroute", "occupation", "certification"} <= models
    assert {"narrative", "point", "evidence", "faq", "visafit", "educationstage"} <= models
    assert sum(item.name == "occupation.title" for item in content.items) == 832
    assert len(content.figures) == 832


def test_titles_summaries_and_country_texts_have_no_fault(findings):
    found = [one for one in findings if one.model not in PAGE_MODELS]
    assert not found, said(found)


def test_written_pages_have_no_fault(findings):
    found = [one for one in findings if one.model in PAGE_MODELS]
    assert not found, said(found)


@pytest.mark.skipif(not ONET.is_file(), reason=f"{ONET} is not there; set CAREERGRAPH_DATA_DIR")
def test_no_wording_of_onet_is_ours(content):
    found = list(shared.with_texts(content.items, "O*NET", shared.onet_descriptions(DATA)))
    assert not found, said(found)


@pytest.mark.skipif(not REFERENCE.is_file(), reason=f"{REFERENCE} is not there; set CAREERGRAPH_DATA_DIR")
def test_no_wording_of_the_reference_page_is_ours(content):
    text = REFERENCE.read_text(encoding="utf-8")
    found = list(shared.with_texts(content.items, "the reference page", [text]))
    assert not found, said(found)
