"""Addresses at which a page can be read before it is published: signed, and good for a few days."""

from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from .models import Occupation

SALT = "occupations.preview"
MAX_AGE_S = 3 * 24 * 3600


class Expired(Exception):
    """The link was ours once."""


class Moved(Expired):
    """It showed a draft that has been changed since."""


def address(occupation: Occupation, user, language: str) -> str:
    """A link to the draft as it is now, good while its maker works here."""
    token = signing.dumps([occupation.pk, occupation.version, user.pk], salt=SALT)
    with override(language):
        return reverse("occupations:preview", args=[token])


def occupation_of(token: str) -> int:
    """The primary key that a link leads to; raises Expired, or BadSignature when the link is not ours."""
    try:
        signed = signing.loads(token, salt=SALT, max_age=MAX_AGE_S)
    except signing.SignatureExpired:
        raise Expired from None
    # Links of an earlier release carried the key alone.
    if not isinstance(signed, list):
        raise Expired
    pk, version, user = signed
    if not get_user_model().objects.filter(pk=user, is_active=True, is_staff=True).exists():
        raise Expired
    if Occupation.objects.filter(pk=pk).exclude(version=version).exists():
        raise Moved
    return pk
