"""Every kind of page in both languages: quiet, accessible, inside the screen, in its own language."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import PHONE, WIDE, tab
from .places import LANGUAGES, PLACES, address

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A dark scheme changes colours and nothing else.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
WIDTHS = (320, 390, 768, 1280)
PHONE_TOO = {"list", "detail"}
MIN_TARGET_PX = 24
CJK = re.compile(r"[\u3400-\u9fff]")
# Not "AI", "EB-2" or "US$": those are written the same in Chinese.
ENGLISH_WORD = re.compile(r"[a-z]{2,}")

UNFOLD = "() => document.querySelectorAll('details').forEach((item) => { item.open = true; })"
# What an element says itself: without parts marked as being in another language, and without the language switcher.
LABELS = """() => {
  const own = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll('[lang], script').forEach((part) => part.remove());
    return copy.textContent.trim().replace(/\\s+/g, ' ');
  };
  const parts = 'h1, h2, h3, th, td, dt, dd, p, li, label, option, button, summary, caption, figcaption, nav a, .tag';
  const said = [...document.querySelectorAll(parts)]
    .filter((element) => element.closest('[lang]') === document.documentElement && !element.closest('.languages'))
    .map(own);
  const spoken = [...document.querySelectorAll('[aria-label]:not([lang])')].map((item) => item.ariaLabel);
  const drawn = [...document.querySelectorAll('svg > title')].map(own);
  return [...new Set([...said, ...spoken, ...drawn, document.title])].filter(Boolean);
}"""
LOW_TARGETS = """(least) => [...document.querySelectorAll('nav a, .brand, .back a')]
  .filter((link) => link.checkVisibility() && link.getBoundingClientRect().height < least)
  .map((link) => `${link.textContent.trim()}: ${link.getBoundingClientRect().height}px`)"""
WIDEST = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
  .filter((item) => item.getBoundingClientRect().right > innerWidth + 1 && !item.closest('.visually-hidden'))
  .map((item) => `${item.tagName} ${item.className.baseVal ?? item.className}: ${item.textContent.slice(0, 40)}`)
  .concat(`${document.documentElement.scrollWidth}px`)"""


@pytest.fixture(scope="module", params=[(language, name) for language in LANGUAGES for name in PLACES], ids="-".join)
def opened(request, browser, site):
    """One page in one language with all its details unfolded."""
    language, name = request.param
    with tab(browser, site) as page:
        page.language, page.place = language, name
        answer = page.goto(address(language, name))
        assert answer.status == (404 if name == "missing" else 200)
        page.evaluate(UNFOLD)
        yield page


@pytest.fixture
def page(opened):
    opened.set_viewport_size(WIDE)
    opened.emulate_media(color_scheme="light")
    return opened


def test_speaks_one_language(page):
    assert page.locator("html").get_attribute("lang") == {"zh-hant": "zh-Hant", "en": "en"}[page.language]
    labels = page.evaluate(LABELS)
    assert len(labels) >= 4
    if page.language == "en":
        assert [text for text in labels if CJK.search(text)] == []
    else:
        assert [text for text in labels if ENGLISH_WORD.search(text) and not CJK.search(text)] == []


def test_fits_the_screen(page):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(WIDEST) == [], f"at {width} px"
        assert page.evaluate(LOW_TARGETS, MIN_TARGET_PX) == [], f"at {width} px"


def axe(page, only):
    found = Axe().run(page, options={"runOnly": only, "resultTypes": ["violations"]}).response["violations"]
    return [f"{item['id']}: {node['target']} {node['html'][:160]}" for item in found for node in item["nodes"]]


def test_axe_finds_nothing(page):
    # The rules for a phone look at the layout, which is the same in both languages.
    phone_too = page.place in PHONE_TOO and page.language == LANGUAGES[0]
    for viewport in (WIDE, PHONE) if phone_too else (WIDE,):
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme="light")
        assert axe(page, {"type": "tag", "values": AXE_TAGS}) == [], f"light, {viewport}"
        page.emulate_media(color_scheme="dark")
        assert axe(page, {"type": "rule", "values": COLOUR_RULES}) == [], f"dark, {viewport}"


def test_is_quiet_and_asks_no_other_host(page):
    # Chromium reports the status of a missing page itself as an error.
    page.watch.assert_quiet(but=["status of 404"] if page.place == "missing" else [])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", ["mental-health-and-substance-abuse-social-workers", "family-medicine-physicians"])
def test_long_titles_and_labels_fit_a_small_phone(browser, site, language, slug):
    with tab(browser, site, viewport={"width": 320, "height": 800}) as page:
        page.goto(f"/{language}/us/{slug}/")
        page.evaluate(UNFOLD)
        assert page.evaluate(WIDEST) == []
