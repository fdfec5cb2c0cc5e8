import pytest
from django.contrib.auth.models import Group

from careergraph.models import SecurityEvent


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """Computing a hash slowly is what makes it safe, and what takes the time of these tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_roles(db):
    """Tests here make roles of their own; those of the desk are there from the start, and in the log."""
    Group.objects.all().delete()
    SecurityEvent.objects.all()._raw_delete("default")
