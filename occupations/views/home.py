from django.shortcuts import render

from careergraph.http import page

from .. import selectors


@page
def home(request):
    return render(request, "occupations/home.html", {"countries": selectors.home_countries()})
