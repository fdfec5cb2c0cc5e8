from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from .models import Country, Occupation
from .rankings import all_rankings


class PageSitemap(Sitemap):
    i18n = True
    alternates = True
    x_default = True
    protocol = None

    def items(self):
        pages = [("occupations:home", ()), ("occupations:method", ())]
        for code in Country.objects.values_list("code", flat=True):
            pages += [(f"occupations:{name}", (code,)) for name in ("list", "map", "treemap", "rankings", "compare")]
            pages += [("occupations:ranking", (code, ranking.key)) for ranking in all_rankings()]
        return pages

    def location(self, item):
        name, arguments = item
        return reverse(name, args=arguments)


class OccupationSitemap(Sitemap):
    i18n = True
    alternates = True
    x_default = True
    protocol = None
    # Each occupation stands once for each language.
    limit = 20_000

    def items(self):
        return Occupation.objects.public().select_related("country").only("slug", "country__code", "updated_on")

    def lastmod(self, occupation):
        return occupation.updated_on


SITEMAPS = {"pages": PageSitemap, "occupations": OccupationSitemap}
