"""Read, check and store fixture files: what `load_all` does, without the talking.

A file is a JSON or YAML list of records as `loaddata` takes them, with natural keys. On top of what
`loaddata` refuses, a record must be complete in both languages and valid by its model's own rules, and
every refusal names file, record and field.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.utils.translation import override

from . import workflow
from .importers.plan import is_newer
from .languages import CODES, column, translated_names
from .models import Country, Occupation, Release
from .models.mixins import OccupationRow
from .models.publication import text_models

SUFFIXES = {".json", ".yaml", ".yml"}
PAGES = "50_pages"
TEXTS = (Occupation, *text_models())


class FixtureError(Exception):
    """A fixture that was refused: `problems` are sentences that name file, record and field."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass
class Report:
    created: Counter = field(default_factory=Counter)
    updated: Counter = field(default_factory=Counter)
    unchanged: Counter = field(default_factory=Counter)
    removed: Counter = field(default_factory=Counter)


def fixture_files(directory: Path) -> list[Path]:
    """All fixture files below a directory, in loading order: that of their numbered names."""
    if not directory.is_dir():
        raise FixtureError([f"{directory}: no such directory."])
    files = sorted(path for path in directory.rglob("*") if path.suffix in SUFFIXES)
    if not files:
        raise FixtureError([f"{directory}: no .json or .yaml file in it."])
    return files


