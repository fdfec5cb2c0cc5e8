from django.shortcuts import render

from careergraph.http import page

from .. import selectors
from ..scoring.method import describe


@page
def method(request):
    context = {
        "method": describe(),
        "releases": selectors.current_releases(),
        "example": selectors.example_page(),
        "nav": "method",
    }
    return render(request, "occupations/method.html", context)
