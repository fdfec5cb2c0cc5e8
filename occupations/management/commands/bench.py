import os
import platform
import time
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings

from occupations.bench import pages, report, searching
from occupations.bench.database import temporary_database
from occupations.models import Country

MEASURED = {
    "ALLOWED_HOSTS": ["testserver"],
    "ROOT_URLCONF": "occupations.bench.urls",
    "SECURE_SSL_REDIRECT": False,
    "STORAGES": {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
}


class Command(BaseCommand):
    help = "Measure loading, search and pages on a temporary database, each beside its budget."

    def add_arguments(self, parser):
        parser.add_argument("--runs", type=int, default=15, help="requests for each render time")
        parser.add_argument("--write", action="store_true", help="write the figures to docs/bench.md")

    def handle(self, *, runs, write, **options):
        with temporary_database(), override_settings(**MEASURED):
            figures = self.measure(max(runs, 1))
        about = f"Python {platform.python_version()} on {os.cpu_count()} cores; SQLite; median of {runs} requests."
        text = report.text(figures, about)
        self.stdout.write(text)
        if write:
            path = Path(settings.BASE_DIR) / "docs" / "bench.md"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text + "\n", "utf-8")
        if missed := [check.name for check in report.checks(figures) if not check.passed and not check.is_time]:
            raise CommandError(f"Over budget: {'; '.join(missed)}")

    def measure(self, runs: int) -> report.Figures:
        load = self.timed("load_all")
        recompute = self.timed("recompute_scores")
        country = Country.objects.get(code="us")
        found = searching.measure(country, searching.read_queries(), rounds=3)
        return report.Figures(load, recompute, found, pages.measure_all(runs))

    @staticmethod
    def timed(command: str) -> float:
        start = time.monotonic()
        call_command(command, stdout=StringIO())
        return time.monotonic() - start
