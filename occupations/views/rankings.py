from django.http import Http404
from django.shortcuts import render

from careergraph.http import page

from .. import catalogue, rankings, selectors
from ..forms import RankingForm, WeightsForm, list_query
from ..weights import own_score, parameters

SHOWN, TEASED = 50, 5


@page
def index(request, country):
    source = catalogue.of(selectors.country_or_404(country))
    lists = [(ranking, table(source, ranking, ranking.rows(source)[:TEASED])) for ranking in rankings.all_rankings()]
    return render(
        request,
        "occupations/rankings.html",
        {"country": source.country, "catalogue": source, "lists": lists, "nav": "rankings"},
    )


@page
def detail(request, country, key):
    source = catalogue.of(selectors.country_or_404(country))
    ranking = rankings.ranking(key)
    if ranking is None:
        raise Http404
    form = RankingForm(request.GET, groups=source.groups, clusters=source.clusters)
    weights_form = WeightsForm(request.GET)
    rows, weights = ranking.rows(source, **form.state()), weights_form.weights()
    context = {
        "country": source.country,
        "nav": "rankings",
        "ranking": ranking,
        "rankings": rankings.all_rankings(),
        "form": form,
        "refused": form.refused() + weights_form.refused(),
        "rows": table(source, ranking, rows[:SHOWN], weights),
        "count": len(rows),
        "weights": weights,
        "kept": parameters(weights),
        "query": list_query(request.GET),
    }
    return render(request, "occupations/ranking.html", context)


def table(source, ranking, rows, weights=None) -> list[dict]:
    """Rows with their place; equal values share one."""
    found = []
    for number, (entry, value) in enumerate(rows, 1):
        shown = ranking.show(value, source.country.currency)
        place = found[-1]["place"] if found and found[-1]["shown"] == shown else number
        own = own_score(entry.scores, weights) if weights else None
        found.append({"place": place, "entry": entry, "shown": shown, "own": own})
    return found
