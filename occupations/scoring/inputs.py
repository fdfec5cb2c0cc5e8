"""What the formulas read: one dataclass per occupation, no database."""

from dataclasses import dataclass, field

from ..choices import EntryEducation, Experience, Training


@dataclass(frozen=True, slots=True)
class Inputs:
    """Facts of one occupation. None or a missing key means the source has no value; wages in the country's
    currency, jobs as whole jobs, O*NET importance 1–5 and level 0–7, exposure measures 0–1."""

    code: str
    annual_wage_median: int | None = None
    hourly_wage_median: float | None = None
    employment: int | None = None
    openings: int | None = None
    change_percent: float | None = None
    entry_education: EntryEducation | None = None
    work_experience: Experience | None = None
    training: Training | None = None
    skills: dict[str, tuple[float, float]] = field(default_factory=dict)
    work_styles: dict[str, float] = field(default_factory=dict)
    exposure_microsoft: float | None = None
    exposure_openai: float | None = None
    certification: int | None = None
    citizens_only: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One input in the working of a score: what it is, its raw value, where it stands among the others."""

    measure: str
    value: float | str | None
    percentile: float | None = None
    among: str = ""
    source: str = ""
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """A dimension's result; `value` None means not rated. `parts` is the working, in order."""

    value: float | None
    parts: tuple[Part, ...] = ()
    raw: float | str | None = None
    estimated: bool = False
    overridden_from: float | None = None
    is_override: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """Everything computed for one occupation; scores 0–10 with one decimal, axes 0–10 unrounded."""

    code: str
    scores: dict[str, Score]
    overall: float | None
    rated_count: int
    is_partial: bool
    exposure: float | None
    moat: float | None
    trust: float | None
    on_site: float | None
    judgement: float | None
    cluster: str | None
    cluster_rule: str
    visa_rung: str | None
    is_skilled_migration: bool | None
    years_to_qualify: float | None
    groups: dict[str, float | None]
