from django.core import signing
from django.http import Http404
from django.shortcuts import render

from careergraph.http import page

from .. import previews, selectors


@page
def preview(request, token):
    """The real page with a draft, for whoever holds a signed link to it that has not expired."""
    try:
        found = selectors.draft_page(previews.occupation_of(token))
    except previews.Expired as expired:
        moved = isinstance(expired, previews.Moved)
        response = render(request, "occupations/preview_expired.html", {"moved": moved}, status=410)
    except signing.BadSignature:
        raise Http404 from None
    else:
        if found is None:
            raise Http404
        context = {
            "page": found,
            "is_preview": True,
            "occupation": found.occupation,
            "country": found.occupation.country,
            "figures": found.figures,
            "currency": found.currency,
        }
        response = render(request, "occupations/preview.html", context)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
