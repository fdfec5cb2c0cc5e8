"""What every importer shares: a problem that says where it is, and what a parsed release looks like."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path


class ImportProblem(Exception):
    """Something in a file that a person has to look at; nothing is written after it."""

    def __init__(self, file: str, sheet: str, row: int | None, column: str, message: str):
        super().__init__(file, sheet, row, column, message)
        self.file, self.sheet, self.row, self.column, self.message = file, sheet, row, column, message

    def __str__(self):
        place = [self.file]
        if self.sheet:
            place.append(f"sheet “{self.sheet}”")
        if self.row:
            place.append(f"row {self.row}")
        if self.column:
            place.append(f"column “{self.column}”")
        return f"{', '.join(part for part in place if part)}: {self.message}"


@dataclass(frozen=True, slots=True)
class Skipped:
    """Codes or rows left out, with the reason that the report prints."""

    count: int
    what: str
    reason: str
    codes: tuple[str, ...] = ()

    def __str__(self):
        some = f" ({', '.join(self.codes[:8])}{' …' if len(self.codes) > 8 else ''})" if self.codes else ""
        what = self.what.removesuffix("s") if self.count == 1 else self.what
        return f"{self.count:,} {what}: {self.reason}{some}"


@dataclass(frozen=True, slots=True)
class ParsedRelease:
    """One release as read from its files. `facts`: model name → occupation code → row with the model's fields.

    `new_titles`: the occupations the source defines. `official_titles`: titles it is the authority for.
    `title_hints`: the same titles in Title Case, for sources that lack one.
    `figures` is None where the files hold no national figures, so that none are taken for vanished.
    """

    importer: str
    source: str
    label: str
    published_on: date | None
    files: dict[str, str]
    facts: dict[str, dict[str, object]]
    figures: dict[str, Decimal] | None = None
    new_titles: dict[str, str] = field(default_factory=dict)
    official_titles: dict[str, str] = field(default_factory=dict)
    title_hints: dict[str, str] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Importer:
    """One entry of the registry: which file names belong to it and how they are parsed."""

    key: str
    source: str
    file_name: re.Pattern
    parse: Callable[[list[Path]], ParsedRelease]

    def owns(self, name: str) -> bool:
        return bool(self.file_name.fullmatch(name))

    def find(self, directory: Path) -> list[Path]:
        """Files of this source anywhere under a directory; Excel's lock files (~$…) and hidden ones left out."""
        return sorted(
            path
            for path in directory.rglob("*")
            if self.owns(path.name)
            and path.is_file()
            and not any(p.startswith(".") for p in path.relative_to(directory).parts)
        )


def checksums(paths: list[Path]) -> dict[str, str]:
    found = {}
    for path in paths:
        with path.open("rb") as stream:
            found[path.name] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


def only_file(paths: list[Path]) -> Path:
    """The single file of a source; two copies would leave open which one is meant."""
    if len(paths) > 1:
        raise ImportProblem(
            paths[0].name, "", None, "", f"there are {len(paths)} such files, keep one: {', '.join(map(str, paths))}"
        )
    return paths[0]
