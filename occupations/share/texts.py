"""Titles and descriptions of the length search engines and chat programs show."""

import re

TITLE_LENGTH = 70
LENGTHS = {"zh-hant": 80}
OTHER_LENGTH = 160
# Ends of sentences and clauses, best first; a cut before this share of the length would say too little.
ENDS = (re.compile(r"[。！？]|(?<=[a-z0-9)”])[.!?](?=\s)"), re.compile(r"[，、；：]|[,;:](?=\s)"))
SHORTEST = 0.5
LATIN = re.compile(r"[!-\u024f]")
LATIN_END = re.compile(r"[!-\u024f]+$")


def description(text: str, language: str) -> str:
    """The text on one line, cut at the end of a sentence, a clause or a word when it is too long."""
    text = " ".join(text.split())
    length = LENGTHS.get(language, OTHER_LENGTH)
    if len(text) <= length:
        return text
    for number, end in enumerate(ENDS):
        # A clause is followed by an ellipsis in place of its mark; a sentence keeps its own.
        found = [match for match in end.finditer(text) if length * SHORTEST <= match.end() <= length]
        if found:
            return text[: found[-1].end()] if number == 0 else text[: found[-1].start()] + "…"
    cut = text[: length - 1]
    if LATIN.match(text[length - 1]):
        # Back to the start of the word; Chinese may be cut between any two characters.
        cut = LATIN_END.sub("", cut) or cut
    return cut.rstrip() + "…"


def title(text: str, site_name: str) -> str:
    """A page's title, without the site's name where both together are too long."""
    text = " ".join(text.split())
    return text.removesuffix(f" · {site_name}") if len(text) > TITLE_LENGTH else text
