"""Pages that belong to the site rather than to an occupation: the door, health, robots, errors."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from careergraph.http import page
from occupations import kept


@page
def root(request):
    """Send a visitor to the language the browser asks for; one that asks for nothing gets Chinese."""
    asked = "Accept-Language" in request.headers
    language = get_language_from_request(request) if asked else settings.MODELTRANSLATION_DEFAULT_LANGUAGE
    with override(language):
        response = HttpResponseRedirect(reverse("occupations:home"))
    patch_vary_headers(response, ["Accept-Language"])
    return response


@never_cache
@page
def healthz(request):
    """200 when the database answers and every migration is applied, else 503 with the reason."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"status": "error", "reason": "database unreachable"}, status=503)
    if pending:
        return JsonResponse({"status": "error", "reason": f"{len(pending)} migrations not applied"}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
@cache_control(max_age=86400)
def robots(request):
    # A path chosen to be unknown is not told; the pages say themselves that they are not to be indexed.
    closed = "/admin/" if settings.ADMIN_PATH == "admin/" else ""
    lines = [
        "User-agent: *",
        f"Disallow: {closed}".rstrip(),
        "",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request):
    return HttpResponsePermanentRedirect(static("img/favicon.svg"))


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def permission_denied(request, exception):
    return render(request, "403.html", status=403)


def csrf_failure(request, reason=""):
    """A form opened before its writer signed in again cannot be told from a forged one: it is shown, never saved."""
    if kept.keep(request):
        return HttpResponseRedirect(request.get_full_path())
    return permission_denied(request, reason)


def not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    return render(request, "500.html", status=500)
