"""Addresses at which a page can be read before it is published: signed, and good for a few days."""

from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from .models import Occupation

SALT = "occupations.preview"
MAX_AGE_S = 3 * 24 * 3600


class Expired(Exception):
    """The link was ours once."""


def address(occupation: Occupation, language: str) -> str:
    with override(language):
        return reverse("occupations:preview", args=[signing.dumps(occupation.pk, salt=SALT)])


def occupation_of(token: str) -> int:
    """The primary key that a link leads to; raises Expired, or BadSignature when the link is not ours."""
    try:
        return signing.loads(token, salt=SALT, max_age=MAX_AGE_S)
    except signing.SignatureExpired:
        raise Expired from None
