import gzip
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup

from occupations import catalogue
from occupations.choices import Dimension
from occupations.maps import LABELLED, MAP_SIZE, TREE_HEIGHT, TREE_WIDTH, career_map, treemap
from occupations.models import Country
from occupations.tests import factories
from occupations.tests.views import stage

pytestmark = pytest.mark.django_db
BUDGET_BYTES = 45 * 1024


@pytest.fixture
def rows():
    return stage.set_up()


def soup(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "lxml")


def marks(page):
    return {link.title.text.split(" ·")[0]: link.circle for link in page.select(".career-map svg a")}


def test_every_occupation_with_both_axes_is_a_mark_at_its_place(client, rows):
    found = marks(soup(client, "/en/us/map/"))
    assert len(found) == len(stage.ROWS)
    assert "Odd Clerks" not in found
    nurse, cook = found["Care Nurses"], found["Diner Cooks"]
    assert (nurse["cx"], nurse["cy"]) == ("400", "100")
    assert (cook["cx"], cook["cy"]) == ("100", "600")


def test_area_of_a_mark_follows_employment(rows):
    source = catalogue.of(Country.objects.get())
    drawn = [mark for cluster in career_map(source).clusters for mark in cluster.marks]
    by_jobs = sorted(drawn, key=lambda mark: mark.entry.employment)
    assert [mark.r for mark in by_jobs] == sorted(mark.r for mark in drawn)
    assert all(0 <= mark.x <= MAP_SIZE and 0 <= mark.y <= MAP_SIZE for mark in drawn)


def test_mark_leads_to_its_page(client, rows):
    link = soup(client, "/zh-hant/us/map/").select_one(
        ".career-map svg a[href*='29-0001'], .career-map svg a[href*=care]"
    )
    answer = client.get(urljoin("/zh-hant/us/map/", link["href"]), follow=True)
    assert answer.status_code == 200
    assert "護理師" in answer.text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("cluster=licensed", {"Advocates", "Care Nurses", "Tooth Cleaners"}),
        ("group=29", {"Care Nurses", "Tooth Cleaners"}),
        ("group=23&cluster=licensed", {"Advocates"}),
        ("group=35&cluster=licensed", set()),
    ],
)
def test_filter_leaves_the_marks_of_a_cluster_or_group(client, rows, query, shown):
    page = soup(client, f"/en/us/map/?{query}")
    assert set(marks(page)) == shown
    assert bool(page.select(".empty")) is not shown or not shown


def test_cluster_cards_count_and_name_their_largest(client, rows):
    card = soup(client, "/en/us/map/").select_one(".cluster-card.k-licensed")
    assert "3 occupations, 1,550 jobs" in card.text
    assert [link.text for link in card.select("ul a")] == ["Care Nurses", "Advocates", "Tooth Cleaners"]
    assert {"?cluster=licensed", "/en/us/?cluster=licensed"} <= {link["href"] for link in card.select("a")}


def test_zoom_spreads_a_cluster_over_the_map_and_names_the_ends_of_the_axes(client, rows):
    page = soup(client, "/en/us/map/?cluster=licensed")
    places = [(int(c["cx"]), int(c["cy"])) for c in marks(page).values()]
    assert all(0 <= value <= MAP_SIZE for place in places for value in place)
    frame = career_map(catalogue.of(Country.objects.get()), cluster="licensed").frame
    assert frame.right - frame.left == frame.top - frame.bottom < 10
    ends = [text.text for text in page.select(".axes-lines text")[2:]]
    assert ends == [str(end) for end in (frame.left, frame.right, frame.bottom, frame.top)]


