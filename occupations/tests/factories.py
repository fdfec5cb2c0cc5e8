"""Rows for tests. Each function fills in what it is not given and returns the saved row.

Countries, groups, clusters, sources, releases and visa routes are shared: asking twice gives the same row.
"""

import datetime
from itertools import count

from occupations import models
from occupations.choices import (
    VISIBLE,
    CertificationRung,
    ClusterKey,
    Dimension,
    EntryEducation,
    EvidenceKind,
    Experience,
    Extent,
    Fit,
    Percentile,
    PointKind,
    Status,
    TitleLanguage,
    Training,
    Verdict,
)
from occupations.models.publication import capture

_codes = count(1)


def both(name, chinese, english):
    """The columns of a translated field: both("title", "護理師", "Nurse")."""
    return {f"{name}_zh_hant": chinese, f"{name}_en": english}


def make_country(code="us", **kwargs):
    defaults = {
        "currency": "USD",
        "official_language": "en",
        "classification": "SOC",
        "classification_edition": "2018",
        **both("name", "美國", "United States"),
        **both("immigration_notice", "移民資訊僅供參考。", "Immigration information is for orientation only."),
        **both("data_notice", "數字來自官方來源。", "Figures come from official sources."),
    }
    return models.Country.objects.get_or_create(code=code, defaults=defaults | kwargs)[0]


def make_group(code="43", country=None, **kwargs):
    defaults = both("title", f"大類 {code}", f"Group {code}") | kwargs
    return models.MajorGroup.objects.get_or_create(country=country or make_country(), code=code, defaults=defaults)[0]


def make_cluster(key=ClusterKey.HIGH_EXPOSURE, **kwargs):
    defaults = {
        "position": ClusterKey.values.index(key) + 1,
        **both("name", f"類型 {key}", str(ClusterKey(key).name.capitalize())),
        **both("description", "共同點。", "What they have in common."),
        **both("advice", "建議。", "What to do."),
    }
    return models.Cluster.objects.get_or_create(key=key, defaults=defaults | kwargs)[0]


def make_occupation(code=None, **kwargs):
    """A public occupation with both titles; without a code, the next of 43-0001, 43-0002, …"""
    code = code or f"43-{next(_codes):04}"
    country = kwargs.pop("country", None) or make_country()
    defaults = {
        "group": kwargs.pop("group", None) or make_group(code[:2], country),
        "slug": f"occupation-{code.lower()}",
        "official_title": f"Occupation {code}",
        "is_public": True,
        **both("title", f"職業 {code}", f"Occupation {code}"),
        **both("summary", "一句話的摘要。", "A summary in a sentence."),
    }
    return models.Occupation.objects.create(country=country, code=code, **(defaults | kwargs))


def make_narrative(occupation=None, status=Status.PUBLISHED, **kwargs):
    """An analysis; `status` is that of its page, which was published without one if that is what it was."""
    occupation = occupation or make_occupation()
    if occupation.status != status:
        if occupation.is_visible and status not in VISIBLE:
            models.PublishedCopy.keep(occupation, capture(occupation))
        occupation.status = status
        occupation.save(update_fields=["status"])
    defaults = {
        "verdict": Verdict.MIXED,
        **both("verdict_text", "有些任務會移交。", "Some tasks move."),
        **both("entry_outlook", "初階職位變少。", "First jobs get fewer."),
        **both("level_up", "先學查核。", "Learn to check first."),
        **both("outlook", "大致持平。", "About level."),
    }
    return models.Narrative.objects.create(occupation=occupation, **(defaults | kwargs))


def _make_row(model, occupation, defaults, kwargs, **within):
    """A row at the end of its list unless a position is given."""
    occupation = occupation or make_occupation()
    taken = (
        model.objects.filter(occupation=occupation, **within).order_by("-position").values_list("position", flat=True)
    )
    position = {"position": (taken.first() or 0) + 1}
    return model.objects.create(occupation=occupation, **within, **(position | defaults | kwargs))


def make_point(occupation=None, kind=PointKind.AI_TAKES, **kwargs):
    defaults = both("text", "逾期通知", "Overdue reminders") | both("detail", "自動寄送", "Sent by the system")
    return _make_row(models.Point, occupation, defaults, kwargs, kind=kind)


