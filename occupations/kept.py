"""What somebody typed into a page when it could not be saved: kept in the session, given back when they are let in."""

from django.contrib import messages
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext as _

SALT = "occupations.desk.opened"
SESSION_KEY = "desk_kept"
FIELD = "desk_opened"
MAX_AGE_S = 14 * 24 * 3600
# Of one session, together: it is read with every request.
MOST_FORMS = 10
MAX_BYTES = 4 * 1024 * 1024


def token(user, path: str) -> str:
    """Goes into every form: who opened it, and where. Without one, nobody's text is kept."""
    return signing.dumps([user.pk, path], salt=SALT)


def keep(request) -> bool:
    """Hold the form until its writer opens the page again; nobody else who is signed in gets it."""
    opened = request.POST.get(FIELD, "")
    try:
        user, path = signing.loads(opened, salt=SALT, max_age=MAX_AGE_S)
    except signing.BadSignature:
        return False
    if path != request.path or request.user.pk not in (None, user):
        return False
    # By token: each tab has its own, and a form sent twice is still one.
    forms = request.session.get(SESSION_KEY, {}) | {opened: request.POST.urlencode()}
    if len(forms) > MOST_FORMS or sum(map(len, forms.values())) > MAX_BYTES:
        text = _("The text you sent last could not be kept, too much is waiting already. Go back and copy it.")
        messages.error(request, text)
        return False
    request.session[SESSION_KEY] = forms
    return True


def waiting(request) -> tuple[str, QueryDict] | None:
    """The first form kept for this user and page, and its token."""
    for opened, form in request.session.get(SESSION_KEY, {}).items():
        if signing.loads(opened, salt=SALT) == [request.user.pk, request.path]:
            return opened, QueryDict(form, mutable=True)
    return None


def forget(request, opened: str):
    del request.session[SESSION_KEY][opened]
    request.session.modified = True
