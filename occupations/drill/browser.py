"""A browser without eyes: cookies, and no more of HTTP than that."""

import http.client
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin, urlsplit

from .forms import Page

ANSWER_WITHIN_S = 120
MOST_REDIRECTS = 5


class Lost(Exception):
    """No answer came: whether the request was carried out is not known."""


class CannotSignIn(Exception):
    pass


@dataclass(frozen=True)
class Answer:
    status: int
    path: str
    location: str
    html: str


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


class Browser:
    def __init__(self, address: str):
        self.address = address
        self.statuses: Counter[int] = Counter()
        # A proxy in the environment is not for requests to this machine.
        self.opener = urllib.request.build_opener(
            NoRedirect, urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )
        self.opener.addheaders = [("Accept-Language", "en")]

    def get(self, path: str) -> Answer:
        return self.ask(path, None)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self.ask(path, urlencode(fields).encode())

    def ask(self, path: str, body: bytes | None) -> Answer:
        try:
            try:
                response = self.opener.open(urljoin(self.address, path), body, timeout=ANSWER_WITHIN_S)
            except urllib.error.HTTPError as error:
                response = error
            with response:
                html = response.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise Lost(f"{path}: {error}") from None
        self.statuses[response.status] += 1
        return Answer(response.status, path, response.headers.get("Location", ""), html)

    def follow(self, answer: Answer) -> Answer:
        for _redirect in range(MOST_REDIRECTS):
            if answer.status not in (301, 302):
                break
            answer = self.get(urljoin(answer.path, local(answer.location)))
        return answer

    def sign_in(self, path: str, username: str, password: str):
        """Open a page of the desk, be sent to the door, and come back through it."""
        door = self.follow(self.get(path))
        form = Page(door.html).sign_in()
        if form is None:
            raise CannotSignIn(f"{path} led {username} to no form with a password: {door.status} {door.path}")
        for name, kind in form.kinds.items():
            if kind in ("text", "password"):
                form.fields[name] = password if kind == "password" else username
        back = self.follow(self.post(urljoin(door.path, form.action), form.fields))
        if back.status != 200 or back.path.partition("?")[0] != path:
            raise CannotSignIn(f"{username} wanted {path} and came to {back.path}: {back.status}")


def local(location: str) -> str:
    """Path and query of an address of the site."""
    parts = urlsplit(location)
    return parts._replace(scheme="", netloc="").geturl()
