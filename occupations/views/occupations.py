from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control

from careergraph.http import page

from .. import catalogue, selectors
from ..browse import browse
from ..forms import ListForm, WeightsForm, list_query
from ..listing import Listing
from ..search import MAX_QUERY, by_code, nearest_groups, search
from ..weights import own_score

PAGE_SIZE = 100
SUGGESTIONS = 8


@page
def list_(request, country):
    source = catalogue.of(selectors.country_or_404(country))
    form = ListForm(request.GET, groups=source.groups, clusters=source.clusters)
    weights_form = WeightsForm(request.GET)
    state, weights = form.state(), weights_form.weights()
    result = browse(source, state, weights)
    try:
        rows = Paginator(result.entries, PAGE_SIZE).page(page_number(request.GET.get("page", "1")))
    except EmptyPage:
        raise Http404 from None
    context = {
        "country": source.country,
        "nav": "list",
        "form": form,
        "refused": form.refused() + weights_form.refused(),
        "rows": rows,
        "pages": rows.paginator.get_elided_page_range(rows.number, on_each_side=1, on_ends=1),
        "listing": Listing(source, form, weights_form, result, rows.object_list, request.GET),
        "query": list_query(request.GET),
        "search_query": state.get("q", ""),
        "groups_found": nearest_groups(source.country, state["q"]) if "q" in state and not result.entries else [],
    }
    return render(request, "occupations/list.html", context)


def page_number(raw: str) -> int:
    """A page number of plain digits, at most six; anything else is a page that does not exist."""
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 6 and int(raw)):
        raise Http404
    return int(raw)


@page
@cache_control(max_age=300)
def suggest(request, country):
    """Titles for the search box while somebody types: [{title, also}]."""
    query = request.GET.get("q", "")[:MAX_QUERY].replace("\x00", "")
    hits = search(selectors.country_or_404(country), query, SUGGESTIONS) if query.strip() else []
    return JsonResponse({"suggestions": [{"title": hit.entry.title, "also": hit.also} for hit in hits]})


@page
def detail(request, country, slug):
    found = selectors.occupation_page(country, slug)
    if found is None:
        if new := moved_to(selectors.country_or_404(country), slug):
            address, query = reverse("occupations:detail", args=[country, new]), list_query(request.GET)
            moved = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
            # Browsers keep a 301 for good: a slug that is changed back would send them round in circles.
            patch_cache_control(moved, max_age=3600)
            return moved
        raise Http404
    back = list_query(request.GET)
    weights_form = WeightsForm(request.GET)
    weights = weights_form.weights()
    context = {
        "page": found,
        "refused": weights_form.refused(),
        "occupation": found.occupation,
        "country": found.occupation.country,
        "figures": found.figures,
        "currency": found.currency,
        "back_query": back,
        "own_score": own_score({row.key: row.value for row in found.dimensions}, weights) if weights else None,
    }
    return render(request, "occupations/detail.html", context)


def moved_to(country, slug: str) -> str | None:
    """The address a retired one or a bare code stands for."""
    if new := selectors.current_slug(country.code, slug):
        return new
    hits = by_code(catalogue.of(country), slug)
    return hits[0].entry.slug if len(hits) == 1 and hits[0].entry.code == slug else None
