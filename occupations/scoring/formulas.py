"""The eleven dimensions, overall, cluster and badge: pure functions of facts."""

from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal

from ..choices import ClusterKey, Dimension, EntryEducation, VisaRung
from . import definitions as d
from .inputs import Card, Inputs, Part, Score
from .percentiles import GroupedRanking, Ranking, StandIns, mean, mean_of_rated


def one_decimal(value: float | None) -> float | None:
    """Round half up, as a reader with a pencil would, after clearing binary dust."""
    if value is None:
        return None
    return float(Decimal(repr(round(value, 9))).quantize(Decimal("0.1"), ROUND_HALF_UP))


class Measure:
    """One number per occupation: the known ones, the ranking of the known, and stand-ins for the missing."""

    def __init__(self, population: Iterable[Inputs], read: Callable[[Inputs], float | None], stand_in: bool = False):
        self.known = {item.code: value for item in population if (value := read(item)) is not None}
        self.ranking = Ranking(self.known.values())
        self.stand_ins = StandIns(self.known) if stand_in else None

    def value(self, code: str) -> tuple[float | None, bool]:
        """The value and whether it is a stand-in."""
        if code in self.known:
            return self.known[code], False
        if self.stand_ins and (value := self.stand_ins.for_code(code)) is not None:
            return value, True
        return None, False

    def part(self, code: str, name: str, source: str, among: str = "all") -> Part:
        value, estimated = self.value(code)
        return Part(name, value, self.ranking.percentile(value), among, source, estimated)


def top_skill_level(item: Inputs) -> float | None:
    """Mean level of the ten most important O*NET skills; equal importance is settled by name."""
    if len(item.skills) < d.TOP_SKILLS:
        return None
    top = sorted(item.skills.items(), key=lambda skill: (-skill[1][0], skill[0]))[: d.TOP_SKILLS]
    return sum(level for _name, (_importance, level) in top) / d.TOP_SKILLS


def element(name: str, scale: str) -> Callable[[Inputs], float | None]:
    if scale == "LV":
        return lambda item: item.skills[name][1] if name in item.skills else None
    return lambda item: item.work_styles.get(name)


def years_to_qualify(item: Inputs) -> float | None:
    if not (item.entry_education and item.work_experience and item.training):
        return None
    return (
        d.EDUCATION_YEARS[item.entry_education]
        + d.EXPERIENCE_YEARS[item.work_experience]
        + d.TRAINING_YEARS[item.training]
    )


def years_beyond_high_school(item: Inputs) -> float | None:
    years = years_to_qualify(item)
    if years is None:
        return None
    school = min(d.EDUCATION_YEARS[item.entry_education], d.EDUCATION_YEARS[EntryEducation.HIGH_SCHOOL])
    return years - school


def visa_rung(item: Inputs) -> VisaRung | None:
    """Best route that the occupation's official requirements open."""
    if item.citizens_only:
        return VisaRung.CITIZENS
    if item.code in d.SCHEDULE_A_CODES:
        return VisaRung.SCHEDULE_A
    by_degree = {
        EntryEducation.DOCTORAL: VisaRung.DOCTORAL,
        EntryEducation.MASTER: VisaRung.MASTER,
        EntryEducation.BACHELOR: VisaRung.BACHELOR,
    }
    if item.entry_education in by_degree:
        return by_degree[item.entry_education]
    years = years_beyond_high_school(item)
    if years is None:
        return None
    return VisaRung.SKILLED if years >= d.SKILLED_WORKER_YEARS else VisaRung.OTHER


