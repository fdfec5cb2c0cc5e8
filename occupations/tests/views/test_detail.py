import pytest
from bs4 import BeautifulSoup

from occupations.choices import Dimension, PointKind, Status
from occupations.tests import factories

pytestmark = pytest.mark.django_db
URL = "/en/us/clerks/"


def soup(response):
    return BeautifulSoup(response.content, "lxml")


def make_full(rows=1, status=Status.PUBLISHED):
    """An occupation with every list and table filled with so many rows."""
    occupation = factories.make_occupation("43-4121", slug="clerks")
    factories.make_narrative(occupation, status=status)
    factories.make_certification(occupation)
    routes = [factories.make_visa_route(f"route-{number}") for number in range(rows)]
    for number in range(rows):
        for kind in PointKind:
            factories.make_point(occupation, kind)
        for make in (
            factories.make_evidence,
            factories.make_salary_band,
            factories.make_education_stage,
            factories.make_credential,
            factories.make_faq,
            factories.make_citation,
        ):
            make(occupation)
        factories.make_visa_fit(occupation, routes[number])
    related = [factories.make_occupation(f"43-50{number:02}") for number in range(min(rows, 20))]
    for other in related:
        factories.make_card(other, ai_risk="1.0")
    factories.make_national_figure()
    factories.make_card(
        occupation,
        ai_risk="8.0",
        wages=factories.make_wages(occupation),
        state_wages=factories.make_state_wages(occupation),
        projection=factories.make_projection(occupation),
        onet=factories.make_onet_profile(occupation, related=[other.code for other in related]),
        exposure_microsoft=factories.make_exposure(occupation),
        exposure_openai=factories.make_exposure(occupation, "openai-gpts"),
    )
    return occupation


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_page_uses_ten_queries_whatever_its_length(client, django_assert_max_num_queries, rows):
    make_full(rows)
    with django_assert_max_num_queries(10):
        response = client.get(URL)
    assert len(soup(response).select(".faq")) == rows


def test_sections_come_in_the_order_of_the_anatomy(client):
    make_full()
    found = soup(client.get(URL))
    sections = [section["id"] for section in found.select(".sections > section")]
    assert sections == [
        "ratings",
        "ai",
        "salary",
        "education",
        "credentials",
        "immigration",
        "suits",
        "outlook",
        "faq",
        "sources",
        "related",
    ]
    assert [link["href"] for link in found.select(".contents a")] == [f"#{name}" for name in sections]
    order = [heading["id"] for heading in found.select("#ai h3")]
    assert order == ["h-evidence", "h-ai_takes", "h-ai_augments", "h-moat", "h-skills", "h-entry", "h-level"]


def test_sections_without_content_vanish(client):
    factories.make_occupation("43-4121", slug="clerks")
    found = soup(client.get(URL))
    assert [section["id"] for section in found.select(".sections > section")] == ["immigration", "sources"]
    assert "written analysis of this occupation is not there yet" in found.text


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
def test_unpublished_narrative_is_not_shown(client, status):
    occupation = make_full(status=status)
    text = client.get(URL).text
    assert occupation.narrative.verdict_text_en not in text
    assert occupation.faqs.get().question_en not in text
    assert occupation.evidence.get().name not in text
    assert "written analysis of this occupation is not there yet" in text


def test_occupation_that_is_not_public_is_404(client):
    factories.make_occupation("43-4121", slug="clerks", is_public=False)
    assert client.get(URL).status_code == 404


def test_retired_address_redirects_for_good_with_its_query(client):
    occupation = factories.make_occupation("43-4121", slug="old-clerks")
    occupation.slug = "clerks"
    occupation.save()
    response = client.get("/en/us/old-clerks/?group=43")
    assert (response.status_code, response.url) == (301, "/en/us/clerks/?group=43")


def test_retired_address_of_a_hidden_page_is_404(client):
    occupation = factories.make_occupation("43-4121", slug="old-clerks")
    occupation.slug, occupation.is_public = "clerks", False
    occupation.save()
    assert client.get("/en/us/old-clerks/").status_code == 404


def test_address_taken_over_by_another_occupation_shows_that_one(client):
    first = factories.make_occupation("43-0001", slug="clerks", title_en="First")
    first.slug = "first"
    first.save()
    factories.make_occupation("43-0002", slug="clerks", title_en="Second")
    assert soup(client.get(URL)).h1.text == "Second"