def make_evidence(occupation=None, **kwargs):
    defaults = {
        "name": "Ex Libris Alma",
        "kind": EvidenceKind.PLATFORM,
        "extent": Extent.PARTIAL,
        "year": 2015,
        "url": "https://example.com/alma",
        "checked_on": datetime.date(2026, 10, 1),
        **both("replaces", "流通管理。", "Circulation."),
    }
    return _make_row(models.Evidence, occupation, defaults, kwargs)


def make_salary_band(occupation=None, **kwargs):
    defaults = {
        "low": Percentile.P10,
        "high": Percentile.P25,
        **both("label", "入門", "Entry"),
        **both("years", "0–3 年", "0–3 years"),
    }
    return _make_row(models.SalaryBand, occupation, defaults, kwargs)


def make_education_stage(occupation=None, **kwargs):
    defaults = both("stage", "高中", "High school") | both("duration", "3 年", "3 years") | both("note", "", "")
    return _make_row(models.EducationStage, occupation, defaults, kwargs)


def make_credential(occupation=None, **kwargs):
    defaults = both("name", "證照", "Certificate") | both("issuer", "協會", "Association")
    return _make_row(models.Credential, occupation, defaults, kwargs)


def make_faq(occupation=None, **kwargs):
    defaults = both("question", "需要學位嗎？", "Is a degree needed?") | both("answer", "不需要。", "No.")
    return _make_row(models.Faq, occupation, defaults, kwargs)


def make_citation(occupation=None, **kwargs):
    defaults = {
        "publisher": "ALA",
        "url": "https://example.com/report",
        "checked_on": datetime.date(2026, 10, 1),
        **both("title", "報告", "Report"),
    }
    return _make_row(models.Citation, occupation, defaults, kwargs)


def make_alternate_title(occupation=None, text="圖書館員", language=TitleLanguage.CHINESE):
    return models.AlternateTitle.objects.create(
        occupation=occupation or make_occupation(), text=text, language=language
    )


def make_certification(occupation=None, rung=CertificationRung.NONE, **kwargs):
    defaults = both("ground", "沒有執照要求。", "No licence is required.")
    return models.Certification.objects.create(
        occupation=occupation or make_occupation(), rung=rung, **(defaults | kwargs)
    )


def make_visa_route(key="h-1b", country=None, **kwargs):
    country = country or make_country()
    defaults = {
        "url": "https://example.com/visa",
        "position": country.visa_routes.count() + 1,
        **both("name", key.upper(), key.upper()),
        **both("description", "適用對象。", "Whom it is for."),
    }
    return models.VisaRoute.objects.get_or_create(country=country, key=key, defaults=defaults | kwargs)[0]


def make_visa_fit(occupation=None, route=None, **kwargs):
    defaults = {"route": route or make_visa_route(), "fit": Fit.POSSIBLE, **both("reason", "理由。", "The reason.")}
    return _make_row(models.VisaFit, occupation, defaults, kwargs)


def make_source(key="oews", **kwargs):
    defaults = {
        "publisher": "US Bureau of Labor Statistics",
        "url": "https://www.bls.gov/oes/",
        "licence": "Public domain",
        **both("name", f"來源 {key}", f"Source {key}"),
        **both("attribution", "資料：{release}", "Data: {release}"),
        **both("note", "", ""),
    }
    return models.Source.objects.get_or_create(key=key, defaults=defaults | kwargs)[0]


def make_release(source="oews", label="May 2025", **kwargs):
    """A release of a source (a key or a row); the current one unless said otherwise."""
    source = make_source(source) if isinstance(source, str) else source
    defaults = {"is_current": True, "published_on": datetime.date(2026, 4, 1)} | kwargs
    return models.Release.objects.get_or_create(source=source, label=label, defaults=defaults)[0]


def make_national_figure(key="employment_change_percent", value="3.1", country=None, release=None):
    return models.NationalFigure.objects.create(
        country=country or make_country(),
        release=release or make_release("projections", "2024–34"),
        key=key,
        value=value,
    )


