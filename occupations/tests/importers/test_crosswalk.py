import pytest

from occupations.importers.crosswalk import (
    HYBRIDS,
    combine,
    ep_code,
    mean_vectors,
    speaking_codes,
    usual_zone,
)


def test_hybrids_cover_28_soc_codes_once():
    members = [soc for codes in HYBRIDS.values() for soc in codes]
    assert (len(HYBRIDS), len(members), len(set(members))) == (12, 28, 28)


@pytest.mark.parametrize(
    ("onet_code", "code"),
    [("15-1252.00", "15-1252"), ("11-1011.03", "11-1011"), ("13-1023.00", "13-1020"), ("47-4099.03", "47-4090")],
)
def test_ep_code_cuts_and_maps_hybrids(onet_code, code):
    assert ep_code(onet_code) == code


def test_speaking_codes_prefers_the_occupation_itself():
    assert speaking_codes(["11-1011.03", "11-1011.00"]) == {"11-1011": {"11-1011": ["11-1011.00"]}}


def test_speaking_codes_takes_all_narrower_codes_where_the_occupation_has_no_data():
    assert speaking_codes(["11-9199.02", "11-9199.01"]) == {"11-9199": {"11-9199": ["11-9199.01", "11-9199.02"]}}


def test_combine_folds_narrower_codes_before_the_members_of_a_hybrid():
    # 29-2011 speaks with .00 alone (6.0), 29-2012 through two narrower codes (mean 3.0); the hybrid is their mean.
    values = {
        code: {"x": (value,)} for code, value in {"29-2011.00": 6.0, "29-2011.01": 1.0, "29-2012.01": 2.0}.items()
    }
    values["29-2012.02"] = {"x": (4.0,)}
    assert combine(values, mean_vectors) == {"29-2010": {"x": (4.5,)}}


def test_mean_vectors_averages_over_those_that_have_the_key():
    assert mean_vectors([{"a": (1.0, 2.0)}, {"a": (2.0, 4.0), "b": (5.0, 5.0)}]) == {"a": (1.5, 3.0), "b": (5.0, 5.0)}


@pytest.mark.parametrize(
    ("zones", "zone"), [([4, 3, 4], 4), ([4, 3], 4), ([2, 3, 3], 3), ([5], 5), ([1, 1, 5, 5, 3], 5)]
)
def test_usual_zone_is_the_most_frequent_and_the_higher_of_a_tie(zones, zone):
    assert usual_zone(zones) == zone
