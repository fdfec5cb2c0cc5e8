import datetime
import json
import re
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from occupations.choices import PointKind, Status
from occupations.structured import dump
from occupations.tests import factories

from .schema_org import TYPES

pytestmark = pytest.mark.django_db
URL = "/en/us/clerks/"


def make_page(status=Status.PUBLISHED, **kwargs):
    occupation = factories.make_occupation(
        "43-4121",
        **{
            "slug": "clerks",
            "official_title": "Clerks",
            "title_zh_hant": "助理",
            "title_en": "Clerks",
            "updated_on": datetime.date(2026, 11, 1),
        }
        | kwargs,
    )
    factories.make_narrative(occupation, status=status)
    factories.make_faq(occupation, answer_en="About {median_wage}.")
    for kind in (PointKind.AI_TAKES, PointKind.AI_AUGMENTS, PointKind.SKILLS):
        factories.make_point(occupation, kind, text_en=f"Point {kind}")
    factories.make_card(
        occupation, wages=factories.make_wages(occupation), projection=factories.make_projection(occupation)
    )
    return occupation


def nodes(client, url=URL):
    found = BeautifulSoup(client.get(url).content, "lxml").select('script[type="application/ld+json"]')
    graphs = [json.loads(script.string) for script in found]
    assert all(graph["@context"] == "https://schema.org" for graph in graphs)
    return {node["@type"]: node for graph in graphs for node in graph["@graph"]}


def ancestry(name):
    parents, _ = TYPES[name]
    return {name}.union(*(ancestry(parent) for parent in parents))


def expected(name, prop):
    return [kind for kin in ancestry(name) for kind in TYPES[kin][1].get(prop, [])]


DATATYPES = {
    "Text": lambda value: isinstance(value, str) and value.strip(),
    "URL": lambda value: isinstance(value, str) and re.match(r"https?://", value),
    "Date": lambda value: isinstance(value, str) and datetime.date.fromisoformat(value),
    "Duration": lambda value: isinstance(value, str) and re.fullmatch(r"P1Y|PT1H", value),
    "Number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
}


def faults(node):
    """Properties schema.org does not know on the type, and values of a type it does not expect there."""
    name = node["@type"]
    if name not in TYPES:
        return [f"{name} is no known type"]
    found = []
    for prop, values in node.items():
        if prop.startswith("@"):
            continue
        kinds = expected(name, prop)
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, dict) and "@type" in value:
                if not ancestry(value["@type"]) & set(kinds):
                    found.append(f"{name}.{prop} holds a {value['@type']}")
                found += faults(value)
            elif isinstance(value, dict):
                if set(value) != {"@id"} or not kinds:
                    found.append(f"{name}.{prop} holds {value}")
            elif not any(kind in DATATYPES and DATATYPES[kind](value) for kind in kinds):
                found.append(f"{name}.{prop} holds {value!r}")
    return found


def test_checker_finds_what_is_wrong():
    assert faults({"@type": "Occupation", "inLanguage": "en"})
    assert faults({"@type": "Occupation", "estimatedSalary": "35000"})
    assert faults({"@type": "Occupation", "occupationLocation": {"@type": "WebPage"}})
    assert faults({"@type": "Occupation", "skills": [""]})
    assert not faults({"@type": "Occupation", "skills": ["Patience"]})


@pytest.mark.parametrize("url", [URL, "/zh-hant/us/clerks/", "/en/", "/zh-hant/us/rankings/overall/"])
def test_data_keeps_to_the_definitions(client, url):
    make_page()
    found = nodes(client, url)
    assert found
    assert [fault for node in found.values() for fault in faults(node)] == []


def test_occupation_says_what_the_page_says(client):
    make_page()
    found = nodes(client)["Occupation"]
    assert found["name"] == "Clerks"
    assert "alternateName" not in found
    assert found["occupationalCategory"]["codeValue"] == "43-4121"
    assert found["estimatedSalary"] == {
        "@type": "MonetaryAmountDistribution",
        "name": "base",
        "currency": "USD",
        "duration": "P1Y",
        "percentile10": 24_000,
        "percentile25": 28_500,
        "median": 35_000,
        "percentile75": 43_000,
        "percentile90": 52_000,
    }
    assert found["educationRequirements"] == "High school diploma or equivalent"
    assert found["occupationLocation"]["name"] == "United States"
    assert found["responsibilities"] == "Point ai_takes; Point ai_augments"
    assert found["skills"] == ["Point skills"]


