import pytest
from bs4 import BeautifulSoup

from occupations.share import texts
from occupations.tests import factories

pytestmark = pytest.mark.once

PAGES = [
    "",
    "method/",
    "us/",
    "us/map/",
    "us/treemap/",
    "us/rankings/",
    "us/rankings/overall/",
    "us/compare/",
    "us/clerks/",
]
LOCALES = {"zh-hant": "zh_TW", "en": "en_US"}


@pytest.fixture
def clerks(db):
    occupation = factories.make_occupation("43-4121", slug="clerks", title_en="Clerks", title_zh_hant="助理")
    factories.make_narrative(occupation)
    factories.make_card(occupation, cluster=factories.make_cluster(), is_skilled_migration=False)
    return occupation


def head(client, path):
    found = BeautifulSoup(client.get(path).content, "lxml")
    tags = {}
    for tag in found.select("head meta[property]"):
        tags.setdefault(tag["property"], []).append(tag["content"])
    return found, tags


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_can_be_shared(client, clerks, language, page):
    path = f"/{language}/{page}"
    found, tags = head(client, path)
    assert all(len(values) == 1 for values in tags.values())
    assert tags["og:url"] == [f"http://testserver{path}"] == [found.select_one("link[rel=canonical]")["href"]]
    assert tags["og:locale"] == [LOCALES[language]]
    assert tags["og:locale:alternate"] == [next(code for key, code in LOCALES.items() if key != language)]
    assert tags["og:site_name"] == [{"en": "AI Career Graph", "zh-hant": "AI 職涯圖譜"}[language]]
    assert found.title.text.startswith(tags["og:title"][0])
    description = found.select_one("meta[name=description]")["content"]
    assert tags["og:description"] == [description]
    assert 0 < len(description) <= {"en": 160, "zh-hant": 80}[language]
    assert tags["og:type"] == ["article" if page == "us/clerks/" else "website"]
    assert (tags["og:image:width"], tags["og:image:height"]) == (["1200"], ["630"])
    assert tags["og:image:alt"][0]
    assert found.select_one("meta[name='twitter:card']")["content"] == "summary_large_image"
    picture = client.get(tags["og:image"][0])
    assert picture["Content-Type"] == "image/png"


def test_occupation_is_shared_with_its_own_picture(client, clerks):
    _, tags = head(client, "/en/us/clerks/")
    assert tags["og:title"] == ["Clerks"]
    assert tags["og:image"][0].startswith("http://testserver/en/us/clerks/share.png?v=")
    assert "Clerks" in tags["og:image:alt"][0]
    assert "6.3/10" in tags["og:image:alt"][0]


def test_error_page_is_not_for_sharing(client, clerks):
    found, tags = head(client, "/en/us/nothing-here/")
    assert found.title.text
    assert tags == {}


def test_marks_in_texts_stay_text(client, clerks):
    clerks.title_en = 'A "quoted" 5 < 6 & more'
    clerks.summary_en = 'Says "yes" <script>x</script> & no.'
    clerks.save()
    found, tags = head(client, "/en/us/clerks/")
    assert found.title.text == 'A "quoted" 5 < 6 & more · AI Career Graph'
    assert tags["og:title"] == ['A "quoted" 5 < 6 & more']
    assert found.select_one("meta[name=description]")["content"].startswith('Says "yes"')
    assert not found.select("script:not([src], [type='application/ld+json'])")


def test_long_title_leaves_the_site_name_out(client, clerks):
    clerks.title_en = "First-Line Supervisors of Office and Administrative Support Workers"
    clerks.save()
    found, tags = head(client, "/en/us/clerks/")
    assert found.title.text == clerks.title_en == tags["og:title"][0]


def test_occupation_without_summary_is_described_by_its_facts(client, clerks):
    clerks.summary_en = clerks.summary_zh_hant = ""
    clerks.save()
    _, tags = head(client, "/en/us/clerks/")
    assert tags["og:description"][0].startswith("Clerks (43-4121): official wages")


@pytest.mark.parametrize("page", ["", "us/"])
def test_feed_is_announced(client, clerks, page):
    found, _ = head(client, f"/zh-hant/{page}")
    link = found.select_one("link[type='application/atom+xml']")
    assert link["href"] == "http://testserver/zh-hant/us/feed.xml"
    assert link["rel"] == ["alternate"]
    assert client.get(link["href"]).status_code == 200


@pytest.mark.parametrize(
    ("text", "language", "start", "end"),
    [
        ("Short.", "en", "Short.", "Short."),
        ("word " * 60, "en", "word word", "word word…"),
        ("A sentence that is long enough to stand. " * 6, "en", "A sentence", "to stand."),
        ("x" * 400, "en", "xxx", "x…"),
        ("寫程式、修程式，" * 30, "zh-hant", "寫程式", "修程式…"),
        ("一" * 200, "zh-hant", "一一", "一…"),
        ("一" * 75 + "ChatGPT 很常用" * 5, "zh-hant", "一一", "一…"),
        (
            "這份工作每天都要面對不同的人與不同的問題，需要耐心也需要專業的知識與多年的經驗累積。" * 3,
            "zh-hant",
            "這份",
            "累積。",
        ),
        ("\n two \n lines ", "en", "two", "two lines"),
    ],
)
def test_description_is_cut_between_words(text, language, start, end):
    found = texts.description(text, language)
    assert len(found) <= {"en": 160, "zh-hant": 80}[language]
    assert found.startswith(start)
    assert found.endswith(end)
