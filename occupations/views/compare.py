from django.shortcuts import render

from careergraph.http import page

from .. import catalogue, selectors
from ..comparison import Comparison, choose


@page
def compare(request, country):
    source = catalogue.of(selectors.country_or_404(country))
    chosen, dropped = choose(source, request.GET.getlist("o"), request.GET.get("add", ""))
    occupations = selectors.compared(source.country, [entry.slug for entry in chosen])
    # What left the site since the catalogue was read is in the one and not in the other.
    dropped += [entry.slug for entry in chosen if entry.slug not in occupations]
    chosen = [entry for entry in chosen if entry.slug in occupations]
    context = {
        "country": source.country,
        "nav": "compare",
        "comparison": Comparison(source, chosen, occupations),
        "dropped": dropped,
        "figures": {},
    }
    return render(request, "occupations/compare.html", context)