def test_chinese_page_is_in_chinese_with_the_official_title_beside(client):
    make_page()
    found = nodes(client, "/zh-hant/us/clerks/")
    assert found["Occupation"]["name"] == "助理"
    assert found["Occupation"]["alternateName"] == "Clerks"
    assert found["FAQPage"]["inLanguage"] == "zh-Hant"


def test_page_node_has_questions_trail_and_date(client):
    make_page()
    found = nodes(client)["FAQPage"]
    assert found["url"] == f"http://testserver{URL}"
    assert found["inLanguage"] == "en"
    assert found["dateModified"] == "2026-11-01"
    assert found["about"]["@id"] == nodes(client)["Occupation"]["@id"]
    assert found["mainEntity"][0]["name"] == "Is a degree needed?"
    assert found["mainEntity"][0]["acceptedAnswer"]["text"] == "About $35,000."
    assert [step["item"] for step in found["breadcrumb"]["itemListElement"]] == [
        "http://testserver/en/",
        "http://testserver/en/us/",
        f"http://testserver{URL}",
    ]


def test_draft_is_not_in_the_data(client):
    make_page(status=Status.DRAFT)
    found = nodes(client)
    assert "FAQPage" not in found
    assert "mainEntity" not in found["WebPage"]
    assert not {"skills", "responsibilities"} & set(found["Occupation"])
    assert not faults(found["WebPage"])


def test_hourly_wages_are_by_the_hour(client):
    occupation = make_page()
    wages = occupation.card.wages
    wages.hourly_only, wages.hourly_wage_median = True, Decimal("41.50")
    for name in ("p10", "p25", "median", "p75", "p90"):
        setattr(wages, f"annual_wage_{name}", None)
    wages.save()
    found = nodes(client)["Occupation"]["estimatedSalary"]
    assert found["duration"] == "PT1H"
    assert found["median"] == 41.5
    assert "percentile10" not in found


def test_occupation_without_facts_has_no_empty_data(client):
    factories.make_occupation("43-4121", slug="clerks", summary_en="", summary_zh_hant="")
    found = nodes(client)
    assert "estimatedSalary" not in found["Occupation"]
    assert faults(found["Occupation"]) + faults(found["WebPage"]) == []


EVIL = '</script><script>alert(1)</script> <!-- & "quoted" \\ \u2028 {x}'


def test_text_cannot_leave_the_block(client):
    occupation = make_page(summary_en=EVIL, title_en=EVIL)
    factories.make_faq(occupation, question_en=EVIL, answer_en="]]></script>")
    html = client.get(URL).text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1]
    assert not re.search("[<>&]", block)
    found = nodes(client)
    assert found["Occupation"]["name"] == found["Occupation"]["description"] == EVIL
    assert found["FAQPage"]["mainEntity"][1]["acceptedAnswer"]["text"] == "]]></script>"
    assert "<script>alert" not in html


def test_dump_is_compact_and_keeps_chinese():
    assert dump({"a": "護理師", "b": [1, 2]}) == '{"a":"護理師","b":[1,2]}'


def test_home_says_how_to_search(client):
    make_page()
    found = nodes(client, "/en/")["WebSite"]
    (action,) = found["potentialAction"]
    assert action["target"]["urlTemplate"] == "http://testserver/en/us/?q={search_term_string}"
    assert action["query-input"] == "required name=search_term_string"
    assert client.get("/en/us/?q=clerks").status_code == 200


def test_ranking_lists_its_first_rows(client):
    make_page()
    for number in range(12):
        factories.make_card(factories.make_occupation(), overall=f"5.{number % 10}")
    items = nodes(client, "/en/us/rankings/overall/")["ItemList"]["itemListElement"]
    assert len(items) == 10
    assert items[0]["url"] == f"http://testserver{URL}"
    assert [item["position"] for item in items] == list(range(1, 11))
