"""Each kind of finding with text that has the fault and text that does not."""

from datetime import date
from decimal import Decimal

import pytest

from occupations.content import checks, figures, language, lengths, links, shared
from occupations.content.items import Content, Figures, Item, Link

pytestmark = pytest.mark.once

TODAY = date(2026, 11, 23)
FACTS = Figures(
    annual=frozenset({37440, 52310}),
    hourly=frozenset({Decimal("18.00")}),
    change_percent=Decimal("-6.7"),
    national_change_percent=Decimal("3.1"),
    jobs=frozenset({85400, 13200}),
)


def item(zh="", en="", name="narrative.outlook", **kwargs):
    model, _dot, field = name.partition(".")
    return Item(model, "us 43-4121", field, zh=zh, en=en, page=kwargs.pop("page", "43-4121"), **kwargs)


def kinds(findings):
    return {finding.kind for finding in findings}


LANGUAGE_CASES = [
    ("missing language", item("有中文。", ""), item("有中文。", "English too.")),
    ("missing language", item("", "   "), item("", "", name="point.detail", optional=True)),
    ("missing language", item("備註", "", name="point.detail", optional=True), item("備註", "A note.")),
    ("Simplified or foreign character", item("图书馆员"), item("圖書館員與雇主在台北的秘書")),
    ("Simplified or foreign character", item("畢業以后就業"), item("皇后與后妃")),
    ("Simplified or foreign character", item("這裏有衆人"), item("這裡有眾人")),
    ("mainland word", item("熟悉軟件與數據庫"), item("熟悉軟體與資料庫")),
    ("mainland word", item("檢查服務質量"), item("物體的質量與重力")),
    ("mainland word", item("透過網絡找工作"), item("靠人際網絡找工作")),
    ("mainland word", item("改良算法"), item("改良演算法，並核對計算法則")),
    ("half-width punctuation", item("借書,還書"), item("借書、還書，薪資 37,440")),
    ("half-width punctuation", item("認證 (選修)"), item("認證（選修）")),
    ("half-width punctuation", item("薪資為 {median_wage},以上"), item("薪資為 {median_wage}，以上")),
    ("half-width punctuation", item("工作很多."), item("使用 U.S. 的資料。")),
    ("no space", item("通過NCLEX考試。"), item("通過 NCLEX 考試。")),
    ("no space", item("約 2年完成。"), item("約 2 年完成，{median_wage} 起。")),
    ("no space", item("薪資{median_wage} 起。"), item("其中 40% 在 2024 年、「AI」之後。")),
    ("quotation marks", item("所謂“專業”職位"), item("所謂「專業」職位，含『細節』")),
    ("quotation marks", item('所謂"專業"職位'), item("使用 Men's Health 的資料")),
    ("English in Chinese", item("他們 work in a library 工作"), item("美國 Bureau of Labor Statistics 公布的資料")),
    ("English in Chinese", item("Retail media"), item("American Library Association 的認證")),
    ("English in Chinese", item("Growth areas", name="point.text"), item("CPA Exam", name="credential.name")),
    ("Chinese in English", item(en="They use 軟體 daily."), item(en="They use software daily.")),
    ("Chinese in English", item(en="They lend books，daily."), item(en="They lend “books” – daily.")),
    ("spelling", item(en="A reading specializt and two programrs."), item(en="A specialist and two programmers.")),
    ("spelling", item(en="They organise the licence."), item(en="The American Academy of Orthopaedic Surgeons.")),
    ("second person", item("你可以先考證照"), item("求職者可以先考證照")),
    ("second person", item(en="Your license comes first."), item(en="Do-it-yourself owners use YouTube.")),
    ("exclamation mark", item("機會很多！"), item("機會很多。")),
    ("exclamation mark", item(en="Apply now!"), item(en="Applications open in fall.")),
]


@pytest.mark.parametrize(("kind", "bad", "good"), LANGUAGE_CASES)
def test_language_fault_is_found_and_good_text_is_not(kind, bad, good):
    assert kind in kinds(language.check(bad))
    assert kind not in kinds(language.check(good))


def test_alternate_titles_may_use_words_of_elsewhere_but_no_simplified_characters():
    alternate = item("軟件工程師", name="alternatetitle.text", optional=True)
    assert kinds(language.check(alternate)) == set()
    assert "Simplified or foreign character" in kinds(language.check(item("软件工程师", name="alternatetitle.text")))


