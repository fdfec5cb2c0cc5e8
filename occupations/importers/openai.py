"""OpenAI, GPTs are GPTs: shares of an occupation's tasks exposed to language models, by O*NET-SOC code."""

import re
from datetime import date
from pathlib import Path

from .base import ParsedRelease, checksums, only_file
from .crosswalk import combine, mean_vectors
from .exposure import ExposureRow, release_of, rounded, share
from .tables import ONET_CODE, open_book, read_table

KEY = SOURCE = "openai-gpts"
FILE_NAME = re.compile(r"occ_level\.(csv|txt|xlsx)", re.IGNORECASE)
KNOWN = {
    "40c74f53de40aec91c0017d80690cbba915f83a8bb414bcf2f884692f1749acb": ("3 October 2025 (0471612)", date(2025, 10, 3)),
}
# Beta counts tasks exposed with added software by half: E1 + 0.5 × E2, rated by GPT-4 and by people.
MEASURES = ("dv_rating_beta", "human_rating_beta")
COLUMNS = {"code": "O*NET-SOC Code", **{name: name for name in MEASURES}}


def parse(paths: list[Path]) -> ParsedRelease:
    path = only_file(paths)
    label, published_on = release_of(path, KNOWN)
    values = {}
    with open_book(path) as book:
        table = read_table(book, None, COLUMNS)
        for row in table:
            code = row.code("code", ONET_CODE)
            if code in values:
                raise row.problem("code", f"{code} is there twice")
            values[code] = {name: (share(row, name),) for name in MEASURES}
    if not values:
        raise table.problem("there are no data rows")
    facts = {code: exposure(measures) for code, measures in combine(values, mean_vectors).items()}
    return ParsedRelease(KEY, SOURCE, label, published_on, checksums([path]), {"exposure": facts})


def exposure(measures: dict[str, tuple[float, ...]]) -> ExposureRow:
    mean = sum(value for (value,) in measures.values()) / len(measures)
    return ExposureRow(value=rounded(mean), measures={name: rounded(value) for name, (value,) in measures.items()})
