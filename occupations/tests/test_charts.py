"""Geometry by hand; no database."""

import itertools

import pytest
from django.utils.translation import override

from occupations import charts, formats
from occupations.choices import Dimension
from occupations.regions import REGIONS


def show(value):
    return formats.money(value, "USD")


def test_radar_turns_dimensions_where_low_is_good():
    drawn = charts.radar({Dimension.INCOME: 10.0, Dimension.AI_RISK: 10.0, Dimension.DURATION: 0.0})
    spokes = {spoke.key: spoke for spoke in drawn.spokes}
    assert (spokes["income"].dot_x, spokes["income"].dot_y) == (0.0, -100.0)
    assert abs(spokes["ai_risk"].dot_x) <= 2
    assert abs(spokes["ai_risk"].dot_y) <= 2
    assert (spokes["duration"].dot_x, spokes["duration"].dot_y) == (spokes["duration"].x, spokes["duration"].y)


def test_radar_leaves_out_what_is_not_rated():
    drawn = charts.radar({Dimension.INCOME: 5.0, Dimension.DEMAND: 5.0, Dimension.PROSPECTS: 5.0})
    assert len(drawn.polygon.split()) == 3
    assert sum(spoke.dot_x is None for spoke in drawn.spokes) == len(Dimension) - 3
    assert {spoke.score for spoke in drawn.spokes} == {"5.0", "—"}


@pytest.mark.parametrize(
    "wages",
    [
        {10: 27_730, 25: 31_820, 50: 36_910, 75: 45_620, 90: 55_310},
        {10: 16.5, 25: 20.34, 50: 29.05, 75: 97.95, 90: 143.68},
        {10: 50_000, 25: 50_001, 50: 50_002, 75: 50_003, 90: 50_004},
        {10: 1, 25: 2, 50: 3, 75: 4, 90: 1_000_000},
    ],
)
def test_wage_labels_never_overlap_nor_leave_the_chart(wages):
    drawn = charts.distribution(wages, show)
    for row in (0, 1):
        centres = [mark.text_x for mark in drawn.marks if mark.row == row]
        assert all(b - a >= charts.LABEL_WIDTH - 0.1 for a, b in itertools.pairwise(centres))
        assert min(centres) >= charts.LABEL_WIDTH / 2
        assert max(centres) <= charts.CHART_WIDTH - charts.LABEL_WIDTH / 2
    places = {mark.percentile: mark.x for mark in drawn.marks}
    assert [places[p] for p in sorted(places)] == sorted(places.values())


def test_wage_distribution_needs_all_five_percentiles():
    assert charts.distribution({10: 1, 25: 2, 50: None, 75: 4, 90: 5}, show) is None


def test_tiles_are_stepped_by_fifths_and_none_shares_a_place():
    regions = REGIONS["us"]
    values = dict(zip(regions, range(10, 60), strict=False))
    tiles = charts.tile_map(values, regions, show)
    assert len(tiles) == 51
    assert len({(tile.x, tile.y) for tile in tiles}) == 51
    by_value = sorted((tile for tile in tiles if tile.value is not None), key=lambda tile: tile.value)
    assert [tile.step for tile in by_value] == sorted(tile.step for tile in by_value)
    assert {tile.step for tile in by_value} == {1, 2, 3, 4, 5}
    assert [tile.step for tile in tiles if tile.value is None] == [0]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["$37,440", "$17.74", "−6.7%", "+3.1%", "May 2025", "84,500"]),
        (
            "zh-hant",
            [
                "US$37,440",
                "US$17.74",
                "−6.7%",
                "+3.1%",
                "2025\N{NO-BREAK SPACE}年\N{NO-BREAK SPACE}5\N{NO-BREAK SPACE}月",
                "84,500",
            ],
        ),
    ],
)
def test_figures_take_the_form_of_the_language(language, expected):
    with override(language):
        assert [
            formats.money(37_440, "USD"),
            formats.money_cents("17.74", "USD"),
            formats.percent("-6.7", signed=True),
            formats.percent("3.1", signed=True),
            formats.edition("May 2025"),
            formats.number(84_500),
        ] == expected


def test_edition_leaves_what_is_no_english_date():
    with override("zh-hant"):
        assert formats.edition("2024–34") == "2024–34"
        assert formats.edition("29.3") == "29.3"
        assert (
            formats.edition("17 October 2025 (84c4eba)").replace("\N{NO-BREAK SPACE}", " ")
            == "2025 年 10 月 17 日 (84c4eba)"
        )


def test_zero_percent_has_no_sign():
    assert formats.percent(0, signed=True) == "0.0%"


def test_fill_keeps_unknown_names():
    assert formats.fill("{median_wage} {nonsense}", {"median_wage": "$1"}) == "$1 {nonsense}"
