"""What somebody typed into a page when the session had ended: kept beside the sign-in, given back afterwards."""

from django.core import signing
from django.http import QueryDict

SALT = "occupations.desk.opened"
SESSION_KEY = "desk_kept"
FIELD = "desk_opened"
MAX_AGE_S = 14 * 24 * 3600
MAX_BYTES = 2 * 1024 * 1024


def token(user, path: str) -> str:
    """Goes into every form: who opened it, and where. Without one, nobody's text is kept."""
    return signing.dumps([user.pk, path], salt=SALT)


def keep(request):
    """Store the form in the session of a visitor who is about to sign in."""
    try:
        user, path = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=MAX_AGE_S)
    except signing.BadSignature:
        return
    if path != request.path or len(request.POST.urlencode()) > MAX_BYTES:
        return
    request.session[SESSION_KEY] = {"user": user, "path": path, "form": request.POST.urlencode()}


def give_back(request) -> QueryDict | None:
    """The form kept for this user and page, once."""
    found = request.session.get(SESSION_KEY)
    if not found or found["path"] != request.path or found["user"] != request.user.pk:
        return None
    del request.session[SESSION_KEY]
    return QueryDict(found["form"], mutable=True)
