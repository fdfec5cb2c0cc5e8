"""The lines that tell an operator what an import did, or would do."""

import json
from collections.abc import Iterator

from . import IMPORTERS
from .plan import Change, ReleasePlan, TablePlan

SHOWN = 40
LONGEST = 60


def lines(plan: ReleasePlan, *, dry_run: bool) -> Iterator[str]:
    yield heading(plan, dry_run)
    if dry_run:
        for change in (part for full in plan.release_changes for part in parts(full)):
            yield f"  release {change.field}: {short(change.old)} → {short(change.new)}"
    would = "would be " if dry_run else ""
    for table in (plan.occupations, *plan.tables):
        if table is plan.occupations and not (table.create or table.update):
            continue
        yield (
            f"  {table.name}: {len(table.create):,} {would}created, {len(table.update):,} {would}updated, "
            f"{table.unchanged:,} unchanged"
        )
        if dry_run:
            yield from details(table)
        if table.remove:
            codes = [named(row) for row in table.remove]
            yield f"    no longer in the file, {would}removed: {some(codes)}"
    for skipped in plan.skipped:
        yield f"  skipped {skipped}"


def heading(plan: ReleasePlan, dry_run: bool) -> str:
    release = plan.release
    published = f"published {release.published_on}" if release.published_on else "publication date not known"
    state = "current" if release.is_current else "history: a newer release stays current"
    if plan.demotes is not None:
        state = f"{'would become' if dry_run else 'becomes'} current in place of {plan.demotes.label}"
    new = ", new release" if plan.is_new else ""
    return f"{plan.parsed.importer} {release.label} ({published}{new}; {state})"


def gaps(plans: list[ReleasePlan]) -> Iterator[str]:
    """Facts that readers lose for now: a new release is current, but a part of it was not in the directory."""
    done = {(plan.parsed.importer, plan.parsed.label) for plan in plans}
    for plan in plans:
        for importer in IMPORTERS:
            if plan.demotes and importer.source == plan.parsed.source and (importer.key, plan.parsed.label) not in done:
                yield (
                    f"Note: {plan.parsed.label} has nothing of {importer.key} yet; "
                    f"pages show none until its file is imported too"
                )


def details(table: TablePlan) -> Iterator[str]:
    for row in table.create[: SHOWN // 4]:
        yield f"    + {named(row)}"
    if len(table.create) > SHOWN // 4:
        yield f"    + … and {len(table.create) - SHOWN // 4:,} more"
    changes = [change for full in table.changes for change in parts(full)]
    for change in changes[:SHOWN]:
        yield f"    {change.code} {change.field}: {short(change.old)} → {short(change.new)}"
    if len(changes) > SHOWN:
        yield f"    … and {len(changes) - SHOWN:,} more changes"


def parts(change: Change) -> Iterator[Change]:
    """A change of a JSON object as the changes of its keys, so that one wage of one state can be seen."""
    if not (isinstance(change.old, dict) and isinstance(change.new, dict)):
        yield change
        return
    for key in sorted(change.old.keys() | change.new.keys()):
        old, new = change.old.get(key), change.new.get(key)
        if old != new:
            yield from parts(Change(change.code, f"{change.field}.{key}", old, new))


def named(row) -> str:
    """A national figure's key, or an occupation's code."""
    if hasattr(row, "key"):
        return row.key
    return row.occupation.code if hasattr(row, "occupation") else f"{row.code} {row.official_title} → {row.slug}"


def short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def some(codes: list[str]) -> str:
    rest = len(codes) - SHOWN
    return ", ".join(codes[:SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")
