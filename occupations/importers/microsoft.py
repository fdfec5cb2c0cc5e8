"""Microsoft Research, Working with AI: the AI applicability score of each occupation, on the codes we use."""

import re
from datetime import date
from pathlib import Path

from .base import ParsedRelease, checksums, only_file
from .exposure import ExposureRow, release_of, rounded, share
from .tables import EP_CODE, open_book, read_table

KEY = SOURCE = "microsoft-ai"
FILE_NAME = re.compile(r"soc_ai_applicability_scores\.(csv|txt|xlsx)", re.IGNORECASE)
KNOWN = {
    "2a077dbe90ff377813adac04b2acef6aee51c4b13505a4760ea84ca3efc9039a": (
        "17 October 2025 (84c4eba)",
        date(2025, 10, 17),
    ),
}
SCORE = "ai_applicability_score"
COLUMNS = {"code": "SOC Code", "title": "title", SCORE: SCORE}


def parse(paths: list[Path]) -> ParsedRelease:
    path = only_file(paths)
    label, published_on = release_of(path, KNOWN)
    rows = {}
    with open_book(path) as book:
        table = read_table(book, None, COLUMNS)
        for row in table:
            code = row.code("code", EP_CODE)
            if code in rows:
                raise row.problem("code", f"{code} is there twice")
            value = rounded(share(row, SCORE))
            rows[code] = ExposureRow(value=value, measures={SCORE: value})
    if not rows:
        raise table.problem("there are no data rows")
    return ParsedRelease(KEY, SOURCE, label, published_on, checksums([path]), {"exposure": rows})
