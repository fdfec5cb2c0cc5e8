"""Compare parsed releases with the database: what to create, update and remove. Nothing is written here."""

import re
from dataclasses import asdict, dataclass, field
from decimal import Decimal

from django.utils.text import slugify

from ..models import (
    AlternateTitles,
    Country,
    Exposure,
    MajorGroup,
    NationalFigure,
    Occupation,
    OnetProfile,
    Projection,
    Release,
    Source,
    StateWages,
    Wages,
)
from .base import ImportProblem, ParsedRelease, Skipped

FACT_MODELS = {
    model._meta.model_name: model for model in (Wages, StateWages, Projection, OnetProfile, AlternateTitles, Exposure)
}
SLUG_LENGTH = Occupation._meta.get_field("slug").max_length


@dataclass(frozen=True, slots=True)
class Change:
    code: str
    field: str
    old: object
    new: object


@dataclass(slots=True)
class TablePlan:
    """What happens to one table for one release."""

    model: type
    create: list = field(default_factory=list)
    update: list = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    remove: list = field(default_factory=list)
    unchanged: int = 0

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name)


@dataclass(slots=True)
class ReleasePlan:
    parsed: ParsedRelease
    release: Release
    is_new: bool
    release_changes: list[Change]
    demotes: Release | None
    occupations: TablePlan
    tables: list[TablePlan]
    skipped: list[Skipped]

    @property
    def is_empty(self) -> bool:
        tables = [self.occupations, *self.tables]
        return not (self.is_new or self.release_changes or any(t.create or t.update or t.remove for t in tables))


class World:
    """The database as it will be: what is stored, plus what the plans before this one add."""

    def __init__(self, country_code: str):
        self.country = Country.objects.filter(code=country_code).first()
        if self.country is None:
            raise ImportProblem(
                "", "", None, "", f"the database has no country “{country_code}”; load the fixtures first"
            )
        self.groups = {group.code: group for group in MajorGroup.objects.filter(country=self.country)}
        self.occupations = {row.code: row for row in Occupation.objects.in_country(country_code)}
        self.slugs = {row.slug for row in self.occupations.values()}
        self.sources = {source.key: source for source in Source.objects.all()}
        self.releases = {(row.source.key, row.label): row for row in Release.objects.select_related("source")}
        self.current = {row.source.key: row for row in self.releases.values() if row.is_current}


def plan_all(
    releases: list[ParsedRelease], owners: dict[str, re.Pattern], country_code: str = "us"
) -> list[ReleasePlan]:
    """Plans in the order given. `owners`: importer key → names of its files, which a new import replaces."""
    world = World(country_code)
    return [plan(parsed, world, owners[parsed.importer]) for parsed in releases]


def plan(parsed: ParsedRelease, world: World, owned_files: re.Pattern) -> ReleasePlan:
    release, is_new, changes = plan_release(parsed, world, owned_files)
    demotes = plan_current(release, world, changes)
    occupations = plan_occupations(parsed, world)
    tables, unknown = [], set()
    for name, rows in parsed.facts.items():
        known = {code: row for code, row in rows.items() if code in world.occupations}
        unknown |= rows.keys() - known.keys()
        tables.append(plan_facts(FACT_MODELS[name], known, release, world))
    if parsed.figures is not None:
        tables.append(plan_figures(parsed.figures, release, world))
    skipped = list(parsed.skipped)
    if unknown:
        skipped.append(Skipped(len(unknown), "codes", "no occupation with this code", tuple(sorted(unknown))))
    return ReleasePlan(parsed, release, is_new, changes, demotes, occupations, tables, skipped)


def plan_release(parsed: ParsedRelease, world: World, owned_files: re.Pattern) -> tuple[Release, bool, list[Change]]:
    source = world.sources.get(parsed.source)
    if source is None:
        raise ImportProblem(
            "", "", None, "", f"the database has no source “{parsed.source}”; load fixtures/20_sources.yaml first"
        )
    place = (parsed.source, parsed.label)
    release = world.releases.get(place)
    if release is None:
        release = Release(source=source, label=parsed.label, published_on=parsed.published_on, files=parsed.files)
        world.releases[place] = release
        return release, True, []
    # Two importers share the OEWS release; each replaces only its own file names.
    others = {name: checksum for name, checksum in release.files.items() if not owned_files.fullmatch(name)}
    wanted = {"files": others | parsed.files, "published_on": parsed.published_on or release.published_on}
    changes = []
    for name, new in wanted.items():
        if (old := getattr(release, name)) != new:
            changes.append(Change("", name, old, new))
            setattr(release, name, new)
    return release, False, changes


