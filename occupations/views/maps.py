from django import forms
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from careergraph.http import page

from .. import catalogue, selectors
from ..choices import Dimension
from ..forms import RankingForm, refused
from ..languages import localized
from ..maps import TREE_HEIGHT, TREE_WIDTH, career_map, treemap


@page
def ai_map(request, country):
    source = catalogue.of(selectors.country_or_404(country))
    form = RankingForm(request.GET, groups=source.groups, clusters=source.clusters)
    state = form.state()
    context = {
        "country": source.country,
        "nav": "map",
        "form": form,
        "refused": form.refused(),
        "state": state,
        "map": career_map(source, **state),
        "clusters": source.cluster_by_key,
        "names": {cluster.key: localized(cluster, "name") for cluster in source.clusters},
        "is_table": request.GET.get("view") == "table",
    }
    return render(request, "occupations/map.html", context)


class TreemapForm(forms.Form):
    by = forms.ChoiceField(label=_("Color by"), required=False, choices=Dimension.choices)


@page
def tree(request, country):
    source = catalogue.of(selectors.country_or_404(country))
    form = TreemapForm(request.GET, auto_id="filter-%s")
    form.full_clean()
    dimension = Dimension(form.cleaned_data.get("by") or Dimension.AI_RISK)
    context = {
        "country": source.country,
        "nav": "map",
        "form": form,
        "refused": refused(form),
        "dimension": dimension,
        "boxes": treemap(source, dimension),
        "width": TREE_WIDTH,
        "height": TREE_HEIGHT,
    }
    return render(request, "occupations/treemap.html", context)
