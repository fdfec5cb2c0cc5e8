from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control

from careergraph.http import page

from .. import feeds
from ..selectors import current_slug
from ..share import image, selectors

DAY, YEAR = 86_400, 31_536_000


@page
def picture(request, country, slug):
    """The share image of an occupation."""
    occupation = selectors.pictured(country, slug)
    if occupation is None:
        new = current_slug(country, slug)
        if new is None:
            raise Http404
        return HttpResponsePermanentRedirect(reverse("occupations:picture", args=[country, new]))
    return answer(request, image.of_occupation(occupation))


@page
def site_picture(request):
    """The share image of every other page."""
    return answer(request, image.of_site())


def answer(request, drawn: image.Picture):
    """The picture, or that the reader has it. The address with its present version is kept for a year."""
    etag = f'"{drawn.version}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(image.png(drawn), content_type="image/png")
    response["ETag"] = etag
    is_current = request.GET.get("v") == drawn.version
    patch_cache_control(response, public=True, max_age=YEAR if is_current else DAY)
    return response


@page
def feed(request, country):
    response = feeds.UpdatedPages()(request, country=country)
    patch_cache_control(response, public=True, max_age=3600)
    return response
