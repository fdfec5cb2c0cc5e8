"""Write facts as fixtures that diff well: one record a line, natural keys, nothing that equals its default."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from django.db.models import NOT_PROVIDED, QuerySet

from ..models import (
    AlternateTitles,
    Exposure,
    NationalFigure,
    OnetProfile,
    Projection,
    StateWages,
    Wages,
)

FILES = {
    "wages.json": Wages,
    "state_wages.json": StateWages,
    "projections.json": Projection,
    "onet_profiles.json": OnetProfile,
    "alternate_titles.json": AlternateTitles,
    "exposures.json": Exposure,
    "national_figures.json": NationalFigure,
}


def write_all(directory: Path) -> Iterator[tuple[Path, int]]:
    """Write every file and give each with its number of records."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, model in FILES.items():
        records = [record(row) for row in current_rows(model)]
        path = directory / name
        body = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in records)
        path.write_text(f"[\n{body}\n]\n" if records else "[]\n", encoding="utf-8", newline="\n")
        yield path, len(records)


def current_rows(model: type) -> QuerySet:
    """Facts of current releases; history stays in the database only, or the files would grow every year."""
    rows = model.objects.filter(release__is_current=True).select_related("release__source")
    if model is NationalFigure:
        return rows.select_related("country").order_by("country__code", "release__source__key", "key")
    rows = rows.select_related("occupation__country")
    return rows.order_by("occupation__country__code", "occupation__code", "release__source__key")


def record(row) -> dict:
    fields = {}
    for field in row._meta.concrete_fields:
        if field.primary_key:
            continue
        value = getattr(row, field.name)
        if field.is_relation:
            fields[field.name] = list(value.natural_key())
        elif not is_default(field, value):
            fields[field.name] = plain(value)
    return {"model": row._meta.label_lower, "fields": fields}


def is_default(field, value) -> bool:
    if field.default is NOT_PROVIDED:
        return value is None
    return value == field.get_default()


def plain(value):
    """JSON of a value. PostgreSQL does not keep the order of keys, so they are sorted; decimals keep their zeros."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: plain(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value
