"""What every public page does alike."""

from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe


def page(view):
    """A page that is only read: GET and HEAD, anything else is 405 whether or not it carries a CSRF token."""
    return csrf_exempt(require_safe(view))


class MethodNotAllowedPage:
    """Give a 405 a page to read; Django answers it with an empty body."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            allow = response["Allow"]
            response = render(request, "405.html", status=405)
            response["Allow"] = allow
        return response
