"""What the two AI exposure files share: their release is known by checksum only."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .base import checksums
from .tables import Row

SHORT = 12


@dataclass(frozen=True, slots=True)
class ExposureRow:
    value: float
    measures: dict[str, float]


def release_of(path: Path, known: dict[str, tuple[str, date]]) -> tuple[str, date | None]:
    """Label and date of a file without a release inside; an unknown one is named by its checksum."""
    checksum = checksums([path])[path.name]
    return known.get(checksum, (f"file {checksum[:SHORT]}", None))


def share(row: Row, column: str) -> float:
    return row.number_between(column, 0, 1)


def rounded(value: float) -> float:
    return round(value, 6)
