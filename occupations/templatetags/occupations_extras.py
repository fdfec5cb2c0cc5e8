from django import template
from django.template.defaultfilters import linebreaks_filter
from django.urls import reverse, translate_url
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, override

from .. import formats
from ..languages import localized, texts

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
def twin_title(occupation) -> str:
    """The title in the other language, for lists that show both."""
    shown, current = localized(occupation, "title")[0], get_language()
    others = {code: value for code, value in texts(occupation, "title").items() if code != current and value != shown}
    return format_html_join("", '<span class="official" lang="{}">{}</span>', ((c, v) for c, v in others.items() if v))


@register.simple_tag
def median_wage(occupation, currency: str) -> str:
    """The median wage by the year, or by the hour where only that is released."""
    card = getattr(occupation, "card", None)
    wages = card.wages if card else None
    if wages and wages.annual_wage_median is None and wages.hourly_wage_median is not None:
        return gettext("%(wage)s an hour") % {"wage": formats.money_cents(wages.hourly_wage_median, currency)}
    return formats.money(wages.annual_wage_median if wages else None, currency)


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
def plain(value) -> str:
    """A number for markup: no grouping, a point for decimals."""
    return str(value)


@register.simple_tag
def attribution(release) -> str:
    """The wording a licence asks for, with the release put in."""
    value, language = localized(release.source, "attribution")
    value = value.replace("{release}", release.label)
    return format_html('<span lang="{}">{}</span>', language, value) if language else value


@register.filter
def score2(value) -> str:
    return formats.NOT_AVAILABLE if value is None else formats.number(value, 2)
