"""All checks over a body of content, and what they found by kind."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _

from . import figures, language, lengths, links, shared
from .items import Content, Finding, Item, found

TITLES = frozenset({"occupation.title", "majorgroup.title"})


def check(content: Content, today: date, others: dict[str, Iterable[str]] | None = None) -> list[Finding]:
    """Everything wrong with the content; `others` maps a name to texts that must not be repeated."""
    findings = []
    for item in content.items:
        findings += language.check(item)
        findings += lengths.check(item)
        findings += figures.check(item, content.figures.get(item.page))
    findings += repeated_titles(content.items)
    findings += links.check(content.links, today)
    findings += shared.between_pages(content.items)
    for name, texts in (others or {}).items():
        findings += shared.with_texts(content.items, name, texts)
    return findings


def repeated_titles(items: list[Item]) -> Iterator[Finding]:
    seen: dict[tuple[str, str, str], Item] = {}
    for item in items:
        if item.name not in TITLES:
            continue
        for code, text in item.texts:
            first = seen.setdefault((item.name, code, " ".join(text.split()).casefold()), item)
            if first is not item:
                problem = _("“%(text)s” is also that of %(other)s") % {"text": text, "other": first.key}
                yield found("title repeated", item, problem, code)


def by_kind(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    grouped = defaultdict(list)
    for finding in findings:
        grouped[finding.kind].append(finding)
    return dict(sorted(grouped.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def report(findings: Iterable[Finding], most: int | None = None) -> list[str]:
    """Lines for a person: each kind with its count and its findings."""
    lines = []
    for kind, group in by_kind(findings).items():
        lines.append(f"{kind}: {len(group)}")
        lines += [f"  {finding}" for finding in group[:most]]
        if most and len(group) > most:
            lines.append(f"  … and {len(group) - most} more")
    return lines
