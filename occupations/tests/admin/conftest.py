import pytest
from django.db import transaction


@pytest.fixture(scope="module")
def rows_of_module(django_db_setup, django_db_blocker):
    """Rows that fixtures of a module make once stay until its last test; what a test makes of them is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
