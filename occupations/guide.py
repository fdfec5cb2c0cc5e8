"""The guide for editors: Markdown in docs/, shown in the admin with its pictures."""

import re

import markdown
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

DOCS = settings.BASE_DIR / "docs"
PICTURE = re.compile(r'src="images/([\w.-]+)"')
STANDARD = "../content-standard.md"


def page(name: str, language: str) -> dict:
    """Heading, contents and body (HTML of our own files) of the guide in a language, or of the content standard."""
    path = DOCS / "content-standard.md" if name == "standard" else DOCS / "guide" / f"{language}.md"
    title, _newline, text = path.read_text(encoding="utf-8").partition("\n")
    text = text.replace(f"]({STANDARD})", f"]({reverse('admin:guide_standard')})")
    converter = markdown.Markdown(extensions=["tables", "toc"], extension_configs={"toc": {"slugify": slug}})
    html = PICTURE.sub(lambda match: f'src="{static(f"guide/{match[1]}")}" loading="lazy"', converter.convert(text))
    return {"title": title.removeprefix("# "), "contents": converter.toc_tokens, "html": html}


def slug(text: str, separator: str) -> str:
    """Headings keep their own characters: a Chinese one has no other slug."""
    return re.sub(r"[^\w]+", separator, text.lower()).strip(separator)
