from django.shortcuts import render

from careergraph.http import page

from .. import catalogue, rankings
from ..languages import localized
from ..maps import career_map
from ..models import Country
from .rankings import table

TEASED = ("overall", "safest", "road-to-pr")
WRITTEN = 6


@page
def home(request):
    fronts = [front(catalogue.of(country)) for country in Country.objects.all()]
    return render(request, "occupations/home.html", {"fronts": fronts})


def front(source: catalogue.Catalogue) -> dict:
    """What the home page shows of one country."""
    lists = [rankings.ranking(key) for key in TEASED]
    written = [entry for entry in source.entries if entry.is_written]
    return {
        "catalogue": source,
        "count": len(source.entries),
        "map": career_map(source),
        "names": {cluster.key: localized(cluster, "name") for cluster in source.clusters},
        "rankings": [(ranking, table(source, ranking, ranking.rows(source)[:3])) for ranking in lists],
        "written": sorted(written, key=lambda entry: -(entry.employment or 0))[:WRITTEN],
    }