def test_simplified_finding_names_the_row_the_field_and_the_right_character():
    (finding,) = language.simplified(item("管理图書"))
    assert (finding.model, finding.key, finding.field) == ("narrative", "us 43-4121", "outlook (zh-hant)")
    assert "“图” should be “圖”" in finding.problem


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        (item("太短。", name="occupation.summary"), item("字" * 39 + "。", name="occupation.summary")),
        (item("字" * 100 + "。", name="occupation.summary"), item("字" * 99 + "。", name="occupation.summary")),
        (item(en="Too few words.", name="occupation.summary"), item(en="word " * 12 + ".", name="occupation.summary")),
        (item("字" * 30, name="occupation.title"), item("圖書館助理", name="occupation.title")),
        (item(en="word " * 30, name="point.text"), item(en="Overdue reminders", name="point.text")),
    ],
)
def test_length_out_of_range_is_found(bad, good):
    assert "length" in kinds(lengths.check(bad))
    assert "length" not in kinds(lengths.check(good))


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        (item("沒有句號", name="faq.answer"), item("有句號。", name="faq.answer")),
        (item(en="No full stop", name="faq.answer"), item(en="It ends (here).", name="faq.answer")),
        (item("這是問題。", name="faq.question"), item("這是問題嗎？", name="faq.question")),
    ],
)
def test_sentence_without_its_mark_is_found(bad, good):
    assert "ending" in kinds(lengths.check(bad))
    assert "ending" not in kinds(lengths.check(good))


def test_every_length_names_a_translated_field():
    from modeltranslation.translator import translator

    from occupations.languages import translated_names

    known = {
        f"{model._meta.model_name}.{name}"
        for model in translator.get_registered_models(abstract=False)
        for name in translated_names(model)
    }
    assert set(lengths.LENGTHS) - {"alternatetitle.text"} <= known


ANNUAL_ONLY = Figures(annual=frozenset({60000}), hourly_released=False)
HOURLY_ONLY = Figures(hourly=frozenset({20}), annual_released=False)


@pytest.mark.parametrize(
    ("bad", "good", "facts"),
    [
        (item("{wage}", "{wage}"), item("{median_wage}", "{median_wage}"), FACTS),
        (item("{median_wage}", "none"), item("{openings}", "{openings}"), FACTS),
        (item("{hourly_median}", "{hourly_median}"), item("{median_wage}", "{median_wage}"), ANNUAL_ONLY),
        (item("{median_wage}", "{median_wage}"), item("{hourly_median}", "{hourly_median}"), HOURLY_ONLY),
        (item("{median_wage", "open"), item("薪資", "wage"), FACTS),
        (item("{median_wage}", "{median_wage}", page=""), item("{openings}", "{openings}"), FACTS),
    ],
)
def test_placeholder_that_does_not_work_is_found(bad, good, facts):
    assert "placeholder" in kinds(figures.check(bad, facts))
    assert "placeholder" not in kinds(figures.check(good, facts))


@pytest.mark.parametrize(
    ("kind", "bad", "good"),
    [
        ("figure: wage", "年薪中位數是 41,000 美元。", "年薪中位數是 37,440 美元。"),
        ("figure: wage", "年薪約 4.5 萬美元。", "年薪約 3.7 萬美元。"),
        ("figure: wage", "Median pay is $41,000 a year.", "Median pay is $37,440 a year, or $18.00 an hour."),
        ("figure: wage", "Half earn $60k or more.", "Half earn about $37k or more."),
        ("figure: wage", "Salaries reach $90,000.", "Paid interns save on the $9,000 tuition."),
        ("figure: change", "就業預估成長 12%。", "就業預估減少 6.7%。"),
        ("figure: change", "Jobs are projected to fall 9 percent.", "Jobs are projected to fall about 7 percent."),
        ("figure: change", "Projected employment change: +4.0%.", "Alerts fell about 60% in the trial."),
        ("figure: jobs", "全美約有 20 萬個職位。", "全美約有 8.5 萬個職位。"),
        ("figure: jobs", "There are about 120,000 jobs.", "There are about 85,000 jobs and 13,200 openings."),
        ("figure: direction", "就業將成長，變動 {change_percent}。", "就業將減少，變動 {change_percent}。"),
        ("figure: direction", "Jobs grow {change_percent} by 2034.", "Jobs decline {change_percent} by 2034."),
        (
            "figure: direction",
            "變動 {change_percent}，高於全體職業的 {national_change_percent}。",
            "變動 {change_percent}，低於全體職業的 {national_change_percent}。",
        ),
        (
            "figure: direction",
            "Jobs move {change_percent}, faster than the {national_change_percent} of all.",
            "Jobs move {change_percent}, against {national_change_percent} of all.",
        ),
    ],
)
def test_figure_that_contradicts_the_facts_is_found(kind, bad, good):
    for text, expected in ((bad, True), (good, False)):
        chinese = any("\u4e00" <= sign <= "\u9fff" for sign in text)
        subject = item(zh=text) if chinese else item(en=text)
        assert (kind in kinds(figures.check(subject, FACTS))) is expected


