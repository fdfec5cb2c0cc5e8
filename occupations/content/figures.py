"""Do placeholders work, and does what the text says agree with the official figures?"""

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from ..formats import PLACEHOLDER_NAMES
from .items import CHINESE, ENGLISH, Figures, Finding, Item, around, found, sentences

BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
HOURLY, ANNUAL = {"hourly_median"}, {"median_wage", "p10_wage", "p25_wage", "p75_wage", "p90_wage"}
CLAUSE_END = re.compile(r"[；;]")
# Rows that say what something costs, where a sum beside "pay" is no wage.
COSTS = frozenset({"educationstage", "credential"})
# The attribution of a source has its own placeholder, and nothing else.
OTHER_PLACEHOLDERS = {"source.attribution": {"release", "release_original"}}

NUMBER = r"\d(?:[\d,]*\d)?(?:\.\d+)?"
MONEY = re.compile(
    rf"(?:US)?\$\s?(?P<a>{NUMBER})(?P<k>k|K| million| billion)?|(?P<b>{NUMBER})\s?(?P<w>萬|億)?\s?(?:美元|美金)"
    rf"|(?P<c>{NUMBER})\s(?:US )?dollars"
)
PERCENT = re.compile(rf"(?P<sign>[-−–+])?(?P<n>{NUMBER})\s?(?:%|％|percent)")
JOBS = re.compile(
    rf"(?P<a>{NUMBER})\s?(?P<w>萬|億)?\s?(?:多|餘)?個?(?:職位|職缺|工作機會|就業|從業)"
    rf"|(?P<b>{NUMBER})\s?(?P<m>thousand|million)?\s(?:jobs|openings)\b"
)
MULTIPLES = {"萬": 10**4, "億": 10**8, "k": 10**3, "K": 10**3, "thousand": 10**3, "million": 10**6, "billion": 10**9}

WAGE_WORDS = re.compile(r"薪|工資|待遇|收入|\b(?:pay|paid|pays|wages?|salar(?:y|ies)|earn(?:s|ed|ing|ings)?)\b", re.I)
# The same sentence may speak of what something costs.
COST_WORDS = re.compile(
    r"學費|學雜費|費用|花費|費|罰|成本|補助|獎學金|貸款|預算|年費|價|門檻|"
    r"\b(?:tuition|fees?|costs?|fines?|penalt(?:y|ies)|loans?|grants?|scholarships?|budgets?|prices?|threshold)\b",
    re.I,
)
MOVES = re.compile(r"變動|變化|\bchang(?:e|es|ed|ing)\b", re.I)
LESS = re.compile(r"低於|慢於|不及|落後於?|\b(?:below|slower than|less than|behind|short of)\b", re.I)
MORE = re.compile(r"高於|快於|快過|超過|\b(?:above|faster than|more than|ahead of|outpac\w+)\b", re.I)
JOB_WORDS = re.compile(r"就業|職位|職缺|從業|人力|\b(?:jobs?|employment|openings|positions|posts)\b", re.I)
OUTLOOK_WORDS = re.compile(r"預估|預測|十年|2034|\b(?:project(?:ed|ion|ions)?|decade|forecast|outlook|2034)\b", re.I)
UP = re.compile(
    r"(?<!負)成長|增加|增長|上升|擴張|擴大|\b(?:grow(?:s|n|ing|th)?|rise(?:s|n)?|rising|increas\w+|expand\w*|expansion|gain\w*)\b",
    re.I,
)
DOWN = re.compile(
    r"負成長|減少|下降|下滑|衰退|萎縮|縮減|縮小|流失|"
    r"\b(?:declin\w+|shrink\w*|shr[au]nk|fall(?:s|en|ing)?|fell|drop\w*|decreas\w+|los(?:e|es|ing|s|ses)|contract(?:s|ing|ion)|fewer)\b",
    re.I,
)


def check(item: Item, figures: Figures | None) -> Iterator[Finding]:
    yield from placeholders(item, figures)
    if figures:
        for language, text in item.texts:
            for sentence in sentences(text):
                yield from direction(item, sentence, figures, language)
                for clause in CLAUSE_END.split(sentence):
                    yield from wages(item, clause, figures, language)
                    yield from changes(item, clause, figures, language)
                    yield from job_counts(item, clause, figures, language)


