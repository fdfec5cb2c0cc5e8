from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from occupations.choices import ClusterKey, Dimension, EntryEducation, Experience, Training, VisaRung
from occupations.scoring import definitions as d
from occupations.scoring import formulas
from occupations.scoring.formulas import Model, one_decimal, overall, top_skill_level, visa_rung, years_to_qualify
from occupations.scoring.inputs import Inputs

ELEMENTS = sorted({name for index in d.INDICES.values() for name, scale in index if scale == "LV"})
STYLES = sorted({name for index in d.INDICES.values() for name, scale in index if scale == "IM"})


def inputs(code="43-4121", **kwargs) -> Inputs:
    defaults = {
        "annual_wage_median": 36_910,
        "employment": 84_500,
        "openings": 12_800,
        "change_percent": -6.7,
        "entry_education": EntryEducation.HIGH_SCHOOL,
        "work_experience": Experience.NONE,
        "training": Training.SHORT,
        "skills": dict.fromkeys(ELEMENTS, (3.0, 2.0)),
        "work_styles": dict.fromkeys(STYLES, 3.0),
        "exposure_microsoft": 0.2,
        "exposure_openai": 0.4,
        "certification": 0,
    }
    return Inputs(code, **{**defaults, **kwargs})


def three() -> list[Inputs]:
    """Low, middle and high in everything that is ranked."""
    return [
        inputs("43-0001", annual_wage_median=30_000, openings=100, change_percent=-5.0, exposure_microsoft=0.1),
        inputs("43-0002", annual_wage_median=60_000, openings=500, change_percent=3.0, exposure_microsoft=0.2),
        inputs("29-0003", annual_wage_median=90_000, openings=900, change_percent=9.0, exposure_microsoft=0.3),
    ]


def card(population, code, **kwargs):
    model = Model(population)
    return model.card(next(item for item in population if item.code == code), **kwargs)


def test_income_is_the_percentile_of_the_annual_median():
    population = three()
    assert [card(population, item.code).scores["income"].value for item in population] == [3.3, 6.7, 10.0]


def test_income_of_hourly_only_is_ranked_among_hourly_medians():
    actors = inputs("27-2011", annual_wage_median=None, hourly_wage_median=25.0)
    others = [inputs("43-0001", hourly_wage_median=15.0), inputs("43-0002", hourly_wage_median=35.0)]
    score = card([actors, *others], "27-2011").scores["income"]
    assert score.value == 6.7
    assert score.parts[0].measure == "hourly_wage_median"


def test_income_without_any_wage_is_not_rated():
    found = card([*three(), inputs("45-3031", annual_wage_median=None)], "45-3031")
    assert found.scores["income"].value is None
    assert found.scores["competition"].value is None


def test_demand_is_the_mean_of_both_percentiles():
    population = [*three(), inputs("11-0004", openings=700, entry_education=EntryEducation.BACHELOR)]
    # By hand: third of four (7.5), and alone in its education (10).
    assert card(population, "11-0004").scores["demand"].value == 8.8


def test_competition_weighs_turnover_and_wage():
    population = [
        inputs("43-0001", employment=1000, openings=100, annual_wage_median=10),
        inputs("43-0002", employment=1000, openings=300, annual_wage_median=20),
    ]
    # By hand: stays 0.9 → 10, wage lower of two → 5; mean 7.5. The other is 5 and 10.
    assert [card(population, item.code).scores["competition"].value for item in population] == [7.5, 7.5]


def test_ai_risk_follows_exposure_discounted_by_the_moat():
    population = three()
    risks = [card(population, item.code).scores["ai_risk"] for item in population]
    # All moats are equal here: (1+3)/2 of three → 6.67; risk is exposure × (1 − 0.5 × 0.667).
    assert risks[0].parts[3].value == pytest.approx(20 / 3)
    assert risks[2].raw == pytest.approx(((10 + 20 / 3) / 2) * (1 - 0.5 * (20 / 3) / 10))
    assert [risk.value for risk in risks] == [3.3, 6.7, 10.0]


