from django import template
from django.conf import settings
from django.template.defaultfilters import linebreaks_filter
from django.urls import reverse, translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override, pgettext

from .. import formats
from ..languages import localized, pick

register = template.Library()


@register.simple_tag(takes_context=True)
def text(context, obj, name: str) -> str:
    """A content field with its figures filled in, marked when it is in another language than the page."""
    value, language = localized(obj, name)
    value = formats.fill(value, context.get("figures", {}))
    return format_html('<span lang="{}">{}</span>', language, value) if language else value


@register.simple_tag(takes_context=True)
def prose(context, obj, name: str) -> SafeString | str:
    """A content field as paragraphs."""
    value, language = localized(obj, name)
    paragraphs = linebreaks_filter(formats.fill(value, context.get("figures", {})), autoescape=True)
    return format_html('<div lang="{}">{}</div>', language, paragraphs) if language else paragraphs


@register.simple_tag
def title_of(occupation) -> str:
    value, language = localized(occupation, "title")
    return format_html('<span lang="{}">{}</span>', language, value) if language else value


@register.simple_tag
def other_title(occupation, official_language: str) -> str:
    """The official title where it differs from the one shown, in its own language."""
    if localized(occupation, "title")[0] == occupation.official_title:
        return ""
    return format_html('<span lang="{}">{}</span>', official_language, occupation.official_title)


@register.simple_tag
def median_wage(occupation, currency: str) -> str:
    card = getattr(occupation, "card", None)
    return wage_of(card.wages if card else None, currency)


@register.simple_tag
def entry_title(entry) -> str:
    """The title of a catalogue entry, marked when it is in another language than the page."""
    title, language = pick(entry.titles)
    return format_html('<span lang="{}">{}</span>', language, title) if language else title


@register.simple_tag
def named(names, key) -> str:
    """The name behind a key, from (name, language when it is not the reader's) pairs."""
    name, language = names.get(key, ("", ""))
    return format_html('<span lang="{}">{}</span>', language, name) if language else name


@register.simple_tag
def wage_of(wages, currency: str) -> str:
    return formats.median_wage(wages, currency)


@register.simple_tag
def colon() -> str:
    """Between a label and its value: full width in Chinese."""
    return pgettext("between label and value", ": ")


@register.simple_tag
def gap() -> str:
    """Between two sentences: Chinese has its own in the full stop."""
    return "" if (get_language() or "").startswith("zh") else " "


@register.filter
def money(value, currency):
    return formats.money(value, currency)


@register.filter
def money_cents(value, currency):
    return formats.money_cents(value, currency)


@register.filter
def number(value):
    return formats.number(value)


@register.filter
def percent(value):
    return formats.percent(value)


@register.filter
def signed_percent(value):
    return formats.percent(value, signed=True)


@register.filter
def score(value):
    # A card that does not exist reaches a filter as "".
    return formats.score(None if value == "" else value)


@register.filter
def years(value):
    return formats.years(value)


@register.simple_tag(takes_context=True)
def country_here(context) -> str:
    """Code of the country a page is about; the site's first one where it is about none."""
    country = context.get("country")
    return country.code if country else settings.HOME_COUNTRY


@register.simple_tag(takes_context=True)
def in_language(context, code: str) -> str:
    """Address of this very page and query in another language; of its home where there is no such page."""
    request = context.get("request")
    here = request.get_full_path() if request else "/"
    there = translate_url(here, code)
    if there != here:
        return there
    with override(code):
        return reverse("occupations:home")


@register.simple_tag(takes_context=True)
def alternate(context, code: str = "") -> str:
    """Absolute address of this page without its query, in a language or the current one."""
    request = context["request"]
    return request.build_absolute_uri(translate_url(request.path, code or get_language()))


@register.filter
def edition(label: str) -> str:
    return formats.edition(label)


@register.filter
def plain(value) -> str:
    """A number for markup: no grouping, a point for decimals."""
    return str(value)


@register.simple_tag
def attribution(release) -> str:
    """The wording a licence asks for, with the release put in."""
    value, language = localized(release.source, "attribution")
    value = value.replace("{release_original}", release.label).replace("{release}", formats.edition(release.label))
    return format_html('<span lang="{}">{}</span>', language, value) if language else value


@register.filter
def score2(value) -> str:
    return formats.NOT_AVAILABLE if value is None else formats.number(value, 2)


@register.simple_tag
def dict_get(mapping, key):
    return mapping.get(key)


@register.filter
def fit(label: str, width: float) -> str:
    """A label cut to a width in map units; a Chinese character is twice as wide as a Latin one."""
    room, kept = (width - 20) / 12, 0.0
    for index, character in enumerate(label):
        kept += 2 if ord(character) > 0x2E80 else 1
        if kept > room:
            return label[: max(index - 1, 0)] + "…"
    return label