def test_cost_of_a_course_is_no_wage():
    note = item(en="Employers who pay list $2,000 a year.", name="educationstage.note")
    assert kinds(figures.check(note, FACTS)) == set()


def link(url="https://example.org/a", model="evidence", key="us 43-4121 1", **kwargs):
    return Link(model, key, "url", url, "43-4121", **kwargs)


@pytest.mark.parametrize(
    ("kind", "bad", "good"),
    [
        ("address", link("http://example.org/"), link("https://example.org/")),
        ("address", link("https://example"), link("")),
        ("date", link(checked_on=date(2026, 11, 24)), link(checked_on=TODAY)),
        ("date", link(year=2027), link(year=2026)),
        ("stale check", link(checked_on=date(2025, 11, 1)), link(checked_on=date(2025, 12, 1))),
    ],
)
def test_link_that_cannot_be_trusted_is_found(kind, bad, good):
    assert kind in kinds(links.check([bad], TODAY))
    assert kind not in kinds(links.check([good], TODAY))


def test_address_given_twice_on_a_page_is_found_once():
    twice = [link(), link("https://example.org/a/", key="us 43-4121 2"), link("https://example.org/b")]
    (finding,) = links.check(twice, TODAY)
    assert (finding.kind, finding.key) == ("address twice", "us 43-4121 2")


def test_title_given_twice_is_found_in_each_language():
    titles = [
        Item("occupation", "us 11-1011", "title", "執行長", "Chief Executives", "11-1011"),
        Item("occupation", "us 11-1021", "title", "執行長", "General Managers", "11-1021"),
        Item("majorgroup", "us 11", "title", "執行長", "Management"),
    ]
    (finding,) = checks.repeated_titles(titles)
    assert (finding.key, finding.field) == ("us 11-1021", "title (zh-hant)")


ENGLISH_RUN = "they sort returned books and lend new ones"
CHINESE_RUN = "整理歸還的書籍並且出借新到館藏"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (item(en=f"Here {ENGLISH_RUN} daily."), item(en=f"There {ENGLISH_RUN}.", page="25-4031"), 1),
        (item(en="They sort returned books."), item(en="They sort returned books.", page="25-4031"), 0),
        (item(zh=f"助理{CHINESE_RUN}。"), item(zh=f"館員{CHINESE_RUN}。", page="25-4031"), 1),
        (item(zh="整理歸還的書籍。"), item(zh="整理歸還的書籍。", page="25-4031"), 0),
        (item(en=f"Here {ENGLISH_RUN}."), item(en=f"Again {ENGLISH_RUN}."), 0),
        (
            item(en="It takes at least two years of training or experience."),
            item(en="Needs at least two years of training or experience.", page="25-4031"),
            0,
        ),
    ],
    ids=["English", "short English", "Chinese", "short Chinese", "same page", "set phrase"],
)
def test_wording_shared_between_pages_is_found(first, second, expected):
    assert len(list(shared.between_pages([first, second]))) == expected


def test_shared_wording_is_quoted_whole_with_the_place_it_comes_from():
    (finding,) = shared.between_pages([item(en=f"Here {ENGLISH_RUN}."), item(en=f"Two {ENGLISH_RUN}.", page="25-4031")])
    assert finding.problem == f"as in narrative us 43-4121 outlook: “{ENGLISH_RUN}”"


def test_wording_shared_with_other_peoples_text_is_found():
    subject, other = item(en=f"Daily {ENGLISH_RUN}."), ["In libraries they sort returned books, and lend new ones."]
    (finding,) = shared.with_texts([subject], "O*NET", other)
    assert "O*NET" in finding.problem
    assert not list(shared.with_texts([item(en="They sort returned books.")], "O*NET", other))


def test_report_counts_each_kind_and_names_each_place():
    content = Content([item("你好，图書館工作。", "Hello there.")], [link("http://example.org/")], {})
    lines = checks.report(checks.check(content, TODAY))
    assert "second person: 1" in lines
    assert "address: 1" in lines
    assert any(line.startswith("  narrative us 43-4121: outlook (zh-hant): “图”") for line in lines)
