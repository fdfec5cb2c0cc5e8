"""The reader's own weights of the eleven dimensions, 0–5, and the score they give."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from .charts import favour
from .choices import Dimension
from .scoring.formulas import one_decimal

PREFIX = "w_"
MAX_WEIGHT = 5

D = Dimension
PRESETS: dict[str, tuple[object, dict[Dimension, int]]] = {
    "balanced": (_("Balanced"), dict.fromkeys(D, 3)),
    "income": (_("Income first"), dict.fromkeys(D, 1) | {D.INCOME: 5, D.DEMAND: 2, D.PROSPECTS: 2}),
    "safe": (_("Safe from AI"), dict.fromkeys(D, 1) | {D.AI_RISK: 5, D.PROSPECTS: 3, D.DEMAND: 2}),
    "pr": (_("PR first"), dict.fromkeys(D, 1) | {D.PR_FRIENDLY: 5, D.PR_DIFFICULTY: 5, D.DEMAND: 2}),
    "quick": (
        _("Quick to enter"),
        dict.fromkeys(D, 1) | {D.DURATION: 5, D.CERTIFICATION: 4, D.LEARNING: 4, D.DEMAND: 3},
    ),
}


def parameters(weights: Mapping[str, int]) -> dict[str, int]:
    """Weights as query parameters, short enough to share."""
    return {f"{PREFIX}{dimension}": weight for dimension, weight in weights.items()}


def own_score(scores: Mapping[str, float | None], weights: Mapping[str, int]) -> float | None:
    """Weighted mean, 0–10, of the rated dimensions, each turned so that more is better; None when none counts."""
    total = amount = 0.0
    for dimension in Dimension:
        value, weight = favour(dimension, scores.get(dimension)), weights.get(dimension, 0)
        if value is not None and weight:
            total += weight * value
            amount += weight
    return one_decimal(total / amount) if amount else None
