"""A day at the desk: editors write, a reviewer publishes, two collide, a mistake is undone, a page comes back."""

import contextlib
import re
import sqlite3

import pytest
from playwright.sync_api import expect

from careergraph.tests.accounts.desk import PASSWORD
from occupations.drill.server import serving

from .conftest import follow, manage, tab

CODE, SLUG = "47-4011", "construction-and-building-inspectors"
# Forty rows, a revision and the scores of 832 occupations take a while on a busy machine.
PATIENCE_MS = 40_000
expect.set_options(timeout=PATIENCE_MS)
ANSWERS = (
    "多數州沒有視覺色彩的規定，但電氣檢驗要分辨導線顏色，雇主可能另有要求，報考前應先詢問所在轄區。",
    "Most states set no rule on color vision, yet electrical inspection means telling wires apart, "
    "so an employer may ask for it and the jurisdiction is the one to ask before applying.",
)
PEOPLE = """
from django.contrib.auth.models import Group, User
from occupations import roles
roles.sync()
for name, role in (("lin", "Editors"), ("huang", "Editors"), ("chen", "Reviewers"), ("wu", "Administrators")):
    person = User.objects.create_user(name, password={password!r}, is_staff=True)
    person.groups.add(Group.objects.get(name=role))
"""


@pytest.fixture(scope="module")
def desk(site, site_env, tmp_path_factory):
    """A site of its own, with four people: what they do is nobody else's business."""
    folder = tmp_path_factory.mktemp("desk")
    source = sqlite3.connect(site_env["DATABASE_URL"].removeprefix("sqlite:///"))
    with sqlite3.connect(folder / "desk.sqlite3") as target:
        source.backup(target)
    env = site_env | {"DATABASE_URL": f"sqlite:///{folder / 'desk.sqlite3'}"}
    manage(env, "shell", "-c", PEOPLE.format(password=PASSWORD))
    with serving(env, folder / "gunicorn.log", workers=2) as address:
        yield address


@pytest.fixture
def sign_in(browser, desk):
    """Open the desk as somebody, each in a browser of their own."""
    with contextlib.ExitStack() as stack:

        def open_as(name, language="en"):
            page = stack.enter_context(tab(browser, desk, locale="zh-TW" if language == "zh-hant" else "en-US"))
            page.set_default_timeout(PATIENCE_MS)
            page.goto("/admin/")
            page.fill("#login-form [name=login]", name)
            page.fill("#login-form [name=password]", PASSWORD)
            follow(page, "#login-form [type=submit]")
            expect(page.locator("#user-tools")).to_be_visible()
            return page

        yield open_as


def open_page(page, tab_key="page"):
    page.goto(f"/admin/occupations/occupation/?q={CODE}")
    follow(page, "#result_list tbody .field-short_code a")
    page.click(f"button#tab-{tab_key}")


def add(page, group, **values):
    """One more row at the end of a list."""
    page.click(f"#{group}-group .add-row a")
    number = int(page.locator(f"#id_{group}-TOTAL_FORMS").input_value()) - 1
    for name, value in values.items():
        field = page.locator(f"#id_{group}-{number}-{name}")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    return number


def save(page, name="_continue"):
    follow(page, f".submit-row [name={name}]")


def public(page, language="en"):
    page.goto(f"/{language}/us/{SLUG}/")
    return page.locator("main").inner_text()


def test_editor_writes_reviewer_publishes_visitors_read(sign_in, browser, desk):
    editor = sign_in("lin", "zh-hant")
    open_page(editor, "ai")
    add(
        editor,
        "evidence",
        name="Plan Check Robot",
        kind="tool",
        extent="partial",
        year="2025",
        replaces_zh_hant="這套工具先讀圖面並列出可能違反規範之處，審圖員再逐條確認或駁回。",
        replaces_en="It reads drawings first and lists what may break the code; the inspector confirms each line.",
        url="https://example.com/plan-check",
        checked_on="2026/11/20",
    )
    editor.click("button#tab-faq")
    add(
        editor,
        "faqs",
        question_zh_hant="色盲會影響考照嗎？",
        question_en="Does color blindness matter?",
        answer_zh_hant=ANSWERS[0],
        answer_en=ANSWERS[1],
    )
    save(editor)
    expect(editor.locator(".desk-status")).to_have_text("草稿")

    with editor.expect_popup() as popup:
        editor.click(".desk-line a >> nth=1")
    preview = popup.value
    expect(preview.locator("main")).to_contain_text("Plan Check Robot")
    expect(preview.locator("main")).to_contain_text("色盲會影響考照嗎？")
    with tab(browser, desk) as visitor:
        assert "Plan Check Robot" not in public(visitor)
        visitor.goto(preview.url)
        expect(visitor.locator("main")).to_contain_text("Plan Check Robot")

    save(editor, "_submit")
    expect(editor.locator(".desk-status")).to_have_text("審稿中")

    reviewer = sign_in("chen")
    reviewer.goto("/admin/occupations/occupation/review/")
    follow(reviewer, f".desk-queue a:has-text('{CODE}')")
    changes = reviewer.locator(".desk-changes")
    expect(changes.first).to_contain_text("Plan Check Robot")
    expect(reviewer.locator("ins:has-text('Does color blindness matter?')")).to_be_visible()
    follow(reviewer, "[name=publish]")
    expect(reviewer.locator(".messagelist .success")).to_contain_text("Published")

    with tab(browser, desk) as visitor:
        for language, question in (("en", "Does color blindness matter?"), ("zh-hant", "色盲會影響考照嗎？")):
            text = public(visitor, language)
            assert "Plan Check Robot" in text
            assert question in text
    editor.watch.assert_quiet()
    reviewer.watch.assert_quiet()