def placeholders(item: Item, figures: Figures | None) -> Iterator[Finding]:
    known = OTHER_PLACEHOLDERS.get(item.name, PLACEHOLDER_NAMES if item.page else set())
    used = {code: [match[1] for match in BRACES.finditer(text)] for code, text in item.texts}
    for language, names in used.items():
        for name in dict.fromkeys(names):
            if name is None:
                yield found("placeholder", item, _("a brace without its other half"), language)
            elif name not in known:
                yield found("placeholder", item, _("%(name)s is not known here") % {"name": f"{{{name}}}"}, language)
            elif figures and (
                (name in HOURLY and not figures.hourly_released) or (name in ANNUAL and not figures.annual_released)
            ):
                yield found(
                    "placeholder", item, _("%(name)s: this wage is not released") % {"name": f"{{{name}}}"}, language
                )
    # The release in its own words may stand beside the translated one.
    told = {code: {name and name.removesuffix("_original") for name in names} for code, names in used.items()}
    if len(told) == 2 and told[CHINESE] != told[ENGLISH]:
        only = ", ".join(sorted(f"{{{name}}}" for name in told[CHINESE] ^ told[ENGLISH]))
        yield found("placeholder", item, _("in one language only: %(names)s") % {"names": only})


def amount(match: re.Match) -> tuple[Decimal, Decimal]:
    """A typed number, and how much it may be off: half a unit of its last digit that is not a rounded zero."""
    groups = match.groupdict()
    digits = next(groups[name] for name in "abc" if groups.get(name)).replace(",", "")
    times = next((MULTIPLES[groups[name].strip()] for name in "wkm" if groups.get(name)), 1)
    value = Decimal(digits) * times
    significant = digits.replace(".", "").lstrip("0").rstrip("0") or "0"
    unit = value / Decimal(int(significant)) if int(significant) else Decimal(1)
    return value, unit / 2


def agrees(match: re.Match, known: frozenset) -> bool:
    value, slack = amount(match)
    return any(abs(value - Decimal(str(one))) <= slack for one in known)


def quoted(sentence: str, match: re.Match) -> dict:
    return {"figure": match[0].strip(), "text": around(sentence, *match.span(), 30)}


def wages(item: Item, sentence: str, figures: Figures, language: str) -> Iterator[Finding]:
    if item.model in COSTS or not WAGE_WORDS.search(sentence) or COST_WORDS.search(sentence):
        return
    for match in MONEY.finditer(sentence):
        if not agrees(match, figures.annual | figures.hourly):
            problem = _("%(figure)s is none of the official wages: %(text)s") % quoted(sentence, match)
            yield found("figure: wage", item, problem, language)


def changes(item: Item, sentence: str, figures: Figures, language: str) -> Iterator[Finding]:
    moves = UP.search(sentence) or DOWN.search(sentence) or MOVES.search(sentence)
    if not (moves and JOB_WORDS.search(sentence) and OUTLOOK_WORDS.search(sentence)):
        return
    known = [value for value in (figures.change_percent, figures.national_change_percent) if value is not None]
    for match in PERCENT.finditer(sentence):
        value = abs(Decimal(match["n"].replace(",", "")))
        slack = Decimal("0.05") if "." in match["n"] else Decimal("0.5")
        if not any(abs(value - abs(one)) <= slack for one in known):
            problem = _("%(figure)s is not the projected change: %(text)s") % quoted(sentence, match)
            yield found("figure: change", item, problem, language)


def job_counts(item: Item, sentence: str, figures: Figures, language: str) -> Iterator[Finding]:
    for match in JOBS.finditer(sentence):
        if amount(match)[0] >= 1000 and not agrees(match, figures.jobs):
            problem = _("%(figure)s is none of the official counts: %(text)s") % quoted(sentence, match)
            yield found("figure: jobs", item, problem, language)


def direction(item: Item, sentence: str, figures: Figures, language: str) -> Iterator[Finding]:
    """Words of growth or decline against the sign of the figure, and of more or less against the nation's."""
    if "{change_percent}" not in sentence or figures.change_percent is None:
        return
    change, nation = figures.change_percent, figures.national_change_percent
    up, down = UP.search(sentence), DOWN.search(sentence)
    if change and bool(up) != bool(down) and (change > 0) != bool(up):
        problem = _("“%(word)s” beside a change of %(change)s%%: %(text)s") % {
            "word": (up or down)[0],
            "change": change,
            "text": sentence[:60],
        }
        yield found("figure: direction", item, problem, language)
    more, less = MORE.search(sentence), LESS.search(sentence)
    if "{national_change_percent}" not in sentence or nation is None or bool(more) == bool(less):
        return
    if (change > nation) != bool(more):
        problem = _("“%(word)s”, yet %(change)s%% against %(nation)s%%: %(text)s") % {
            "word": (more or less)[0],
            "change": change,
            "nation": nation,
            "text": sentence[:60],
        }
        yield found("figure: direction", item, problem, language)