class Model:
    """The measures of a whole country, from which each occupation's card is computed.

    Percentiles are over occupations with a known value; stand-ins are ranked among them but never counted.
    """

    def __init__(self, population: Iterable[Inputs]):
        self.population = sorted(population, key=lambda item: item.code)
        people = self.population
        self.annual = Measure(people, lambda item: item.annual_wage_median)
        self.hourly = Measure(people, lambda item: item.hourly_wage_median)
        self.openings = Measure(people, lambda item: item.openings)
        self.change = Measure(people, lambda item: item.change_percent)
        self.stability = Measure(people, stay_rate)
        self.stress = Measure(people, element(d.STRESS, "IM"), stand_in=True)
        self.skill_level = Measure(people, top_skill_level, stand_in=True)
        self.microsoft = Measure(people, lambda item: item.exposure_microsoft, stand_in=True)
        self.openai = Measure(people, lambda item: item.exposure_openai, stand_in=True)
        self.elements = {
            pair: Measure(people, element(*pair), stand_in=True) for index in d.INDICES.values() for pair in index
        }
        self.openings_by_education = GroupedRanking((item.entry_education, item.openings) for item in people)
        self.annual_by_education = GroupedRanking((item.entry_education, item.annual_wage_median) for item in people)
        self.hourly_by_education = GroupedRanking((item.entry_education, item.hourly_wage_median) for item in people)
        self._rank_composites()

    def _rank_composites(self):
        """Rank the composite measures over occupations none of whose inputs is a stand-in."""
        known_strength = {}
        for item in self.population:
            strength, estimated = self._moat_strength(item.code)
            if strength is not None and not estimated:
                known_strength[item.code] = strength
        self.moat_ranking = Ranking(known_strength.values())
        known_risk = []
        for item in self.population:
            risk, estimated = self._risk(item.code)
            if risk is not None and not estimated:
                known_risk.append(risk)
        self.risk_ranking = Ranking(known_risk)

    def index_parts(self, code: str, index: str) -> tuple[Part, ...]:
        return tuple(self.elements[pair].part(code, f"{pair[0]} ({pair[1]})", "onet") for pair in d.INDICES[index])

    def index(self, code: str, index: str) -> float | None:
        return mean(part.percentile for part in self.index_parts(code, index))

    def _moat_strength(self, code: str) -> tuple[float | None, bool]:
        """Mean of the two highest of the three indices, and whether a stand-in went into any of them."""
        parts = {index: self.index_parts(code, index) for index in d.INDICES}
        values = [mean(part.percentile for part in group) for group in parts.values()]
        if any(value is None for value in values):
            return None, False
        return sum(sorted(values)[-2:]) / 2, any(part.estimated for group in parts.values() for part in group)

    def moat(self, code: str) -> tuple[float | None, bool]:
        strength, estimated = self._moat_strength(code)
        return self.moat_ranking.percentile(strength), estimated

    def exposure_parts(self, code: str) -> tuple[Part, Part]:
        return (
            self.microsoft.part(code, "ai_applicability_score", "microsoft-ai"),
            self.openai.part(code, "mean of dv_rating_beta and human_rating_beta", "openai-gpts"),
        )

    def exposure(self, code: str) -> tuple[float | None, bool]:
        parts = self.exposure_parts(code)
        return mean(part.percentile for part in parts), any(part.estimated for part in parts)

    def _risk(self, code: str) -> tuple[float | None, bool]:
        (exposure, exposure_estimated), (moat, moat_estimated) = self.exposure(code), self.moat(code)
        if exposure is None or moat is None:
            return None, False
        return exposure * (1 - d.MOAT_DISCOUNT * moat / 10), exposure_estimated or moat_estimated

    def income(self, item: Inputs) -> Score:
        part = self._wage_part(item, "income")
        return single(part)

    def _wage_part(self, item: Inputs, among: str) -> Part:
        # Where only one basis is released, the other is never derived from it (BLS: no 2,080-hour year for these).
        if item.annual_wage_median is None and item.hourly_wage_median is not None:
            if among == "education":
                percentile = self.hourly_by_education.percentile(item.entry_education, item.hourly_wage_median)
            else:
                percentile = self.hourly.ranking.percentile(item.hourly_wage_median)
            return Part("hourly_wage_median", item.hourly_wage_median, percentile, among, "bls-oews")
        if among == "education":
            percentile = self.annual_by_education.percentile(item.entry_education, item.annual_wage_median)
        else:
            percentile = self.annual.ranking.percentile(item.annual_wage_median)
        return Part("annual_wage_median", item.annual_wage_median, percentile, among, "bls-oews")

    def demand(self, item: Inputs) -> Score:
        same = self.openings_by_education.percentile(item.entry_education, item.openings)
        return averaged(
            self.openings.part(item.code, "openings", "bls-ep"),
            Part("openings", item.openings, same, "education", "bls-ep"),
        )

    def prospects(self, item: Inputs) -> Score:
        return single(self.change.part(item.code, "change_percent", "bls-ep"))

    def ai_risk(self, item: Inputs) -> Score:
        risk, estimated = self._risk(item.code)
        exposure, exposure_estimated = self.exposure(item.code)
        moat, moat_estimated = self.moat(item.code)
        percentile = self.risk_ranking.percentile(risk)
        parts = (
            *self.exposure_parts(item.code),
            Part("exposure", exposure, None, "", "microsoft-ai openai-gpts", exposure_estimated),
            Part("moat", moat, None, "", "onet", moat_estimated),
            Part("risk", risk, percentile, "all", "", estimated),
        )
        return Score(one_decimal(percentile), parts, risk, estimated)

    def competition(self, item: Inputs) -> Score:
        return averaged(
            self.stability.part(item.code, "stay_rate", "bls-ep"),
            self._wage_part(item, "education"),
        )

    def intensity(self, item: Inputs) -> Score:
        return single(self.stress.part(item.code, f"{d.STRESS} (IM)", "onet"))

    def learning(self, item: Inputs) -> Score:
        return single(self.skill_level.part(item.code, "top_skill_level", "onet"))

    def card(self, item: Inputs, overrides: dict[str, float] | None = None, cluster: str | None = None) -> Card:
        """The card of one occupation; `overrides` are editors' scores, `cluster` an editor's cluster."""
        rung = visa_rung(item)
        scores = {
            Dimension.INCOME: self.income(item),
            Dimension.DEMAND: self.demand(item),
            Dimension.PROSPECTS: self.prospects(item),
            Dimension.PR_FRIENDLY: ladder(rung, 0),
            Dimension.AI_RISK: self.ai_risk(item),
            Dimension.COMPETITION: self.competition(item),
            Dimension.INTENSITY: self.intensity(item),
            Dimension.LEARNING: self.learning(item),
            Dimension.DURATION: duration(item),
            Dimension.CERTIFICATION: certification(item),
            Dimension.PR_DIFFICULTY: ladder(rung, 1),
        }
        for name, value in (overrides or {}).items():
            computed = scores[Dimension(name)]
            scores[Dimension(name)] = Score(
                one_decimal(value), computed.parts, computed.raw, False, computed.value, is_override=True
            )
        values = {dimension: score.value for dimension, score in scores.items()}
        total, groups = overall(values)
        rated = sum(value is not None for value in values.values())
        trust, on_site, judgement = (self.index(item.code, index) for index in d.INDICES)
        exposure, moat = self.exposure(item.code)[0], self.moat(item.code)[0]
        axes = {"trust": trust, "on_site": on_site, "judgement": judgement}
        found, rule = cluster_rule(item, values[Dimension.CERTIFICATION], exposure, axes)
        return Card(
            code=item.code,
            scores={str(dimension): score for dimension, score in scores.items()},
            overall=total,
            rated_count=rated,
            is_partial=rated < d.MIN_RATED or groups["reward"] is None or groups["resilience"] is None,
            exposure=exposure,
            moat=moat,
            **axes,
            cluster=cluster or (str(found) if found else None),
            cluster_rule="override" if cluster else rule,
            visa_rung=str(rung) if rung else None,
            is_skilled_migration=rung not in d.NOT_SKILLED_MIGRATION if rung else None,
            years_to_qualify=years_to_qualify(item),
            groups=groups,
        )


