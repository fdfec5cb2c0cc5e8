"""The content fields that exist in every language: `title` becomes title_zh_hant and title_en."""

from modeltranslation.translator import TranslationOptions, register

from . import models


def translate(model, *names):
    options = type(f"{model.__name__}Translation", (TranslationOptions,), {"fields": names})
    register(model)(options)


translate(models.Country, "name", "immigration_notice", "data_notice")
translate(models.MajorGroup, "title")
translate(models.Cluster, "name", "description", "advice")
translate(models.Source, "name", "licence", "attribution", "note")
translate(models.Occupation, "title", "summary")
translate(models.Certification, "ground")
translate(models.Narrative, "verdict_text", "entry_outlook", "level_up", "outlook")
translate(models.Point, "text", "detail")
translate(models.SalaryBand, "label", "years")
translate(models.EducationStage, "stage", "duration", "note")
translate(models.Credential, "name", "issuer")
translate(models.Faq, "question", "answer")
translate(models.Evidence, "replaces")
translate(models.Citation, "title")
translate(models.VisaRoute, "name", "description")
translate(models.VisaFit, "reason")
translate(models.ScoreOverride, "reason")
translate(models.ClusterOverride, "reason")
