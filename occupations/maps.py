"""The AI career map and the treemap of employment: geometry over the catalogue."""

import math
from collections import defaultdict
from dataclasses import dataclass

import squarify

from . import formats
from .catalogue import Catalogue, Entry
from .charts import favour
from .choices import Dimension

MAP_SIZE = 1000
# Radius of a mark in map units: its area follows employment, from a floor one can still hit.
SMALLEST, LARGEST = 5, 30
LABELLED = 12
# A zoomed map shows at least this many points of each axis.
NEAREST = 3
# With fewer marks each may be larger.
NARROWED_GROWTH = 1.5


@dataclass(frozen=True, slots=True)
class Mark:
    entry: Entry
    x: int
    y: int
    r: int


@dataclass(frozen=True, slots=True)
class ClusterMarks:
    key: str
    marks: list[Mark]
    representatives: list[Entry]
    employment: int
    count: int


@dataclass(frozen=True, slots=True)
class Frame:
    """The stretch of both axes that is drawn, in whole points."""

    left: int = 0
    right: int = 10
    bottom: int = 0
    top: int = 10

    @classmethod
    def around(cls, entries: list[Entry]) -> "Frame":
        """As near as the entries allow, the same stretch on both axes, so that distances keep their meaning."""
        across, up = [entry.exposure for entry in entries], [entry.moat for entry in entries]
        left, bottom = math.floor(min(across)), math.floor(min(up))
        span = max(math.ceil(max(across)) - left, math.ceil(max(up)) - bottom, NEAREST)
        left, bottom = max(min(left, 10 - span), 0), max(min(bottom, 10 - span), 0)
        return cls(left, left + span, bottom, bottom + span)

    def place(self, entry: Entry) -> tuple[int, int]:
        scale = MAP_SIZE / (self.right - self.left)
        return round((entry.exposure - self.left) * scale), round((self.top - entry.moat) * scale)


@dataclass(frozen=True, slots=True)
class CareerMap:
    clusters: list[ClusterMarks]
    labels: list[Mark]
    entries: list[Entry]
    frame: Frame


def career_map(catalogue: Catalogue, group: str = "", cluster: str = "") -> CareerMap:
    """Exposure to the right, moat upward, both 0–10 on 1,000 units, or nearer when narrowed to a group or cluster."""
    placed = [e for e in catalogue.entries if e.exposure is not None and e.moat is not None and e.cluster]
    shown = [e for e in placed if (not group or e.group == group) and (not cluster or e.cluster == cluster)]
    frame = Frame.around(shown) if shown and (group or cluster) else Frame()
    growth = NARROWED_GROWTH if group or cluster else 1
    most = max((entry.employment or 0 for entry in placed), default=0) or 1

    def mark(entry: Entry) -> Mark:
        size = SMALLEST + (LARGEST - SMALLEST) * math.sqrt((entry.employment or 0) / most)
        return Mark(entry, *frame.place(entry), round(size * growth))

    by_cluster = defaultdict(list)
    for entry in shown:
        by_cluster[entry.cluster].append(entry)
    clusters = []
    for item in catalogue.clusters:
        # The largest first, so that the small ones are drawn over them and stay in reach.
        members = sorted(by_cluster[item.key], key=lambda entry: -(entry.employment or 0))
        employed = sum(entry.employment or 0 for entry in members)
        clusters.append(ClusterMarks(item.key, [mark(entry) for entry in members], members[:6], employed, len(members)))
    labels = spaced([mark(entry) for entry in sorted(shown, key=lambda entry: -(entry.employment or 0))])
    return CareerMap(clusters, labels, sorted(shown, key=lambda entry: entry.code), frame)


def spaced(marks: list[Mark]) -> list[Mark]:
    """The largest marks whose names have room: no two nearer than a line's height and a name's width."""
    kept: list[Mark] = []
    for mark in marks:
        if all(abs(mark.y - other.y) > 50 or abs(mark.x - other.x) > 390 for other in kept):
            kept.append(mark)
        if len(kept) == LABELLED:
            break
    return kept


@dataclass(frozen=True, slots=True)
class Box:
    group: object
    x: float
    y: float
    width: float
    height: float
    employment: int
    value: float | None
    step: int
    shown: str


TREE_WIDTH, TREE_HEIGHT, STEPS = 1000, 620, 5


def treemap(catalogue: Catalogue, dimension: Dimension) -> list[Box]:
    """A box for each major group, sized by jobs and shaded 1–5 by the job-weighted mean of a dimension, good darker."""
    jobs: dict[str, int] = defaultdict(int)
    weighted: dict[str, float] = defaultdict(float)
    rated: dict[str, int] = defaultdict(int)
    for entry in catalogue.entries:
        if not entry.employment:
            continue
        jobs[entry.group] += entry.employment
        if (value := entry.scores[dimension]) is not None:
            weighted[entry.group] += value * entry.employment
            rated[entry.group] += entry.employment
    ordered = sorted(jobs, key=lambda code: -jobs[code])
    if not ordered:
        return []
    sizes = squarify.normalize_sizes([jobs[code] for code in ordered], TREE_WIDTH, TREE_HEIGHT)
    boxes = []
    for code, box in zip(ordered, squarify.squarify(sizes, 0, 0, TREE_WIDTH, TREE_HEIGHT), strict=True):
        value = weighted[code] / rated[code] if rated[code] else None
        good = favour(dimension, value)
        step = 0 if good is None else min(STEPS, 1 + int(good / 10 * STEPS))
        boxes.append(
            Box(
                catalogue.group_by_code[code],
                *(round(box[side], 1) for side in ("x", "y", "dx", "dy")),
                jobs[code],
                value,
                step,
                formats.score(value),
            )
        )
    return boxes
