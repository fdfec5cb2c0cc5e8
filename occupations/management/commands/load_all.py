import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from occupations import fixtures
from occupations.models import Country
from occupations.scoring.recompute import recompute

SHOWN = 20


class Command(BaseCommand):
    help = "Load all fixtures in order, in one transaction, and compute the scores. Loading twice changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--dir", type=Path, default=settings.FIXTURE_DIRS[0], help="folder of the fixtures")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when the database holds a country already"
        )

    def handle(self, *, dir, if_empty, **options):
        if if_empty and not fixtures.is_empty():
            self.stdout.write("The database is filled already: nothing loaded.")
            return
        start = time.monotonic()
        try:
            files = fixtures.fixture_files(dir)
            done = iter(range(1, len(files) + 1))
            # Scores belong to it: stopped halfway, a filled database without them would pass for loaded.
            with transaction.atomic():
                report = fixtures.load(files, lambda path, report: self.progress(next(done), len(files), path, start))
                for country in Country.objects.values_list("code", flat=True):
                    recompute(country)
        except fixtures.FixtureError as error:
            shown, rest = error.problems[:SHOWN], error.problems[SHOWN:]
            more = f"\n… and {len(rest)} more." if rest else ""
            raise CommandError("Nothing was loaded.\n" + "\n".join(shown) + more) from None
        except DatabaseError as error:
            raise CommandError(f"Nothing was loaded. The database refused it: {error}") from None
        total = {name: sum(getattr(report, name).values()) for name in ("created", "updated", "unchanged", "removed")}
        summary = ", ".join(f"{count} {name}" for name, count in total.items())
        self.stdout.write(f"Loaded {len(files)} files: {summary}; scores computed ({time.monotonic() - start:.1f} s).")

    def progress(self, number, total, path, start):
        self.stdout.write(f"[{number:>{len(str(total))}}/{total}] {path.name}  {time.monotonic() - start:.1f} s")
