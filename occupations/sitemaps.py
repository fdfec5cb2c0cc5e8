from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from .models import Country, Occupation
from .rankings import all_rankings

HREFLANGS = {"zh-hant": "zh-Hant"}


class BilingualSitemap(Sitemap):
    """Every page once for each language, each time with its twins, named as in the head of the pages."""

    i18n = True
    alternates = True
    protocol = None

    def get_urls(self, *args, **kwargs):
        urls = super().get_urls(*args, **kwargs)
        for url in urls:
            twins = {twin["lang_code"]: twin["location"] for twin in url["alternates"]}
            twins["x-default"] = twins[settings.MODELTRANSLATION_DEFAULT_LANGUAGE]
            url["alternates"] = [
                {"lang_code": HREFLANGS.get(code, code), "location": location} for code, location in twins.items()
            ]
        return urls


class PageSitemap(BilingualSitemap):
    def items(self):
        pages = [("occupations:home", ()), ("occupations:method", ())]
        for code in Country.objects.values_list("code", flat=True):
            pages += [(f"occupations:{name}", (code,)) for name in ("list", "map", "treemap", "rankings", "compare")]
            pages += [("occupations:ranking", (code, ranking.key)) for ranking in all_rankings()]
        return pages

    def location(self, item):
        name, arguments = item
        return reverse(name, args=arguments)


class OccupationSitemap(BilingualSitemap):
    # Each occupation stands once for each language.
    limit = 20_000

    def items(self):
        return Occupation.objects.listed().select_related("country").only("slug", "country__code", "updated_on")

    def lastmod(self, occupation):
        return occupation.updated_on


SITEMAPS = {"pages": PageSitemap, "occupations": OccupationSitemap}
