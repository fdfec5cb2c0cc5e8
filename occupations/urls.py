from django.urls import path

from .views import home, method, occupations

app_name = "occupations"
urlpatterns = [
    path("", home.home, name="home"),
    path("method/", method.method, name="method"),
    path("<slug:country>/", occupations.list_, name="list"),
    path("<slug:country>/<slug:slug>/", occupations.detail, name="detail"),
]