def read_records(path: Path) -> list:
    try:
        text = path.read_text(encoding="utf-8")
        data = json.loads(text) if path.suffix == ".json" else yaml.load(text, Loader=yaml_loader())
    except UnicodeDecodeError as error:
        raise FixtureError([f"{path.name}: not UTF-8 at byte {error.start}."]) from None
    except json.JSONDecodeError as error:
        raise FixtureError([f"{path.name}: invalid JSON at line {error.lineno}: {error.msg}."]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise FixtureError([f"{path.name}: invalid YAML{where}: {getattr(error, 'problem', error)}."]) from None
    if not isinstance(data, list):
        raise FixtureError([f"{path.name}: must be a list of records."])
    return data


def yaml_loader():
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def fixture_fields(model) -> dict[str, models.Field]:
    """The fields a record may give, by name: languages instead of the base column, no primary key."""
    base = translated_names(model)
    return {f.name: f for f in model._meta.concrete_fields if not f.primary_key and f.editable and f.name not in base}


@cache
def stored_fields(model) -> list[str]:
    """What loading writes of a row that is there already: not the counters and states the site itself keeps."""
    base = translated_names(model)
    return [f.name for f in model._meta.concrete_fields if not f.primary_key and (f.editable or f.name in base)]


class Loader:
    """Loads files one after another inside a transaction that its caller holds."""

    def __init__(self):
        self.report = Report()
        self.problems: list[str] = []
        self.known: dict[type, dict[tuple, tuple[int, list]]] = {}
        self.seen: dict[tuple, str] = {}
        self.changed: set[int] = set()

    def rows(self, model) -> dict[tuple, tuple[int, list]]:
        """Natural key → (primary key, fixture values) of all rows of a model, read once."""
        if model not in self.known:
            names = [field.attname for field in fixture_fields(model).values()]
            self.known[model] = {
                tuple(str(row[path]) for path in model.NATURAL_KEY): (row["pk"], [row[name] for name in names])
                for row in model._base_manager.values("pk", *model.NATURAL_KEY, *names)
            }
        return self.known[model]

    def load(self, path: Path):
        touched = defaultdict(set)
        for number, record in enumerate(read_records(path), 1):
            where = f"{path.name}: record {number}"
            obj = self.build(record, where)
            if obj is None:
                continue
            key = tuple(str(part) for part in obj._fixture_key)
            where = f"{where} ({type(obj)._meta.label_lower} {' '.join(key)})"
            if earlier := self.seen.get((type(obj), key)):
                self.problems.append(f"{where}: the same as {earlier}.")
                continue
            self.seen[type(obj), key] = f"{path.name} record {number}"
            self.store(obj, key, where)
            if isinstance(obj, OccupationRow) and path.parent.name == PAGES:
                touched[obj.occupation_id].add((type(obj), obj.pk))
        if not self.problems:
            self.remove_leftovers(touched)
            workflow.settle(self.changed)
            self.changed.clear()

    def build(self, record, where: str):
        """An unsaved model instance of a record, or None after noting what is wrong with it."""
        if not isinstance(record, dict) or not isinstance(record.get("fields"), dict):
            self.problems.append(f"{where}: must have “model” and “fields”.")
            return None
        if "pk" in record:
            self.problems.append(f"{where}: has a “pk”; records are identified by their natural key.")
            return None
        model = fixture_model(record.get("model"))
        if model is None:
            self.problems.append(f"{where}: unknown model “{record.get('model')}”.")
            return None
        allowed, before = fixture_fields(model), len(self.problems)
        values = {}
        for name, raw in record["fields"].items():
            if name not in allowed:
                self.problems.append(f"{where}: field “{name}” does not exist in {model._meta.label_lower}.")
                continue
            values[name] = self.value(allowed[name], raw, f"{where}: field “{name}”")
        self.check_languages(model, record["fields"], where)
        if len(self.problems) > before:
            return None
        obj = model(**values)
        try:
            obj._fixture_key = self.natural_key(model, record["fields"])
        except KeyError as missing:
            self.problems.append(f"{where}: field {missing} is missing.")
            return None
        return obj

    def value(self, model_field, raw, where: str):
        if model_field.remote_field:
            if raw is None:
                return None
            target = model_field.remote_field.model
            key = tuple(str(part) for part in (raw if isinstance(raw, list) else [raw]))
            pk, _values = self.rows(target).get(key, (None, None))
            if pk is None:
                self.problems.append(f"{where}: there is no {target._meta.verbose_name} “{' '.join(key)}”.")
                return None
            return reference(target, pk)
        if isinstance(model_field, models.JSONField):
            return raw
        wrong = (
            isinstance(raw, (list, dict))
            or (isinstance(model_field, models.BooleanField) and not isinstance(raw, bool))
            or (isinstance(raw, bool) and not isinstance(model_field, models.BooleanField))
            or (
                isinstance(model_field, (models.CharField, models.TextField)) and not isinstance(raw, (str, type(None)))
            )
        )
        if wrong:
            self.problems.append(f"{where}: {raw!r} has the wrong type.")
            return None
        try:
            return model_field.to_python(raw)
        except ValidationError as error:
            self.problems.append(f"{where}: {' '.join(error.messages)}")
            return None

    def check_languages(self, model, given: dict, where: str):
        for name in translated_names(model):
            filled = {code: bool(given.get(column(name, code))) for code in CODES}
            if all(filled.values()) or (model._meta.get_field(name).blank and not any(filled.values())):
                continue
            for code in CODES:
                if not filled[code]:
                    self.problems.append(f"{where}: field “{column(name, code)}” is missing or empty.")

    def natural_key(self, model, given: dict) -> tuple:
        """The flat natural key, taken from the record rather than from the database."""
        parts, used = [], Counter()
        for path in model.NATURAL_KEY:
            head, *rest = path.split("__")
            raw = given[head] if head in given else model._meta.get_field(head).get_default()
            if raw is None:
                raise KeyError(head)
            if rest:
                flat = raw if isinstance(raw, list) else [raw]
                parts.append(flat[used[head]])
                used[head] += 1
            else:
                parts.append(raw)
        return tuple(parts)

    def store(self, obj, key: tuple, where: str):
        """Validate and save, unless the database already says the same."""
        model = type(obj)
        pk, stored = self.rows(model).get(key, (None, None))
        if isinstance(obj, Release):
            settle_current(obj)
        values = [plain(obj, name) for name in fixture_fields(model)]
        if pk is not None and all(same(old, new) for old, new in zip(stored, values, strict=True)):
            obj.pk = pk
            self.report.unchanged[model._meta.label] += 1
            return
        obj.pk, obj._state.adding = pk, pk is None
        if pk is not None and isinstance(obj, Occupation):
            obj._loaded_slug = stored[list(fixture_fields(model)).index("slug")]
        try:
            with override(CODES[0]), transaction.atomic():
                obj.clean_fields(
                    exclude=[f.name for f in model._meta.fields if f.remote_field or f.name in translated_names(model)]
                )
                obj.save(update_fields=None if pk is None else stored_fields(model))
        except (ValidationError, IntegrityError, DataError) as error:
            self.problems += [f"{where}: {line}" for line in explain(obj, error)]
            return
        if model in TEXTS:
            self.changed.add(obj.pk if model is Occupation else obj.occupation_id)
        counter = self.report.created if pk is None else self.report.updated
        counter[model._meta.label] += 1
        self.rows(model)[key] = (obj.pk, values)

    def remove_leftovers(self, touched: dict[int, set]):
        """A page's file is the whole page: rows of its lists that it no longer has go."""
        for occupation_id, rows in touched.items():
            for model in OccupationRow.__subclasses__():
                kept = [pk for kind, pk in rows if kind is model]
                count, _each = model.objects.filter(occupation_id=occupation_id).exclude(pk__in=kept).delete()
                self.report.removed[model._meta.label] += count
                if count:
                    self.changed.add(occupation_id)


def settle_current(release: Release):
    """Let the newer of two current releases stay: the file's, or one that an import brought since it was written."""
    if not release.is_current:
        return
    now = Release.objects.filter(source=release.source_id, is_current=True).exclude(label=release.label).first()
    if now is None:
        return
    if is_newer(now, release):
        release.is_current = False
    else:
        Release.objects.filter(pk=now.pk).update(is_current=False)


def reference(model, pk: int):
    """A foreign object of which only the key is needed."""
    obj = model()
    obj.pk, obj._state.adding = pk, False
    return obj


def explain(obj, error: Exception) -> list[str]:
    """What a refused record breaks, in the words of its model's rules."""
    if not isinstance(error, ValidationError):
        try:
            obj.validate_constraints()
        except ValidationError as broken:
            error = broken
        else:
            return [f"the database refused it: {error}".strip()]
    return [
        (f"field “{name}”: " if name != "__all__" else "") + " ".join(messages)
        for name, messages in error.message_dict.items()
    ]


def fixture_model(label):
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError, AttributeError, TypeError):
        return None
    return model if getattr(model, "NATURAL_KEY", None) else None


def plain(obj, name: str):
    return getattr(obj, obj._meta.get_field(name).attname)


def same(old, new) -> bool:
    if isinstance(new, float) or old is None or new is None:
        return old == new
    return str(old) == str(new) if not isinstance(new, (dict, list)) else old == new


def load(files: list[Path], progress: Callable[[Path, Report], None] = lambda path, report: None) -> Report:
    """Load all files in one transaction, or raise FixtureError and leave the database as it was."""
    loader = Loader()
    with transaction.atomic():
        for path in files:
            loader.load(path)
            if loader.problems:
                raise FixtureError(loader.problems)
            progress(path, loader.report)
    return loader.report


def is_empty() -> bool:
    return not Country.objects.exists()