def stay_rate(item: Inputs) -> float | None:
    """Share of jobs that do not come open in a year: 1 − openings ÷ employment."""
    if item.openings is None or not item.employment:
        return None
    return 1 - item.openings / item.employment


def single(part: Part) -> Score:
    return Score(one_decimal(part.percentile), (part,), part.value, part.estimated)


def averaged(*parts: Part) -> Score:
    value = mean(part.percentile for part in parts)
    return Score(one_decimal(value), parts, parts[0].value, any(part.estimated for part in parts))


def ladder(rung: VisaRung | None, place: int) -> Score:
    if rung is None:
        return Score(None)
    value = d.VISA_LADDER[rung][place]
    return Score(value, (Part("visa_rung", str(rung), None, "", "bls-ep"),), str(rung))


def duration(item: Inputs) -> Score:
    years = years_to_qualify(item)
    if years is None:
        return Score(None)
    parts = (
        Part("entry_education", str(item.entry_education), d.EDUCATION_YEARS[item.entry_education], "years", "bls-ep"),
        Part("work_experience", str(item.work_experience), d.EXPERIENCE_YEARS[item.work_experience], "years", "bls-ep"),
        Part("training", str(item.training), d.TRAINING_YEARS[item.training], "years", "bls-ep"),
        Part("years_to_qualify", years),
    )
    return Score(one_decimal(min(10.0, years / d.LONGEST_PREPARATION * 10)), parts, years)


