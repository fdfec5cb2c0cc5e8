from django.core.paginator import EmptyPage
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from careergraph.http import page

from .. import selectors
from ..forms import ListForm, list_query


@page
def list_(request, country):
    country = selectors.country_or_404(country)
    groups, clusters = selectors.clusters_and_groups(country)
    form = ListForm(request.GET, groups=groups, clusters=clusters)
    refused, state = form.refused(), form.state()
    try:
        rows = selectors.list_page(country, state, page_number(request.GET.get("page", "1")))
    except EmptyPage:
        raise Http404 from None
    context = {
        "country": country,
        "nav": "list",
        "form": form,
        "refused": refused,
        "rows": rows,
        "pages": rows.paginator.get_elided_page_range(rows.number, on_each_side=1, on_ends=1),
        "is_grouped": state.get("sort", "code") == "code",
        "is_filtered": bool(set(state) - {"sort"}),
        "query": list_query(request.GET),
    }
    return render(request, "occupations/list.html", context)


def page_number(raw: str) -> int:
    """A page number of plain digits, at most six; anything else is a page that does not exist."""
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 6 and int(raw)):
        raise Http404
    return int(raw)


@page
def detail(request, country, slug):
    found = selectors.occupation_page(country, slug)
    if found is None:
        if new := selectors.current_slug(selectors.country_or_404(country), slug):
            query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
            return HttpResponsePermanentRedirect(reverse("occupations:detail", args=[country, new]) + query)
        raise Http404
    back = list_query(request.GET)
    context = {
        "page": found,
        "occupation": found.occupation,
        "country": found.occupation.country,
        "figures": found.figures,
        "currency": found.currency,
        "back_query": back,
        "query": back,
    }
    return render(request, "occupations/detail.html", context)