def plan_current(release: Release, world: World, changes: list[Change]) -> Release | None:
    """Make the release current when none of the source is newer; the one it takes the place of is returned."""
    key = release.source.key
    now = world.current.get(key)
    if now is release or (now is not None and not is_newer(release, now)):
        return None
    release.is_current = True
    changes.append(Change("", "is_current", False, True))
    if now is not None:
        now.is_current = False
    world.current[key] = release
    return now


def is_newer(one: Release, other: Release) -> bool:
    """By publication date. Without one, by the numbers in the label, which rise within each source: years for BLS,
    versions for O*NET. A label made from a checksum has no order, so the file at hand is taken for the newer one."""
    if one.published_on and other.published_on:
        return one.published_on > other.published_on
    if one.label.startswith("file ") or other.label.startswith("file "):
        return True
    return numbers(one.label) > numbers(other.label)


def numbers(label: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"\d+", label))


def plan_occupations(parsed: ParsedRelease, world: World) -> TablePlan:
    """New occupations from the source that defines them, and official titles that changed.

    The defining source prints titles in sentence case, so there only other words count as a change.
    """
    result = TablePlan(Occupation)
    renamed = dict(parsed.official_titles)
    for code, title in sorted(parsed.new_titles.items()):
        if code not in world.occupations:
            result.create.append(new_occupation(code, title, world, parsed))
        elif words(title) != words(world.occupations[code].official_title):
            renamed[code] = title
    for code, title in sorted(renamed.items()):
        occupation = world.occupations.get(code)
        if occupation is not None and occupation.official_title != title:
            compare(result, code, occupation, {"official_title": title})
    return result


def words(title: str) -> list[str]:
    return re.findall(r"[^\W_]+", title.casefold())


def new_occupation(code: str, title: str, world: World, parsed: ParsedRelease) -> Occupation:
    group = world.groups.get(code[:2])
    if group is None:
        file = next(iter(parsed.files), "")
        raise ImportProblem(
            file, "", None, "", f"{code} {title}: the database has no major group {code[:2]}; load the fixtures first"
        )
    slug = slugify(title.replace("'", ""))[:SLUG_LENGTH].strip("-")
    if slug in world.slugs:
        slug = f"{slug[: SLUG_LENGTH - len(code) - 1]}-{code}"
    occupation = Occupation(
        country=world.country, group=group, code=code, slug=slug, official_title=title, title_en=title, is_public=False
    )
    world.occupations[code] = occupation
    world.slugs.add(slug)
    return occupation


def plan_facts(model: type, rows: dict[str, object], release: Release, world: World) -> TablePlan:
    stored = {}
    if release.pk:
        facts = model.objects.filter(release=release, occupation__country=world.country).select_related("occupation")
        stored = {fact.occupation.code: fact for fact in facts}
    result = TablePlan(model)
    for code, row in rows.items():
        values = asdict(row)
        if code in stored:
            compare(result, code, stored.pop(code), values)
        else:
            result.create.append(model(occupation=world.occupations[code], release=release, **values))
    result.remove = [stored[code] for code in sorted(stored)]
    return result


def plan_figures(figures: dict[str, Decimal], release: Release, world: World) -> TablePlan:
    stored = {}
    if release.pk:
        stored = {row.key: row for row in NationalFigure.objects.filter(release=release, country=world.country)}
    result = TablePlan(NationalFigure)
    for key, value in figures.items():
        if key in stored:
            compare(result, key, stored.pop(key), {"value": value})
        else:
            result.create.append(NationalFigure(country=world.country, release=release, key=key, value=value))
    result.remove = [stored[key] for key in sorted(stored)]
    return result


def compare(result: TablePlan, code: str, row, values: dict):
    changes = [Change(code, name, getattr(row, name), new) for name, new in values.items() if getattr(row, name) != new]
    if not changes:
        result.unchanged += 1
        return
    for change in changes:
        setattr(row, change.field, change.new)
    result.update.append(row)
    result.changes.extend(changes)
