"""How many occupations have a whole page in both languages, by major group and by AI cluster."""

from dataclasses import dataclass

from ..choices import PointKind
from ..languages import CODES, column, translated_names
from ..models import Cluster, Country, MajorGroup, Narrative, Occupation
from ..models.mixins import OccupationRow

LEAST_IN_A_GROUP, LEAST_IN_A_CLUSTER = 2, 6


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    complete: int
    published: int
    occupations: int
    least: int

    @property
    def is_enough(self) -> bool:
        return self.complete >= self.least


@dataclass(frozen=True, slots=True)
class Coverage:
    groups: list[Line]
    clusters: list[Line]
    incomplete: dict[str, list[str]]
    complete: int
    published: int
    occupations: int

    @property
    def short(self) -> list[Line]:
        return [line for line in [*self.groups, *self.clusters] if not line.is_enough]


def measure(country: Country) -> Coverage:
    rows = list(Occupation.objects.public().filter(country=country).select_related("group", "card").order_by("code"))
    published = set(
        Narrative.objects.published().filter(occupation__country=country).values_list("occupation", flat=True)
    )
    missing = missing_sections(published)
    complete = {row.pk for row in rows if row.pk in published and not missing[row.pk]}
    return Coverage(
        groups=[
            line(str(group), [row for row in rows if row.group_id == group.pk], published, complete, LEAST_IN_A_GROUP)
            for group in MajorGroup.objects.filter(country=country)
        ],
        clusters=[
            line(
                cluster.name,
                [row for row in rows if hasattr(row, "card") and row.card.cluster_id == cluster.pk],
                published,
                complete,
                LEAST_IN_A_CLUSTER,
            )
            for cluster in Cluster.objects.all()
        ],
        incomplete={row.code: missing[row.pk] for row in rows if row.pk in published and missing[row.pk]},
        complete=len(complete),
        published=sum(row.pk in published for row in rows),
        occupations=len(rows),
    )


def line(name: str, rows: list[Occupation], published: set[int], complete: set[int], least: int) -> Line:
    own = {row.pk for row in rows}
    return Line(name, len(own & complete), len(own & published), len(own), least)


def missing_sections(occupations: set[int]) -> dict[int, list[str]]:
    """Occupation → the sections of its page that lack rows, or a language in one of them."""
    missing: dict[int, list[str]] = {pk: [] for pk in occupations}
    for section, model, conditions in sections():
        texts = [
            column(name, code)
            for name in translated_names(model)
            for code in CODES
            if not model._meta.get_field(name).blank
        ]
        filled, half = set(), set()
        found = model._base_manager.filter(occupation__in=occupations, **conditions)
        for pk, *values in found.values_list("occupation", *texts):
            filled.add(pk)
            if not all(values):
                half.add(pk)
        for pk in occupations:
            if pk not in filled:
                missing[pk].append(section)
            elif pk in half:
                missing[pk].append(f"{section} (one language)")
    return missing


def sections():
    """Name, model and filter of each section of a page; a bullet list is one section for each of its kinds."""
    yield "narrative", Narrative, {}
    for model in OccupationRow.__subclasses__():
        if any(field.name == "kind" and field.choices == PointKind.choices for field in model._meta.fields):
            yield from ((str(kind), model, {"kind": kind}) for kind in PointKind)
        else:
            yield model._meta.model_name, model, {}
