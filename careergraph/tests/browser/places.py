"""The pages that are tested, by name."""

LANGUAGES = ("zh-hant", "en")
DETAIL = "us/library-assistants-clerical/"
FACTS_ONLY = "us/buyers-and-purchasing-agents/"
PLACES = {
    "home": "",
    "list": "us/",
    "filtered": "us/?group=43&sort=wage",
    "nothing": "us/?q=zzzz&group=99",
    "detail": DETAIL,
    "facts_only": FACTS_ONLY,
    "method": "method/",
    "missing": "us/no-such-occupation/",
}


def address(language, name):
    return f"/{language}/{PLACES[name]}"
