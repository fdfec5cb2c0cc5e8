import re

import pytest
from django.conf import settings
from django.urls import reverse

from occupations.tests.admin.desk import soup
from occupations.tests.factories import make_occupation

pytestmark = [pytest.mark.django_db, pytest.mark.once]
GUIDE = settings.BASE_DIR / "docs" / "guide"
LANGUAGES = ("zh-hant", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_guide_is_shown_in_the_editors_language_with_its_pictures(admin_client, language):
    page = soup(admin_client.get(reverse("admin:guide"), headers={"accept-language": language}))
    title = (GUIDE / f"{language}.md").read_text().partition("\n")[0]
    assert f"# {page.select_one('h1').text}" == title
    assert [link["href"] for link in page.select(".desk-guide nav a")] == [f"#{h['id']}" for h in page.select("h2[id]")]
    pictures = [image["src"] for image in page.select(".desk-guide img")]
    assert len(pictures) >= 6
    assert all(source.startswith(f"{settings.STATIC_URL}guide/") for source in pictures)
    assert page.select(f'a[href="{reverse("admin:guide_standard")}"]')


def test_both_guides_have_the_same_parts_and_every_picture_exists():
    parts = {}
    for language in LANGUAGES:
        text = (GUIDE / f"{language}.md").read_text()
        parts[language] = len(re.findall("^##", text, re.M)), len(re.findall(r"^- ", text, re.M))
        for name in re.findall(r"\(images/([\w.-]+)\)", text):
            assert name.endswith(f"-{language}.png")
            assert (GUIDE / "images" / name).read_bytes().startswith(b"\x89PNG")
    assert parts["zh-hant"] == parts["en"]


def test_content_standard_is_beside_it_and_strangers_see_neither(admin_client, client):
    assert "Content standard" in admin_client.get(reverse("admin:guide_standard")).text
    make_occupation()
    for name in ("guide", "guide_standard"):
        assert client.get(reverse(f"admin:{name}")).status_code == 302