def certification(item: Inputs) -> Score:
    if item.certification is None:
        return Score(None)
    return Score(float(item.certification), (Part("certification_rung", item.certification, source="editor"),))


def overall(values: dict[str, float | None]) -> tuple[float | None, dict[str, float | None]]:
    """Overall and its three parts, 0–10, from the eleven published (one-decimal) scores."""
    reward = mean_of_rated(values[dimension] for dimension in d.REWARD)
    risk = mean_of_rated(values[dimension] for dimension in d.RESILIENCE)
    barriers = mean_of_rated(values[dimension] for dimension in d.EASE)
    groups = {
        "reward": reward,
        "resilience": None if risk is None else 10 - risk,
        "ease": None if barriers is None else 10 - barriers,
    }
    known = {name: value for name, value in groups.items() if value is not None}
    if not known:
        return None, groups
    weight = sum(d.WEIGHTS[name] for name in known)
    return one_decimal(sum(d.WEIGHTS[name] * value for name, value in known.items()) / weight), groups


def cluster_rule(
    item: Inputs, certified: float | None, exposure: float | None, axes: dict[str, float | None]
) -> tuple[ClusterKey | None, str]:
    """The first rule that holds, and its name."""
    if item.code[:2] == d.PUBLIC_SAFETY_GROUP or item.code in d.PUBLIC_SAFETY_CODES:
        return ClusterKey.PUBLIC_SAFETY, "public_safety"
    if certified is not None and certified >= d.LICENSED_FROM:
        return ClusterKey.LICENSED, "licensed"
    on_site, trust, judgement = axes["on_site"], axes["trust"], axes["judgement"]
    if on_site is not None and on_site >= d.INDEX_HIGH:
        return ClusterKey.ON_SITE, "on_site"
    if trust is not None and trust >= d.INDEX_HIGH:
        return ClusterKey.HUMAN_TRUST, "trust"
    if exposure is not None and exposure >= d.AXIS_HIGH:
        if judgement is not None and judgement >= d.AXIS_HIGH:
            return ClusterKey.AUGMENTED, "augmented"
        return ClusterKey.HIGH_EXPOSURE, "exposed"
    known = {index: value for index, value in axes.items() if value is not None}
    if not known:
        return None, "unknown"
    highest = max(known, key=lambda index: known[index])
    return d.CLUSTER_OF_INDEX[highest], f"highest_{highest}"
