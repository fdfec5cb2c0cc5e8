"""What the first page of the desk answers: what is missing, out of date, broken, waiting, and what changed lately.

Each box is one query, or two, however many pages there are.
"""

import datetime
import json
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.core.cache import cache
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.functions import MD5, Cast, Coalesce, Concat, NullIf, Trim
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from reversion.models import Version

from . import differences, formats, history
from .choices import ReviewStep, Status, TitleLanguage
from .content import coverage, figures, gather, readiness
from .languages import CODES, column, pick, translated_names
from .models import Country, Evidence, Occupation, Point, ReviewNote
from .models.publication import TEXT_COLUMNS

LISTED = 8
STALE_AFTER = datetime.timedelta(days=365)
PAGE_SECTION = "page"
# Figures of a page that a newer release may have moved since its text was written.
NEWER_FACTS = Q(card__wages__release__published_on__gt=F("updated_on")) | Q(
    card__projection__release__published_on__gt=F("updated_on")
)


# Completeness -------------------------------------------------------------------------------------


def blank(name: str) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{name: ""})


def section_keys() -> list[str]:
    return [PAGE_SECTION, *(name for name, model, conditions in coverage.sections())]


def section_label(key: str) -> str:
    return _("Title and summary") if key == PAGE_SECTION else str(readiness.section_name(key))


def untold(model, language: str) -> Q:
    """Rows without a text in the language that they need, or have in the other one."""
    found = Q()
    for name in translated_names(model):
        here = blank(column(name, language))
        others = reduce(or_, (~blank(column(name, code)) for code in CODES if code != language))
        found |= here & others if model._meta.get_field(name).blank else here
    return found


def untold_anywhere(language: str) -> Q:
    """Occupations whose page, as far as it is written, is not all told in the language."""
    models = dict.fromkeys(model for _name, model, _conditions in coverage.sections())
    rows = (model._base_manager.filter(untold(model, language), occupation=OuterRef("pk")) for model in models)
    return reduce(or_, (Q(Exists(found)) for found in rows), untold(Occupation, language))


def lacking(key: str, language: str) -> Q:
    """Occupations whose section has no rows, or a row that is not all told in the language."""
    if key == PAGE_SECTION:
        return untold(Occupation, language)
    model, conditions = next((model, found) for name, model, found in coverage.sections() if name == key)
    rows = model._base_manager.filter(occupation=OuterRef("pk"), **conditions)
    return ~Q(Exists(rows)) | Q(Exists(rows.filter(untold(model, language))))


def lacking_any(language: str) -> Q:
    return reduce(or_, (lacking(key, language) for key in section_keys()))


@dataclass(frozen=True)
class Line:
    """A section of the written pages: how many have it, by language."""

    label: str
    counts: list[tuple[str, int, int]]
    key: str


@dataclass(frozen=True)
class Completeness:
    pages: int
    lines: list[Line] = field(default_factory=list)
    languages: list[str] = field(default_factory=lambda: [str(language.label) for language in TitleLanguage])


def completeness() -> Completeness:
    keys, languages = section_keys(), TitleLanguage.values
    conditions = {(key, code): lacking(key, code) for key in keys for code in languages}
    conditions |= {("any", code): lacking_any(code) for code in languages}
    names = {pair: f"lacking_{number}" for number, pair in enumerate(conditions)}
    counts = Occupation.objects.filter(narrative__isnull=False).aggregate(
        pages=Count("pk"), **{names[pair]: Count("pk", filter=condition) for pair, condition in conditions.items()}
    )
    pages = counts["pages"]

    def line(key: str, label: str) -> Line:
        missing = [(code, counts[names[key, code]]) for code in languages]
        return Line(label, [(code, pages - number, number) for code, number in missing], key)

    return Completeness(pages, [line("any", _("Whole page")), *(line(key, section_label(key)) for key in keys)])


# Facts that moved ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    label: str
    release: str
    before: str
    after: str
    # Share by which it moved, to put the largest moves first.
    by: float


@dataclass(frozen=True)
class MovedPage:
    pk: int
    name: str
    updated_on: datetime.date
    figures: list[Figure]


@dataclass(frozen=True)
class Listed:
    """The first rows of a list, and how many there are in all."""

    rows: list
    total: int