def test_second_editor_collides_and_merges(sign_in):
    first, second = sign_in("lin"), sign_in("huang")
    open_page(first, "narrative")
    open_page(second, "narrative")
    expect(second.locator("#desk-presence")).to_contain_text("lin")
    outlook, entry = "#id_narrative-0-outlook_en", "#id_narrative-0-entry_outlook_en"
    first.fill(outlook, "First words. " + first.input_value(outlook))
    first.fill(entry, "Only the first. " + first.input_value(entry))
    save(first)
    second.fill(outlook, "Second words. " + second.input_value(outlook))
    save(second)

    expect(second.locator(".desk-conflicts tbody tr")).to_have_count(1)
    expect(second.locator(".desk-conflicts del")).to_contain_text("First")
    expect(second.locator(entry)).to_have_value(re.compile("^Only the first"))
    expect(second.locator(outlook)).to_have_value(re.compile("^Second words"))
    second.click(".desk-take")
    expect(second.locator(outlook)).to_have_value(re.compile("^First words"))
    second.fill(outlook, "Second words. " + second.input_value(outlook))
    save(second)
    expect(second.locator(outlook)).to_have_value(re.compile("^Second words. First words"))
    first.watch.assert_quiet()
    second.watch.assert_quiet()


def test_text_of_a_closed_tab_is_offered_again(sign_in):
    editor = sign_in("lin")
    open_page(editor, "narrative")
    field, verdict = "#id_narrative-0-level_up_en", "#id_narrative-0-verdict"
    other = editor.eval_on_selector(
        verdict, "field => [...field.options].find((one) => one.value && !one.selected).value"
    )
    editor.fill(field, "Never saved.")
    editor.select_option(verdict, other)
    editor.click("button#tab-faq")
    question = f"#id_faqs-{add(editor, 'faqs', question_en='Never answered?')}-question_en"
    editor.wait_for_function("() => Object.values(localStorage).some((text) => text.includes('Never answered?'))")

    def comes_back():
        assert editor.input_value(field) != "Never saved."
        editor.click("[data-restore]")
        expect(editor.locator(field)).to_have_value("Never saved.")
        expect(editor.locator(verdict)).to_have_value(other)
        expect(editor.locator(question)).to_have_value("Never answered?")

    editor.goto("/admin/")
    open_page(editor, "narrative")
    # Whoever saves something else first is still offered it.
    editor.fill("#id_narrative-0-entry_outlook_en", "Saved meanwhile.")
    save(editor)
    comes_back()
    expect(editor.locator("#desk-unsaved")).to_be_hidden()
    # A form that was refused is not saved either. What a row said that is gone meanwhile is there to be copied.
    save(editor)
    expect(editor.locator(".errornote")).to_be_visible()
    expect(editor.locator("#desk-unsaved")).to_be_hidden()
    row = "#id_faqs-0-id"
    gone = editor.input_value(row)
    editor.fill("#id_faqs-0-question_en", "Of a row that is gone.")
    editor.goto("/admin/")
    editor.evaluate(
        "gone => Object.entries(localStorage).forEach(([key, text]) =>"
        " localStorage.setItem(key, text.replaceAll(`faqs-#${gone}-`, 'faqs-#0-')))",
        gone,
    )
    open_page(editor, "narrative")
    comes_back()
    expect(editor.locator("#desk-unsaved textarea")).to_have_value("Of a row that is gone.")

    on_a_tablet(editor)
    editor.context.clear_cookies(name="sessionid")
    editor.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(editor.locator("#desk-presence")).to_contain_text("Your session has ended")
    editor.watch.assert_quiet()


def on_a_tablet(page):
    """The form has the whole width, and the tabs stay in reach, until the column of lists is asked for."""
    page.set_viewport_size({"width": 820, "height": 900})
    page.evaluate("() => localStorage.removeItem('django.admin.navSidebarIsOpen')")
    open_page(page, "ai")
    expect(page.locator("#nav-sidebar")).to_be_hidden()
    page.evaluate("() => window.scrollTo(0, document.body.scrollHeight)")
    expect(page.locator("button#tab-sources")).to_be_in_viewport()
    page.click("#toggle-nav-sidebar")
    open_page(page, "ai")
    expect(page.locator("#nav-sidebar")).to_be_visible()


def test_mistake_is_reverted_and_deleted_page_recovered(sign_in, browser, desk):
    admin = sign_in("wu")
    open_page(admin)
    before = admin.input_value("#id_title_en")
    admin.fill("#id_title_en", "Oops")
    save(admin)
    follow(admin, ".historylink")
    follow(admin, ".desk-queue tbody tr:nth-child(2) th a")
    expect(admin.locator("ins").last).to_be_visible()
    follow(admin, ".submit-row [type=submit]")
    expect(admin.locator("#id_title_en")).to_have_value(before)

    with tab(browser, desk) as visitor:
        scores = visitor.goto(f"/en/us/{SLUG}/") and visitor.locator("#ratings").inner_text()
        follow(admin, ".deletelink")
        follow(admin, "#content form [type=submit]")
        expect(admin.locator(".messagelist .success")).to_be_visible()
        assert visitor.goto(f"/en/us/{SLUG}/").status == 404

        admin.goto("/admin/occupations/occupation/recover/")
        follow(admin, f".desk-queue a:has-text('{CODE}')")
        follow(admin, ".submit-row [type=submit]")
        expect(admin.locator("#id_title_en")).to_have_value(before)
        assert visitor.goto(f"/en/us/{SLUG}/").status == 200
        assert visitor.locator("#ratings").inner_text() == scores
    admin.watch.assert_quiet()
