"""The part of a page's head that other sites and machines read."""

import re
from html import escape, unescape

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

from .. import structured
from ..share import image, texts

register = template.Library()

LOCALES = {"zh-hant": "zh_TW", "en": "en_US"}
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
DESCRIPTION = re.compile(r'<meta name="description" content="(.*?)">', re.DOTALL)
CANONICAL = re.compile(r'<link rel="canonical" href="(.*?)">')


@register.tag
def shared_head(parser, token):
    """Wraps title and meta of the base template: fits their length and repeats them as OpenGraph tags."""
    nodelist = parser.parse(("endshared_head",))
    parser.delete_first_token()
    return SharedHead(nodelist)


class SharedHead(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        head = self.nodelist.render(context)
        site, language = gettext("AI Career Graph"), get_language()
        title, description, canonical = (found_in(pattern, head) for pattern in (TITLE, DESCRIPTION, CANONICAL))
        shown = texts.title(title, site)
        head = replaced(TITLE, head, shown)
        if description:
            description = texts.description(description, language)
            head = replaced(DESCRIPTION, head, description)
        if not canonical:
            # An error page: nobody is to share it.
            return head
        has_picture = 'property="og:image"' in head
        tags = [
            ("og:site_name", site),
            ("og:title", title.removesuffix(f" · {site}")),
            ("og:description", description),
            ("og:url", canonical),
            ("og:locale", LOCALES.get(language, language)),
            *(("og:locale:alternate", code) for key, code in LOCALES.items() if key != language),
            *(
                []
                if has_picture
                else [("og:type", "website"), *picture_tags(context, image.of_site(), site_path(), site)]
            ),
        ]
        return f'{head}\n{meta(tags)}\n<meta name="twitter:card" content="summary_large_image">'


def found_in(pattern, head: str) -> str:
    match = pattern.search(head)
    return " ".join(unescape(match[1]).split()) if match else ""


def replaced(pattern, head: str, text: str) -> str:
    """The head with another text, escaped, where the pattern's was."""
    match = pattern.search(head)
    return head[: match.start(1)] + escape(text) + head[match.end(1) :] if match else head


def meta(tags):
    return format_html_join("\n", '<meta property="{}" content="{}">', [tag for tag in tags if tag[1]])


def site_path() -> str:
    return reverse("occupations:site_picture")


def picture_tags(context, picture: image.Picture, path: str, alt: str) -> list[tuple[str, object]]:
    address = context["request"].build_absolute_uri(path)
    return [
        ("og:image", f"{address}?v={picture.version}"),
        ("og:image:type", "image/png"),
        ("og:image:width", str(image.WIDTH)),
        ("og:image:height", str(image.HEIGHT)),
        ("og:image:alt", alt),
    ]


@register.simple_tag(takes_context=True)
def share_occupation(context, occupation):
    """OpenGraph tags of an occupation's page that differ from those of other pages."""
    picture = image.of_occupation(occupation)
    scores = " · ".join(f"{label} {value}/10" for label, value in picture.scores)
    alt = " · ".join(part for part in (picture.title, picture.code, picture.cluster, scores) if part)
    path = reverse("occupations:picture", args=[occupation.country.code, occupation.slug])
    return meta([("og:type", "article"), *picture_tags(context, picture, path, alt)])


def block(data: dict):
    # dump() leaves no < or & in the text.
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(structured.dump(data)))  # noqa: S308


@register.simple_tag(takes_context=True)
def occupation_data(context, page):
    return block(structured.occupation_graph(page, context["request"].build_absolute_uri))


@register.simple_tag(takes_context=True)
def site_data(context, fronts):
    """The site as the home page shows it: `fronts` are of the home view."""
    countries = [front["catalogue"].country for front in fronts]
    return block(structured.site_graph(countries, context["request"].build_absolute_uri))


@register.simple_tag(takes_context=True)
def ranking_data(context, ranking, rows, country):
    absolute = context["request"].build_absolute_uri
    return block(structured.ranking_graph(ranking.title, rows, country, absolute)) if rows else ""


@register.simple_tag(takes_context=True)
def feed_link(context, country):
    address = context["request"].build_absolute_uri(reverse("occupations:feed", args=[country.code]))
    return format_html(
        '<link rel="alternate" type="application/atom+xml" title="{}" href="{}">',
        gettext("Recently updated pages"),
        address,
    )
