"""The picture a link to a page is shown with: 1200 × 630, drawn with the font beside this file."""

import hashlib
import io
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.utils.translation import gettext
from PIL import Image, ImageDraw, ImageFont

from .. import formats
from ..choices import ClusterKey
from ..languages import localized
from ..models import Occupation

WIDTH, HEIGHT = 1200, 630
# Counts into the ETag: raise it when the drawing changes, so that caches fetch the pictures anew.
DRAWING = 1
MARGIN = 76
ROOM = WIDTH - 2 * MARGIN
TITLE_SIZES = (88, 80, 72, 64, 56, 48, 42)
TITLE_TOP, TITLE_HEIGHT = 146, 214
CHIPS_TOP, CHIP_HEIGHT = 430, 50
FOOT_TOP = 506
PALETTE = 64
# site.css has the same colours; a picture is always the light one.
PAPER, INK, SOFT, ACCENT, TINT = "#fbfaf6", "#1c2423", "#55605e", "#14605a", "#e7f0ee"
GOOD, GOOD_TINT, LINE = "#1d6b3c", "#e4f2e8", "#dfdcd2"
CLUSTER_COLORS = {
    ClusterKey.HIGH_EXPOSURE: "#c4552d",
    ClusterKey.AUGMENTED: "#3b74c9",
    ClusterKey.LICENSED: "#8357b8",
    ClusterKey.ON_SITE: "#a8761a",
    ClusterKey.HUMAN_TRUST: "#c24a80",
    ClusterKey.PUBLIC_SAFETY: "#2f8a57",
}
FONTS = Path(__file__).parent / "fonts"
BOLD, REGULAR = FONTS / "NotoSansTC-Bold.ttf", FONTS / "NotoSansTC-Regular.ttf"
# A run of Latin with its space, or one other character with the marks that may not end or start a line.
PIECE = re.compile(r"[!-\u024f\u2010-\u2027]+ ?|[（「『《]*.[，、。）」』》：；！？]*", re.DOTALL)
RISK_WORDS_FROM = (3.5, 6.5)


@dataclass(frozen=True)
class Picture:
    """Everything the drawing depends on, as text in one language."""

    site: str
    title: str
    official_title: str = ""
    code: str = ""
    cluster_key: str = ""
    cluster: str = ""
    badge: str = ""
    is_skilled: bool = False
    scores: tuple[tuple[str, str], ...] = ()

    @property
    def version(self) -> str:
        """Changes with anything that changes the drawing."""
        return hashlib.sha256(repr((DRAWING, self)).encode(errors="replace")).hexdigest()[:12]


def risk_words(value) -> str:
    if value is None:
        return gettext("AI risk")
    low, high = RISK_WORDS_FROM
    if value < low:
        return gettext("Low AI risk")
    return gettext("Medium AI risk") if value < high else gettext("High AI risk")


def clean(text: str) -> str:
    """One line without characters that have no shape."""
    text = " ".join(text.split())
    return "".join(character for character in text if unicodedata.category(character) not in ("Cc", "Cf", "Cs"))


def of_occupation(occupation: Occupation) -> Picture:
    """The picture of an occupation in the active language, from what is loaded with it."""
    card = getattr(occupation, "card", None)
    title = localized(occupation, "title")[0]
    official = occupation.official_title
    cluster = card.cluster if card else None
    badge, scores = "", ()
    if card and card.is_skilled_migration is not None:
        skilled, other = gettext("Skilled migration occupation"), gettext("Non-skilled migration occupation")
        badge = skilled if card.is_skilled_migration else other
    if card:
        overall = gettext("Overall")
        if card.is_partial:
            overall += f" · {gettext('Partially rated')}"
        rated = [(overall, card.overall), (risk_words(card.ai_risk), card.ai_risk)]
        scores = tuple((label, formats.score(value)) for label, value in rated if value is not None)
    return Picture(
        site=gettext("AI Career Graph"),
        title=clean(title or official),
        official_title="" if title == official else clean(official),
        code=clean(f"{occupation.country.classification} {occupation.code}"),
        cluster_key=cluster.key if cluster else "",
        cluster=clean(localized(cluster, "name")[0]) if cluster else "",
        badge=badge,
        is_skilled=bool(card and card.is_skilled_migration),
        scores=scores,
    )


def of_site() -> Picture:
    return Picture(
        site=gettext("AI Career Graph"),
        title=gettext("What an occupation pays, where it leads, and what AI does to it"),
    )


@cache
def font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    # The basic layout needs no library that a machine may lack; neither language needs shaping.
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def plain_font(text: str, size: int) -> ImageFont.FreeTypeFont:
    """The regular face, which holds Latin only; other scripts take the bold one."""
    return font(REGULAR if all(ord(character) < 0x250 for character in text) else BOLD, size)


