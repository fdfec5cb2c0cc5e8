"""JSON-LD: what a page says, in schema.org's words. Plain dicts; the tests hold them to its definitions."""

import json

from django.urls import reverse
from django.utils.translation import get_language, gettext

from . import formats
from .choices import EntryEducation, Percentile, PointKind
from .languages import localized

# Letters that could end a script block or begin a character reference, in the form JSON has for them.
ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&"}
TAGS = {"zh-hant": "zh-Hant"}
LISTED = 10


def dump(data: dict) -> str:
    """JSON that is safe inside a script block. Chinese stays as it is: escaped, it would weigh twice."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)


def language_tag() -> str:
    language = get_language() or ""
    return TAGS.get(language, language)


def graph(*nodes: dict) -> dict:
    return {"@context": "https://schema.org", "@graph": list(nodes)}


def without_empty(node: dict) -> dict:
    return {key: value for key, value in node.items() if value not in (None, "", [], {})}


def occupation_graph(page, absolute) -> dict:
    """The occupation, the page about it with its questions, and the way to it.

    `page` is a selectors.OccupationPage, `absolute` makes an address of a path.
    """
    occupation = page.occupation
    address = absolute(occupation.get_absolute_url())
    own = f"{address}#occupation"
    about_page = {
        "@type": "WebPage",
        "@id": address,
        "url": address,
        "name": localized(occupation, "title")[0],
        "inLanguage": language_tag(),
        "dateModified": occupation.updated_on.isoformat() if occupation.updated_on else None,
        "about": {"@id": own},
        "breadcrumb": breadcrumb(occupation, absolute),
    }
    if page.faqs:
        about_page |= {"@type": "FAQPage", "mainEntity": [question(faq, page.figures) for faq in page.faqs]}
    return graph(without_empty(about_page), occupation_node(page, own, address))


def occupation_node(page, own: str, address: str) -> dict:
    occupation, country = page.occupation, page.occupation.country
    title = localized(occupation, "title")[0]
    education = page.projection.entry_education if page.projection else ""
    tasks = [point for kind in (PointKind.AI_TAKES, PointKind.AI_AUGMENTS) for point in page.points.get(kind, [])]
    texts = [filled(point, "text", page.figures) for point in tasks]
    return without_empty(
        {
            "@type": "Occupation",
            "@id": own,
            "name": title,
            "alternateName": occupation.official_title if occupation.official_title != title else "",
            "description": filled(occupation, "summary", page.figures),
            "url": address,
            "occupationalCategory": {
                "@type": "CategoryCode",
                "codeValue": occupation.code,
                "name": occupation.official_title,
                "inCodeSet": {"@type": "CategoryCodeSet", "name": country.classification_edition},
            },
            "occupationLocation": {"@type": "Country", "name": localized(country, "name")[0]},
            "estimatedSalary": salary(page.wages, page.currency),
            "educationRequirements": str(EntryEducation(education).label) if education else "",
            "responsibilities": "；".join(texts) if get_language() == "zh-hant" else "; ".join(texts),
            "skills": [filled(point, "text", page.figures) for point in page.points.get(PointKind.SKILLS, [])],
        }
    )


def filled(obj, name: str, figures: dict) -> str:
    return formats.fill(localized(obj, name)[0], figures)


def salary(wages, currency: str) -> dict | None:
    """The official distribution, by the year or, where only that is released, by the hour."""
    if not wages:
        return None
    amounts = {}
    for percentile in Percentile:
        value = wages.hourly(percentile) if wages.hourly_only else wages.annual(percentile)
        if value is not None:
            name = "median" if percentile == Percentile.P50 else f"percentile{percentile.value}"
            amounts[name] = float(value) if wages.hourly_only else value
    if not amounts:
        return None
    return {
        "@type": "MonetaryAmountDistribution",
        "name": "base",
        "currency": currency,
        "duration": "PT1H" if wages.hourly_only else "P1Y",
        **amounts,
    }


def question(faq, figures: dict) -> dict:
    answer = {"@type": "Answer", "text": filled(faq, "answer", figures)}
    return {"@type": "Question", "name": filled(faq, "question", figures), "acceptedAnswer": answer}


def breadcrumb(occupation, absolute) -> dict:
    steps = [
        (gettext("AI Career Graph"), reverse("occupations:home")),
        (gettext("All occupations"), reverse("occupations:list", args=[occupation.country.code])),
        (localized(occupation, "title")[0], occupation.get_absolute_url()),
    ]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
            for position, (name, path) in enumerate(steps, 1)
        ],
    }


def site_graph(countries, absolute) -> dict:
    """The site and how to search it."""
    address = absolute(reverse("occupations:home"))
    searches = [absolute(reverse("occupations:list", args=[country.code])) for country in countries]
    return graph(
        {
            "@type": "WebSite",
            "@id": address,
            "url": address,
            "name": gettext("AI Career Graph"),
            "description": gettext("What an occupation pays, where it leads, and what AI does to it"),
            "inLanguage": language_tag(),
            "potentialAction": [
                {
                    "@type": "SearchAction",
                    "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
                    "query-input": "required name=search_term_string",
                }
                for search in searches
            ],
        }
    )


def ranking_graph(title: str, rows: list[dict], country, absolute) -> dict:
    """The first rows of a ranking, as the ranking view makes them."""
    items = [
        {
            "@type": "ListItem",
            "position": number,
            "name": row["entry"].title,
            "url": absolute(reverse("occupations:detail", args=[country.code, row["entry"].slug])),
        }
        for number, row in enumerate(rows[:LISTED], 1)
    ]
    return graph({"@type": "ItemList", "name": str(title), "itemListElement": items})