def test_back_link_keeps_the_state_of_the_list_and_nothing_else(client):
    make_full()
    link = soup(client.get(f"{URL}?group=43&page=2&utm=x&q=%00")).select_one(".back a")
    assert link["href"] == "/en/us/?group=43&page=2"


def test_radar_has_a_table_twin_with_the_same_numbers(client):
    make_full()
    found = soup(client.get(URL))
    svg = found.select_one(".radar svg")
    assert svg["role"] == "img"
    assert svg.title.text
    assert svg.desc.text
    drawn = [text.select_one(".value").text for text in svg.select("text")]
    table = [cell.b.text for cell in found.select(".scores td.num")]
    assert len(drawn) == len(Dimension)
    assert drawn == table


def test_salary_bands_are_stretches_of_the_official_distribution(client):
    occupation = factories.make_occupation("43-4121", slug="clerks")
    factories.make_narrative(occupation, status=Status.PUBLISHED)
    factories.make_salary_band(occupation, low=10, high=25)
    wages = factories.make_wages(occupation, annual_wage_p10=27_730, annual_wage_p25=31_820)
    factories.make_card(occupation, wages=wages)
    text = soup(client.get(URL)).select_one("#salary table").text
    assert "$27,730 – $31,820" in text


def test_figures_in_text_are_the_official_ones_in_the_readers_form(client):
    occupation = factories.make_occupation("43-4121", slug="clerks")
    factories.make_narrative(
        occupation,
        status=Status.PUBLISHED,
        outlook_en="Change {change_percent}, pay {median_wage}, {unknown}.",
        outlook_zh_hant="變化 {change_percent}，薪資 {median_wage}。",
    )
    wages = factories.make_wages(occupation, annual_wage_median=36_910)
    projection = factories.make_projection(occupation, change_percent="-6.7")
    factories.make_card(occupation, wages=wages, projection=projection)
    assert "Change −6.7%, pay $36,910, {unknown}." in client.get(URL).text
    assert "變化 −6.7%，薪資 US$36,910。" in client.get("/zh-hant/us/clerks/").text


def test_editors_text_is_escaped(client):
    occupation = factories.make_occupation("43-4121", slug="clerks", summary_en="<script>alert(1)</script> & more")
    factories.make_narrative(occupation, status=Status.PUBLISHED, outlook_en="<b>bold</b>\n\nSecond")
    text = client.get(URL).text
    assert "<script>alert" not in text
    assert "&lt;b&gt;bold" in text
    assert len(soup(client.get(URL)).select("#outlook > p")) >= 2


def test_safer_moves_have_clearly_less_ai_risk(client):
    own = factories.make_occupation("43-4121", slug="clerks")
    found = {
        "43-0001": ("7.5", 50_000),
        "43-0002": ("7.0", 40_000),
        "43-0003": ("2.0", None),
        "43-0004": (None, 50_000),
    }
    found["43-0005"] = ("2.0", 39_900)
    for code, (risk, wage) in found.items():
        row = factories.make_occupation(code, title_en=code)
        wages = factories.make_wages(row, annual_wage_median=wage) if wage else None
        factories.make_card(row, ai_risk=risk, wages=wages)
    own_wages = factories.make_wages(own, annual_wage_median=50_000)
    onet = factories.make_onet_profile(own, related=list(found))
    card = factories.make_card(own, ai_risk="8.0", onet=onet, wages=own_wages)
    lists = soup(client.get(URL)).select("#related .cards")
    assert [link.text for link in lists[0].select("a")] == ["43-0003", "43-0002"]
    assert [link.text for link in lists[1].select("a")] == ["43-0001", "43-0004", "43-0005"]

    card.ai_risk = "3.9"
    card.save()
    lists = soup(client.get(URL)).select("#related .cards")
    assert [[link.text for link in cards.select("a")] for cards in lists] == [list(found)]


def test_override_is_shown_with_its_reason(client):
    occupation = factories.make_occupation("43-4121", slug="clerks")
    factories.make_score_override(occupation, Dimension.CERTIFICATION, "9.0", reason_en="Because of X.")
    factories.make_cluster()
    from occupations.scoring.recompute import recompute

    recompute("us")
    text = soup(client.get(URL)).select_one("#ratings").text
    assert "set by an editor" in text
    assert "Because of X." in text
