import pytest


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """Computing a hash slowly is what makes it safe, and what takes the time of these tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