def test_missing_onet_values_are_estimated_from_the_minor_group():
    bare = inputs("43-0009", skills={}, work_styles={}, exposure_microsoft=None, exposure_openai=None)
    found = card([*three(), bare], "43-0009")
    assert found.scores["ai_risk"].estimated
    assert found.scores["intensity"].estimated
    assert found.scores["intensity"].value is not None
    assert not found.scores["income"].estimated


def test_stand_ins_are_not_counted_among_the_known():
    bare = inputs("43-0009", exposure_microsoft=None, exposure_openai=None, skills={}, work_styles={})
    model = Model([*three(), bare])
    assert len(model.microsoft.ranking) == 3
    assert len(model.moat_ranking) == 3


def test_learning_is_the_mean_level_of_the_ten_most_important_skills():
    skills = {f"skill {n:02}": (5 - n / 10, float(n)) for n in range(12)}
    assert top_skill_level(inputs(skills=skills)) == 4.5
    assert top_skill_level(inputs(skills={"one": (5.0, 7.0)})) is None


def test_years_to_qualify_add_up():
    nurse = inputs(entry_education=EntryEducation.BACHELOR, training=Training.NONE)
    electrician = inputs(training=Training.APPRENTICESHIP)
    assert years_to_qualify(nurse) == 4
    assert years_to_qualify(electrician) == 4.5
    assert years_to_qualify(inputs(entry_education=None)) is None


def test_duration_is_capped_at_ten():
    surgeon = inputs(
        entry_education=EntryEducation.DOCTORAL, work_experience=Experience.OVER_5, training=Training.RESIDENCY
    )
    assert card([surgeon], surgeon.code).scores["duration"].value == 10


@pytest.mark.parametrize(
    ("kwargs", "rung"),
    [
        ({"code": "29-1141", "entry_education": EntryEducation.BACHELOR}, VisaRung.SCHEDULE_A),
        ({"entry_education": EntryEducation.DOCTORAL}, VisaRung.DOCTORAL),
        ({"entry_education": EntryEducation.MASTER}, VisaRung.MASTER),
        ({"entry_education": EntryEducation.BACHELOR}, VisaRung.BACHELOR),
        ({"entry_education": EntryEducation.ASSOCIATE, "training": Training.NONE}, VisaRung.SKILLED),
        ({"training": Training.APPRENTICESHIP}, VisaRung.SKILLED),
        ({"work_experience": Experience.UNDER_5, "training": Training.NONE}, VisaRung.SKILLED),
        ({"training": Training.LONG}, VisaRung.OTHER),
        ({}, VisaRung.OTHER),
        ({"entry_education": EntryEducation.BACHELOR, "citizens_only": True}, VisaRung.CITIZENS),
        ({"entry_education": None}, None),
    ],
)
def test_visa_rung_follows_the_ladder(kwargs, rung):
    assert visa_rung(inputs(**kwargs)) == rung


def test_badge_starts_at_the_skilled_worker_step():
    assert card([inputs(training=Training.APPRENTICESHIP)], "43-4121").is_skilled_migration is True
    assert card([inputs()], "43-4121").is_skilled_migration is False
    assert card([inputs(entry_education=None)], "43-4121").is_skilled_migration is None


def test_overall_by_hand():
    values = dict.fromkeys(Dimension, 5.0) | {
        Dimension.INCOME: 9.0,
        Dimension.AI_RISK: 2.0,
        Dimension.CERTIFICATION: None,
    }
    total, groups = overall(values)
    # reward (9+5+5+5)/4 = 6; resilience 8; ease 10 − 5 = 5 → 0.6×6 + 0.25×8 + 0.15×5 = 6.35 → 6.4
    assert groups == {"reward": 6.0, "resilience": 8.0, "ease": 5.0}
    assert total == 6.4


def test_card_without_resilience_is_partial():
    alone = inputs(exposure_microsoft=None, exposure_openai=None)
    found = card([alone], alone.code)
    assert found.scores["ai_risk"].value is None
    assert found.is_partial
    assert found.overall is not None


def test_override_replaces_the_score_and_keeps_what_the_formula_gave():
    population = three()
    found = card(population, "43-0001", overrides={"income": 8.0})
    assert found.scores["income"].value == 8.0
    assert found.scores["income"].is_override
    assert found.scores["income"].overridden_from == 3.3
    assert found.overall > card(population, "43-0001").overall


