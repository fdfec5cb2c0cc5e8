"""Read every translated text of the database, the links beside them and the figures they speak of."""

from modeltranslation.translator import translator

from ..choices import Percentile, TitleLanguage
from ..languages import column, translated_names
from ..models import AlternateTitle, NationalFigure, Occupation, Projection, Wages
from ..models.mixins import OccupationRow
from .items import CHINESE, ENGLISH, Content, Figures, Item, Link

LINK_FIELDS = ("url", "licence_url")
PAGE_MODELS = frozenset({"narrative", *(model._meta.model_name for model in OccupationRow.__subclasses__())})


def from_database(pages_only: bool = False) -> Content:
    models = [
        model
        for model in translator.get_registered_models(abstract=False)
        if model._meta.app_label == "occupations" and (not pages_only or is_on_page(model))
    ]
    items = [item for model in models for item in text_items(model)]
    if not pages_only:
        items += alternate_titles()
    return Content(items, [link for model in models for link in links(model)], figures())


def of_page(occupation: Occupation) -> Content:
    """What is written about one occupation, as its rows stand now."""

    def of_this(model) -> dict:
        return {"pk": occupation.pk} if model is Occupation else {"occupation": occupation.pk}

    models = [Occupation, *(model for model in translator.get_registered_models(abstract=False) if is_on_page(model))]
    items = [item for model in models for item in text_items(model, **of_this(model))]
    items += alternate_titles(**of_this(AlternateTitle))
    found = [link for model in models if model is not Occupation for link in links(model, **of_this(model))]
    return Content(items, found, figures(pk=occupation.pk))


def is_on_page(model) -> bool:
    return model._meta.model_name in PAGE_MODELS


def page_of(model, row: dict) -> str:
    """The code of the occupation that a row belongs to, or ""."""
    return row.get("code" if model is Occupation else "occupation__code", "")


def key_of(model, row: dict) -> str:
    return " ".join(str(row[path]) for path in model.NATURAL_KEY)


def text_items(model, **conditions) -> list[Item]:
    names = translated_names(model)
    columns = [column(name, code) for name in names for code in (CHINESE, ENGLISH)]
    return [
        Item(
            model._meta.model_name,
            key_of(model, row),
            name,
            zh=row[column(name, CHINESE)] or "",
            en=row[column(name, ENGLISH)] or "",
            page=page_of(model, row),
            optional=model._meta.get_field(name).blank,
        )
        for row in model._base_manager.filter(**conditions).order_by("pk").values(*{*model.NATURAL_KEY, *columns})
        for name in names
    ]


def alternate_titles(**conditions) -> list[Item]:
    rows = AlternateTitle.objects.filter(**conditions).order_by("pk").values(*AlternateTitle.NATURAL_KEY)
    return [
        Item(
            "alternatetitle",
            key_of(AlternateTitle, row),
            "text",
            **{"zh" if row["language"] == TitleLanguage.CHINESE else "en": row["text"]},
            page=page_of(AlternateTitle, row),
            optional=True,
        )
        for row in rows
    ]


def links(model, **conditions) -> list[Link]:
    names = {field.name for field in model._meta.concrete_fields}
    urls = [name for name in LINK_FIELDS if name in names]
    more = [name for name in ("checked_on", "year") if name in names]
    if not urls:
        return []
    rows = model._base_manager.filter(**conditions).order_by("pk").values(*{*model.NATURAL_KEY, *urls, *more})
    return [
        Link(
            model._meta.model_name,
            key_of(model, row),
            name,
            row[name],
            page_of(model, row),
            row.get("checked_on"),
            row.get("year"),
        )
        for row in rows
        for name in urls
    ]


def figures(**conditions) -> dict[str, Figures]:
    """Figures by occupation code, of the releases that pages show."""
    current = {"release__is_current": True}
    of_these = {f"occupation__{name}": value for name, value in conditions.items()}
    national = {
        row.country_id: row.value for row in NationalFigure.objects.filter(key="employment_change_percent", **current)
    }
    wages = {row.occupation_id: row for row in Wages.objects.filter(**current, **of_these)}
    projections = {row.occupation_id: row for row in Projection.objects.filter(**current, **of_these)}
    return {
        code: figures_of(wages.get(pk), projections.get(pk), national.get(country))
        for pk, code, country in Occupation.objects.filter(**conditions).values_list("pk", "code", "country_id")
    }


def figures_of(wages, projection, national) -> Figures:
    annual = [wages.annual(p) for p in Percentile] + [wages.annual_wage_mean] if wages else []
    hourly = [wages.hourly(p) for p in Percentile] if wages else []
    jobs = [wages.employment] if wages else []
    if projection:
        jobs += [projection.employment_base, projection.employment_target, projection.openings]
        jobs.append(abs(projection.employment_target - projection.employment_base))
    return Figures(
        annual=frozenset(value for value in annual if value is not None),
        hourly=frozenset(value for value in hourly if value is not None),
        change_percent=projection.change_percent if projection else None,
        national_change_percent=national,
        jobs=frozenset(value for value in jobs if value is not None),
        hourly_released=any(value is not None for value in hourly),
        annual_released=any(value is not None for value in annual),
    )
