"""What a first visit costs, measured by the browser, and what goes to the printer."""

import urllib.request
from urllib.parse import urlsplit

import pytest

from occupations.drill.server import direct

from .conftest import PHONE, tab
from .places import LANGUAGES, address

MAX_REQUESTS = 6
MAX_BYTES = 45 * 1024
MAX_SCRIPT_BYTES = 8 * 1024


def first_visit(browser, site, path):
    """Bytes on the wire for each address loaded, headers included; with the icon, which headless Chromium skips."""
    with tab(browser, site, viewport=PHONE) as page:
        asked, kinds, sizes = {}, {}, {}

        def sent(event):
            asked[event["requestId"]] = event["request"]["url"]
            kinds[event["request"]["url"]] = event["type"]

        def loaded(event):
            sizes[asked[event["requestId"]]] = event["encodedDataLength"]

        wire = page.context.new_cdp_session(page)
        wire.on("Network.requestWillBeSent", sent)
        wire.on("Network.loadingFinished", loaded)
        wire.send("Network.enable")
        page.goto(path, wait_until="networkidle")
        icon = page.evaluate("() => document.querySelector('link[rel=icon]').href")
        page.watch.assert_quiet()
    if icon not in sizes:
        sizes[icon], kinds[icon] = weigh(icon), "Other"
    return sizes, kinds


def weigh(url):
    """Compressed bytes of one address, headers included."""
    with direct.open(urllib.request.Request(url, headers={"Accept-Encoding": "gzip"}), timeout=10) as answer:
        return len(str(answer.headers)) + len(answer.read())


@pytest.fixture(scope="module")
def heaviest(browser, site):
    """The written analysis with the largest document, as a path below the language."""
    with tab(browser, site) as page:
        page.goto("/zh-hant/us/?written=on")
        written = page.evaluate("() => [...document.querySelectorAll('.occupations tbody a')].map((link) => link.href)")
    assert written
    return urlsplit(max(written, key=weigh)).path.removeprefix("/zh-hant/")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["home", "list", "detail", "heaviest"])
def test_first_visit_keeps_to_the_budget(browser, site, heaviest, language, name):
    path = f"/{language}/{heaviest}" if name == "heaviest" else address(language, name)
    sizes, kinds = first_visit(browser, site, path)
    assert {"Document", "Stylesheet", "Script"} <= set(kinds.values())
    assert len(sizes) <= MAX_REQUESTS, sizes
    assert sum(sizes.values()) <= MAX_BYTES, sizes
    assert sum(size for url, size in sizes.items() if kinds[url] == "Script") <= MAX_SCRIPT_BYTES, sizes


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_print_shows_all_answers_and_no_navigation(browser, site, language, script):
    with tab(browser, site, java_script_enabled=script) as page:
        page.goto(address(language, "detail"))
        answers = page.locator(".faq > :not(summary)")
        navigation = page.locator("header.site nav, .skip, .contents, .back")
        assert answers.count() >= 3
        assert not any(answer.is_visible() for answer in answers.all())
        page.emulate_media(media="print")
        page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
        assert all(answer.is_visible() and answer.bounding_box()["height"] > 10 for answer in answers.all())
        assert not any(part.is_visible() for part in navigation.all())
        assert page.locator("h1").is_visible()
        page.emulate_media(media="screen")
        page.evaluate("() => dispatchEvent(new Event('afterprint'))")
        assert not any(answer.is_visible() for answer in answers.all())
        assert all(part.is_visible() for part in page.locator("header.site nav").all())
