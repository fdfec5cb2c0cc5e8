"""Geometry of the charts. Templates draw what is measured here; nothing is styled inline."""

from dataclasses import dataclass
from math import cos, pi, sin

from django.utils.translation import gettext as _

from . import formats
from .choices import Dimension
from .regions import Region


@dataclass(frozen=True, slots=True)
class Spoke:
    key: str
    label: str
    score: str
    low_is_good: bool
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str
    dot_x: float | None
    dot_y: float | None


@dataclass(frozen=True, slots=True)
class Radar:
    rings: list[str]
    spokes: list[Spoke]
    polygon: str


RADIUS = 100.0


def on_circle(index: int, count: int, radius: float) -> tuple[float, float]:
    """Point at a fraction of the circle, from twelve o'clock clockwise, one decimal."""
    angle = 2 * pi * index / count - pi / 2
    return round(cos(angle) * radius, 1), round(sin(angle) * radius, 1)


def favour(dimension: Dimension, value: float | None) -> float | None:
    """0–10, more is better for the worker: dimensions where low is good are turned round."""
    if value is None:
        return None
    return float(value) if dimension.high_is_good else 10 - float(value)


def radar(values: dict[str, float | None]) -> Radar:
    """Eleven spokes from (0, 0), 100 long; a dimension that is not rated has no dot and is skipped by the outline."""
    count, spokes, outline = len(Dimension), [], []
    for index, dimension in enumerate(Dimension):
        value = values.get(dimension)
        good = favour(dimension, value)
        dot = None if good is None else on_circle(index, count, max(good, 0.2) * RADIUS / 10)
        if dot:
            outline.append(f"{dot[0]},{dot[1]}")
        x, y = on_circle(index, count, RADIUS)
        label_x, label_y = on_circle(index, count, RADIUS + 12)
        anchor = "middle" if abs(label_x) < 12 else ("start" if label_x > 0 else "end")
        spokes.append(
            Spoke(
                dimension.value,
                str(dimension.label),
                formats.score(value),
                not dimension.high_is_good,
                x,
                y,
                label_x,
                round(label_y + (0 if abs(label_y) < 60 else (4 if label_y > 0 else -4)), 1),
                anchor,
                *(dot or (None, None)),
            )
        )
    rings = [
        " ".join(f"{x},{y}" for x, y in (on_circle(i, count, RADIUS * level / 10) for i in range(count)))
        for level in (2.5, 5, 7.5, 10)
    ]
    return Radar(rings, spokes, " ".join(outline))


@dataclass(frozen=True, slots=True)
class Mark:
    percentile: int
    label: str
    text: str
    x: float
    text_x: float
    row: int


@dataclass(frozen=True, slots=True)
class Distribution:
    marks: list[Mark]
    low: float
    box_start: float
    box_width: float
    high: float


CHART_WIDTH, CHART_PAD = 360.0, 30.0


def distribution(wages: dict[int, float | None], form) -> Distribution | None:
    """The 10th to 90th percentile on a line that begins and ends near them, 360 wide. None unless all are released."""
    if any(wages.get(p) is None for p in (10, 25, 50, 75, 90)):
        return None
    low, high = float(wages[10]), float(wages[90])
    inner = CHART_WIDTH - 2 * CHART_PAD

    def at(value) -> float:
        return round(CHART_PAD + inner * (float(value) - low) / ((high - low) or 1), 1)

    names = {10: _("10%"), 25: _("25%"), 50: _("Median"), 75: _("75%"), 90: _("90%")}
    # Labels stand in two rows, and are pushed apart where neighbours lie close together.
    rows = [spread([(p, at(wages[p])) for p in row]) for row in ((10, 50, 90), (25, 75))]
    marks = [
        Mark(p, names[p], form(wages[p]), at(wages[p]), text_x, row)
        for row, labels in enumerate(rows)
        for p, text_x in labels
    ]
    return Distribution(marks, at(wages[10]), at(wages[25]), round(at(wages[75]) - at(wages[25]), 1), at(wages[90]))


LABEL_WIDTH = 84.0


def spread(places: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Label centres at least a label's width apart and inside the chart, as near their marks as that allows."""
    half = LABEL_WIDTH / 2
    centres = [min(max(x, half), CHART_WIDTH - half) for __, x in places]
    for index in range(1, len(centres)):
        centres[index] = max(centres[index], centres[index - 1] + LABEL_WIDTH)
    limit = CHART_WIDTH - half
    for index in reversed(range(len(centres))):
        centres[index] = min(centres[index], limit)
        limit = centres[index] - LABEL_WIDTH
    return [(percentile, round(centre, 1)) for (percentile, __), centre in zip(places, centres, strict=True)]


@dataclass(frozen=True, slots=True)
class Tile:
    code: str
    name: str
    text: str
    x: int
    y: int
    step: int
    value: float | None


TILE_SIZE, STEPS = 32, 5


def tile_map(values: dict[str, float | None], regions: dict[str, Region], form) -> list[Tile]:
    """A tile for each region; step 1–5 is the fifth of the regions its value falls in, 0 where none is released."""
    known = sorted(value for value in values.values() if value is not None)

    def step(value) -> int:
        if value is None:
            return 0
        below = sum(other < value for other in known)
        return min(STEPS, 1 + below * STEPS // len(known))

    return [
        Tile(
            code,
            str(region.name),
            form(values.get(code)),
            region.column * TILE_SIZE,
            region.row * TILE_SIZE,
            step(values.get(code)),
            values.get(code),
        )
        for code, region in regions.items()
    ]
