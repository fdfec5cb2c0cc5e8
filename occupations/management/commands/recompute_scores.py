import time

from django.core.management.base import BaseCommand, CommandError

from occupations.models import Country
from occupations.scoring.recompute import recompute


class Command(BaseCommand):
    help = "Compute all scores, clusters and badges again from the current facts."

    def add_arguments(self, parser):
        parser.add_argument("--country", default="us", help="code of the country (us)")
        parser.add_argument("--dry-run", action="store_true", help="say what would change and write nothing")

    def handle(self, *, country, dry_run, verbosity, **options):
        if not Country.objects.filter(code=country).exists():
            raise CommandError(f"There is no country “{country}”. Load the fixtures first: manage.py load_all")
        start = time.monotonic()
        report = recompute(country, dry_run=dry_run)
        if verbosity > 1 or dry_run:
            for change in report.changes:
                self.stdout.write(f"  {change}")
        verb = "would be " if dry_run else ""
        self.stdout.write(
            f"Scores: {report.created} {verb}created, {report.updated} {verb}updated, "
            f"{report.unchanged} unchanged ({time.monotonic() - start:.1f} s)"
        )
