"""Parse everything, then plan and apply in one transaction: a bad file or a bad database changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from django.db import transaction

from .. import catalogue
from . import IMPORTERS, bls_wages, onet
from .apply import apply
from .base import Importer, ImportProblem, ParsedRelease
from .plan import ReleasePlan, plan_all


def find_files(directory: Path, keys: list[str] | None) -> dict[Importer, list[Path]]:
    """The files of the importers asked for; without `keys`, of every source that is in the directory."""
    if not directory.exists():
        raise ImportProblem(str(directory), "", None, "", "there is no such directory")
    if not directory.is_dir():
        raise ImportProblem(
            str(directory), "", None, "", "this is a file; give the directory that holds the data files"
        )
    wanted = [importer for importer in IMPORTERS if not keys or importer.key in keys]
    found = {importer: importer.find(directory) for importer in wanted}
    if keys:
        for importer, paths in found.items():
            if not paths:
                raise ImportProblem(str(directory), "", None, "", f"no file of {importer.key} here")
    if not any(found.values()):
        names = "occupation.xlsx, national_M20xx_dl.xlsx, state_M20xx_dl.csv, Skills.xlsx, occ_level.csv …"
        raise ImportProblem(str(directory), "", None, "", f"no data file recognised; expected names like {names}")
    return found


def run(directory: Path, keys: list[str] | None, *, dry_run: bool, say: Callable[[str], object]) -> list[ReleasePlan]:
    found = find_files(directory, keys)
    releases = []
    for importer, paths in found.items():
        if not paths:
            say(f"{importer.key}: no file in {directory}, left as it is")
            continue
        say(f"Reading {importer.key}: {', '.join(path.name for path in paths)}")
        releases.append(importer.parse(paths))
    releases = with_known_titles(releases, directory)
    owners = {importer.key: importer.file_name for importer in IMPORTERS}
    with transaction.atomic():
        plans = plan_all(releases, owners)
        if not dry_run and not all(plan.is_empty for plan in plans):
            # First: facts that go are taken off the cards, which nobody writes without holding the country.
            catalogue.touch()
        for plan in plans:
            if not dry_run:
                apply(plan)
    return plans


def with_known_titles(releases: list[ParsedRelease], directory: Path) -> list[ParsedRelease]:
    """Give the projections, which print titles in sentence case, the Title Case of the wages or of O*NET."""
    result = []
    for release in releases:
        if release.new_titles:
            names = title_case(releases, directory)
            known = {code: names.get(code, title) for code, title in release.new_titles.items()}
            release = replace(release, new_titles=known)
        result.append(release)
    return result


def title_case(releases: list[ParsedRelease], directory: Path) -> dict[str, str]:
    """Titles of the wages over those of O*NET, read from the directory even when only projections are imported."""
    by_key = {importer.key: importer for importer in IMPORTERS}
    parsed = {release.importer: release for release in releases}
    names = {}
    if onet.KEY in parsed:
        names |= parsed[onet.KEY].title_hints
    else:
        for path in by_key[onet.KEY].find(directory):
            if path.stem.lower() == "occupation data":
                names |= onet.title_hints(onet.occupation_titles(path))
    if bls_wages.KEY in parsed:
        names |= parsed[bls_wages.KEY].official_titles
    elif paths := by_key[bls_wages.KEY].find(directory):
        names |= bls_wages.parse(paths).official_titles
    return names
