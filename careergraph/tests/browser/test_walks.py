"""What a visitor does, with and without JavaScript."""

import contextlib
import re
from itertools import product
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from .conftest import PHONE, WIDE, tab
from .places import LANGUAGES, address

OTHER = {"zh-hant": "en", "en": "zh-hant"}
SWITCH = ".languages a"
ROW_CODES = ".occupations tr:not(.group) .code"


def ways(*pairs):
    ids = [f"{'script' if script else 'no-script'}-{language}" for script, language in pairs]
    return pytest.mark.parametrize(("script", "language"), pairs, ids=ids)


# The long walk runs in every combination; the others in two that cover each value.
every_way = ways(*product([True, False], LANGUAGES))
two_ways = ways((True, "zh-hant"), (False, "en"))


@pytest.fixture
def page(browser, site, script):
    with tab(browser, site, java_script_enabled=script) as page:
        yield page
        page.watch.assert_quiet()


def path(page):
    return urlsplit(page.url).path


def query(page):
    return parse_qs(urlsplit(page.url).query)


def local(page):
    parts = urlsplit(page.url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def open_list_from_home(page, language):
    page.goto(f"/{language}/")
    page.locator("nav.main a").first.click()
    page.wait_for_url(f"**/{language}/us/")


def choose(page, script, **values):
    """Pick from the filter form; with JavaScript a choice applies at once, without it the button does."""
    for name, value in values.items():
        select = page.locator(f".filters select[name={name}]")
        if not select.is_visible():
            page.locator(f"details:not([open]):has(select[name={name}]) > summary").click()
        with page.expect_navigation() if script else contextlib.nullcontext():
            select.select_option(value)
    if not script:
        with page.expect_navigation():
            page.locator(".filters button[type=submit]").first.click()


@every_way
def test_list_to_page_and_back_in_the_other_language(page, script, language):
    open_list_from_home(page, language)
    whole = page.locator(".count").inner_text()
    choose(page, script, group="43", sort="wage")
    assert query(page)["group"] == ["43"]
    assert query(page)["sort"] == ["wage"]
    assert page.locator(".count").inner_text() != whole
    codes = page.locator(ROW_CODES).all_inner_texts()
    assert codes
    assert all(code.startswith("43-") for code in codes)
    state = query(page)

    page.locator(".occupations tbody a").nth(2).click()
    page.wait_for_url(re.compile(rf"/{language}/us/[a-z0-9-]+/\?"))
    detail_path, detail_query, code = path(page), query(page), page.locator(".identity b").first.inner_text()
    assert code == codes[2]

    page.click(".back a")
    page.wait_for_url(f"**/{language}/us/?*")
    assert query(page) == {name: value for name, value in state.items() if value != [""]}
    assert page.locator(ROW_CODES).all_inner_texts() == codes
    assert page.locator("select[name=group]").input_value() == "43"
    assert page.locator("select[name=sort]").input_value() == "wage"

    page.locator(".occupations tbody a").nth(2).click()
    page.wait_for_url(f"**{detail_path}?*")
    page.click(SWITCH)
    other = OTHER[language]
    page.wait_for_url(f"**/{other}/us/**")
    assert path(page) == detail_path.replace(language, other, 1)
    assert query(page) == detail_query
    assert page.locator(".identity b").first.inner_text() == code

    page.click(".back a")
    page.wait_for_url(f"**/{other}/us/?*")
    assert query(page) == {name: value for name, value in state.items() if value != [""]}
    assert page.locator(ROW_CODES).all_inner_texts() == codes


@two_ways
def test_page_two_and_back(page, language):
    open_list_from_home(page, language)
    page.click(".pages a[rel=next]")
    page.wait_for_url("**page=2")
    second, rows = local(page), page.locator(".occupations tbody a").all_inner_texts()
    page.locator(".occupations tbody a").nth(4).click()
    page.wait_for_url(re.compile(r"/us/[a-z0-9-]+/\?page=2$"))
    page.click(".back a")
    page.wait_for_url(f"**{second}")
    assert page.locator(".occupations tbody a").all_inner_texts() == rows
    assert page.locator(".pages [aria-current=page]").inner_text() == "2"


@two_ways
def test_browser_history_gives_each_page_back(page, script, language):
    open_list_from_home(page, language)
    choose(page, script, group="29")
    filtered = local(page)
    page.locator(".occupations tbody a").first.click()
    page.wait_for_url(re.compile(r"/us/[a-z0-9-]+/\?group=29"))
    detail = local(page)
    page.click(SWITCH)
    page.wait_for_url(f"**/{OTHER[language]}/us/**")
    page.go_back()
    assert local(page) == detail
    page.go_back()
    assert local(page) == filtered
    assert page.locator("select[name=group]").input_value() == "29"
    assert page.locator(ROW_CODES).first.inner_text().startswith("29-")
    page.go_back()
    assert local(page) == f"/{language}/us/"
    assert page.locator("select[name=group]").input_value() == ""
    page.go_forward()
    assert local(page) == filtered


def test_list_kept_alive_by_the_browser_shows_its_own_conditions(browser, site):
    """Browsers that freeze a page instead of loading it again: Playwright turns that off, so it is acted out."""
    with tab(browser, site) as page:
        page.goto("/en/us/?group=29")
        page.locator("select[name=group]").evaluate("(select) => { select.value = '43'; }")
        page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        assert page.locator("select[name=group]").input_value() == "29"
        page.watch.assert_quiet()


@two_ways
def test_search_from_home_finds_a_code(page, language):
    page.goto(f"/{language}/")
    page.fill("#home-q", "43-4121")
    page.press("#home-q", "Enter")
    page.wait_for_url(f"**/{language}/us/?q=43-4121")
    page.locator(".occupations tbody a").first.click()
    page.wait_for_url(f"**{address(language, 'detail')}?q=43-4121")
    assert page.locator(".identity b").first.inner_text() == "43-4121"


@two_ways
def test_nothing_found_offers_the_whole_list(page, language):
    page.goto(f"/{language}/us/?q=zzzzzz")
    assert page.locator(".occupations").count() == 0
    page.locator(".empty a").last.click()
    page.wait_for_url(f"**/{language}/us/")
    assert page.locator(".occupations tbody a").count() > 10


@two_ways
def test_answers_open_by_keyboard(page, language):
    page.goto(address(language, "detail"))
    first = page.locator(".faq").first
    answer = first.locator(":scope > :not(summary)").first
    expect(answer).not_to_be_visible()
    for key in ("Enter", "Space"):
        first.locator("summary").focus()
        page.keyboard.press(key)
        expect(answer).to_be_visible()
        page.keyboard.press(key)
        expect(answer).not_to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.parentElement === document.querySelectorAll('.faq')[1]")


@two_ways
def test_skip_link_comes_first_and_leads_to_the_content(page, language):
    page.goto(address(language, "detail"))
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    box = skip.bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".back a")).to_be_focused()


@two_ways
def test_every_entry_of_the_contents_leads_to_its_section(page, language):
    page.goto(address(language, "detail"))
    targets = [link.get_attribute("href") for link in page.locator(".contents a").all()]
    sections = [f"#{section.get_attribute('id')}" for section in page.locator(".sections > section").all()]
    assert targets == sections


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_contents_mark_the_section_being_read(browser, site, viewport):
    with tab(browser, site, viewport=viewport) as page:
        page.goto(address("zh-hant", "detail"))
        if viewport == PHONE:
            expect(page.locator(".contents ol")).not_to_be_visible()
            page.click(".contents summary")
        marked = page.locator(".contents a[aria-current]")
        for link in page.locator(".contents a").all():
            link.click()
            expect(link).to_have_attribute("aria-current", "true")
            expect(marked).to_have_count(1)
            section = page.locator(link.get_attribute("href"))
            expect(section).to_be_in_viewport()
        page.locator("#salary h2").evaluate("(heading) => heading.scrollIntoView()")
        expect(marked).to_have_attribute("href", "#salary")
        page.watch.assert_quiet()
