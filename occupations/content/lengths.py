"""How long each field may be: Chinese in characters, English in words."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .items import CHINESE, ENGLISH, Finding, Item, found

WORD = re.compile(r"[A-Za-z0-9$][A-Za-z0-9'’.,%{}_/&-]*|\{[a-z0-9_]+\}")

# Of one field, in the form and in spreadsheets.
LONGEST_TEXT = 10_000

# field: (fewest and most Chinese characters), (fewest and most English words)
LENGTHS = {
    "occupation.title": ((2, 22), (1, 15)),
    "occupation.summary": ((28, 100), (12, 45)),
    "alternatetitle.text": ((1, 24), (1, 12)),
    "certification.ground": ((8, 80), (5, 40)),
    "majorgroup.title": ((2, 20), (1, 10)),
    "narrative.verdict_text": ((80, 220), (45, 115)),
    "narrative.entry_outlook": ((60, 190), (40, 105)),
    "narrative.level_up": ((80, 220), (45, 120)),
    "narrative.outlook": ((160, 480), (80, 220)),
    "point.text": ((2, 40), (1, 20)),
    "point.detail": ((12, 80), (6, 40)),
    "evidence.replaces": ((25, 160), (12, 75)),
    "faq.question": ((5, 40), (3, 22)),
    "faq.answer": ((40, 180), (25, 95)),
    "salaryband.label": ((2, 12), (1, 5)),
    "salaryband.years": ((3, 25), (1, 10)),
    "educationstage.stage": ((2, 40), (1, 16)),
    "educationstage.duration": ((2, 30), (1, 15)),
    "educationstage.note": ((8, 160), (5, 60)),
    "credential.name": ((2, 60), (1, 20)),
    "credential.issuer": ((2, 90), (1, 20)),
    "citation.title": ((4, 60), (2, 25)),
    "visafit.reason": ((12, 130), (7, 65)),
    "visaroute.name": ((2, 30), (1, 10)),
    "visaroute.description": ((8, 80), (4, 40)),
    "cluster.description": ((20, 90), (12, 50)),
    "cluster.advice": ((20, 90), (12, 50)),
    "scoreoverride.reason": ((12, 140), (6, 70)),
    "clusteroverride.reason": ((12, 140), (6, 70)),
}
# Fields of whole sentences, which end as sentences do.
SENTENCES = frozenset(
    {
        "occupation.summary",
        "certification.ground",
        "narrative.verdict_text",
        "narrative.entry_outlook",
        "narrative.level_up",
        "narrative.outlook",
        "evidence.replaces",
        "faq.answer",
        "visafit.reason",
        "visaroute.description",
        "cluster.description",
        "cluster.advice",
        "scoreoverride.reason",
        "clusteroverride.reason",
    }
)
QUESTIONS = frozenset({"faq.question"})


def words(text: str) -> list[str]:
    return WORD.findall(text)


def check(item: Item) -> Iterator[Finding]:
    if bounds := LENGTHS.get(item.name):
        (zh_least, zh_most), (en_least, en_most) = bounds
        if item.zh and not zh_least <= len(item.zh) <= zh_most:
            problem = _("%(count)d characters, should be %(least)d–%(most)d: %(text)s") % {
                "count": len(item.zh),
                "least": zh_least,
                "most": zh_most,
                "text": item.zh[:20],
            }
            yield found("length", item, problem, CHINESE)
        count = len(words(item.en))
        if item.en and not en_least <= count <= en_most:
            problem = _("%(count)d words, should be %(least)d–%(most)d: %(text)s") % {
                "count": count,
                "least": en_least,
                "most": en_most,
                "text": item.en[:40],
            }
            yield found("length", item, problem, ENGLISH)
    yield from endings(item)


def endings(item: Item) -> Iterator[Finding]:
    marks = ("。」）", ".)”") if item.name in SENTENCES else ("？」", "?") if item.name in QUESTIONS else None
    if marks is None:
        return
    for text, wanted, language in ((item.zh, marks[0], CHINESE), (item.en, marks[1], ENGLISH)):
        if text and text[-1] not in wanted:
            problem = _("should end with “%(wanted)s”: …%(text)s") % {"wanted": wanted[0], "text": text[-12:]}
            yield found("ending", item, problem, language)