def wrap(text: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Lines no wider than the width; Latin breaks between words, Chinese between characters."""
    lines = [""]
    for piece in PIECE.findall(text):
        if lines[-1] and face.getlength((lines[-1] + piece).rstrip()) > width:
            lines.append("")
        lines[-1] += piece
        while face.getlength(lines[-1].rstrip()) > width and len(lines[-1]) > 1:
            fits = next(n for n in range(len(lines[-1]) - 1, 0, -1) if n == 1 or face.getlength(lines[-1][:n]) <= width)
            lines[-1:] = [lines[-1][:fits], lines[-1][fits:]]
    return [line.strip() for line in lines if line.strip()] or [""]


def balance(text: str, face, width: float) -> list[str]:
    """As many lines as the width needs, of about equal length: no last line of one character."""
    best = wrap(text, face, width)
    if len(best) > 1:
        for narrower in (0.92, 0.84, 0.76, 0.68, 0.6, 0.54):
            lines = wrap(text, face, width * narrower)
            if len(lines) > len(best):
                break
            best = lines
    return best


def shorten(lines: list[str], count: int, face, width: float) -> list[str]:
    """The first lines, with an ellipsis where others were dropped."""
    if len(lines) <= count:
        return lines
    last = lines[count - 1]
    while last and face.getlength(last + "…") > width:
        last = last[:-1]
    return [*lines[: count - 1], last.rstrip() + "…"]


def fit_title(text: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest size at which the title fits its place."""
    # No title that fits is longer; what is never shown is not measured.
    text = text[:200]
    for size in TITLE_SIZES:
        face = font(BOLD, size)
        if face.getlength(text) > ROOM * 3:
            continue
        lines = wrap(text, face, ROOM)
        if len(lines) * size * 1.22 <= TITLE_HEIGHT:
            return face, balance(text, face, ROOM)
    face = font(BOLD, TITLE_SIZES[-1])
    return face, shorten(wrap(text, face, ROOM), 4, face, ROOM)


@cache
def logo(size: int, color: str) -> Image.Image:
    """The mark of the site header, drawn large and made small for smooth edges."""
    unit = size * 4 / 24
    image = Image.new("RGBA", (size * 4, size * 4), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    for line in (((5, 19), (12, 5), (19, 19)), ((8, 13), (16, 13))):
        draw.line([(x * unit, y * unit) for x, y in line], fill=color, width=round(2 * unit), joint="curve")
    for x, y in ((12, 5), (5, 19), (19, 19)):
        draw.circle((x * unit, y * unit), 2.6 * unit, fill=color)
    return image.resize((size, size), Image.Resampling.LANCZOS)


@lru_cache(maxsize=128)
def png(picture: Picture) -> bytes:
    """The picture as a PNG file of about 20 KB."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    color = CLUSTER_COLORS.get(picture.cluster_key, ACCENT)
    draw.rectangle((0, FOOT_TOP, WIDTH, HEIGHT), fill=TINT)
    draw.rectangle((0, 0, 27, HEIGHT), fill=color)
    _draw_head(image, draw, picture)
    _draw_title(draw, picture)
    _draw_chips(draw, picture, color)
    _draw_scores(draw, picture)
    out = io.BytesIO()
    image.quantize(PALETTE, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        out, "PNG", compress_level=7
    )
    return out.getvalue()


def _draw_head(image, draw, picture):
    mark = logo(54, ACCENT)
    image.paste(mark, (MARGIN - 4, 50), mark)
    draw.text((MARGIN + 64, 77), picture.site, font=font(BOLD, 34), fill=ACCENT, anchor="lm")
    draw.text((WIDTH - MARGIN, 77), picture.code, font=plain_font(picture.code, 32), fill=SOFT, anchor="rm")


def _draw_title(draw, picture):
    face, lines = fit_title(picture.title)
    step = face.size * 1.22
    y = TITLE_TOP + step / 2
    for line in lines:
        draw.text((MARGIN, y), line, font=face, fill=INK, anchor="lm")
        y += step
    if picture.official_title:
        small = plain_font(picture.official_title, 32)
        room = 2 if y + 60 < CHIPS_TOP else 1
        for number, line in enumerate(shorten(wrap(picture.official_title, small, ROOM), room, small, ROOM)):
            draw.text((MARGIN, y - step / 2 + 32 + number * 40), line, font=small, fill=SOFT, anchor="lm")


def _draw_chips(draw, picture, color):
    x, middle = MARGIN, CHIPS_TOP + CHIP_HEIGHT / 2
    face = font(BOLD, 26)

    def chip(text, inset, fill, outline, ink):
        nonlocal x
        width = inset + face.getlength(text) + 24
        draw.rounded_rectangle(
            (x, CHIPS_TOP, x + width, CHIPS_TOP + CHIP_HEIGHT), CHIP_HEIGHT / 2, fill=fill, outline=outline, width=2
        )
        draw.text((x + inset, middle), text, font=face, fill=ink, anchor="lm")
        x += width + 18

    if picture.cluster:
        start = x
        chip(picture.cluster, 54, PAPER, LINE, INK)
        draw.circle((start + 33, middle), 10, fill=color)
    if picture.badge:
        chip(picture.badge, 24, GOOD_TINT if picture.is_skilled else TINT, None, GOOD if picture.is_skilled else SOFT)


def _draw_scores(draw, picture):
    x, middle = MARGIN, (FOOT_TOP + HEIGHT) / 2
    if not picture.code:
        for number, color in enumerate(CLUSTER_COLORS.values()):
            draw.circle((x + 18 + number * 60, middle), 18, fill=color)
    for label, value in picture.scores:
        # Labels are interface text: few characters, in the bold face whatever their script.
        face = font(BOLD, 30)
        draw.text((x, middle + 2), label, font=face, fill=SOFT, anchor="lm")
        x += face.getlength(label) + 20
        draw.text((x, middle + 20), value, font=font(BOLD, 68), fill=ACCENT, anchor="ls")
        x += font(BOLD, 68).getlength(value) + 4
        draw.text((x, middle + 20), "/10", font=font(REGULAR, 32), fill=SOFT, anchor="ls")
        x += font(REGULAR, 32).getlength("/10") + 64
