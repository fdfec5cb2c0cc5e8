"""A few pages, fit to be published, and the people who will work on them."""

import datetime
import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from occupations import models, roles
from occupations.choices import EvidenceKind, Extent, Fit, Percentile, PointKind, TitleLanguage, Verdict

CHECKED_ON = datetime.date(2026, 1, 1)


def both(name: str, chinese: str, english: str) -> dict[str, str]:
    return {f"{name}_zh_hant": chinese, f"{name}_en": english}


def make_pages(number: int) -> list[models.Occupation]:
    country = models.Country.objects.create(
        code="us",
        currency="USD",
        official_language="en",
        classification="SOC",
        classification_edition="2018",
        **both("name", "美國", "United States"),
        **both("immigration_notice", "僅供參考。", "For orientation only."),
        **both("data_notice", "數字來自官方來源。", "Figures come from official sources."),
    )
    group = models.MajorGroup.objects.create(country=country, code="43", **both("title", "行政", "Office work"))
    route = models.VisaRoute.objects.create(
        country=country,
        key="h-1b",
        url="https://example.com/visa",
        **both("name", "H-1B", "H-1B"),
        **both("description", "適用對象。", "Whom it is for."),
    )
    return [make_page(country, group, route, f"43-{place:04}") for place in range(1, number + 1)]


def make_page(country, group, route, code: str) -> models.Occupation:
    occupation = models.Occupation.objects.create(
        country=country,
        group=group,
        code=code,
        slug=f"page-{code}",
        official_title=f"Page {code}",
        is_public=True,
        **both("title", f"頁面 {code}", f"Page {code}"),
        **both("summary", "共用的摘要。", "The summary all share."),
    )
    models.Narrative.objects.create(
        occupation=occupation,
        verdict=Verdict.MIXED,
        **both("verdict_text", "有些任務會移交。", "Some tasks move."),
        **both("entry_outlook", "初階職位變少。", "First jobs get fewer."),
        **both("level_up", "先學查核。", "Learn to check first."),
        **both("outlook", "共用的展望。", "The outlook all share."),
    )
    for language in TitleLanguage:
        models.AlternateTitle.objects.create(occupation=occupation, language=language, text=f"{language} {code}")
    make_rows(occupation)
    models.SalaryBand.objects.create(
        occupation=occupation,
        low=Percentile.P10,
        high=Percentile.P25,
        **both("label", "入門", "Entry"),
        **both("years", "0–3 年", "0–3 years"),
    )
    models.VisaFit.objects.create(
        occupation=occupation, route=route, fit=Fit.POSSIBLE, **both("reason", "理由。", "The reason.")
    )
    return occupation


def make_rows(occupation):
    """A row in every list."""
    for kind in PointKind:
        models.Point.objects.create(
            occupation=occupation, kind=kind, **both("text", "要點", "Point"), **both("detail", "細節。", "Detail.")
        )
    models.Evidence.objects.create(
        occupation=occupation, **evidence("Tool", "first"), **both("replaces", "工作。", "Work.")
    )
    models.Citation.objects.create(
        occupation=occupation,
        publisher="Publisher",
        url="https://example.com/report",
        checked_on=CHECKED_ON,
        **both("title", "報告", "Report"),
    )
    models.EducationStage.objects.create(
        occupation=occupation, **both("stage", "階段", "Stage"), **both("duration", "3 年", "3 years")
    )
    models.Credential.objects.create(
        occupation=occupation, **both("name", "證照", "Certificate"), **both("issuer", "協會", "Association")
    )
    models.Faq.objects.create(
        occupation=occupation, **both("question", "問題？", "Question?"), **both("answer", "答案。", "Answer.")
    )


def evidence(name: str, key: str) -> dict:
    """What a row of evidence has besides its text in two languages."""
    return {
        "name": name,
        "kind": EvidenceKind.PLATFORM.value,
        "extent": Extent.PARTIAL.value,
        "year": 2020,
        "url": f"https://example.com/tool/{key}",
        "checked_on": CHECKED_ON,
    }


def make_person(username: str, role: str) -> str:
    """An account of the desk; returns its password."""
    password = secrets.token_urlsafe(16)
    user = get_user_model().objects.create_user(username, password=password, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return password


def make_people(editors: int) -> tuple[dict[str, str], dict[str, str]]:
    """Editors and one reviewer: names and passwords."""
    roles.sync()
    names = [f"editor{number}" for number in range(1, editors + 1)]
    return (
        {name: make_person(name, roles.EDITOR) for name in names},
        {"reviewer": make_person("reviewer", roles.REVIEWER)},
    )
