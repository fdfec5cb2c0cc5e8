from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.decorators.cache import cache_control
from django.views.i18n import set_language

from careergraph import views
from occupations.sitemaps import SITEMAPS

handler400 = "careergraph.views.bad_request"
handler403 = "careergraph.views.permission_denied"
handler404 = "careergraph.views.not_found"
handler500 = "careergraph.views.server_error"

urlpatterns = [
    path("", views.root),
    path("healthz", views.healthz),
    path("robots.txt", views.robots),
    path("favicon.ico", views.favicon),
    path("sitemap.xml", cache_control(max_age=3600)(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("i18n/setlang/", set_language, name="set_language"),
    # Before the admin, whose last pattern takes everything.
    path(f"{settings.ADMIN_PATH}account/", include("careergraph.accounts.urls")),
    path(settings.ADMIN_PATH, admin.site.urls),
    *i18n_patterns(path("", include("occupations.urls"))),
]