@pytest.mark.parametrize(
    ("code", "certified", "exposure", "axes", "cluster"),
    [
        ("33-2011", 6, 1, {"trust": 9, "on_site": 9, "judgement": 9}, ClusterKey.PUBLIC_SAFETY),
        ("13-1041", 0, 9, {"trust": 1, "on_site": 1, "judgement": 9}, ClusterKey.PUBLIC_SAFETY),
        ("29-1141", 8, 9, {"trust": 9, "on_site": 9, "judgement": 9}, ClusterKey.LICENSED),
        ("49-0000", 0, 9, {"trust": 9, "on_site": 7, "judgement": 9}, ClusterKey.ON_SITE),
        ("25-0000", 0, 9, {"trust": 7, "on_site": 6, "judgement": 9}, ClusterKey.HUMAN_TRUST),
        ("15-0000", 0, 5, {"trust": 1, "on_site": 1, "judgement": 5}, ClusterKey.AUGMENTED),
        ("43-0000", 0, 5, {"trust": 1, "on_site": 1, "judgement": 4.9}, ClusterKey.HIGH_EXPOSURE),
        ("51-0000", 0, 4, {"trust": 1, "on_site": 6, "judgement": 2}, ClusterKey.ON_SITE),
        ("39-0000", None, 4, {"trust": 6, "on_site": 1, "judgement": 2}, ClusterKey.HUMAN_TRUST),
        ("11-0000", 0, None, {"trust": None, "on_site": None, "judgement": None}, None),
    ],
)
def test_first_cluster_rule_that_holds_decides(code, certified, exposure, axes, cluster):
    assert formulas.cluster_rule(inputs(code), certified, exposure, axes)[0] == cluster


def test_one_decimal_rounds_half_up():
    assert one_decimal(6.25) == 6.3
    assert one_decimal(0.05) == 0.1
    assert one_decimal(2.675 * 2 + 0.1) == 5.5
    assert one_decimal(None) is None


maybe = st.none()
people = st.lists(
    st.builds(
        Inputs,
        code=st.sampled_from([f"{g}-{n}0{m}1" for g in ("11", "29", "33", "43") for n in (1, 2) for m in range(5)]),
        annual_wage_median=maybe | st.integers(15_000, 500_000),
        hourly_wage_median=maybe | st.floats(8, 200),
        employment=maybe | st.integers(100, 3_000_000),
        openings=maybe | st.integers(0, 90_000),
        change_percent=maybe | st.floats(-40, 50),
        entry_education=maybe | st.sampled_from(EntryEducation),
        work_experience=st.sampled_from(Experience),
        training=st.sampled_from(Training),
        skills=st.dictionaries(st.sampled_from(ELEMENTS), st.tuples(st.floats(1, 5), st.floats(0, 7))),
        work_styles=st.dictionaries(st.sampled_from(STYLES), st.floats(1, 5)),
        exposure_microsoft=maybe | st.floats(0, 1),
        exposure_openai=maybe | st.floats(0, 1),
        certification=maybe | st.sampled_from([0, 2, 4, 6, 8, 10]),
        citizens_only=st.booleans(),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda item: item.code,
)


@settings(max_examples=60, deadline=None)
@given(people)
def test_every_score_is_in_range_or_not_rated_and_repeatable(population):
    first, second = Model(population), Model(list(reversed(population)))
    for item in population:
        found = first.card(item)
        assert found == second.card(item)
        for value in [found.overall, *(score.value for score in found.scores.values())]:
            assert value is None or (0 <= value <= 10 and round(value, 1) == value)


@settings(max_examples=60, deadline=None)
@given(people, st.integers(1, 100_000))
def test_raising_a_wage_never_lowers_income(population, raise_by):
    item = population[0]
    if item.annual_wage_median is None:
        item = replace(item, annual_wage_median=40_000)
    before = Model([item, *population[1:]]).card(item).scores["income"].value
    raised = replace(item, annual_wage_median=item.annual_wage_median + raise_by)
    assert Model([raised, *population[1:]]).card(raised).scores["income"].value >= before