def _make_fact(model, occupation, release, defaults, kwargs):
    return model.objects.create(occupation=occupation or make_occupation(), release=release, **(defaults | kwargs))


def make_wages(occupation=None, release=None, **kwargs):
    defaults = {
        "employment": 80_000,
        "annual_wage_p10": 24_000,
        "annual_wage_p25": 28_500,
        "annual_wage_median": 35_000,
        "annual_wage_p75": 43_000,
        "annual_wage_p90": 52_000,
        "annual_wage_mean": 37_000,
        "hourly_wage_median": "16.83",
    }
    return _make_fact(models.Wages, occupation, release or make_release(), defaults, kwargs)


def make_state_wages(occupation=None, release=None, **kwargs):
    defaults = {"by_state": {"CA": {"jobs": 9_000, "p10": 33_000, "median": 44_000, "p90": 61_000}}}
    return _make_fact(models.StateWages, occupation, release or make_release("oews-states"), defaults, kwargs)


def make_projection(occupation=None, release=None, **kwargs):
    defaults = {
        "base_year": 2024,
        "target_year": 2034,
        "employment_base": 84_000,
        "employment_target": 80_000,
        "change_percent": "-4.8",
        "openings": 13_000,
        "entry_education": EntryEducation.HIGH_SCHOOL,
        "work_experience": Experience.NONE,
        "training": Training.SHORT,
    }
    return _make_fact(
        models.Projection, occupation, release or make_release("projections", "2024–34"), defaults, kwargs
    )


def make_onet_profile(occupation=None, release=None, **kwargs):
    defaults = {
        "job_zone": 2,
        "skills": {"Reading Comprehension": [3.5, 3.6], "Social Perceptiveness": [3.1, 3.0]},
        "work_styles": {"Stress Tolerance": 3.4, "Integrity": 4.1},
    }
    return _make_fact(models.OnetProfile, occupation, release or make_release("onet", "31.0"), defaults, kwargs)


def make_alternate_titles(occupation=None, release=None, **kwargs):
    defaults = {"titles": ["Library Clerk", "Circulation Clerk"]}
    return _make_fact(models.AlternateTitles, occupation, release or make_release("onet", "31.0"), defaults, kwargs)


def make_exposure(occupation=None, source="microsoft-ai", release=None, **kwargs):
    release = release or make_release(source, "2025")
    return _make_fact(models.Exposure, occupation, release, {"value": 0.4, "measures": {"score": 0.4}}, kwargs)


def make_card(occupation=None, **kwargs):
    """A full card without computing it: every dimension 5, overall 6.3."""
    defaults = {
        **dict.fromkeys(Dimension.values, "5.0"),
        "formula_version": "test",
        "overall": "6.3",
        "rated_count": len(Dimension.values),
        "is_partial": False,
        "exposure": 6.0,
        "moat": 4.0,
    }
    return models.ScoreCard.objects.create(occupation=occupation or make_occupation(), **(defaults | kwargs))


def make_score_override(occupation=None, dimension=Dimension.AI_RISK, value="7.5", **kwargs):
    defaults = both("reason", "公式看不到這點。", "The formula cannot see this.")
    return models.ScoreOverride.objects.create(
        occupation=occupation or make_occupation(), dimension=dimension, value=value, **(defaults | kwargs)
    )


def make_cluster_override(occupation=None, cluster=None, **kwargs):
    defaults = both("reason", "規則分錯了。", "The rule misplaces it.")
    return models.ClusterOverride.objects.create(
        occupation=occupation or make_occupation(), cluster=cluster or make_cluster(), **(defaults | kwargs)
    )


def make_whole_page(occupation=None, status=Status.PUBLISHED):
    """An analysis with a row in every section, fit to be published."""
    occupation = occupation or make_occupation()
    make_narrative(occupation, status=status)
    for kind in PointKind:
        make_point(occupation, kind=kind)
    for make in (
        make_evidence,
        make_citation,
        make_salary_band,
        make_education_stage,
        make_credential,
        make_faq,
        make_visa_fit,
    ):
        make(occupation)
    return occupation
