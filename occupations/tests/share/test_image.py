import io
import time

import pytest
from django.utils import translation
from PIL import Image

from occupations.models import Occupation
from occupations.share import image
from occupations.tests import factories

pytestmark = pytest.mark.once

URL = "/zh-hant/us/clerks/share.png"
MAX_BYTES = 60 * 1024
# A place no text reaches in the drawing: the bar at the left.
BAR = (10, 300)


@pytest.fixture
def clerks(db):
    occupation = factories.make_occupation("43-4121", slug="clerks", title_zh_hant="圖書館助理", title_en="Clerks")
    factories.make_card(occupation, cluster=factories.make_cluster(), is_skilled_migration=True)
    # Read anew: scores are then the numbers the database has.
    return Occupation.objects.get(pk=occupation.pk)


def opened(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def test_picture_is_a_png_of_the_size_that_is_announced(client, clerks, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        response = client.get(URL)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert opened(response.content).size == (image.WIDTH, image.HEIGHT)
    assert len(response.content) <= MAX_BYTES
    assert opened(response.content).getpixel(BAR) == (0xC4, 0x55, 0x2D)


def test_picture_says_what_the_page_says(clerks):
    with translation.override("zh-hant"):
        chinese = image.of_occupation(clerks)
    english = image.of_occupation(clerks)
    assert (chinese.title, chinese.official_title, chinese.code) == ("圖書館助理", clerks.official_title, "SOC 43-4121")
    assert (chinese.site, chinese.badge) == ("AI 職涯圖譜", "技術移民職業")
    assert english.scores == (("Overall", "6.3"), ("Medium AI risk", "5.0"))
    clerks.official_title = "Clerks"
    assert image.of_occupation(clerks).official_title == ""


def test_languages_have_pictures_of_their_own(client, clerks):
    assert client.get(URL).content != client.get("/en/us/clerks/share.png").content


@pytest.mark.parametrize(
    ("risk", "words"), [(0, "Low"), ("3.4", "Low"), ("3.5", "Medium"), ("6.5", "High"), (10, "High")]
)
def test_risk_is_said_in_words(clerks, risk, words):
    clerks.card.ai_risk = risk
    clerks.card.save()
    clerks.refresh_from_db()
    assert image.of_occupation(clerks).scores[1][0] == f"{words} AI risk"


def test_unrated_is_left_out_and_partial_is_said(clerks):
    clerks.card.ai_risk, clerks.card.is_partial = None, True
    assert image.of_occupation(clerks).scores == (("Overall · Partially rated", "6.3"),)


def test_reader_that_has_the_picture_gets_no_other(client, clerks, monkeypatch):
    first = client.get(URL)
    assert "public" in first["Cache-Control"]
    assert "max-age=86400" in first["Cache-Control"]
    monkeypatch.setattr(image, "png", None)
    again = client.get(URL, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again["ETag"] == first["ETag"]


@pytest.mark.parametrize("change", ["title_zh_hant", "overall", "ai_risk", "cluster"])
def test_tag_changes_with_what_is_drawn(client, clerks, change):
    before = client.get(URL)["ETag"]
    if change == "title_zh_hant":
        clerks.title_zh_hant = "館員"
        clerks.save()
    else:
        value = factories.make_cluster("licensed") if change == "cluster" else "1.0"
        setattr(clerks.card, change, value)
        clerks.card.save()
    assert client.get(URL)["ETag"] != before


def test_address_with_its_version_is_kept_for_a_year(client, clerks):
    version = client.get(URL)["ETag"].strip('"')
    assert "max-age=31536000" in client.get(f"{URL}?v={version}")["Cache-Control"]
    assert "max-age=86400" in client.get(f"{URL}?v=old")["Cache-Control"]


def test_head_answers_without_a_body(client, clerks):
    response = client.head(URL)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response.content == b""
    assert client.post(URL).status_code == 405


def test_wrong_addresses(client, clerks, django_assert_max_num_queries):
    factories.make_occupation(slug="hidden", is_public=False)
    for path in ("us/nothing", "us/hidden", "xx/clerks", "us/rankings"):
        with django_assert_max_num_queries(2):
            response = client.get(f"/en/{path}/share.png")
        assert response.status_code == 404


def test_old_address_leads_to_the_new(client, clerks, django_assert_max_num_queries):
    clerks.slug = "library-clerks"
    clerks.save()
    with django_assert_max_num_queries(2):
        response = client.get(URL)
    assert response.status_code == 301
    assert response.url == "/zh-hant/us/library-clerks/share.png"
    clerks.is_public = False
    clerks.save()
    assert client.get(URL).status_code == 404


def test_site_has_a_picture_in_each_language_without_queries(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        pictures = {client.get(f"/{language}/share.png").content for language in ("en", "zh-hant")}
    assert len(pictures) == 2
    assert all(len(picture) <= MAX_BYTES for picture in pictures)


STRANGE = [
    "",
    " ",
    "\n\t\x00\x07",
    "🧑‍🔬 𠮷野家 한국어 العربية",
    "\ud800 lone",
    "W" * 160,
    "圖" * 160,
    "、，。" * 50,
    "護理師 " * 40,
    "a " * 80,
    "Supervisors/" * 13,
]


@pytest.mark.parametrize("title", STRANGE)
def test_any_title_can_be_drawn(title):
    picture = image.Picture(
        "AI", image.clean(title), image.clean(title[::-1]), "SOC 1", "nope", title[:9], title[:9], True
    )
    assert opened(image.png(picture)).size == (image.WIDTH, image.HEIGHT)
    face, lines = image.fit_title(image.clean(title))
    assert all(face.getlength(line) <= image.ROOM for line in lines)
    assert len(lines) * face.size * 1.22 <= image.TITLE_HEIGHT


@pytest.mark.parametrize(
    "title", ["辦公室與行政支援人員第一線主管，全部", "Library Assistants, Clerical and Everybody Else There"]
)
def test_wrapping_loses_nothing(title):
    face = image.font(image.BOLD, 80)
    lines = image.balance(title, face, image.ROOM)
    assert len(lines) > 1
    assert "".join(lines).replace(" ", "") == title.replace(" ", "")
    assert not any(line.startswith(("，", ",")) for line in lines)


def missing(path, characters):
    """Those the font draws as its box for unknown characters."""
    face = image.font(path, 24)
    box = bytes(face.getmask("\uffff"))
    return sorted(one for one in characters if one.isprintable() and bytes(face.getmask(one)) == box)


def test_missing_characters_are_found():
    assert missing(image.BOLD, "護A𠮷") == ["𠮷"]


def test_fonts_are_small_and_licensed():
    assert sum(path.stat().st_size for path in (image.BOLD, image.REGULAR)) < 900_000
    assert "SIL OPEN FONT LICENSE" in (image.FONTS / "OFL.txt").read_text()


@pytest.mark.usefixtures("loaded")
class TestAllOccupations:
    def test_font_has_every_character(self):
        pictures = list(self.pictures())
        assert len(pictures) > 1600
        bold = {
            one
            for picture in pictures
            for text in (picture.site, picture.title, picture.cluster, picture.badge)
            for one in text
        }
        bold.update(one for picture in pictures for label, _ in picture.scores for one in label)
        assert missing(image.BOLD, bold) == []
        assert (
            missing(image.REGULAR, {one for picture in pictures for one in picture.official_title + picture.code}) == []
        )

    def test_longest_titles_are_small_and_quickly_drawn(self):
        pictures = sorted(self.pictures(), key=lambda picture: len(picture.title + picture.official_title))[-12:]
        image.png(pictures[0])
        took = []
        for picture in pictures:
            started = time.process_time()
            data = image.png.__wrapped__(picture)
            took.append(time.process_time() - started)
            assert len(data) <= MAX_BYTES
        assert sorted(took)[len(took) // 2] < 0.2

    def pictures(self):
        rows = list(Occupation.objects.public().select_related("country", "card__cluster").defer("card__working"))
        for language in ("zh-hant", "en"):
            with translation.override(language):
                yield from [image.of_occupation(row) for row in rows]
