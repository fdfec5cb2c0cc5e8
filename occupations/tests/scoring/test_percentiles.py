import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import percentileofscore

from occupations.scoring.percentiles import GroupedRanking, Ranking, StandIns, mean, mean_of_rated

numbers = st.one_of(st.integers(-5, 5), st.floats(-1e6, 1e6))


@given(st.lists(numbers, min_size=1, max_size=40), numbers)
def test_percentile_agrees_with_scipy(values, value):
    expected = percentileofscore(values, value, kind="rank") / 10
    assert Ranking(values).percentile(value) == pytest.approx(expected)


def test_percentile_of_ties_is_their_mean_rank():
    ranking = Ranking([10, 20, 20, 30])
    # By hand: the two twenties hold ranks 2 and 3 of 4, mean 2.5.
    assert ranking.percentile(20) == 6.25
    assert ranking.percentile(10) == 2.5
    assert ranking.percentile(30) == 10


def test_percentile_ignores_unknown_values():
    assert Ranking([None, 1, 2]).percentile(1) == 5
    assert Ranking([None]).percentile(1) is None
    assert Ranking([1]).percentile(None) is None


def test_grouped_ranking_ranks_within_the_group():
    ranking = GroupedRanking([("a", 1), ("a", 2), ("b", 100), (None, 5), ("b", None)])
    assert ranking.percentile("a", 2) == 10
    assert ranking.percentile("b", 100) == 10
    assert ranking.percentile("c", 1) is None


def test_stand_in_is_the_minor_group_median_then_the_major():
    stand_ins = StandIns({"43-4011": 1.0, "43-4021": 3.0, "43-9011": 8.0})
    assert stand_ins.for_code("43-4199") == 2.0
    assert stand_ins.for_code("43-2099") == 3.0
    assert stand_ins.for_code("11-1011") is None


def test_means_treat_missing_values_differently():
    assert mean([1, None]) is None
    assert mean([]) is None
    assert mean([1, 3]) == 2
    assert mean_of_rated([1, None, 3]) == 2
    assert mean_of_rated([None]) is None
