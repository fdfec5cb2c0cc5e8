"""The desk's budgets on the committed pages."""

import pytest
from django.db.models import Count
from django.urls import reverse

from occupations.models import Occupation
from occupations.tests.admin.desk import change_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def test_form_of_the_fullest_page_keeps_its_budget(admin_client, django_assert_max_num_queries):
    lists = ("points", "evidence", "citations", "alternate_titles")
    rows = sum(Count(name, distinct=True) for name in lists)
    fullest = Occupation.objects.annotate(rows=rows).order_by("-rows").first()
    assert fullest.rows > 50
    admin_client.get(change_url(fullest))
    with django_assert_max_num_queries(60):
        response = admin_client.get(change_url(fullest))
    assert len(response.content) < 600_000


def test_list_of_all_occupations_keeps_its_budget(admin_client, django_assert_max_num_queries):
    url = reverse("admin:occupations_occupation_changelist")
    admin_client.get(url)
    with django_assert_max_num_queries(12):
        response = admin_client.get(url)
    assert "832 occupations" in response.text
