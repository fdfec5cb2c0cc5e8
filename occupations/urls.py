from django.urls import path

from .views import compare, home, maps, method, occupations, preview, rankings, share

app_name = "occupations"
urlpatterns = [
    path("", home.home, name="home"),
    path("method/", method.method, name="method"),
    path("preview/<str:token>/", preview.preview, name="preview"),
    path("share.png", share.site_picture, name="site_picture"),
    path("<slug:country>/", occupations.list_, name="list"),
    path("<slug:country>/feed.xml", share.feed, name="feed"),
    path("<slug:country>/suggest/", occupations.suggest, name="suggest"),
    path("<slug:country>/compare/", compare.compare, name="compare"),
    path("<slug:country>/map/", maps.ai_map, name="map"),
    path("<slug:country>/treemap/", maps.tree, name="treemap"),
    path("<slug:country>/rankings/", rankings.index, name="rankings"),
    path("<slug:country>/rankings/<slug:key>/", rankings.detail, name="ranking"),
    path("<slug:country>/<slug:slug>/share.png", share.picture, name="picture"),
    # Last: a slug is none of the words above, see RESERVED_SLUGS.
    path("<slug:country>/<slug:slug>/", occupations.detail, name="detail"),
]