def facts_moved() -> Listed:
    """Written pages with a release that came out after the text was last published, largest moves first."""
    wages, projection = "card__wages", "card__projection"
    found = Occupation.objects.filter(NEWER_FACTS, narrative__isnull=False).values(
        "pk",
        "code",
        "updated_on",
        "country__currency",
        "card__working__earlier",
        f"{wages}__annual_wage_median",
        f"{projection}__change_percent",
        *(column("title", code) for code in CODES),
        *(f"{fact}__release__{name}" for fact in (wages, projection) for name in ("label", "published_on")),
    )
    pages = []
    for row in found:
        title = pick({code: row[column("title", code)] or "" for code in CODES})[0]
        earlier = row["card__working__earlier"] or {}
        moved = []
        for fact, name, label in (
            (wages, "annual_wage_median", _("Annual wage, median")),
            (projection, "change_percent", _("Projected change")),
        ):
            published, value = row[f"{fact}__release__published_on"], row[f"{fact}__{name}"]
            if published and published > row["updated_on"] and value is not None:
                before, after = earlier.get(name, {}).get("value"), float(value)
                shown = [figure_shown(name, one, row["country__currency"]) for one in (before, after)]
                release = formats.edition(row[f"{fact}__release__label"])
                moved.append(Figure(label, release, *shown, moved_by(name, before, after)))
        pages.append(MovedPage(row["pk"], f"{row['code']} {title}", row["updated_on"], moved))
    pages.sort(key=lambda page: (-max((figure.by for figure in page.figures), default=0), page.name))
    return Listed(pages[:LISTED], len(pages))


def figure_shown(name: str, value: float | None, currency: str) -> str:
    return formats.money(value, currency) if name == "annual_wage_median" else formats.percent(value, signed=True)


def moved_by(name: str, before: float | None, after: float) -> float:
    if (not before and name == "annual_wage_median") or before is None:
        return 0
    return abs(after - before) / (before if name == "annual_wage_median" else 100)


# Evidence -----------------------------------------------------------------------------------------


def is_stale(today: datetime.date) -> Q:
    return Q(checked_on__lt=today - STALE_AFTER)


@dataclass(frozen=True)
class OldEvidence:
    rows: list[Evidence]
    stale: int
    unlinked: int


def old_evidence(today: datetime.date) -> OldEvidence:
    """Evidence without a link, then that which nobody has checked for longest."""
    rows = list(
        Evidence.objects.filter(is_stale(today) | blank("url"))
        .annotate(
            stale=Window(Count("pk", filter=is_stale(today))),
            unlinked=Window(Count("pk", filter=blank("url"))),
            has_link=ExpressionWrapper(~blank("url"), output_field=BooleanField()),
        )
        .select_related("occupation")
        .order_by("has_link", "checked_on", "pk")[:LISTED]
    )
    return OldEvidence(rows, rows[0].stale if rows else 0, rows[0].unlinked if rows else 0)


# Broken figures -----------------------------------------------------------------------------------

# With a number that goes up when what is kept changes its form: the cache outlives a deploy.
CHECK_KEY = "desk-figures-check-2"
# More are counted, not listed: they would be repaired in rounds anyway.
MOST_KEPT = 200


def content_versions() -> dict[str, int]:
    return dict(Country.objects.values_list("code", "content_version"))


def run_check(user):
    """Check all text against the figures and keep what was found, in every language of the desk."""
    # Read first: a page saved during the check makes the result out of date, not wrong.
    versions = content_versions()
    content = gather.from_database()
    pages = {(country, code): pk for pk, country, code in Occupation.objects.values_list("pk", "country__code", "code")}
    found, total = [], 0
    for item in content.items:
        said = {}
        for code in CODES:
            with translation.override(code):
                said[code] = [readiness.describe(one) for one in figures.check(item, content.figures.get(item.page))]
        for texts in zip(*said.values(), strict=True):
            total += 1
            if total <= MOST_KEPT:
                page = pages.get((item.key.partition(" ")[0], item.page)) if item.page else None
                found.append({"page": page, "code": item.page, "texts": dict(zip(said, texts, strict=True))})
    name = user.get_full_name() or user.get_username()
    result = {"versions": versions, "ran_at": timezone.now(), "ran_by": name, "found": found, "total": total}
    cache.set(CHECK_KEY, result, timeout=None)
    return result


@dataclass(frozen=True)
class Broken:
    """What the last check found; `is_current` while nothing was written since."""

    ran_at: datetime.datetime
    ran_by: str
    is_current: bool
    total: int
    # Code of the page, its primary key if it has one, and the problem.
    rows: list[tuple[str, int | None, str]]


