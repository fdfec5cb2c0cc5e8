"""The site's addresses and one view that does nothing, the yardstick of render times."""

from django.http import HttpResponse
from django.urls import path

from careergraph import urls

CONSTANT = "/bench-constant"


def constant(request):
    return HttpResponse("ok")


handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
urlpatterns = [path(CONSTANT[1:], constant), *urls.urlpatterns]
