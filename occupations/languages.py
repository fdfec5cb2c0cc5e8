"""The languages of content fields, and a field's text in each of them."""

from functools import cache

from django.conf import settings
from django.utils.translation import get_language
from modeltranslation.translator import NotRegistered, translator
from modeltranslation.utils import build_localized_fieldname

CODES = tuple(code for code, _name in settings.LANGUAGES)


@cache
def translated_names(model) -> tuple[str, ...]:
    """Names of a model's translated fields."""
    try:
        return tuple(translator.get_options_for_model(model).fields)
    except NotRegistered:
        return ()


def column(name: str, code: str) -> str:
    """title, zh-hant → title_zh_hant"""
    return build_localized_fieldname(name, code)


def texts(obj, name: str) -> dict[str, str]:
    return {code: getattr(obj, column(name, code)) or "" for code in CODES}


def pick(found: dict[str, str]) -> tuple[str, str]:
    """The text in the reader's language and "", or what there is and the code of its language."""
    current = get_language()
    if found.get(current):
        return found[current], ""
    return next(((text, code) for code, text in found.items() if text), ("", ""))


def localized(obj, name: str) -> tuple[str, str]:
    return pick(texts(obj, name))


def is_fallback(obj) -> bool:
    """Whether any text of the object is shown in another language than the reader's."""
    return any(localized(obj, name)[1] for name in translated_names(type(obj)))