def broken_figures() -> Broken | None:
    kept = cache.get(CHECK_KEY)
    if kept is None:
        return None
    language = translation.get_language()
    rows = [(row["code"], row["page"], row["texts"].get(language, "")) for row in kept["found"]]
    return Broken(kept["ran_at"], kept["ran_by"], kept["versions"] == content_versions(), kept["total"], rows)


# Review and recent changes ------------------------------------------------------------------------


def waiting() -> Listed:
    """Pages in review, the longest waiting first, with who submitted them and when."""
    name = Concat("user__first_name", Value(" "), "user__last_name", output_field=CharField())
    submitted = (
        ReviewNote.objects.filter(occupation=OuterRef("pk"), step=ReviewStep.SUBMITTED)
        .annotate(name=Coalesce(NullIf(Trim(name), Value("")), "user__username"))
        .order_by("-made_at", "-pk")
    )
    rows = list(
        Occupation.objects.filter(status=Status.IN_REVIEW)
        .annotate(
            submitted_at=Subquery(submitted.values("made_at")[:1]),
            submitted_by=Subquery(submitted.values("name")[:1]),
            total=Window(Count("pk")),
        )
        .order_by(F("submitted_at").asc(nulls_first=True), "code")[:LISTED]
    )
    return Listed(rows, rows[0].total if rows else 0)


@dataclass(frozen=True)
class Recent:
    version: Version
    # As it is called now, or as it was when it was deleted.
    name: str
    comment: str
    sections: list[str]
    # The page itself, unless it was deleted since.
    page: int | None


def recent() -> list[Recent]:
    """The last revisions of pages, with the sections each of them changed."""
    own = Version.objects.get_for_model(Occupation)
    before = own.filter(object_id=OuterRef("object_id"), pk__lt=OuterRef("pk")).order_by("-pk")
    now = Occupation.objects.filter(pk=Cast(OuterRef("object_id"), BigIntegerField()))
    titles = {code: column("title", code) for code in CODES}
    versions = list(
        own.exclude(revision__comment="baseline")
        .annotate(
            before=Subquery(before.values("revision")[:1]),
            code=Subquery(now.values("code")),
            **{name: Subquery(now.values(name)) for name in titles.values()},
        )
        .select_related("revision__user")
        .order_by("-pk")[:LISTED]
    )
    rows = rows_by_revision([pk for version in versions for pk in (version.before, version.revision_id) if pk])
    found = []
    for version in versions:
        title = pick({code: getattr(version, name) or "" for code, name in titles.items()})[0]
        found.append(
            Recent(
                version,
                f"{version.code} {title}" if version.code else history.name_of(version),
                str(history.COMMENTS.get(version.revision.comment, "")),
                sections_changed(rows.get(version.before, {}), rows[version.revision_id]) if version.before else [],
                int(version.object_id) if version.code else None,
            )
        )
    return found


def rows_by_revision(revisions: list[int]) -> dict[int, dict]:
    """Revision → (model, primary key) → what tells two states of the row apart."""
    # Whole rows only where the section depends on what they say; a digest does for the others.
    whole = [model._meta.model_name for model in (Occupation, Point)]
    state = Case(
        When(content_type__model__in=whole, then="serialized_data"),
        default=MD5("serialized_data"),
        output_field=TextField(),
    )
    models = {model._meta.model_name: model for model in [Occupation, *history.PAGE_MODELS]}
    found: dict[int, dict] = {}
    for revision, name, pk, told in Version.objects.filter(
        revision__in=revisions, content_type__app_label=Occupation._meta.app_label, content_type__model__in=models
    ).values_list("revision", "content_type__model", "object_id", state):
        found.setdefault(revision, {})[models[name], pk] = told
    return found


def sections_changed(before: dict, after: dict) -> list[str]:
    """Sections of which any row differs, in the order of the page."""
    order = [Occupation, *history.PAGE_MODELS]
    found = []
    for model, pk in {**before, **after}:
        old, new = before.get((model, pk)), after.get((model, pk))
        if old == new or (model is Occupation and page_text(old) == page_text(new)):
            continue
        fields = json.loads(new or old)[0]["fields"] if model is Point else {}
        found.append((order.index(model), differences.place(fields)[0], differences.section_of(model, fields)))
    return list(dict.fromkeys(label for _model, _kind, label in sorted(found)))


def page_text(serialized: str | None) -> list:
    fields = json.loads(serialized)[0]["fields"] if serialized else {}
    return [fields.get(name) for name in TEXT_COLUMNS]
