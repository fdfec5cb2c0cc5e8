"""A whole page for tests of the desk: rows in every list, everything that scores depend on, fit to be published."""

from occupations.choices import CertificationRung, Percentile, PointKind, TitleLanguage
from occupations.languages import CODES, column, translated_names
from occupations.models import AlternateTitle, Citation, Evidence, Occupation
from occupations.models.publication import text_models
from occupations.scoring.recompute import recompute

from . import factories

# Texts that are the same in both languages.
PLAIN = {AlternateTitle: ["text"], Evidence: ["name"], Citation: ["publisher"]}
ADDED = {"zh-hant": "（{}）", "en": " ({})"}


def make_page(code="43-4121", **kwargs) -> Occupation:
    """A published page that lacks nothing, with facts and without scores."""
    titles = factories.both("title", f"圖書館助理 {code}", f"Library Assistants {code}")
    occupation = factories.make_occupation(code, **(titles | kwargs))
    factories.make_alternate_title(occupation, f"館員 {code}")
    factories.make_alternate_title(occupation, f"Library clerk {code}", TitleLanguage.ENGLISH)
    factories.make_narrative(occupation)
    for kind in PointKind:
        for number in "一二":
            factories.make_point(occupation, kind, **factories.both("text", f"項目{number}", f"Item {ord(number)}"))
    factories.make_evidence(occupation)
    factories.make_evidence(occupation, name="Koha", url="https://example.com/koha")
    factories.make_salary_band(occupation)
    factories.make_salary_band(occupation, low=Percentile.P25, high=Percentile.P75)
    factories.make_education_stage(occupation)
    factories.make_education_stage(occupation, cost_low=1000, cost_high=2000, url="https://example.com/fees")
    factories.make_credential(occupation, url="https://example.com/issuer")
    for key in ("h-1b", "eb-3"):
        factories.make_visa_fit(occupation, factories.make_visa_route(key))
    factories.make_faq(occupation)
    factories.make_faq(occupation, **factories.both("question", "難不難？", "Is it hard?"))
    factories.make_citation(occupation)
    return occupation


def make_scored_page(code="43-4121", **kwargs) -> Occupation:
    """The same with everything an editor judges about its scores, and the scores."""
    occupation = make_page(code, **kwargs)
    factories.make_wages(occupation)
    factories.make_state_wages(occupation)
    factories.make_projection(occupation)
    factories.make_onet_profile(occupation)
    factories.make_alternate_titles(occupation)
    factories.make_exposure(occupation)
    factories.make_exposure(occupation, "openai-gpts")
    factories.make_certification(occupation, CertificationRung.EXAM)
    factories.make_score_override(occupation)
    factories.make_cluster_override(occupation)
    recompute(occupation.country.code)
    return Occupation.objects.get(pk=occupation.pk)


def say(occupation, word: str):
    """Put a word at the end of every text of the page, in both languages, straight into the database."""
    for model in [Occupation, *text_models()]:
        own = {"pk": occupation.pk} if model is Occupation else {"occupation": occupation}
        for row in model._base_manager.filter(**own):
            for name in translated_names(model):
                for code in CODES:
                    setattr(row, column(name, code), getattr(row, column(name, code)) + ADDED[code].format(word))
            for name in PLAIN.get(model, ()):
                setattr(row, name, f"{getattr(row, name)} ({word})")
            row.save()
