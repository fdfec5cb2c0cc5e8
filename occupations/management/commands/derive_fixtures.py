from pathlib import Path

from django.core.management.base import BaseCommand

from occupations.importers.fixtures import write_all


class Command(BaseCommand):
    help = "Write the current facts as fixtures: the same database always gives the same bytes."

    def add_arguments(self, parser):
        parser.add_argument(
            "--out", required=True, type=Path, metavar="DIR", help="directory to write to, fixtures/40_facts"
        )

    def handle(self, *, out, **options):
        total = 0
        for path, rows in write_all(out):
            total += path.stat().st_size
            self.stdout.write(f"{path}: {rows:,} rows, {path.stat().st_size / 1e6:.2f} MB")
        self.stdout.write(f"{total / 1e6:.2f} MB in all. New releases also need their row in 20_sources.yaml.")
