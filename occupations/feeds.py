"""Atom feeds of recently updated occupation pages, one for each country and language."""

import datetime
import uuid

from django.contrib.syndication.views import Feed
from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language, gettext

from . import formats
from .languages import localized
from .models import Country, Occupation
from .models.occupation import IS_WRITTEN
from .selectors import country_or_404
from .structured import language_tag

SHOWN = 30


class UpdatedPages(Feed):
    feed_type = Atom1Feed

    def get_object(self, request, country):
        return country_or_404(country)

    def get_feed(self, obj, request):
        self.language = language_tag()
        return super().get_feed(obj, request)

    def title(self, country):
        return f"{gettext('AI Career Graph')} · {gettext('Recently updated pages')} · {localized(country, 'name')[0]}"

    def subtitle(self):
        return gettext("What an occupation pays, where it leads, and what AI does to it")

    def link(self, country):
        return reverse("occupations:list", args=[country.code])

    def feed_url(self, country):
        return reverse("occupations:feed", args=[country.code])

    def items(self, country: Country):
        """Pages with a written analysis first, the newest of each first."""
        written = Case(When(IS_WRITTEN, then=Value(0)), default=Value(1))
        return (
            Occupation.objects.public()
            .filter(country=country, updated_on__isnull=False)
            .select_related("country", "group", "card__wages", "card__projection")
            .defer("card__working")
            .order_by(written, "-updated_on", "code")[:SHOWN]
        )

    def item_title(self, occupation):
        return localized(occupation, "title")[0]

    def item_description(self, occupation):
        card = getattr(occupation, "card", None)
        wages, projection = (card.wages, card.projection) if card else (None, None)
        figures = formats.placeholders(wages, projection, {}, occupation.country.currency)
        # The generator declares summaries as HTML.
        return escape(formats.fill(localized(occupation, "summary")[0], figures))

    def item_guid(self, occupation):
        """Made of what never changes: an address may, and the host of a copy differs."""
        name = f"careergraph/{occupation.country.code}/{occupation.code}/{get_language()}"
        return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"

    def item_updateddate(self, occupation):
        return datetime.datetime.combine(occupation.updated_on, datetime.time(), datetime.UTC)

    def item_categories(self, occupation):
        return [localized(occupation.group, "title")[0]]