def test_table_twin_holds_the_same_occupations_and_numbers(client, rows):
    drawn = marks(soup(client, "/en/us/map/"))
    table = soup(client, "/en/us/map/?view=table").select("table.map-table tbody tr")
    for row in table:
        name, cells = row.th.text, [cell.text for cell in row.select("td")]
        circle = drawn.pop(name)
        assert float(cells[1]) * 100 == int(circle["cx"])
        assert 1000 - float(cells[2]) * 100 == int(circle["cy"])
    assert drawn == {}
    assert ["Care Nurses", "4.0", "9.0", "950"] in [
        [row.th.text, *[cell.text for cell in row.select("td")[1:]]] for row in table
    ]


def test_labels_do_not_lie_on_each_other(rows):
    labels = career_map(catalogue.of(Country.objects.get())).labels
    assert 0 < len(labels) <= LABELLED
    for number, one in enumerate(labels):
        assert all(abs(one.y - other.y) > 38 or abs(one.x - other.x) > 390 for other in labels[:number])


def test_map_uses_eight_queries_at_most(client, rows, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        client.get("/en/us/map/")
    with django_assert_max_num_queries(8):
        client.get("/en/us/treemap/")


def test_boxes_cover_the_treemap_in_proportion_to_jobs(rows):
    boxes = treemap(catalogue.of(Country.objects.get()), Dimension.AI_RISK)
    jobs = {box.group.code: box.employment for box in boxes}
    assert jobs == {
        "11": 900,
        "13": 700,
        "15": 800,
        "23": 400,
        "25": 600,
        "29": 1150,
        "35": 850,
        "43": 300,
        "47": 650,
        "53": 990,
    }
    total = sum(jobs.values())
    for box in boxes:
        share = box.width * box.height / (TREE_WIDTH * TREE_HEIGHT)
        assert share == pytest.approx(box.employment / total, rel=0.01)
        assert 0 <= box.x <= box.x + box.width <= TREE_WIDTH + 0.2
        assert 0 <= box.y <= box.y + box.height <= TREE_HEIGHT + 0.2


def test_box_is_shaded_by_the_mean_weighted_by_jobs(rows):
    other = factories.make_occupation("29-0003", slug="third")
    projection = factories.make_projection(other, employment_base=1150)
    factories.make_card(other, projection=projection, ai_risk="4.0")
    unrated = factories.make_occupation("29-0004", slug="fourth")
    factories.make_card(unrated, projection=factories.make_projection(unrated, employment_base=5000), ai_risk=None)
    (box,) = [box for box in treemap(catalogue.of(Country.objects.get()), Dimension.AI_RISK) if box.group.code == "29"]
    assert (box.value, box.shown) == (pytest.approx(3.0), "3.0")
    assert box.employment == 1150 + 1150 + 5000
    assert box.step == 4  # 3.0 of a dimension where low is good favours 7.0


def test_treemap_and_its_table_say_the_same(client, rows):
    page = soup(client, "/en/us/treemap/?by=ai_risk")
    boxes = [link.title.text for link in page.select(".treemap a")]
    table = [[row.th.text, *[cell.text for cell in row.select("td")]] for row in page.select("table tbody tr")]
    assert boxes == [f"{group}: {jobs}; AI risk {value}" for group, jobs, value in table]
    assert page.select_one(".treemap a")["href"] == "/en/us/?group=29&sort=ai_risk"


def test_treemap_of_nothing_is_empty(client):
    factories.make_country()
    assert soup(client, "/en/us/treemap/").select(".treemap a") == []
    assert soup(client, "/en/us/map/").select(".career-map a") == []


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("path", ["map/", "map/?view=table", "treemap/"])
@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_pages_of_all_occupations_stay_light(client, django_assert_max_num_queries, language, path):
    with django_assert_max_num_queries(8):
        response = client.get(f"/{language}/us/{path}")
    assert len(gzip.compress(response.content, 6)) <= BUDGET_BYTES
    if path != "treemap/":
        source = catalogue.of(Country.objects.get())
        drawn = [e for e in source.entries if e.exposure is not None and e.moat is not None and e.cluster]
        found = BeautifulSoup(response.content, "lxml").select(".career-map svg a, .map-table tbody tr")
        assert len(found) == len(drawn) > 700
